"""What a crawl did, counted; and what that means: ok, empty, unreachable, blocked or broken."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any, Literal

Outcome = Literal["ok", "empty", "unreachable", "blocked", "broken"]

# The worst of a source's lists decides: a list that failed is a hole in the window, however well the others went.
ROBOTS = "robots.txt forbids it"
_WORST: tuple[Outcome, ...] = ("broken", "blocked", "unreachable", "ok", "empty")


@dataclass(slots=True)
class ListTally:
    """One list: how far it was walked, and why it ended there."""

    url: str
    family: str
    outcome: Outcome = "unreachable"
    reason: str | None = "not fetched"
    ended: str | None = None
    pages: int = 0
    gaps: int = 0
    rows_per_page: list[int] = field(default_factory=list)
    shape: str | None = None
    failed: bool = False

    def read(self, rows: int, shape: str | None = None) -> None:
        """A page of it was read; that does not heal an earlier failure. The first page's shape is the list's."""
        self.pages += 1
        self.rows_per_page.append(rows)
        self.shape = self.shape or shape
        if rows and not self.failed:
            self.outcome, self.reason = "ok", None

    def fail(self, outcome: Outcome, reason: str) -> None:
        """A page of it could not be had; the worst such outcome stands."""
        if not self.failed or _WORST.index(outcome) < _WORST.index(self.outcome):
            self.outcome, self.reason, self.failed = outcome, reason, True

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        told = {"url": self.url, "family": self.family, "outcome": self.outcome, "reason": self.reason}
        return told | {
            "ended": self.ended,
            "pages": self.pages,
            "gaps": self.gaps,
            "rows": sum(self.rows_per_page),
        }


@dataclass(slots=True)
class Tally:
    """Counts of one crawl. `new` are pages never had before, `changed` pages whose content differs from the last.

    `due` is how many known pages a recheck set out to ask for; None for a crawl that walks lists.
    """

    lists: list[ListTally] = field(default_factory=list)
    due: int | None = None
    refusal: str | None = None
    rows: int = 0
    dated: int = 0
    titled: int = 0
    newest: date | None = None
    oldest: date | None = None
    new: int = 0
    known: int = 0
    outside: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    forbidden: int = 0
    missing: int = 0
    elsewhere: int = 0
    labelled: int = 0
    mirrors: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    retries: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    partitions: Counter[str] = field(default_factory=Counter)
    files: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)

    def saw_row(self, title: str | None, day: date | None) -> None:
        """Count one row of a list page."""
        self.rows += 1
        self.titled += title is not None
        if day is not None:
            self.dated += 1
            self.newest = max(self.newest or day, day)
            self.oldest = min(self.oldest or day, day)

    @property
    def complete(self) -> bool:
        """Whether every list was walked to its end or past the window, and every wanted page was fetched."""
        return all(each.ended in ("window", "last page", "gone") for each in self.lists) and not self.failed

    def outcome(self) -> tuple[Outcome, str | None]:
        """The verdict on the crawl and, unless it is ok, its reason."""
        if self.due is not None:
            return ("blocked", self.refusal) if self.refusal else self._of_articles() or ("ok", None)
        if not self.lists:
            return "broken", "the source has no list page in this window"
        worst = min(self.lists, key=lambda each: _WORST.index(each.outcome))
        if worst.outcome == "ok" and (said := self._of_articles()):
            return said
        return worst.outcome, (f"{worst.url}: {worst.reason}" if worst.reason else None)

    def _of_articles(self) -> tuple[Outcome, str] | None:
        """What it means where articles were asked for and none came; None where that is not so."""
        # A page that robots.txt keeps back among many that are known is no news.
        refused = self.failed or (self.forbidden and not self.known)
        if not refused or self.new or self.changed or self.unchanged or (self.due and self.missing):
            return None
        reason = self.failures.most_common(1)[0][0]
        blocked = reason.startswith(("blocked", ROBOTS))
        return ("blocked" if blocked else "unreachable"), f"no article could be had: {reason}"

    def health(self, today: date) -> dict[str, Any]:
        """Signs by which a redesign shows before anybody complains."""
        fetched = self.new + self.changed
        pages = [count for each in self.lists for count in each.rows_per_page]
        return {
            "rows_per_list_page": median(pages) if pages else None,
            "titled_share": round(self.titled / self.rows, 3) if self.rows else None,
            "dated_share": round(self.dated / self.rows, 3) if self.rows else None,
            "labelled_share": round(self.labelled / fetched, 3) if fetched else None,
            "newest": self.newest.isoformat() if self.newest else None,
            "oldest": self.oldest.isoformat() if self.oldest else None,
            "newest_age_days": (today - self.newest).days if self.newest else None,
            "shapes": {each.url: each.shape for each in self.lists if each.shape},
        }

    def to_json(self) -> dict[str, Any]:
        """Plain values for the summary."""
        return {
            "list_pages": sum(each.pages for each in self.lists),
            "due": self.due,
            "rows": self.rows,
            "new": self.new,
            "known": self.known,
            "outside_window": self.outside,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "failed": self.failed,
            "forbidden": self.forbidden,
            "missing": self.missing,
            "elsewhere": self.elsewhere,
            "retries": self.retries,
            "bytes": self.bytes,
            "failures": dict(self.failures),
            "statuses": {host: dict(sorted(counts.items())) for host, counts in sorted(self.statuses.items())},
            "partitions": dict(sorted(self.partitions.items())),
            "archive_files": sorted(self.files),
            "mirrors": dict(self.mirrors),
            "warnings": self.warnings,
            "lists": [each.to_json() for each in self.lists],
        }
