"""Elements with attributes by the thousand, which no page has and which cost a parser the square of their number.

libxml2 compares each attribute of an element with all before it: one element of 100,000 keeps it busy for minutes.
What it does not understand in a tag it passes over up to the next blank: `<p a "" b <c d>` has the attributes a, b, d.
"""

import re

MOST = 4_000
"""Attributes that an element may have; real ones have a dozen, and this many cost a twentieth of a second."""
_BETWEEN = b" \n\t\r\f/\"'"
_VALUE = r"\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)"
_ATTRIBUTE = rf"[\s/\"'=<]*+[^\s\"'<>=/]++(?:{_VALUE})?+"
_NAME = r"<[a-zA-Z][^\s<>/]*+"
_TAG = re.compile(rf"{_NAME}(?:{_ATTRIBUTE})*+")
_CROWDED = re.compile(rf"({_NAME})(?:((?:{_ATTRIBUTE}){{{MOST}}})|(?:{_ATTRIBUTE})*+)")
"""A tag is passed over whole, also where it is none too many, so that no stretch of it is read from each `<` in it."""


def without_crowds(markup: str) -> str:
    """The markup without the first attributes of elements that have thousands; what is left of them is text."""
    if len(markup) < 2 * MOST:
        return markup
    written = markup.encode("utf-8", "surrogatepass")
    if (
        len(written) - len(written.translate(None, _BETWEEN)) < 2 * MOST
        or max(map(len, _TAG.findall(markup)), default=0) < MOST
    ):
        return markup
    return _CROWDED.sub(lambda tag: f"{tag[1]}>" if tag[2] else tag[0], markup)
