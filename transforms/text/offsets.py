"""Edits of a text and the way back: which offset of the source an offset of the result comes from."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
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

    def __init__(self, edits: Callable[[], Iterable[Edit]]) -> None:
        self._make = edits

    @cached_property
    def _table(self) -> tuple[list[Edit], list[int], list[int]]:
        """The edits that change lengths, where each begins in the source, and where in the result."""
        edits = [e for e in self._make() if e.end - e.start != len(e.text)]
        results: list[int] = []
        shift = 0
        for edit in edits:
            results.append(edit.start + shift)
            shift += len(edit.text) - (edit.end - edit.start)
        return edits, [edit.start for edit in edits], results

    def to_source(self, offset: int) -> int:
        """Offset in the source of the character at `offset` of the result."""
        edits, _, results = self._table
        k = bisect_right(results, offset) - 1
        if k < 0:
            return offset
        edit, into = edits[k], offset - results[k]
        if into < len(edit.text):
            return min(edit.start + into, max(edit.end - 1, edit.start))
        return edit.end + into - len(edit.text)

    def to_result(self, offset: int) -> int:
        """Offset in the result of the character at `offset` of the source; inside a removed passage, what follows."""
        edits, sources, results = self._table
        k = bisect_right(sources, offset) - 1
        if k < 0:
            return offset
        edit, begin = edits[k], results[k]
        if offset < edit.end:
            return begin + min(offset - edit.start, len(edit.text))
        return begin + len(edit.text) + offset - edit.end
