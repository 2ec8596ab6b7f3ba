"""Working a plan off: claim, do, write down; what is killed can be claimed again when its lease has ended."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

from crawlers.ledger import (
    Claim,
    Ledger,
    Stage,
    add_partitions,
    fail,
    finish,
    heartbeat,
    list_partitions,
    open_ledger,
    release,
    reset_partitions,
)
from flows.backfill.grid import grid_markdown
from flows.backfill.months import days_of
from flows.backfill.plan import Job, Plan
from flows.children import CalledOffError
from flows.claims import claim_for
from flows.crawling import CrawlOrder, SourceBusy, crawl_in_child, outcome_of
from flows.settings import Settings
from flows.summary import CrawlOutcome

LEASE = timedelta(minutes=3)
BEAT_SECONDS = 45.0
NOT_WALKED = "the window was not walked to its end"


def crawl_job(job: Job, settings: Settings, registry: Path, run_id: str) -> CrawlOutcome:
    """Crawl the months of a job in one child process, and write down for each month whether it is done.

    Months that another live run holds are left to it; with none left nothing is fetched. A crawl that did not walk
    its whole window leaves its months failed, with the reason.
    """
    ledger = open_ledger(settings.ledger_url)
    try:
        claims = _claim(ledger, job, "crawl", run_id)
        if not claims:
            return CrawlOutcome(job.source, "ok", message="nothing left to do here")
        first, last = days_of(claims[0].window)[0], days_of(claims[-1].window)[1]
        began = perf_counter()
        with _kept_alive(settings.ledger_url, claims):
            order = CrawlOrder(job.source, registry, first, last, hosts=job.hosts)
            try:
                said = crawl_in_child(order, settings, run_id)
            except SourceBusy as why:
                for claim in claims:
                    release(ledger, claim)
                return CrawlOutcome(job.source, "skipped", message=str(why))
            except CalledOffError:
                for claim in claims:
                    release(ledger, claim)
                raise
            except Exception as error:
                for claim in claims:
                    fail(ledger, claim, f"{type(error).__name__}: {error}")
                raise
        seconds = round(perf_counter() - began, 1)
        whole = said["complete"] and said["outcome"] in ("ok", "empty")
        for claim in claims:
            counts = {"seconds": seconds / len(claims), "pages": said["partitions"].get(claim.window, 0)}
            if whole:
                finish(ledger, claim, counts)
            else:
                fail(ledger, claim, said["reason"] or said["stopped"] or NOT_WALKED, counts)
        outcome = outcome_of(job.source, said, seconds)
        if outcome.good and not whole:
            outcome.outcome, outcome.message = "broken", outcome.message or said["stopped"] or NOT_WALKED
        return outcome
    finally:
        ledger.close()


def announce(settings: Settings, plan: Plan) -> None:
    """Enter the plan's partitions as pending, for the grid to show and `cancel` to take back."""
    keys = [(job.source, month, plan.stage) for job in plan.jobs for month in job.months]
    ledger = open_ledger(settings.ledger_url)
    try:
        add_partitions(ledger, keys)
        reset_partitions(ledger, keys)
    finally:
        ledger.close()


def mark_done(settings: Settings, loaded: Sequence[tuple[str, str]], run_id: str) -> None:
    """Enter partitions as loaded by this run."""
    ledger = open_ledger(settings.ledger_url)
    try:
        for source, month in loaded:
            claim = claim_for(ledger, (source, month, "load"), run_id, LEASE)
            if claim is not None:
                finish(ledger, claim)
    finally:
        ledger.close()


def grid_of(settings: Settings, stage: Stage, sources: Collection[str]) -> list[str]:
    """The grid of these sources at a stage, as Markdown lines."""
    ledger = open_ledger(settings.ledger_url)
    try:
        return grid_markdown([each for each in list_partitions(ledger, stage=stage) if each.source in sources])
    finally:
        ledger.close()


def _claim(ledger: Ledger, job: Job, stage: Stage, run_id: str) -> list[Claim]:
    claims = []
    # One that is no longer there was taken back by `cancel`; claiming it would bring it back.
    planned = {each.window for each in list_partitions(ledger, source=job.source, stage=stage, windows=job.months)}
    for month in job.months:
        if month not in planned:
            continue
        claim = claim_for(ledger, (job.source, month, stage), run_id, LEASE)
        if claim is not None:
            claims.append(claim)
    return claims


@contextmanager
def _kept_alive(ledger_url: str, claims: list[Claim]) -> Iterator[None]:
    """Prolong the leases while the block runs; a process that dies stops prolonging, and its claims lapse."""
    over = Event()

    def beat() -> None:
        ledger = open_ledger(ledger_url)
        try:
            while not over.wait(BEAT_SECONDS):
                for claim in claims:
                    heartbeat(ledger, claim)
        finally:
            ledger.close()

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
