"""The backfill flow: a plan worked off job by job, then what it brought read, loaded and published."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date

from prefect import flow

from crawlers.ledger import Stage
from flows.backfill.plan import Only, Order, plan_for
from flows.backfill.work import announce, grid_of, mark_done
from flows.crawls import CrawlPart, crawl_parts
from flows.daily import publish_staged
from flows.progress import report
from flows.publishing import timed
from flows.registry import NEWSROOM, read_registry, registry_path
from flows.running import begin, supervised, tell_of_crash
from flows.samples import newsroom_served
from flows.settings import Settings
from flows.summary import RunSummary
from flows.transforming import transform_changed


@flow(name="backfill", on_crashed=[tell_of_crash])
@supervised("backfill")
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
                report("backfill", 0, plan.partitions, plan.seconds_with(settings.crawls))
                parts = [CrawlPart(job.source, months=job.months, hosts=job.hosts) for job in plan.jobs]
                summary.crawls = crawl_parts(settings, path, parts, summary.run_id, "backfill")
    transform_changed(settings, known, summary)
    again = [(job.source, month) for job in plan.jobs for month in job.months] if stage == "load" else []
    summary.grid = grid_of(settings, stage, {job.source for job in plan.jobs})
    done = publish_staged(settings, known, summary, began, again)
    mark_done(settings, again, summary.run_id)
    return done
