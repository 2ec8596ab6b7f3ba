"""What happens to runs that nobody could work while the machine was off: of those that are due, only the last works.

Prefect keeps every scheduled run that was missed and starts them all when a worker comes back. What a daily run does
covers the days before, so ten of them in a row would look at the same sites ten times. Each scheduled run therefore
asks at its start whether a later one of its deployment is due already, and if so leaves the work to that one.

    missed while off:  3rd 02:30   4th 02:30   5th 02:30   back at 09:12 on the 5th
    what they do:      superseded  superseded  works

A run that a person started is never superseded and supersedes none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, FlowRunFilter
from prefect.client.schemas.sorting import FlowRunSort

from flows.settings import TIMEZONE

SUPERSEDED = "Superseded"
PAGE = 200


@dataclass(frozen=True, slots=True)
class Fire:
    """A moment at which a schedule wanted a run, and whether that run was called off by a person."""

    at: datetime
    called_off: bool = False


def later_fire(own: datetime, others: Iterable[Fire], now: datetime) -> datetime | None:
    """The last moment after `own` and not after `now` at which the same schedule wanted a run; None: `own` is it."""
    due = [fire.at for fire in others if own < fire.at <= now and not fire.called_off]
    return max(due, default=None)


def superseded_by() -> datetime | None:
    """The later run that makes this one needless; None outside a deployment and for runs that a person started."""
    run_id, deployment_id = runtime.flow_run.id, runtime.deployment.id
    if not run_id or not deployment_id:
        return None
    with get_client(sync_client=True) as client:
        own = client.read_flow_run(UUID(str(run_id)))
        if not own.auto_scheduled or own.expected_start_time is None:
            return None
        moment = datetime.now(TIMEZONE)
        others = _fires(client, UUID(str(deployment_id)), own.expected_start_time)
        later = later_fire(own.expected_start_time, others, moment)
    return later.astimezone(TIMEZONE) if later else None


def _fires(client: SyncPrefectClient, deployment_id: UUID, after: datetime) -> Sequence[Fire]:
    found: list[Fire] = []
    newest: list[Any] = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id])),
        flow_run_filter=FlowRunFilter.model_validate(
            {"expected_start_time": {"after_": after, "before_": datetime.now(TIMEZONE) + timedelta(seconds=1)}}
        ),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=PAGE,
    )
    for run in newest:
        if run.auto_scheduled and run.expected_start_time:
            called_off = run.state is not None and run.state.is_cancelled() and run.state.name != SUPERSEDED
            found.append(Fire(run.expected_start_time, called_off))
    return found
