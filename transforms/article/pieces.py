"""Bare text cut into lines.

A text crawl sets one block a line, but not always: labels stand on one line and their values on the next, tags are
left in, breadcrumbs are set one step a line. That is put right here.
"""

import html
import re
from functools import cache

from transforms.article.lexicon import any_of, table
from transforms.article.lines import Line, classify
from transforms.article.unfold import unfold

_BREAK = re.compile(r"[\n\r\u2028\u2029\x85]+")
_LABEL_ONLY = re.compile(r"^\s*[\u3400-\u9fff]{2,6}\s?:\s*$")
_BARS = re.compile(r"(?<![\s|])(?:\s*\|)+\s*$")
# Indents that a mirror turned into question marks: ??? 本报讯.
_MARKS = re.compile(
    r"^\?{2,}\s*|^[?？](?=[\u3400-\u9fff])"
    r"|(?<=讯)[?？](?=[(（])|(?<=[(（]记者)[?？]|(?<=[(（]通讯员)[?？]|(?<=[。！？”])\?{2,}$"
)
_ORIGINAL = re.compile(r"[【\[(（]原标题\s?[:：]\s?([^】\])）\n]{4,60})[】\])）]\s{0,4}(?=[^\n]{30})")
_TAG = re.compile(
    r"</?(?P<name>p|br|div|span|strong|b|em|i|u|font|a|img|h[1-6]|table|tbody|tr|td|th|ul|ol|li|section|center|sup|sub|"
    r"small|big|label|hr|blockquote|article|iframe|video|script|style)(?:\s[^<>]{0,600})?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|nbsp|ensp|emsp|quot|amp|lt|gt|ldquo|rdquo|mdash|hellip|middot|bull);"
)
_INLINE = frozenset(["a", "b", "em", "font", "i", "span", "strong", "u", "sup", "sub", "small", "big", "label"])
_SIGNS = frozenset("*%^)([]@#$!~;?{}+&=<>'\"_`")
MAX_LINES = 6_000
"""A page of more lines is cut: no article is that long, and a limit keeps the reading linear in practice."""


@cache
def _is_label() -> re.Pattern[str]:
    data = table("lines")["labels"]
    words = (
        data["published"]
        + data["updated"]
        + data["source"]
        + data["unit"]
        + data["views"]
        + ["作者", "编辑", "记者", "责任编辑"]
    )
    return re.compile(rf"^\s*{any_of([re.escape(w) for w in words])}\s?:\s*$")


def cut(text: str) -> list[Line]:
    """The page's lines with their offsets, classified; blank ones left out."""
    text = _untagged(text)
    found: list[Line] = []
    position = 0
    rows: list[tuple[int, str]] = []
    for match in _BREAK.finditer(text):
        rows.append((position, text[position : match.start()]))
        position = match.end()
        if len(rows) >= MAX_LINES:
            break
    rows.append((position, text[position:]))
    for start, row in rows:
        # A page taken from a layout table keeps its bars: 会议由某某主持。 |
        bare = row.strip(" \t\u3000\xa0\ufeff\u200b")
        body = _unjammed(_MARKS.sub("", _BARS.sub("", bare)))
        if not body:
            continue
        cell = bare[-1] == "|" and len(body) <= 20
        start += row.find(body)
        original = _ORIGINAL.match(body)
        if original:
            # 【原标题：某县召开座谈会】某网消息 4月17日，…: the headline, then the article.
            found.append(classify(Line(original[1], start + original.start(1))))
            start, body = start + original.end(), body[original.end() :]
        for offset, piece in unfold(body):
            lead = len(piece) - len(piece.lstrip())
            bare = piece.strip()
            if bare:
                found.append(classify(Line(bare, start + offset + lead, cell=cell)))
    return _join_labels(found)


def _unjammed(row: str) -> str:
    """The line without the random marks that forums set around paragraphs against copying: 5 K$ t' w3 ]% 昨日，…"""
    if len(row) < 10 or (row[0] > "\x7f" and row[-1] > "\x7f"):
        return row
    words = row.split()
    head = _jam(words)
    tail = _jam(words[::-1]) if head < len(words) else 0
    if head:
        row = row.split(None, head)[-1] if head < len(words) else ""
    return row.rsplit(None, tail)[0] if tail else row


def _jam(words: list[str]) -> int:
    """How many of the first words are random marks: short, ASCII, a good part of them with signs no prose has."""
    count = 0
    while count < len(words) and len(words[count]) <= 4 and words[count].isascii():
        count += 1
    signs = sum(any(sign in _SIGNS for sign in word) for word in words[:count])
    return count if count >= 4 and signs >= 2 and signs * 3 >= count else 0


def _untagged(text: str) -> str:
    """Bare text in which an editor's tags and entities were left standing: a block tag ends the line."""
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if "<" not in text:
        return text
    return _TAG.sub(lambda tag: "" if tag["name"].lower() in _INLINE else "\n", text)


def _join_labels(lines: list[Line]) -> list[Line]:
    """Set a label that stands alone together with its value on the next line."""
    joined: list[Line] = []
    skip = False
    for index, line in enumerate(lines):
        if joined and line.folded[:1] in (">", "›", "»") and joined[-1].kind in ("crumb", "furniture", "short"):
            # A breadcrumb set one step a line.
            joined[-1] = classify(Line(f"{joined[-1].text} {line.text}", joined[-1].start))
            continue
        if skip:
            skip = False
            continue
        after = lines[index + 1] if index + 1 < len(lines) else None
        if (
            after
            and _is_label().match(line.folded)
            and len(after.text) <= 30
            and not _LABEL_ONLY.match(after.folded)
            and after.kind in ("info", "short", "credit", "furniture")
            and (not after.pairs or after.pairs[0].start > 0)
            and not re.search(r"[:：]\s*$", after.text)
        ):
            joined.append(classify(Line(f"{line.text} {after.text}", line.start)))
            skip = True
        else:
            joined.append(line)
    return joined
