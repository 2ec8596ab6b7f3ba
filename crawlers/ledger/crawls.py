"""What each crawl of a source found: the history that a source's health is judged against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from crawlers.ledger.store import Ledger
from crawlers.ledger.tables import crawls

CrawlKind = Literal["walk", "resweep", "recheck"]
_C = crawls.c


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl that ended: its window of days, its outcome, its counts, and the signs of health that it saw."""

    source: str
    run_id: str
    kind: CrawlKind
    started_at: datetime
    finished_at: datetime
    since: date
    until: date
    outcome: str
    reason: str | None
    counts: Mapping[str, Any]
    signs: Mapping[str, Any]

    @property
    def is_of_today(self) -> bool:
        """Whether it walked lists as they stood, up to its own day; a backfill of old months says nothing of now."""
        return self.kind != "recheck" and self.until >= self.started_at.date()


def record_crawl(ledger: Ledger, crawl: Crawl) -> None:
    """Enter a crawl that ended; the same source and run again replaces it."""
    values = {name: getattr(crawl, name) for name in Crawl.__slots__}
    values |= {"since": crawl.since.isoformat(), "until": crawl.until.isoformat()}
    values |= {"counts": dict(crawl.counts), "signs": dict(crawl.signs)}
    put = sqlite.insert if ledger.dialect == "sqlite" else postgresql.insert
    with ledger.writing() as connection:
        entry = put(crawls).values(**values)
        connection.execute(entry.on_conflict_do_update(index_elements=["source", "run_id", "started_at"], set_=values))


def crawls_since(ledger: Ledger, moment: datetime, source: str | None = None) -> dict[str, list[Crawl]]:
    """Crawls that ended after a moment, by source, the newest first."""
    query = select(crawls).where(_C.finished_at >= moment).order_by(_C.finished_at.desc())
    if source is not None:
        query = query.where(_C.source == source)
    found: dict[str, list[Crawl]] = {}
    with ledger.reading() as connection:
        for row in connection.execute(query):
            told = dict(row._mapping)
            told |= {name: date.fromisoformat(told[name]) for name in ("since", "until")}
            found.setdefault(row.source, []).append(Crawl(**told))
    return found
