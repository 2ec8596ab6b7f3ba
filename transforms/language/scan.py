"""Looking for a pattern only where it can begin."""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterator

from transforms.language.openings import opening


class Scanner:
    """A pattern that opens with alternatives or a lookbehind, which the engine would try at every character: the
    character classes with which it can begin are found an order of magnitude faster."""

    __slots__ = ("_opens", "pattern")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = re.compile(pattern, flags)
        self._opens = re.compile(opening(pattern, flags))

    def on(self, text: str) -> "Places":
        """Where the pattern can begin in a text whose sentences and clauses are to be scanned one by one."""
        return Places(self.pattern, text, [opened.start() for opened in self._opens.finditer(text)])

    def first(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match in `text[start:end]`, None where there is none."""
        return next(self.scan(text, start, end), None)

    def scan(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Matches in `text[start:end]`, left to right, without overlap."""
        match, opens = self.pattern.match, self._opens.search
        at = start
        while (opened := opens(text, at, end)) is not None:
            at = opened.start()
            found = match(text, at, end)
            if found is None:
                at += 1
            else:
                yield found
                at = max(found.end(), at + 1)


class Places:
    """A pattern, and where it can begin in a text."""

    __slots__ = ("_at", "_match", "_text")

    def __init__(self, pattern: re.Pattern[str], text: str, at: list[int]) -> None:
        self._match, self._text, self._at = pattern.match, text, at

    def scan(self, start: int, end: int) -> Iterator[re.Match[str]]:
        """Matches in a stretch of the text, left to right, without overlap."""
        for at in self._at[bisect_left(self._at, start) : bisect_left(self._at, end)]:
            if at >= start and (found := self._match(self._text, at, end)) is not None:
                yield found
                start = found.end()

    def any(self, start: int, end: int) -> bool:
        """Whether one lies in a stretch of the text."""
        return next(self.scan(start, end), None) is not None
