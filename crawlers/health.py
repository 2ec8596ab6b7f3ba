"""The health of a source: its last crawl against what the registry expects and against its own last weeks.

A verdict is one of five. `blocked`: it refuses us. `broken`: its lists are not understood, or it could not be reached
several times in a row. `stale`: it is not crawled as often as it should be, or has nothing new for much longer than it
used to. `degraded`: it answers, and gives less than it did or than it should. `healthy`: none of these. With every
verdict but the last comes a reason; one that is healthy again says since when and what it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Literal

from crawlers.ledger.crawls import Crawl
from crawlers.registry import Expectations, Schedule

Verdict = Literal["healthy", "degraded", "stale", "broken", "blocked"]

HISTORY = timedelta(weeks=8)
ENOUGH = 3
"""Earlier crawls (or weeks) from which on there is a history to compare with."""
ROWS_LEFT = 0.5
"""Part of the usual rows per list page below which a list has shrunk."""
SHARE_LOST = 0.2
"""How far a share may fall below its median: more, and something about the pages has changed."""
UNREACHED = 3
"""Crawls in a row that could not reach a source, from which on it is not a passing trouble."""
QUIET = 0.1
"""Part of the usual new pages a day below which a source has gone quiet."""
_PERIODS = {"hourly": 1 / 24, "daily": 1.0, "weekly": 7.0, "monthly": 31.0}
_MISSED = 3
_LONGEST_QUIET = 30  # days; whatever its cadence, a shorter silence (holidays) proves nothing
_FEW = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What the transform made of the articles of one week (`week`: its Monday): how many, how many with which field."""

    week: date
    pages: int
    titled: int
    dated: int
    bodied: int

    def share(self, name: str) -> float:
        """Part of the articles with a field."""
        return float(getattr(self, name)) / self.pages


@dataclass(frozen=True, slots=True)
class Health:
    """A source's verdict with its reasons. `since` is when it came to be so; `recovered` says what is over."""

    source: str
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    since: datetime | None = None
    recovered: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """For a machine."""
        return asdict(self) | {"since": self.since.isoformat() if self.since else None, "reasons": list(self.reasons)}

    def __str__(self) -> str:
        told = "; ".join(self.reasons) or self.recovered or ""
        return f"{self.verdict}: {told}" if told else self.verdict


def judge_source(
    crawls: Sequence[Crawl],
    expect: Expectations,
    schedule: Schedule,
    moment: datetime,
    readings: Sequence[Reading] = (),
) -> Health:
    """The health of a source as of `moment`, from its crawls (the newest first, one at least) and weekly readings."""
    source = crawls[0].source
    verdict, reasons = _verdict(crawls, expect, schedule, moment, readings)
    worse = [
        (crawl.finished_at, *_verdict(crawls[number:], expect, schedule, crawl.finished_at, ()))
        for number, crawl in enumerate(crawls)
    ]
    if verdict != "healthy":
        since = crawls[0].finished_at
        for at, was, _ in worse:
            if was == "healthy":
                break
            since = at
        return Health(source, verdict, tuple(reasons), since)
    ill = next(((number, was, why) for number, (_, was, why) in enumerate(worse) if was != "healthy"), None)
    if ill is None or ill[0] == 0:
        return Health(source, "healthy")
    number, was, why = ill
    again = worse[number - 1][0]
    if moment - again > timedelta(days=7):
        return Health(source, "healthy", since=again)
    return Health(source, "healthy", since=again, recovered=f"again since {again:%Y-%m-%d}; was {was}: {why[0]}")


def _verdict(
    crawls: Sequence[Crawl], expect: Expectations, schedule: Schedule, moment: datetime, readings: Sequence[Reading]
) -> tuple[Verdict, list[str]]:
    last = crawls[0]
    when = f"on {last.finished_at:%Y-%m-%d}"
    if last.outcome == "blocked":
        return "blocked", [f"{when}: {last.reason or 'refused'}"]
    if last.outcome == "broken":
        return "broken", [f"{when}: {last.reason or 'its lists are not understood'}"]
    if last.outcome == "unreachable":
        times = next((n for n, crawl in enumerate(crawls) if crawl.outcome != "unreachable"), len(crawls))
        why = f"{when}: {last.reason or 'could not be reached'}"
        if times < UNREACHED:
            return "degraded", [why]
        return "broken", [f"could not be reached {times} times in a row; {why}"]
    walks = [crawl for crawl in crawls if crawl.is_of_today and crawl.outcome in ("ok", "empty")]
    stale = _stale(crawls, walks, expect, schedule, moment)
    if stale:
        return "stale", stale
    found = _degraded(walks, expect) + _unread(readings, expect)
    return ("degraded", found) if found else ("healthy", [])


def _stale(
    crawls: Sequence[Crawl], walks: Sequence[Crawl], expect: Expectations, schedule: Schedule, moment: datetime
) -> list[str]:
    period = _PERIODS.get(schedule.every)
    quiet = (moment - crawls[0].finished_at) / timedelta(days=1)
    if period is not None and quiet > max(1.5, _MISSED * period):
        return [f"not crawled for {quiet:.0f} days, though it should be {schedule.every}"]
    newest = _newest(walks)
    if newest is None:
        return []
    age = (moment.date() - newest).days
    if expect.newest_within_days is not None:
        limit: float = expect.newest_within_days
        why = f"{limit:.0f} days expected at most"
    else:
        ages = _before(walks, lambda crawl: crawl.signs.get("newest_age_days"))
        if len(ages) < ENOUGH:
            return []
        limit = max(_LONGEST_QUIET, 4 * median(ages))
        why = f"it used to be {median(ages):.0f}"
    return [f"newest row of {newest}, {age} days old; {why}"] if age > limit else []


def _degraded(walks: Sequence[Crawl], expect: Expectations) -> list[str]:
    if not walks:
        return []
    last, found = walks[0], list(walks[0].signs.get("unmet", ()))
    rows = last.signs.get("rows_per_list_page")
    usual = _before(walks, lambda crawl: crawl.signs.get("rows_per_list_page"))
    if rows is not None and len(usual) >= ENOUGH and rows < ROWS_LEFT * median(usual):
        found.append(f"{rows:.0f} rows a list page, {median(usual):.0f} before")
    for sign, what in (("titled_share", "titles"), ("dated_share", "dates"), ("labelled_share", "standard labels")):
        share = last.signs.get(sign)
        shares = _before(walks, lambda crawl, sign=sign: crawl.signs.get(sign))  # type: ignore[misc]
        if share is not None and len(shares) >= ENOUGH and share < median(shares) - SHARE_LOST:
            found.append(f"{what} on {share:.0%}, {median(shares):.0%} before")
    found += _rebuilt(walks)
    asked = sum(last.counts.get(name, 0) for name in ("new", "changed", "unchanged", "failed"))
    failed = last.counts.get("failed", 0)
    if failed >= _FEW and failed > asked / 2:
        found.append(f"{failed} of {asked} articles could not be had")
    return found + _gone_quiet(walks)


def _rebuilt(walks: Sequence[Crawl]) -> list[str]:
    """Lists whose rows always stood in one container and stand in another now."""
    oldest = walks[0].finished_at - HISTORY
    earlier = [crawl.signs.get("shapes", {}) for crawl in walks[1:] if crawl.finished_at >= oldest]
    found = []
    for url, shape in walks[0].signs.get("shapes", {}).items():
        before = [shapes[url] for shapes in earlier if url in shapes]
        if len(before) >= ENOUGH and len(set(before)) == 1 and shape != before[0]:
            found.append(f"{url}: its rows stand in another container than before")
    return found


def _gone_quiet(walks: Sequence[Crawl]) -> list[str]:
    """New pages a day over the last week against the weeks before, where both are covered by crawls."""
    end = walks[0].finished_at
    week = timedelta(days=7)
    recent = [crawl for crawl in walks if end - crawl.finished_at < week]
    earlier = [crawl for crawl in walks if week <= end - crawl.finished_at < HISTORY]
    # The first crawl of all finds what had gathered before it; it says nothing of a rate.
    first = walks[-1]
    counted = [crawl.counts.get("new", 0) for crawl in earlier if crawl is not first]
    if (
        len(recent) < ENOUGH
        or len(counted) < ENOUGH
        or not any(end - crawl.finished_at >= 3 * week for crawl in earlier)
    ):
        return []
    days = max(1.0, (earlier[0].finished_at - first.finished_at) / timedelta(days=1))
    before = sum(counted) / days
    now = sum(crawl.counts.get("new", 0) for crawl in recent) / 7
    if before >= 1 and now < QUIET * before:
        return [f"{now:.1f} new pages a day in the last week, {before:.1f} before"]
    return []


def _unread(readings: Sequence[Reading], expect: Expectations) -> list[str]:
    full = sorted((each for each in readings if each.pages >= _FEW), key=lambda each: each.week, reverse=True)
    found = []
    for name, what in (("titled", "titles"), ("dated", "dates"), ("bodied", "bodies")) if full else ():
        share = full[0].share(name)
        earlier = [each.share(name) for each in full[1:9]]
        if share < expect.read_share:
            found.append(f"{what} read on {share:.0%} of last week's articles, {expect.read_share:.0%} expected")
        elif len(earlier) >= ENOUGH and share < median(earlier) - SHARE_LOST:
            found.append(f"{what} read on {share:.0%} of last week's articles, {median(earlier):.0%} before")
    return found


def _before(walks: Sequence[Crawl], sign: Callable[[Crawl], float | None]) -> list[float]:
    """A sign over the crawls before the last, no further back than the history goes."""
    oldest = walks[0].finished_at - HISTORY
    return [value for crawl in walks[1:] if crawl.finished_at >= oldest and (value := sign(crawl)) is not None]


def _newest(walks: Sequence[Crawl]) -> date | None:
    said = next((crawl.signs.get("newest") for crawl in walks if crawl.signs.get("newest")), None)
    return date.fromisoformat(said) if said else None
