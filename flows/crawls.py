"""The crawls of a run: by the run itself, or spread over the workers of a work pool."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.backfill.plan import Job
from flows.backfill.work import crawl_job
from flows.children import children_end_with, worth_retrying
from flows.crawling import CrawlOrder, crawl_source
from flows.progress import report
from flows.settings import Settings
from flows.summary import CrawlOutcome


@dataclass(frozen=True, slots=True)
class CrawlPart:
    """A piece of crawling that one child process does: a window of one source, or months of it for a backfill.

    `since` and `until` are publication days, both included; they are not looked at where `months` (YYYY-MM) are given,
    which are claimed in the ledger one by one. `options` are further ones of the crawler,
    `hosts` the slots that the crawl takes.
    """

    source: str
    since: date | None = None
    until: date | None = None
    months: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from the other parts of its run; names a file."""
        return f"{self.source}.{self.months[0]}" if self.months else self.source

    @property
    def weight(self) -> int:
        """Steps that it counts as in a progress bar."""
        return len(self.months) or 1


def crawl_part(part: CrawlPart, settings: Settings, registry: Path, run_id: str) -> CrawlOutcome:
    """Crawl one part in a child process, and note beside its run's summaries how it went."""
    if part.months:
        outcome = crawl_job(Job(part.source, part.months, None, part.hosts), settings, registry, run_id)
    else:
        order = CrawlOrder(part.source, registry, part.since, part.until, part.options, part.hosts)
        outcome = crawl_source(order, settings, run_id)
    note = note_of(settings, run_id, part)
    note.parent.mkdir(parents=True, exist_ok=True)
    fresh = note.with_name(f".{note.name}.{uuid4().hex[:8]}")
    fresh.write_text(json.dumps(asdict(outcome), ensure_ascii=False) + "\n", "utf-8")
    fresh.replace(note)
    return outcome


def note_of(settings: Settings, run_id: str, part: CrawlPart) -> Path:
    """The file that says how a part of a run went, on storage that all workers share."""
    return settings.root / "runs" / run_id / "parts" / f"{part.key}.json"


def noted(settings: Settings, run_id: str, part: CrawlPart) -> CrawlOutcome | None:
    """How a part of a run went; None where it has not ended yet."""
    note = note_of(settings, run_id, part)
    return CrawlOutcome(**json.loads(note.read_text("utf-8"))) if note.exists() else None


# Results are never cached: what needs doing is derived from the archive and the ledger.
crawl_task = task(
    name="crawl",
    retries=2,
    retry_delay_seconds=[5, 30],
    retry_jitter_factor=0.5,
    retry_condition_fn=worth_retrying,
    cache_policy=NO_CACHE,
)(crawl_part)


def crawl_parts(
    settings: Settings, registry: Path, parts: Sequence[CrawlPart], run_id: str, stage: str
) -> list[CrawlOutcome]:
    """Crawl these parts, in their order, and say how each went. Within a flow only.

    By this process, `settings.crawls` at a time; or by runs of `settings.crawl_deployment` where that is set.
    """
    if settings.crawl_deployment and parts:
        from flows.spreading import spread

        return spread(settings, parts, run_id, stage)
    return crawl_here(settings, registry, parts, run_id, stage)


def crawl_here(
    settings: Settings, registry: Path, parts: Sequence[CrawlPart], run_id: str, stage: str
) -> list[CrawlOutcome]:
    """Crawl these parts by child processes of this one."""
    futures: list[PrefectFuture[CrawlOutcome]] = []
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=settings.crawls)
    weights = {}
    with runner, children_end_with():
        for part in parts:
            parameters = {"part": part, "settings": settings, "registry": registry, "run_id": run_id}
            future = runner.submit(crawl_task, parameters)
            weights[future.task_run_id] = part.weight
            futures.append(future)
        done, total = 0, sum(weights.values())
        report(stage, 0, total)
        for future in as_completed(futures):
            done += weights[future.task_run_id]
            report(stage, done, total)
        return [future.result() for future in futures]
