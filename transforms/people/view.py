"""The body as the name reader sees it: spaced names closed, notes on a person gone, what names nobody hidden."""

import re
from bisect import bisect_right
from typing import NamedTuple

from transforms.language import Scanner, blank, titles
from transforms.people.lexicon import lexicon, pattern

# （女）, （回族）, （女，藏族）, （挂职）: said of a person, never a person.
_NOTE = Scanner(pattern("view.note").pattern)
# 李 明: names of two characters set to the width of three.
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]{1,4}([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_SPACED_INSIDE = pattern("view.spaced_inside")
_SPACED_FIRST = pattern("view.spaced_first")
# The makers of the page, not of the event: a dateline in brackets, a credit before a name.
_DATELINE = pattern("view.dateline")
_CREDIT = Scanner(pattern("view.credit").pattern)


# Another report behind this one on the page.
_OTHER_REPORT = re.compile(
    r"^[ \u3000]*(?:又讯|另讯|"
    r"(?:(?:同日|当[日天]|\d+月\d+日)?(?:上午|下午|晚上?)?，)?[^，。\n]{0,12}又(?:召开|举行)了)",
    re.MULTILINE,
)


def report_end(body: str) -> int:
    """Where the report of this event ends: before 又讯, which opens another."""
    found = _OTHER_REPORT.search(body, 1) if "讯" in body or "又" in body else None
    return found.start() if found else len(body)


class View(NamedTuple):
    """`text` to be read; `offsets[i]` is where its character i stands in the body (one entry more than characters)."""

    text: str
    offsets: list[int] | None

    def at(self, index: int) -> int:
        """Offset in the body of a character of the view."""
        return index if self.offsets is None else self.offsets[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Span in the body of a span of the view."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1

    def find(self, offset: int) -> int:
        """Character of the view that stands at or after an offset of the body."""
        if self.offsets is None:
            return offset
        found = bisect_right(self.offsets, offset) - 1
        return found if self.offsets[found] == offset else found + 1


def view(body: str) -> View:
    """The view of a body. Document titles in 《》 and credits are hidden, at the same length."""
    hidden = [(pair.start, pair.end) for pair in titles(body)]
    if "记者" in body or "通讯员" in body or "审" in body or "编辑" in body or "摄" in body or "供稿" in body:
        hidden += [match.span() for match in _DATELINE.finditer(body)]
        hidden += [match.span() for match in _CREDIT.scan(body)]
    end = report_end(body)
    if end < len(body):
        hidden = [*(span for span in hidden if span[1] <= end), (end, len(body))]
    text = blank(body, hidden) if hidden else body
    cut = [match.span() for match in _NOTE.scan(text)] if "（" in text else []
    if " " in text or "\u3000" in text:
        surnames = lexicon().surnames
        for pattern in (_SPACED, _SPACED_INSIDE, _SPACED_FIRST):
            for match in pattern.finditer(text):
                if surnames.get(match.group(1), 3) < 3:
                    cut.append((match.end(1), match.start(2)))
    if not cut:
        return View(text, None)
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for start, end in sorted(set(cut)):
        if start < at:
            continue
        pieces.append(text[at:start])
        offsets.extend(range(at, start))
        at = end
    pieces.append(text[at:])
    offsets.extend(range(at, len(text) + 1))
    return View("".join(pieces), offsets)
