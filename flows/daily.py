"""The daily flow: crawl, archive, transform, load, link, check, publish. Thin: every step is a plain function."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from crawlers.ledger import Visit, last_visits, open_ledger, reset_partitions
from crawlers.registry import Source
from flows.conditions import conditions
from flows.crawling import hosts_of
from flows.crawls import CrawlPart, crawl_parts
from flows.due import Visits, due_sources, look_back
from flows.ingesting import archive_pages
from flows.inputs import read_pages
from flows.publishing import load_and_publish, timed
from flows.registry import NEWSROOM, chosen, known_sources, read_registry, registry_path
from flows.running import begin, conclude, supervised, tell_of_crash
from flows.samples import newsroom_served
from flows.settings import TIMEZONE, Settings
from flows.summary import RunSummary
from flows.times import EVER
from flows.transforming import transform_changed

WALKS = ("daily", "hourly", "resweep")
"""Kinds of run that look for what is new."""

# Results are never cached: what needs doing is derived from the archive and the ledger.
publish_task = task(name="load-link-publish", cache_policy=NO_CACHE)(load_and_publish)


@flow(name="daily", on_crashed=[tell_of_crash])
@supervised("daily")
def daily(
    sources: Sequence[str] = (),
    registry: str | None = None,
    since: date | None = None,
    until: date | None = None,
    crawl: bool = True,
) -> RunSummary:
    """Crawl what is due and publish what came of it.

    Args:
        sources: Ids of the sources to crawl. None: all that are due.
        registry: Where the sources come from: newsroom, builtin, or a TOML file or folder on the worker. None: as set.
        since: First publication day to look for. None: a month back, or since the last good crawl where that is longer.
        until: Last publication day to look for, included. None: today.
        crawl: Off: nothing is fetched, the run goes on with what the archive holds.
    """
    settings = Settings() if registry is None else Settings(registry=registry)
    summary, began = begin("daily")
    if crawl:
        known = crawl_chosen(settings, summary, sources, since, until, due=due_sources)
    else:
        known = known_sources(settings)
    transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)


@flow(name="reread", on_crashed=[tell_of_crash])
@supervised("reread")
def reread(partitions: Sequence[tuple[str, str]] = ()) -> RunSummary:
    """Read partitions (source, month) again from the archive, and publish what they say now. Nothing is fetched."""
    settings = Settings()
    summary, began = begin("reread")
    ledger = open_ledger(settings.ledger_url)
    try:
        reset_partitions(ledger, [(source, month, "transform") for source, month in partitions])
    finally:
        ledger.close()
    known = known_sources(settings)
    transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)


@flow(name="ingest", on_crashed=[tell_of_crash])
@supervised("ingest")
def ingest(inputs: Sequence[Path], source: str = "ingest") -> RunSummary:
    """Archive pages from files and publish what they say, by the way every page goes."""
    settings = Settings()
    summary, began = begin("ingest")
    known = known_sources(settings)
    with timed(summary, "archive"):
        ledger = open_ledger(settings.ledger_url)
        try:
            pages = read_pages(Path(given) for given in inputs)
            summary.crawls = [archive_pages(ledger, settings.archive, source, pages, summary.run_id)]
        finally:
            ledger.close()
    transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)


def crawl_chosen(
    settings: Settings,
    summary: RunSummary,
    sources: Sequence[str],
    since: date | None,
    until: date | None,
    options: tuple[str, ...] = (),
    *,
    due: Callable[[Iterable[Source], Visits, datetime], list[Source]] | None = None,
) -> dict[str, Source]:
    """Crawl the sources named (none: all, or those that `due` says); returns the registry's sources.

    `options` are further ones of the crawler. How each crawl went goes into the summary. The sample newsroom is served
    for as long as its crawls take.
    """
    sample = settings.registry == NEWSROOM
    with newsroom_served(settings) if sample else nullcontext():
        path = settings.newsroom_registry if sample else registry_path(settings.registry)
        known = read_registry(path)
        visits = _visits(settings)
        wanted = chosen(known, sources)
        if due and not sources:
            wanted = due(wanted, visits, datetime.now(TIMEZONE))
        with timed(summary, "crawl"):
            parts = [_part(settings, source, visits.well.get(source.id), since, until, options) for source in wanted]
            summary.crawls = crawl_parts(settings, path, parts, summary.run_id, "crawl")
    return known


def _visits(settings: Settings) -> Visits:
    ledger = open_ledger(settings.ledger_url)
    try:
        return Visits(last_visits(ledger, WALKS), last_visits(ledger, WALKS, good=True))
    finally:
        ledger.close()


def _part(
    settings: Settings,
    source: Source,
    last: Visit | None,
    since: date | None,
    until: date | None,
    options: tuple[str, ...],
) -> CrawlPart:
    # A sample is crawled whole; of a real site a month is looked at, unless a window is asked for.
    recent = EVER if source.local else look_back(last, datetime.now(TIMEZONE), settings.lookback_days)
    return CrawlPart(source.id, since or recent, until, options=options, hosts=hosts_of(source))


def publish_staged(
    settings: Settings,
    known: dict[str, Source],
    summary: RunSummary,
    began: datetime,
    again: Collection[tuple[str, str]] = (),
) -> RunSummary:
    """Load what is staged (and `again` what is loaded already), link, check, publish, and conclude the run.

    Raises WarehouseBusy as the writer does.
    """
    done: RunSummary = publish_task(settings, list(known.values()), summary, began, again)
    conclude(settings, done, began, conditions(done))
    return done
