"""The daily flow: crawl, archive, transform, load, link, check, publish. Thin: every step is a plain function."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from prefect import flow, runtime, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from crawlers.ledger import open_ledger, reset_partitions
from crawlers.registry import Source
from flows.attempts import count_attempts
from flows.crawls import CrawlPart, crawl_parts
from flows.deployments.catchup import last_only
from flows.ingesting import archive_pages
from flows.inputs import read_pages
from flows.publishing import load_and_publish, timed
from flows.registry import NEWSROOM, chosen, known_sources, read_registry, registry_path
from flows.samples import newsroom_served
from flows.settings import TIMEZONE, Settings
from flows.summary import CrawlOutcome, RunSummary
from flows.times import EVER
from flows.transforming import transform_changed

# Results are never cached: what needs doing is derived from the archive and the ledger.
publish_task = task(name="load-link-publish", cache_policy=NO_CACHE)(load_and_publish)


@flow(name="daily")
@last_only
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
    known = crawl_chosen(settings, summary, sources, since, until) if crawl else known_sources(settings)
    transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)


@flow(name="reread")
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


@flow(name="ingest")
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


def begin(kind: str) -> tuple[RunSummary, datetime]:
    """A summary with a run id of its own, and the moment at which the run began.

    A flow run that is started again, because its worker died, keeps its id: what it held in the ledger is its own.
    Raises RunFailed where it has been started too often.
    """
    count_attempts()
    began = datetime.now(TIMEZONE)
    Settings().root.mkdir(parents=True, exist_ok=True)
    planned = runtime.flow_run.scheduled_start_time
    stamp = planned.astimezone(TIMEZONE) if planned else began
    suffix = str(runtime.flow_run.id or uuid4()).replace("-", "")[-6:]
    return RunSummary(run_id=f"{kind}-{stamp:%Y%m%dT%H%M%S}-{suffix}", kind=kind), began


def crawl_chosen(
    settings: Settings,
    summary: RunSummary,
    sources: Sequence[str],
    since: date | None,
    until: date | None,
    options: tuple[str, ...] = (),
) -> dict[str, Source]:
    """Crawl the sources named (none: all), with further options of the crawler; returns the registry's sources.

    How each crawl went goes into the summary. The sample newsroom is served for as long as its crawls take.
    """
    sample = settings.registry == NEWSROOM
    with newsroom_served(settings) if sample else nullcontext():
        path = settings.newsroom_registry if sample else registry_path(settings.registry)
        known = read_registry(path)
        with timed(summary, "crawl"):
            summary.crawls = _crawl(settings, path, chosen(known, sources), since, until, summary.run_id, options)
    return known


def _crawl(
    settings: Settings,
    path: Path,
    wanted: Sequence[Source],
    since: date | None,
    until: date | None,
    run_id: str,
    options: tuple[str, ...],
) -> list[CrawlOutcome]:
    # A sample is crawled whole; of a real site a month is looked at, unless a window is asked for.
    recent = datetime.now(TIMEZONE).date() - timedelta(days=settings.lookback_days)
    parts = [
        CrawlPart(source.id, since or (EVER if source.local else recent), until, options=options) for source in wanted
    ]
    return crawl_parts(settings, path, parts, run_id, "crawl")


def publish_staged(settings: Settings, known: dict[str, Source], summary: RunSummary, began: datetime) -> RunSummary:
    """Load what is staged, link, check, publish, and leave the run's artifact."""
    done: RunSummary = publish_task(settings, list(known.values()), summary, began)
    create_markdown_artifact(done.to_markdown(), key="run-summary", description=f"{done.kind} {done.run_id}")
    return done
