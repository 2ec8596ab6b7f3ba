"""Elements with attributes by the thousand, which no page has and which cost a parser the square of their number.

libxml2 compares each attribute of an element with all before it: one element of 100,000 keeps it busy for minutes.
"""

import re

MOST = 1_000
"""Attributes that an element may have; real ones have a dozen."""
_VALUE = r"\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)"
_CROWDED = re.compile(rf"(<[a-zA-Z][^\s<>/]*+)(?:[\s/]++[^\s\"'<>=/]++(?:{_VALUE})?+){{{MOST}}}")
_LONG = 2 * MOST
"""Characters in which so many attributes fit at the least."""


def without_crowds(markup: str) -> str:
    """The markup without the first thousand attributes of elements that have so many; what is left of them is text.

    Most pages are only looked at for a long stretch without a `<`, or for very many.
    """
    pieces = markup.split("<")
    if len(pieces) < _LONG and max(map(len, pieces)) < _LONG:
        return markup
    return _CROWDED.sub(r"\1>", markup)
