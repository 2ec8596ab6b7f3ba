"""Walking a list from its newest page to its older ones: which rows are wanted, and when to stop."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

BEHIND = 10


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `since` to `until`, both included."""

    since: date
    until: date

    def holds(self, day: date | None) -> bool:
        """Whether a row of this day is wanted; an undated one always is."""
        return day is None or self.since <= day <= self.until


@dataclass(slots=True)
class Walk:
    """The way through one list.

    A row is behind when its day lies before the window, or, undated, when its page is known. The walk ends after
    `enough` rows in a row that are behind. One old row proves nothing: lists pin notices to their top for years. It
    also ends at a page that shows nothing new, which is how servers answer for pages past the end.
    """

    window: Window
    enough: int = BEHIND
    met: set[str] = field(default_factory=set)
    behind: int = 0

    def goes_on(self, rows: Iterable[tuple[str, date | None, bool]]) -> bool:
        """Take the rows of the next page (URL, day, known) and tell whether to go on to the page after it."""
        fresh = False
        for url, day, known in rows:
            fresh |= url not in self.met
            self.met.add(url)
            is_behind = day < self.window.since if day is not None else known
            self.behind = self.behind + 1 if is_behind else 0
            if self.behind >= self.enough:
                return False
        return fresh
