"""Looking for a pattern only where it can begin."""

import re
from collections.abc import Iterator


def scan(first: re.Pattern[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches of `pattern` that begin where `first` (a single character class) matches, without overlap.

    A pattern that opens with alternatives or a lookbehind is tried by the engine at every character; a character class
    is found an order of magnitude faster.
    """
    at = 0
    while (start := first.search(text, at)) is not None:
        found = pattern.match(text, start.start())
        if found is None:
            at = start.end()
        else:
            yield found
            at = max(found.end(), start.end())
