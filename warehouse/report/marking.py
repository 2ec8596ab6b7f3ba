"""Marks in a text: spans that overlap as they like, cut into pieces that do not.

Elements of a page nest and spans do not: a quantity may begin inside a directive and end behind it. So the text is cut
at every edge, and each piece names all the facts that cover it; the page makes one element of each piece.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

Span = tuple[str, int, int]
"""Key of a fact, first character of its evidence, character after it."""
Segment = tuple[int, int, tuple[str, ...]]
"""First character of a piece, character after it, and the keys of the facts that cover it, in their given order."""


def segments(length: int, spans: Sequence[Span]) -> Iterator[Segment]:
    """A text of that length from its first to its last character, cut at every edge of a span.

    A span without length covers nothing. Raises ValueError for a span outside the text.
    """
    opens: dict[int, list[int]] = {}
    closes: dict[int, list[int]] = {}
    for number, (key, start, end) in enumerate(spans):
        if not 0 <= start <= end <= length:
            raise ValueError(f"{key} is [{start}:{end}] of a text of {length} characters")
        if start < end:
            opens.setdefault(start, []).append(number)
            closes.setdefault(end, []).append(number)
    covering: list[int] = []
    for start, end in pairwise(sorted({0, length, *opens, *closes})):
        if start in closes:
            gone = closes[start]
            covering = [number for number in covering if number not in gone]
        if start in opens:
            covering = sorted(covering + opens[start])
        yield start, end, tuple([spans[number][0] for number in covering])
