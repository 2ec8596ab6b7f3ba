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

from flows import bookkeeping
from flows.attempts import count_attempts
from flows.bookkeeping import enter_run, leave_badly, leave_run
from flows.children import stop_children
from flows.deployments.catchup import SUPERSEDED, superseded_by
from flows.errors import RunFailed
from flows.logs import configure
from flows.notifying import alert
from flows.settings import TIMEZONE, Settings
from flows.summary import RunSummary

P = ParamSpec("P")
R = TypeVar("R")
STOPS = (*bookkeeping.STOPS, TerminationSignal, CancelledRun)
"""The same, with what Prefect raises."""


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
        leave_badly(settings, kind, run.summary, error, STOPS)
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
    moment = planned.astimezone(TIMEZONE) if planned else began
    run.summary = enter_run(run.settings, kind, moment, str(runtime.flow_run.id or uuid4()))
    return run.summary, began


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
    """Enter how a run ended, tell people what `found` says, write the figures, and leave the run's artifact.

    The artifact is `page`, or the summary where a run has no page of its own.
    """
    leave_run(settings, summary, began, found)
    page = page or Page("run-summary", summary.to_markdown(), f"{summary.kind} {summary.run_id}")
    create_markdown_artifact(page.text, key=page.key, description=page.about)


def tell_of_crash(flow: Any, flow_run: Any, state: Any) -> None:
    """A hook for flows whose process died: nobody inside could tell."""
    alert(Settings(), {f"run/{flow.name}": f"the run {flow_run.name} crashed: {state.message}"})
