"""A run as the ledger, Prometheus and people know it: entered when it begins and when it ends, however it ends.

Of Prefect it knows nothing: what a run is there, flows/running.py adds.
"""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from crawlers.ledger import LedgerError, Visit, end_run, free_dead_runs, open_ledger, start_run
from crawlers.ledger.runs import RunStatus
from flows.logs import LOG, configure
from flows.metrics import write_metrics
from flows.notifying import alert
from flows.settings import TIMEZONE, Settings
from flows.summary import RunSummary

STOPS: tuple[type[BaseException], ...] = (KeyboardInterrupt, SystemExit, GeneratorExit)
"""What ends a run because somebody wanted it to: no alert."""


@contextmanager
def run_here(settings: Settings, kind: str) -> Iterator[tuple[RunSummary, datetime]]:
    """A run of this process that is no flow of Prefect's: its summary, and the moment at which it began.

    The block concludes it (`leave_run`) where it comes to its end; else its bad end is entered. SIGTERM ends it in good
    order.
    """

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    configure(settings)
    before = signal.signal(signal.SIGTERM, stop)
    summary: RunSummary | None = None
    try:
        began = datetime.now(TIMEZONE)
        summary = enter_run(settings, kind, began, str(uuid4()))
        yield summary, began
    except BaseException as error:
        leave_badly(settings, kind, summary, error)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def enter_run(settings: Settings, kind: str, moment: datetime, unique: str) -> RunSummary:
    """Enter a run, and that runs are over whose processes have died. `moment` and the end of `unique` name it."""
    summary = RunSummary(run_id=f"{kind}-{moment:%Y%m%dT%H%M%S}-{unique.replace('-', '')[-6:]}", kind=kind)
    settings.root.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(settings.ledger_url)
    try:
        for dead in free_dead_runs(ledger):
            LOG.warning("run %s died before its end; what it left undone is done now", dead.run_id)
        start_run(ledger, summary.run_id, kind)
    finally:
        ledger.close()
    return summary


def leave_run(settings: Settings, summary: RunSummary, began: datetime, found: Mapping[str, str | None]) -> None:
    """Enter how a run ended, tell people what `found` says, and write the figures."""
    faults = summary.faults()
    ended = datetime.now(TIMEZONE)
    visited = [
        Visit(
            source=crawl.source,
            run_id=summary.run_id,
            kind=summary.kind,
            started_at=began,
            finished_at=ended,
            outcome=crawl.outcome,
            good=crawl.good,
            counts={"new": crawl.new, "known": crawl.known, "changed": crawl.changed, "failed": crawl.failed},
            message=crawl.message or None,
        )
        for crawl in {crawl.source: crawl for crawl in summary.crawls}.values()
        if crawl.outcome != "skipped"
    ]
    _end(settings, summary, "failed" if faults else "completed", visited, "; ".join(faults) or None)
    alert(settings, {f"run/{summary.kind}": None, **found})
    write_metrics(settings)


def leave_badly(
    settings: Settings,
    kind: str,
    summary: RunSummary | None,
    error: BaseException,
    stops: tuple[type[BaseException], ...] = STOPS,
) -> None:
    """Enter a run that did not come to its end; None is the summary of one that failed before it had any.

    Where that cannot be entered (the ledger is what failed, or the disk is full), the error stays the one that counts;
    the next run finds this one dead.
    """
    stopped = isinstance(error, stops)
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    try:
        if summary is not None:
            _end(settings, summary, "stopped" if stopped else "failed", [], said)
        if not stopped:
            alert(settings, {f"run/{kind}": said})
        if summary is not None:
            write_metrics(settings)
    except (LedgerError, OSError) as further:
        LOG.error("the end of the run could not be entered: %s", " ".join(str(further).split()))


def _end(settings: Settings, summary: RunSummary, status: RunStatus, visited: list[Visit], error: str | None) -> None:
    ledger = open_ledger(settings.ledger_url)
    try:
        end_run(ledger, summary.run_id, status, summary=summary.to_dict(), visited=visited, error=error)
    finally:
        ledger.close()
    LOG.log(30 if error else 20, "run %s: %s", status, error or "all well", extra={"run": summary.run_id})
