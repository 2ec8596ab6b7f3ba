"""The article of an HTML page: meta labels first, then the family's layout, then the general reader."""

import re
from functools import cache

from transforms.article import labels
from transforms.article import title as titles
from transforms.article.assemble import Known, assemble
from transforms.article.crumbs import steps
from transforms.article.dates import Dated, first_moment, moments
from transforms.article.fold import fold, words_of
from transforms.article.lines import CAPTION, Line, classify
from transforms.article.meta import Labels, read_meta
from transforms.article.model import Article, UnreadableError
from transforms.article.segment import ENOUGH, Segments, segment
from transforms.article.tree import Tree, parse, read_tree
from transforms.layouts import PageObject, page_objects
from transforms.page import FetchedPage
from transforms.record import unknown_publisher

_LABEL = re.compile(r"^[\u3400-\u9fff]{2,6}\s*[:：]\s*")


def read_html(page: FetchedPage, source: str) -> Article:
    """Read a page's markup, restored already. Raises UnreadableError where it has no element."""
    parsed = parse(source)
    if parsed is None:
        raise UnreadableError("no_markup: the parser found no element")
    tree = read_tree(parsed)
    meta = read_meta(tree.root)
    view, parts = _by_layout(page, tree, source)
    if parts is None:
        parts = _tightened(tree, segment(tree.lines))
    if not parts.body:
        # Some templates unhide the article by script.
        seen = read_tree(parsed, hidden=True)
        again = segment(seen.lines)
        if again.body:
            tree, parts = seen, again
    if _is_list(parts):
        parts = Segments(before=tree.lines)
    return assemble(page, parts, _known(page, tree, meta, view, parts))


def _is_list(parts: Segments) -> bool:
    """Whether the prose found is the teasers of a list page: as many links as paragraphs among them, dates between."""
    inner = [*parts.body, *parts.aside]
    links = sum(1 for line in inner if line.url is not None and line.links >= 0.6 * len(line.text))
    prose = [line for line in parts.body if line.kind == "prose" and not line.links]
    dated = sum(1 for line in inner if len(line.text) <= 40 and moments(line.folded))
    cut_off = sum(1 for line in prose if line.text.rstrip("]】").endswith(("…", "...", "详细", "全文")))
    return links >= 3 and links >= len(prose) - 1 and (dated >= 3 or cut_off >= 3)


def _by_layout(page: FetchedPage, tree: Tree, source: str) -> tuple[PageObject | None, Segments | None]:
    """The first layout that holds an article, with the page divided by it."""
    for view in page_objects(page, tree, source):
        rows = view.body_lines()
        if rows and sum(line.han for line in rows) >= ENOUGH:
            return view, _within(rows, tree.lines, [])
        span = view.body_span()
        if span is None:
            continue
        inner = tree.lines[span[0] : span[1]]
        if sum(line.han for line in inner if line.kind == "prose") >= ENOUGH:
            return view, _within(inner, tree.lines[: span[0]], tree.lines[span[1] :])
    return None, None


def _within(inner: list[Line], before: list[Line], after: list[Line]) -> Segments:
    """Divide a container's lines: the article, less what stands above, among and below it in the same container."""
    found = segment(inner)
    if not found.body:
        return Segments(before=[*before, *inner], after=after)
    tail = list(found.after)
    body = found.body
    # The container is the article's own: short lines at its end (a caption, a signature) are of it.
    while tail and tail[0].kind == "short" and not tail[0].links:
        body.append(tail.pop(0))
    head = list(found.before)
    opening: list[Line] = []
    while head and head[-1].kind == "short" and not head[-1].links and CAPTION.search(head[-1].folded):
        opening.insert(0, head.pop())
    return Segments([*before, *head], [*opening, *body], [*tail, *after], found.aside)


def _tightened(tree: Tree, parts: Segments) -> Segments:
    """Take in the short last lines of the container that the general reader's article fills."""
    if not parts.body:
        return parts
    first, last = parts.body[0].start, parts.body[-1].start
    holders = [
        span
        for span in tree.spans.values()
        if span[0] <= first and span[1] > last and span[1] - span[0] <= last - first + 7
    ]
    if not holders:
        return parts
    _, end = min(holders, key=lambda s: s[1] - s[0])
    while parts.after and parts.after[0].start < end and parts.after[0].kind == "short" and not parts.after[0].links:
        parts.body.append(parts.after.pop(0))
    return parts


def _known(page: FetchedPage, tree: Tree, meta: Labels, view: PageObject | None, parts: Segments) -> Known:
    """What meta labels and layout say of the page."""
    known = Known(publisher=unknown_publisher(), dated=meta.published(), author=meta.author)
    assert known.publisher is not None
    known.publisher["site_name"] = meta.site_name
    known.publisher["site_id_code"] = meta.site_id_code
    known.url = page.url
    body = words_of("".join(line.text for line in parts.body)[:3000])

    @cache
    def visible() -> set[str]:
        return {words_of(line.text) for line in parts.before if line.kind != "item"}

    headings = {words_of(line.text) for line in parts.before if line.heading in (1, 2) and not line.links}
    # Where a script holds the article, its headline stands on no line, and in the script beside it.
    scripted = view is not None and view.body_lines() is not None
    for found, sure in ((meta.title, True), (view.title() if view else None, True), (tree.title, False)):
        text = titles.without_site(found, tuple(n for n in (meta.site_name,) if n)) if found else ""
        pairs = titles.bigrams(text)
        if not 4 <= len(text) <= titles.LONGEST or not pairs:
            continue
        overlap = sum(map(body.__contains__, pairs)) / len(pairs)
        bare = words_of(text)
        # 家门口的好学校 - 某县教育局 in the head, and as heading over a sketch that never says so again: the site's
        # name behind it tells that it is a headline.
        headed = bare in headings and text != found
        # What the article says again is enough for most: whether the line stands above it is asked last.
        if overlap >= 0.45 or (scripted and sure) or ((overlap >= 0.2 or headed) and bare in visible()):
            known.title, known.title_sure = text, sure
            break
    if view is not None:
        printed = view.published()
        moment = first_moment(printed) if printed else None
        if moment:
            known.dated.append(Dated(moment, "label", 9))
        for pair in labels.scan(fold(view.info() or "")):
            # 时间: and its value may stand in elements of their own; the lines' own labels come first.
            if pair.field == "published" and (told := first_moment(pair.value)):
                known.dated.append(Dated(told, "label", 14))
        crumb = view.crumb()
        known.columns = [s for s in steps(crumb or "") if s]
        label = view.source_label()
        known.source = _LABEL.sub("", label).strip() or None if label else None
        if crumb and not any(line.kind == "crumb" for line in parts.before):
            parts.before.insert(0, _as_crumb(crumb))
            known.columns = []
    if not known.columns and meta.column:
        known.columns = [meta.column]
    known.meta_source = meta.source
    return known


def _as_crumb(text: str) -> Line:
    line = classify(Line(text))
    line.kind = "crumb"
    return line
