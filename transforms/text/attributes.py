"""Elements with attributes by the thousand, which no page has and which cost a parser the square of their number.

libxml2 compares each attribute of an element with all before it: one element of 100,000 keeps it busy for minutes.
"""

import re

MOST = 4_000
"""Attributes that an element may have; real ones have a dozen, and this many cost a twentieth of a second."""
_VALUE = r"\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)"
_CROWDED = re.compile(rf"(<[a-zA-Z][^\s<>/]*+)(?:[\s/]++[^\s\"'<>=/]++(?:{_VALUE})?+){{{MOST}}}")


def without_crowds(markup: str) -> str:
    """The markup without the first attributes of elements that have thousands; what is left of them is text."""
    return _CROWDED.sub(r"\1>", markup) if _may_be_crowded(markup) else markup


def _may_be_crowded(markup: str) -> bool:
    """Whether there is room for a crowd: a long stretch without a `<`, or very many of them (inside of values)."""
    stretch = range(0, len(markup), MOST)
    return markup.count("<") > 2 * MOST or any(markup.find("<", at, at + MOST) < 0 for at in stretch)
