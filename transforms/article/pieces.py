"""Bare text cut into lines.

A text crawl sets one block a line, but not always: labels stand on one line and their values on the next, and some
pages come as one line, headline, info line, body and foot together. Both are put right here.
"""

import re
from functools import cache
from itertools import pairwise

from transforms.article import labels
from transforms.article.dates import moments
from transforms.article.fold import fold
from transforms.article.lexicon import any_of, table
from transforms.article.lines import Line, classify

_BREAK = re.compile(r"[\n\r\u2028\u2029\x85]+")
_LABEL_ONLY = re.compile(r"^\s*[\u3400-\u9fff]{2,6}\s?:\s*$")
_SENTENCE_END = re.compile(r"[。！？!?”\"）)]")
_BARS = re.compile(r"(?:\s*\|)+\s*$")
# Indents that a mirror turned into question marks: ??? 本报讯.
_MARKS = re.compile(r"^\?{2,}\s*|(?<=[。！？”])\?{2,}$")
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]{0,10})(?:\s[^<>]{0,600})?/?>")
_INLINE = frozenset(["a", "b", "em", "font", "i", "span", "strong", "u", "sup", "sub", "small", "big", "label"])
MAX_LINES = 6_000
"""A page of more lines is cut: no article is that long, and a limit keeps the reading linear in practice."""


@cache
def _tail() -> re.Pattern[str]:
    """What opens the foot inside one long line."""
    return re.compile(any_of(table("lines")["tail"]["within"]))


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
        body = _MARKS.sub("", _BARS.sub("", row.strip(" \t\u3000\xa0\ufeff\u200b")))
        if not body:
            continue
        start += row.find(body[0])
        for offset, piece in split_long(body):
            lead = len(piece) - len(piece.lstrip())
            bare = piece.strip()
            if bare:
                found.append(classify(Line(bare, start + offset + lead)))
    return _join_labels(found)


def _untagged(text: str) -> str:
    """Bare text in which an editor's tags were left standing: a block tag ends the line, an inline tag goes."""
    if len(_TAG.findall(text, 0, 200_000)) < 4:
        return text
    return _TAG.sub(lambda tag: "" if tag["name"].lower() in _INLINE else "\n", text)


def split_long(row: str) -> list[tuple[int, str]]:
    """Cut a line that holds more than one thing: crumb, headline, info line, body, foot."""
    if len(row) < 24:
        return [(0, row)]
    folded = fold(row)
    cuts = {0, len(row)}
    head = folded[:420]
    pairs = [
        p
        for p in labels.scan(head)
        if p.field in ("published", "updated", "source", "views", "unit") or p.word in ("作者", "编辑", "记者")
    ]
    dated = moments(head[:300])
    first = min([p.start for p in pairs] + [s for s, _, _ in dated if pairs and s < pairs[0].start], default=-1)
    if pairs and first > 0 and _title_like(folded[:first]):
        cuts.add(first)
        inner = re.match(r".{0,120}(?:[>›»]|-\s?>)\s*(?:正文|详细内容|内容|详情)?\s+(?=\S{8,})", folded[:first])
        if inner:
            cuts.add(inner.end())
    if len(row) > 150 and pairs and first <= 120:
        end = _info_end(folded, pairs)
        if end and len(row) - end > 80:
            cuts.add(end)
    if len(row) > 150:
        last = max((m.end() for m in re.finditer(r"[。！？]", folded[-4000:])), default=0)
        base = max(0, len(folded) - 4000)
        tail = _tail().search(folded, base + last)
        if tail and base + last > 60:
            cuts.add(tail.start())
        inner_tail = next(
            (
                m
                for m in _tail().finditer(folded, 200)
                if _foot_word(m[0]) and _SENTENCE_END.match(folded[: m.start()].rstrip()[-1:])
            ),
            None,
        )
        if inner_tail:
            cuts.add(inner_tail.start())
    marks = sorted(cuts)
    return [(a, row[a:b]) for a, b in pairwise(marks)]


def _foot_word(word: str) -> bool:
    return bool(re.search(r"上一|下一|版权|免责|主办|打印|责任编|责编|本文", word))


def _title_like(text: str) -> bool:
    bare = text.strip()
    if "】【" in bare or bare.endswith(("】", "]")):
        return False
    return 6 <= len(bare) <= 140 and "。" not in bare and len(re.findall(r"[\u3400-\u9fff]", bare)) >= 6


def _info_end(folded: str, pairs: list[labels.Labelled]) -> int | None:
    """Where the info line at the head of a long line ends and the body begins."""
    last = pairs[-1]
    for earlier, later in pairwise(pairs):
        if later.start - earlier.end > 60:
            last = earlier
            break
    value = folded.find(":", last.start)
    if value < 0:
        value = last.start
    if last.field in ("published", "updated"):
        return last.end if last.end - value > 4 else None
    blank = re.compile(r"\S+(\s+)").match(
        folded, value + 1 + len(folded[value + 1 :]) - len(folded[value + 1 :].lstrip())
    )
    return blank.end() if blank and blank.end() - last.start < 60 else None


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
