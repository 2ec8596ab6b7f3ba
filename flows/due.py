"""Which sources a daily run crawls, and how far back: from what the registry says and when each was last seen well."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from crawlers.ledger import Visit
from crawlers.registry import Source

PERIODS = {"weekly": timedelta(days=7), "monthly": timedelta(days=28)}
SLACK = timedelta(hours=12)
"""A weekly source whose last crawl ended at three in the morning is due at half past two a week later."""


def due_sources(sources: Iterable[Source], seen_well: Mapping[str, Visit], now: datetime) -> list[Source]:
    """Those of the sources whose time has come. One that failed is due again; `manual` ones never are by themselves."""
    return [source for source in sources if _is_due(source, seen_well.get(source.id), now)]


def _is_due(source: Source, last: Visit | None, now: datetime) -> bool:
    every = source.schedule.every
    if every == "manual":
        return False
    period = PERIODS.get(every)
    return period is None or last is None or now - last.finished_at >= period - SLACK


def look_back(last: Visit | None, now: datetime, days: int) -> date:
    """The first publication day to look for: `days` back, or from before the last good crawl if that is longer ago."""
    usual = now.date() - timedelta(days=days)
    return usual if last is None else min(usual, last.finished_at.date() - timedelta(days=1))
