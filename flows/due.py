"""Which sources a run crawls, and how far back: from what the registry says and when each was last visited.

Most are crawled by the daily run. A source with hours of its own (`schedule.window`) that the daily run does not fall
into, and one that is to be crawled every hour, is left to the hourly run:

    hours of a source       |20:00 ------------------ 06:00|
    hourly run          19:05  20:05  21:05    …     05:05  06:05
    crawls it             no    yes     no             no     no       once since 20:00; at 05:05 after a night off
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from crawlers.ledger import Visit
from crawlers.registry import Night, Source

PERIODS = {"weekly": timedelta(days=7), "monthly": timedelta(days=28)}
SLACK = timedelta(hours=12)
"""A weekly source whose last crawl ended at three in the morning is due at half past two a week later."""


class Visits(NamedTuple):
    """The last visit to each source, and the last that went well, by source."""

    last: Mapping[str, Visit]
    well: Mapping[str, Visit]


def due_sources(sources: Iterable[Source], visits: Visits, now: datetime) -> list[Source]:
    """Those that a daily run crawls, hours of their own aside: the crawler minds them.

    One that failed is due again; `manual` ones never are by themselves.
    """
    return [source for source in sources if _is_due(source, visits.well.get(source.id), now)]


def due_between(sources: Iterable[Source], visits: Visits, now: datetime) -> list[Source]:
    """Those that an hourly run crawls: hourly ones, and those that nobody has visited since their hours began.

    Outside of its hours no source is due. One that failed is due again when its hours begin again.
    """
    return [source for source in due_sources(sources, visits, now) if _is_its_hour(source, visits.last, now)]


def _is_its_hour(source: Source, last: Mapping[str, Visit], now: datetime) -> bool:
    hours, visit = source.schedule.window, last.get(source.id)
    if hours and not hours.holds(now.time()):
        return False
    if source.schedule.every == "hourly":
        return True
    return hours is not None and (visit is None or visit.finished_at < _opening(hours, now))


def _opening(hours: Night, now: datetime) -> datetime:
    """When the hours that `now` lies in began."""
    today = datetime.combine(now.date(), hours.start, now.tzinfo)
    return today if today <= now else today - timedelta(days=1)


def _is_due(source: Source, last: Visit | None, now: datetime) -> bool:
    every, hours = source.schedule.every, source.schedule.window
    if every == "manual":
        return False
    if hours and every != "hourly" and last and hours.holds(now.time()) and last.finished_at >= _opening(hours, now):
        return False  # the hourly run was there before
    period = PERIODS.get(every)
    return period is None or last is None or now - last.finished_at >= period - SLACK


def look_back(last: Visit | None, now: datetime, days: int) -> date:
    """The first publication day to look for: `days` back, or from before the last good crawl if that is longer ago."""
    usual = now.date() - timedelta(days=days)
    return usual if last is None else min(usual, last.finished_at.date() - timedelta(days=1))
