"""One parse of a page and one pass over its tree: the page as lines that know their links and their elements."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from transforms.article.lines import Line, classify
from transforms.text.attributes import without_crowds

# Elements that begin and end a line of text.
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "table",
        "tbody",
        "thead",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "aside",
        "header",
        "footer",
        "nav",
        "main",
        "form",
        "fieldset",
        "legend",
        "blockquote",
        "pre",
        "center",
        "address",
        "figure",
        "figcaption",
        "hr",
        "br",
        "body",
        "title",
        "founder-content",
        "founder-title",
        "ucapcontent",
        "label",
        "caption",
    ]
)
# Elements whose text nobody sees.
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "select",
        "option",
        "textarea",
        "iframe",
        "svg",
        "object",
        "embed",
        "applet",
        "head",
        "map",
        "math",
        "canvas",
        "audio",
        "video",
        "button",
        "input",
    ]
)
# Elements by the thousand that no layout selects and nobody hides.
_LIGHT = frozenset(["a", "b", "br", "em", "font", "hr", "i", "img", "li", "small", "strong", "tr", "u"])
# Containers that a layout or the general reader may choose.
_CONTAINERS = frozenset(
    [
        "div",
        "td",
        "article",
        "section",
        "main",
        "form",
        "body",
        "founder-content",
        "ucapcontent",
        "span",
        "center",
        "table",
        "dd",
        "li",
        "ul",
    ]
)
# Tags that layouts select by name alone.
_INDEXED = frozenset(["h1", "h2", "h3", "founder-content", "founder-title", "ucapcontent"])
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{4,}|font-size\s*:\s*0(?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")
_CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
CELL = 80
"""Characters of the longest cell that is joined with its neighbours."""
MAX_BLOCKS = 6_000
"""A page of more lines is cut: no article is that long, and a limit keeps the time in bounds."""

Element = etree._Element


@dataclass(slots=True)
class Tree:
    """A parsed page: its root, what was parsed, its lines in order, and which lines each container holds."""

    root: Element
    markup: bytes = b""
    lines: list[Line] = field(default_factory=list)
    spans: dict[Element, tuple[int, int]] = field(default_factory=dict)
    title: str | None = None
    by_id: dict[str, Element] = field(default_factory=dict)
    by_class: dict[str, list[Element]] = field(default_factory=dict)
    by_tag: dict[str, list[Element]] = field(default_factory=dict)
    _lower: bytes = b""

    def may_hold(self, words: Sequence[bytes]) -> bool:
        """Whether all words, in lower case, stand in the markup. No tag does without, and no attribute's value but for
        numeric references, behind which it may hide."""
        self._lower = self._lower or self.markup.lower()
        return all(map(self._lower.__contains__, words)) or b"&#" in self._lower


def parse(source: str) -> Tree | None:
    """The page's tree, not yet walked, or None where there is not one element. Nothing in a page makes this raise."""
    declared = _DECLARED.match(source)
    if declared:
        source = source[declared.end() :]
    source = without_crowds(source)
    try:
        content = source.encode("utf-8").translate(None, _CONTROLS)
    except UnicodeEncodeError:
        content = _SURROGATES.sub("", source).encode("utf-8").translate(None, _CONTROLS)
    # str.strip() takes more for blanks than bytes do; a page that begins with a tag need not be asked.
    if not content.startswith(b"<") and not content.decode("utf-8").strip():
        return None
    try:
        root = etree.fromstring(content, _parser())
    except etree.LxmlError:
        return None
    return None if root is None else Tree(root, content)


@cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(huge_tree=True, remove_pis=True, encoding="utf-8", recover=True, collect_ids=False)


def _said(parts: list[str]) -> str:
    """The text of a line that was gathered in parts, its blanks made single spaces."""
    text = parts[0] if len(parts) == 1 else "".join(parts)
    if text.isspace():
        return ""
    # split() knows every blank but these two, which are none to Unicode.
    if "\u200b" in text or "\ufeff" in text:
        text = text.replace("\u200b", " ").replace("\ufeff", " ")
    return " ".join(text.split())


class _Row:
    """A table row while it is open. A row of short cells is one line (教育支出 2191.40万元); a layout's is not."""

    __slots__ = ("cells", "first", "plain")

    def __init__(self, first: int) -> None:
        self.first = first
        self.cells = 0
        self.plain = True

    def cell(self, lines: list[Line]) -> None:
        """A cell has ended, with these lines in it."""
        self.cells += bool(lines)
        self.plain = self.plain and (
            not lines or (len(lines) == 1 and len(lines[0].text) <= CELL and lines[0].url is None)
        )

    def close(self, tree: Tree) -> None:
        """Make one line of the row's cells."""
        cells = tree.lines[self.first :]
        if self.plain and 2 <= len(cells) == self.cells:
            cells[0].text = " ".join(cell.text for cell in cells)
            del tree.lines[self.first + 1 :]
            end = len(tree.lines)
            for element, (first, last) in list(tree.spans.items())[-self.cells :]:
                if last > end:
                    tree.spans[element] = (min(first, end - 1), end)


def read_tree(parsed: Tree, *, hidden: bool = False) -> Tree:
    """Walk the tree once; `hidden` reads elements that are styled away too."""
    tree = Tree(parsed.root, parsed.markup)
    lines, spans = tree.lines, tree.spans
    # The line that is being gathered: its texts, how many of their characters stand in links, its first link's address.
    parts: list[str] = []
    links = anchors = heading = 0
    url: str | None = None
    opened: list[tuple[Element, int]] = []
    rows: list[_Row] = []
    # Own descent and not lxml's iterwalk: most elements of a page are leaves, which it would visit twice.
    above: list[tuple[Element, str, bool, Iterator[Element]]] = []
    children, ended = iter([tree.root]), True
    while True:
        for element in children:
            tag = element.tag
            if tag.__class__ is not str:
                # A comment.
                if text := element.tail:
                    parts.append(text)
                    if anchors:
                        links += len(text.strip())
                continue
            if tag == "a" and not len(element):
                # A link with nothing in it but its text, as lists have them by the hundred.
                if url is None or all(map(str.isspace, parts)):
                    url = element.get("href")
                if text := element.text:
                    parts.append(text)
                    links += len(text.strip())
                if text := element.tail:
                    parts.append(text)
                    if anchors:
                        links += len(text.strip())
                continue
            block = tag in _BLOCKS
            if block and parts:
                if (said := _said(parts)) and len(lines) < MAX_BLOCKS:
                    lines.append(Line(said, len(lines), links, url, heading))
                parts.clear()
                links, url = 0, None
            heavy = tag not in _LIGHT
            given = element.keys() if heavy else ()
            if heavy and (tag in _SKIPPED or (given and not hidden and tag != "body" and _is_hidden(element))):
                if tag == "head":
                    found = element.find("title")
                    tree.title = _BLANKS.sub(" ", found.text).strip() if found is not None and found.text else None
                break
            name = None
            if given:
                if name := element.get("id"):
                    tree.by_id.setdefault(name, element)
                if names := element.get("class"):
                    for one in names.split():
                        tree.by_class.setdefault(one, []).append(element)
            if block:
                if tag in _CONTAINERS:
                    opened.append((element, len(lines)))
                elif tag == "tr":
                    rows.append(_Row(len(lines)))
                if heavy and tag in _INDEXED:
                    tree.by_tag.setdefault(tag, []).append(element)
                    heading = int(tag[1]) if tag[1].isdigit() else 0
            elif tag == "a":
                anchors += 1
                # A line knows the address of its first link.
                if url is None or all(map(str.isspace, parts)):
                    url = element.get("href")
            elif tag == "span" and name:
                opened.append((element, len(lines)))
            if text := element.text:
                parts.append(text)
                if anchors:
                    links += len(text.strip())
            if len(element):
                above.append((element, tag, block, children))
                children, ended = iter(element), False
            break
        else:
            if not above:
                break
            element, tag, block, children = above.pop()
        if not ended:
            ended = True
            continue
        # The end of an element: its line ends, and the text behind it belongs to the parent.
        if block:
            if parts:
                if (said := _said(parts)) and len(lines) < MAX_BLOCKS:
                    lines.append(Line(said, len(lines), links, url, heading))
                parts.clear()
                links, url = 0, None
            if opened and opened[-1][0] is element:
                begun, first = opened.pop()
                if len(lines) > first:
                    spans[begun] = (first, len(lines))
                if rows and tag == "td":
                    rows[-1].cell(lines[first:])
            elif tag == "tr" and rows:
                rows.pop().close(tree)
            elif tag in _INDEXED:
                heading = 0
        elif tag == "a":
            anchors -= anchors > 0
        elif tag == "span" and opened and opened[-1][0] is element:
            begun, first = opened.pop()
            if len(lines) > first or parts:
                spans[begun] = (first, len(lines) + bool(parts))
        if text := element.tail:
            parts.append(text)
            if anchors:
                links += len(text.strip())
    if (said := _said(parts)) and len(lines) < MAX_BLOCKS:
        lines.append(Line(said, len(lines), links, url, heading))
    for line in lines:
        classify(line)
    return tree


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None
