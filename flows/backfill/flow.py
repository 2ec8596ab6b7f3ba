"""The backfill flow: a plan worked off job by job, then what it brought read, loaded and published."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from crawlers.ledger import Stage
from flows.backfill.plan import Job, Only, Order, plan_for
from flows.backfill.work import announce, crawl_job
from flows.daily import begin, publish_staged, transform_changed
from flows.progress import report
from flows.publishing import timed
from flows.registry import NEWSROOM, read_registry, registry_path
from flows.samples import newsroom_served
from flows.settings import Settings
from flows.summary import CrawlOutcome, RunSummary

crawl_job_task = task(
    name="crawl-job", retries=2, retry_delay_seconds=[5, 30], retry_jitter_factor=0.5, cache_policy=NO_CACHE
)(crawl_job)


@flow(name="backfill")
def backfill(
    since: date,
    until: date | None = None,
    sources: Sequence[str] = (),
    province: str | None = None,
    stage: Stage = "crawl",
    only: Only = "missing",
    order: Order = "newest",
    registry: str | None = None,
) -> RunSummary:
    """Work off the partitions (source × month) between two months that `only` selects.

    What was done before is not done again, so running this twice costs nothing, and a run that was killed goes on where
    it stopped.

    Args:
        since: First month, as any day of it: 2015-01-01.
        until: Last month, included, as any day of it. None: this month.
        sources: Ids of the sources. None: all of the registry.
        province: Only sources whose division code begins with these two digits: 44.
        stage: What to do. crawl fetches; transform reads archived pages again; load loads staged partitions again.
        only: Which partitions. missing: never done; failed; stale: done by another extractor version; all.
        order: Which months come first: the newest or the oldest.
        registry: Where the sources come from: newsroom, builtin, or a TOML file or folder on the worker. None: as set.
    """
    settings = Settings() if registry is None else Settings(registry=registry)
    summary, began = begin("backfill")
    sample = settings.registry == NEWSROOM
    with newsroom_served(settings) if sample and stage == "crawl" else nullcontext():
        path = settings.newsroom_registry if sample else registry_path(settings.registry)
        known = read_registry(path)
        plan = plan_for(
            settings,
            known,
            since=since,
            until=until,
            sources=sources,
            province=province,
            stage=stage,
            only=only,
            order=order,
        )
        with timed(summary, stage):
            announce(settings, plan)
            if plan.stage == "crawl":
                summary.crawls = _crawl(settings, path, plan.jobs, summary.run_id)
    transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)


def _crawl(settings: Settings, path: Path, jobs: Sequence[Job], run_id: str) -> list[CrawlOutcome]:
    futures: list[PrefectFuture[CrawlOutcome]] = []
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=settings.crawls)
    months = {}
    with runner:
        for job in jobs:
            parameters = {"job": job, "settings": settings, "registry": path, "run_id": run_id}
            future = runner.submit(crawl_job_task, parameters)
            months[future.task_run_id] = len(job.months)
            futures.append(future)
        done, total = 0, sum(months.values())
        report("backfill", 0, total)
        for future in as_completed(futures):
            done += months[future.task_run_id]
            report("backfill", done, total)
        return [future.result() for future in futures]
