"""The canary: a few known pages of each source fetched again. Are their fields still read as they were?

A site that gets a new layout goes on answering, and the daily run goes on finding pages; only what is read of them
thins out. Known pages show it before new ones are lost: what stood there yesterday must be read today.
"""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from crawlers.ledger import Fetch, fetches_of, open_ledger
from crawlers.registry import Source
from flows.children import children_end_with, worth_retrying
from flows.crawling import CrawlOrder, crawl_source, hosts_of
from flows.progress import report
from flows.publishing import timed
from flows.registry import NEWSROOM, chosen, read_registry, registry_path
from flows.removals import left, removed_urls
from flows.running import begin, conclude, supervised, tell_of_crash
from flows.samples import newsroom_served
from flows.settings import Settings
from flows.stages import Workplace, read_fetches
from flows.summary import CrawlOutcome, LayoutVerdict, RunSummary
from flows.times import EVER
from transforms.page import SourceFacts
from transforms.record import Record

FIELDS = ("title", "published_at", "body", "source_label")
SHRUNK = 0.5
"""A body that lost half of its length was cut by a layout; an editor's correction changes less."""
TRIES = 4
"""So many times the pages asked for are looked through for ones that were read well."""


@flow(name="canary", on_crashed=[tell_of_crash])
@supervised("canary")
def canary(pages: int = 3, sources: Sequence[str] = (), registry: str | None = None) -> RunSummary:
    """Fetch a few known pages of each source again and compare what is read with what was read before.

    A source is degraded where most of these pages have lost a field: its layout has changed, and an alert says so.

    Args:
        pages: How many known pages of each source to fetch, the newest ones.
        sources: Ids of the sources to look at. None: all that can be crawled.
        registry: Where the sources come from: newsroom, builtin, or a TOML file or folder on the worker. None: as set.
    """
    settings = Settings() if registry is None else Settings(registry=registry)
    summary, began = begin("canary")
    sample = settings.registry == NEWSROOM
    with newsroom_served(settings) if sample else nullcontext(), timed(summary, "canary"):
        path = settings.newsroom_registry if sample else registry_path(settings.registry)
        wanted = chosen(read_registry(path), sources)
        same = {"registry": path, "settings": settings, "run_id": summary.run_id, "pages": pages}
        runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=settings.crawls)
        with runner, children_end_with():
            futures = [runner.submit(look_task, {"source": source, **same}) for source in wanted]
            for done, future in enumerate(futures, 1):
                crawl, verdict = future.result()
                summary.crawls += [crawl] if crawl else []
                summary.verdicts.append(verdict)
                report("canary", done, len(futures))
    conclude(settings, summary, began, findings(summary.verdicts))
    return summary


def findings(verdicts: Iterable[LayoutVerdict]) -> dict[str, str | None]:
    """What the verdicts say for alerts: `layout/ID` is wrong or well; a source that could not be asked has no key."""
    return {
        f"layout/{each.source}": each.found if each.verdict == "degraded" else None
        for each in verdicts
        if each.verdict in ("ok", "degraded")
    }


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that was read well before: its address, and what was read."""

    url: str
    record: Record


def look(
    source: Source, registry: Any, settings: Settings, run_id: str, pages: int
) -> tuple[CrawlOutcome | None, LayoutVerdict]:
    """Fetch known pages of one source again and judge what is read of them."""
    removed = removed_urls(settings.removed_file)
    place = Workplace(settings.archive, settings.staging, settings.ledger_url, removed)
    known = known_pages(settings, place, source.facts(), pages)
    if not known:
        return None, LayoutVerdict(source.id, "unknown", 0, "no page of it is known yet")
    options = ["--recheck", "only", *(word for page in known for word in ("--page", page.url))]
    order = CrawlOrder(source.id, registry, EVER, None, tuple(options), hosts_of(source))
    crawl = crawl_source(order, settings, run_id)
    fetched = {each.canonical_url: each for each in _fetched(settings, source.id, run_id)}
    if not fetched:
        return crawl, LayoutVerdict(source.id, "unreachable", 0, crawl.message or crawl.outcome)
    losses = {}
    for page in known:
        fetch = fetched.get(page.url)
        if fetch is not None:
            losses[page.url] = lost_fields(page.record, _record(place, fetch, source.facts()))
    return crawl, judged(source.id, losses)


look_task = task(
    name="canary-look",
    retries=1,
    retry_delay_seconds=10,
    retry_condition_fn=worth_retrying,
    cache_policy=NO_CACHE,
)(look)


def known_pages(settings: Settings, place: Workplace, source: SourceFacts, wanted: int) -> list[KnownPage]:
    """The newest pages of a source that were read well, as they were read: by the extractor of today, from the archive.

    So a difference is the site's doing, not the extractor's. Of each page it is the first version that could be read:
    what later looks have fetched, of a new layout, must not become the measure. Removed pages are not asked for.
    """
    ledger = open_ledger(settings.ledger_url)
    try:
        fetches = left(fetches_of(ledger, source.id, roles=("detail",), verdicts=("ok",), latest=False), place.removed)
    finally:
        ledger.close()
    versions: dict[str, dict[str | None, Fetch]] = {}
    for fetch in fetches:
        versions.setdefault(fetch.canonical_url, {}).setdefault(fetch.content_hash, fetch)
    newest = sorted(versions, key=lambda url: _age(versions[url]), reverse=True)
    found: list[KnownPage] = []
    for url in newest[: wanted * TRIES]:
        for fetch in list(versions[url].values())[:TRIES]:
            record = _record(place, fetch, source)
            if record is not None and record["title"] and record["body"]:
                found.append(KnownPage(url, record))
                break
        if len(found) == wanted:
            break
    return found


def _age(versions: dict[str | None, Fetch]) -> tuple[str, datetime]:
    first = next(iter(versions.values()))
    return first.listed_at or "", first.fetched_at


def lost_fields(before: Record, after: Record | None) -> list[str]:
    """The fields that were read before and are not now; all of them where the page cannot be read at all."""
    had = [name for name in FIELDS if before[name]]  # type: ignore[literal-required]
    if after is None:
        return had
    lost = [name for name in had if not after[name]]  # type: ignore[literal-required]
    if "body" in had and "body" not in lost and len(after["body"] or "") < SHRUNK * len(before["body"] or ""):
        lost.append("body")
    return lost


def judged(source: str, losses: dict[str, list[str]]) -> LayoutVerdict:
    """The verdict on a source from what each page lost: degraded where at least half of them lost the same field."""
    pages = len(losses)
    counts = {name: sum(name in lost for lost in losses.values()) for name in FIELDS}
    bad = [f"{name} on {count} of {pages} pages" for name, count in counts.items() if count and count * 2 >= pages]
    if bad:
        example = next(url for url, lost in losses.items() if lost)
        return LayoutVerdict(source, "degraded", pages, f"no longer read: {', '.join(bad)}, e.g. {example}")
    return LayoutVerdict(source, "ok", pages, "fields are read as before")


def _fetched(settings: Settings, source: str, run_id: str) -> list[Fetch]:
    ledger = open_ledger(settings.ledger_url)
    try:
        fetches = fetches_of(ledger, source, roles=("detail",), verdicts=("ok", "not_modified", "missing"))
        return [fetch for fetch in fetches if fetch.run_id == run_id]
    finally:
        ledger.close()


def _record(place: Workplace, fetch: Fetch, source: SourceFacts) -> Record | None:
    """What is read of a fetched page; None where it is gone or cannot be read."""
    if fetch.verdict == "missing":
        return None
    (page,) = read_fetches(place, [fetch], source)
    return page.record
