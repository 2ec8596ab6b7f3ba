"""Elements with attributes by the thousand, which no page has and which cost a parser the square of their number.

libxml2 compares each attribute of an element with all before it: one element of 100,000 keeps it busy for minutes.
What it does not understand in a tag it passes over up to the next blank: `<p a "" b <c d>` has the attributes a, b, d.
"""

import re

MOST = 4_000
"""Attributes that an element may have; real ones have a dozen, and this many cost a twentieth of a second."""
_BETWEEN = (" ", "\n", "\t", "\r", "\f", "/", '"', "'")
_VALUE = r"\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)"
_ATTRIBUTE = rf"[\s/\"'=<]*+[^\s\"'<>=/]++(?:{_VALUE})?+"
_TAG = re.compile(rf"(<[a-zA-Z][^\s<>/]*+)(?:((?:{_ATTRIBUTE}){{{MOST}}})|(?:{_ATTRIBUTE})*+)")
"""A tag is passed over whole, also where it is none too many, so that no stretch of it is read from each `<` in it."""


def without_crowds(markup: str) -> str:
    """The markup without the first attributes of elements that have thousands; what is left of them is text."""
    if sum(map(markup.count, _BETWEEN)) < 2 * MOST:
        return markup
    return _TAG.sub(lambda tag: f"{tag[1]}>" if tag[2] else tag[0], markup)
