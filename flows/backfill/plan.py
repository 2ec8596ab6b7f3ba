"""What a backfill would do: the partitions that its options select, and how long they take by what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Literal

from crawlers.ledger import Ledger, Partition, Stage, free_dead, list_partitions, months_of, open_ledger
from crawlers.registry import Source
from flows.backfill.months import months_between, runs_of
from flows.crawling import hosts_of
from flows.registry import chosen
from flows.settings import TIMEZONE, Settings
from transforms.version import EXTRACTOR_VERSION

Only = Literal["missing", "failed", "stale", "all"]
Order = Literal["newest", "oldest"]

MONTHS_A_CRAWL = 12
"""Months of one source that one crawl fetches: lists run from the newest row down, so each crawl walks them anew."""


@dataclass(frozen=True, slots=True)
class Job:
    """Consecutive months of one source, worked on as one; `seconds` is the estimate, None without history.

    `hosts` are the slots that its crawl takes (flows/crawling.py).
    """

    source: str
    months: tuple[str, ...]
    seconds: float | None
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The jobs of a backfill in their order, and how many partitions the options left out."""

    stage: Stage
    jobs: tuple[Job, ...]
    left_out: int

    @property
    def partitions(self) -> int:
        """Source-months that will be worked on."""
        return sum(len(job.months) for job in self.jobs)

    @property
    def seconds(self) -> float | None:
        """Estimated seconds of work in all; None where any job has no history to judge by."""
        times = [job.seconds for job in self.jobs]
        return None if None in times else sum(time for time in times if time is not None)

    def seconds_with(self, at_once: int) -> float | None:
        """Estimated seconds by the clock with so many jobs at a time: never less than the longest job takes."""
        if self.seconds is None or not self.jobs:
            return self.seconds
        return max(self.seconds / at_once, max(job.seconds or 0.0 for job in self.jobs))


def plan_for(
    settings: Settings,
    known: dict[str, Source],
    *,
    since: date,
    until: date | None,
    sources: Sequence[str],
    province: str | None,
    stage: Stage,
    only: Only,
    order: Order,
) -> Plan:
    """The plan that the options of a backfill mean now. Raises UserError for a source that is not in the registry."""
    wanted = chosen(known, sources)
    if province:
        wanted = [source for source in wanted if (source.division or "").startswith(province[:2])]
    ledger = open_ledger(settings.ledger_url)
    try:
        free_dead(ledger)
        last = until or datetime.now(TIMEZONE).date()
        return make_plan(ledger, wanted, since, last, stage=stage, only=only, order=order)
    finally:
        ledger.close()


def make_plan(
    ledger: Ledger,
    sources: Sequence[Source],
    since: date,
    until: date,
    *,
    stage: Stage = "crawl",
    only: Only = "missing",
    order: Order = "newest",
) -> Plan:
    """Select partitions of these sources between two days' months (both included).

    `missing`: never done (failed ones too, and those a dead run left running). `failed`: tried, and failed. `stale`:
    done by another extractor version. `all`: every one. Stages after the crawl exist only where pages are archived.
    """
    span = months_between(since, until)
    jobs: list[Job] = []
    left_out = 0
    for source in sources:
        there = span if stage == "crawl" else [m for m in months_of(ledger, source.id) if m in set(span)]
        known = {each.window: each for each in list_partitions(ledger, source=source.id, stage=stage, windows=there)}
        wanted = [month for month in there if _selected(known.get(month), only)]
        left_out += len(there) - len(wanted)
        pace = _seconds_a_month(ledger, source.id, stage)
        for run in runs_of(wanted, MONTHS_A_CRAWL):
            jobs.append(Job(source.id, tuple(run), None if pace is None else pace * len(run), hosts_of(source)))
    jobs.sort(key=lambda job: (job.months[0], job.source), reverse=order == "newest")
    return Plan(stage, tuple(jobs), left_out)


def _selected(known: Partition | None, only: Only) -> bool:
    if only == "all":
        return True
    if only == "missing":
        return known is None or known.status != "done"
    if known is None:
        return False
    if only == "failed":
        return known.status == "failed"
    return known.status == "done" and known.code_version != EXTRACTOR_VERSION


def _seconds_a_month(ledger: Ledger, source: str, stage: Stage) -> float | None:
    """What a month of this source took before; else the median over all sources; None where nothing was measured."""
    for of in (source, None):
        done = list_partitions(ledger, source=of, stage=stage, status="done")
        times = [float(each.counts["seconds"]) for each in done if each.counts and "seconds" in each.counts]
        if times:
            return median(times)
    return None
