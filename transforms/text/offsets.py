"""Edits of a text and the way back: which offset of the source an offset of the result comes from."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """`source[start:end]` becomes `text`."""

    start: int
    end: int
    text: str


def apply_edits(source: str, edits: Sequence[Edit]) -> str:
    """Carry out edits, which are in order and do not overlap."""
    if not edits:
        return source
    pieces: list[str] = []
    done = 0
    for start, end, text in edits:
        pieces.append(source[done:start])
        if text:
            pieces.append(text)
        done = end
    pieces.append(source[done:])
    return "".join(pieces)


class OffsetMap:
    """Offsets of an edited text, mapped to its source and back.

    Outside edits the mapping is exact. Inside the text of an edit, offset k is offset k of the replaced passage while
    that is long enough, else its last character. The end of the text maps to the end of the source.
    """

    __slots__ = ("_edits", "_results", "_sources")

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = [e for e in edits if e.end - e.start != len(e.text)]
        self._results: list[int] = []
        self._sources: list[int] = []
        shift = 0
        for edit in self._edits:
            self._results.append(edit.start + shift)
            self._sources.append(edit.start)
            shift += len(edit.text) - (edit.end - edit.start)

    def to_source(self, offset: int) -> int:
        """Offset in the source of the character at `offset` of the result."""
        k = bisect_right(self._results, offset) - 1
        while k >= 0:
            edit, begin = self._edits[k], self._results[k]
            into = offset - begin
            if into < len(edit.text):
                return min(edit.start + into, max(edit.end - 1, edit.start))
            return edit.end + into - len(edit.text)
        return offset

    def to_result(self, offset: int) -> int:
        """Offset in the result of the character at `offset` of the source; inside a removed passage, what follows."""
        k = bisect_right(self._sources, offset) - 1
        if k < 0:
            return offset
        edit, begin = self._edits[k], self._results[k]
        if offset < edit.end:
            return begin + min(offset - edit.start, len(edit.text))
        return begin + len(edit.text) + offset - edit.end
