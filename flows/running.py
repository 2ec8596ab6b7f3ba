"""A run from its beginning to its end, whatever it does: entered in the ledger, told to people, measured.

Flows are wrapped in `supervised`; what they do in between knows nothing of it but `begin`.
"""

import signal
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast
from uuid import uuid4

from prefect import runtime
from prefect.artifacts import create_markdown_artifact
from prefect.exceptions import CancelledRun, TerminationSignal
from prefect.states import Cancelled

from crawlers.ledger import LedgerError, Visit, end_run, free_dead_runs, open_ledger, start_run
from crawlers.ledger.runs import RunStatus
from flows.attempts import count_attempts
from flows.children import stop_children
from flows.deployments.catchup import SUPERSEDED, superseded_by
from flows.errors import RunFailed
from flows.logs import LOG, configure
from flows.metrics import write_metrics
from flows.notifying import alert
from flows.settings import TIMEZONE, Settings
from flows.summary import RunSummary

P = ParamSpec("P")
R = TypeVar("R")
STOPS = (KeyboardInterrupt, SystemExit, TerminationSignal, CancelledRun, GeneratorExit)
"""What ends a run because somebody wanted it to: no alert."""


@dataclass(slots=True)
class _Run:
    kind: str
    settings: Settings
    summary: RunSummary | None = None


_current: ContextVar[_Run | None] = ContextVar("edumeet_current_run", default=None)


def supervised(kind: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Wrap a flow's function so that its run is entered, told and measured, and missed runs are caught up once."""

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            later = superseded_by()
            if later is not None:
                message = f"the run of {later:%Y-%m-%d %H:%M} is due too and does the same work"
                return cast(R, Cancelled(name=SUPERSEDED, message=message))
            return _supervise(kind, lambda: function(*args, **kwargs))

        return run

    return wrap


def _supervise(kind: str, work: Callable[[], R]) -> R:
    settings = Settings()
    configure(settings)
    if _current.get() is not None:  # a flow that another one calls as a function is part of that one's run
        return work()
    run = _Run(kind, settings)
    token = _current.set(run)
    try:
        result = work()
    except BaseException as error:
        stop_children(signal.SIGTERM)
        _ended_badly(run, error)
        raise
    finally:
        _current.reset(token)
    if run.summary is not None and run.summary.blocked_by and runtime.deployment.id:
        # On the command line the summary says so, and the exit code.
        raise RunFailed("; ".join(f"publication stopped by check {line}" for line in run.summary.blocked_by))
    return result


def begin(kind: str) -> tuple[RunSummary, datetime]:
    """A summary with a run id of its own, entered in the ledger, and the moment at which the run began.

    A flow run that is started again, because its worker died, keeps its id: what it held in the ledger is its own.
    Raises RunFailed where it has been started too often.
    """
    count_attempts()
    began = datetime.now(TIMEZONE)
    run = _current.get() or _Run(kind, Settings())
    planned = runtime.flow_run.scheduled_start_time
    stamp = planned.astimezone(TIMEZONE) if planned else began
    suffix = str(runtime.flow_run.id or uuid4()).replace("-", "")[-6:]
    summary = RunSummary(run_id=f"{kind}-{stamp:%Y%m%dT%H%M%S}-{suffix}", kind=kind)
    run.settings.root.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(run.settings.ledger_url)
    try:
        for dead in free_dead_runs(ledger):
            LOG.warning("run %s died before its end; what it left undone is done now", dead.run_id)
        start_run(ledger, summary.run_id, kind)
    finally:
        ledger.close()
    run.summary = summary
    return summary, began


class Page(NamedTuple):
    """What a run leaves in Prefect for people to read: an artifact's key, its Markdown, and what it is."""

    key: str
    text: str
    about: str


def conclude(
    settings: Settings,
    summary: RunSummary,
    began: datetime,
    found: Mapping[str, str | None],
    page: Page | None = None,
) -> None:
    """Enter how a run ended, leave its artifact, tell people what `found` says, and write the figures.

    The artifact is `page`, or the summary where a run has no page of its own.
    """
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
    status: RunStatus = "failed" if faults else "completed"
    _end(settings, summary, status, visited, "; ".join(faults) or None)
    page = page or Page("run-summary", summary.to_markdown(), f"{summary.kind} {summary.run_id}")
    create_markdown_artifact(page.text, key=page.key, description=page.about)
    alert(settings, {f"run/{summary.kind}": None, **found})
    write_metrics(settings)


def _end(settings: Settings, summary: RunSummary, status: RunStatus, visited: list[Visit], error: str | None) -> None:
    ledger = open_ledger(settings.ledger_url)
    try:
        end_run(ledger, summary.run_id, status, summary=summary.to_dict(), visited=visited, error=error)
    finally:
        ledger.close()
    LOG.log(30 if error else 20, "run %s: %s", status, error or "all well", extra={"run": summary.run_id})


def _ended_badly(run: _Run, error: BaseException) -> None:
    """Enter a run that did not come to its end. Where that cannot be entered (the ledger is what failed, or the disk is
    full), the error stays the one that counts; the next run finds this one dead.
    """
    try:
        _enter_bad_end(run, error)
    except (LedgerError, OSError) as further:
        LOG.error("the end of the run could not be entered: %s", " ".join(str(further).split()))


def _enter_bad_end(run: _Run, error: BaseException) -> None:
    stopped = isinstance(error, STOPS)
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if run.summary is not None:
        _end(run.settings, run.summary, "stopped" if stopped else "failed", [], said)
    if not stopped:
        alert(run.settings, {f"run/{run.kind}": said})
    if run.summary is not None:
        write_metrics(run.settings)


def tell_of_crash(flow: Any, flow_run: Any, state: Any) -> None:
    """A hook for flows whose process died: nobody inside could tell."""
    alert(Settings(), {f"run/{flow.name}": f"the run {flow_run.name} crashed: {state.message}"})
