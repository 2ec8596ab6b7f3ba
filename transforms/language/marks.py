"""Balanced marks: quotation marks, brackets and 《》, with what they hold.

A mark that finds no partner in its own paragraph encloses nothing: news pages lose closing marks, and one lost ” must
not swallow the rest of the article.
"""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from transforms.remembering import remembered

MarkKind = Literal["quote", "title", "bracket"]

_PAIRS: dict[str, tuple[str, MarkKind]] = {
    "“": ("”", "quote"),
    "‘": ("’", "quote"),
    "「": ("」", "quote"),
    "『": ("』", "quote"),
    "《": ("》", "title"),
    "〈": ("〉", "title"),
    "（": ("）", "bracket"),
    "(": (")", "bracket"),
    "【": ("】", "bracket"),
    "［": ("］", "bracket"),
    "[": ("]", "bracket"),
    "〔": ("〕", "bracket"),
}
_CLOSERS = {closer for closer, _ in _PAIRS.values()}
_MARK = re.compile("[" + "".join(re.escape(m) for m in [*_PAIRS, *sorted(_CLOSERS)]) + "\n]")
BLANK = "▁"  # never written on a page; stands for one character that is hidden from a pattern


class Enclosed(NamedTuple):
    """What stands between two marks: `start`/`end` of the content without the marks; `depth` 0 is outermost."""

    kind: MarkKind
    start: int
    end: int
    depth: int


@remembered(8)
def enclosed(text: str) -> tuple[Enclosed, ...]:
    """All balanced pairs of marks, in order of their opening mark; pairs may nest, but do not cross a line break."""
    found: list[Enclosed] = []
    open_marks: list[tuple[str, int]] = []
    for match in _MARK.finditer(text):
        mark, at = match.group(), match.start()
        if mark == "\n":
            open_marks.clear()
        elif mark in _PAIRS:
            open_marks.append((mark, at))
        else:
            # The innermost opener of this closer wins; openers above it lost their partner.
            for index in range(len(open_marks) - 1, -1, -1):
                opener, opened = open_marks[index]
                if _PAIRS[opener][0] == mark:
                    found.append(Enclosed(_PAIRS[opener][1], opened + 1, at, index))
                    del open_marks[index:]
                    break
    found.sort(key=lambda pair: (pair.start, -pair.end))
    return tuple(found)


def quotes(text: str) -> list[Enclosed]:
    """Spans inside “”, ‘’, 「」, 『』."""
    return [pair for pair in enclosed(text) if pair.kind == "quote"]


def titles(text: str) -> list[Enclosed]:
    """Spans inside 《》 and 〈〉, outermost only: a title inside a title is part of its name."""
    found: list[Enclosed] = []
    for pair in enclosed(text):
        if pair.kind == "title" and not (found and pair.end <= found[-1].end):
            found.append(pair)
    return found


def brackets(text: str) -> list[Enclosed]:
    """Spans inside （） and their kin."""
    return [pair for pair in enclosed(text) if pair.kind == "bracket"]


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the characters of the spans hidden, at the same length, so that offsets found in it hold.

    A pattern for clause marks must not see the commas of a title or of a bracket.
    """
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        start = max(start, at)
        pieces += [text[at:start], BLANK * (end - start)]
        at = end
    pieces.append(text[at:])
    return "".join(pieces)
