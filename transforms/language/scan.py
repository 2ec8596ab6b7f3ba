"""Looking for a pattern only where it can begin."""

import re
import sys
from collections.abc import Iterator


def scan(
    first: re.Pattern[str], pattern: re.Pattern[str], text: str, start: int = 0, end: int = sys.maxsize
) -> Iterator[re.Match[str]]:
    """Matches of `pattern` in `text[start:end]` that begin where `first` (a single character class) matches, without
    overlap.

    A pattern that opens with alternatives or a lookbehind is tried by the engine at every character; a character class
    is found an order of magnitude faster.
    """
    at = start
    while (opened := first.search(text, at, end)) is not None:
        found = pattern.match(text, opened.start(), end)
        if found is None:
            at = opened.end()
        else:
            yield found
            at = max(found.end(), opened.end())
