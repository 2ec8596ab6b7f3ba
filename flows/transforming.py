"""The transform as Prefect sees it: one task where processes of this machine read, a task a batch on a Dask cluster."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner

from crawlers.registry import Source
from flows.errors import UserError
from flows.pool import Spread
from flows.reading import Staged, in_rounds, read_changed, stage, to_read
from flows.settings import Settings
from flows.summary import RunSummary

T = TypeVar("T")
BATCH_PAGES = 250
"""Pages a task of a cluster: a task costs about 50 ms."""
LEAST_PAGES = 25
BATCHES = 16
"""Tasks that a round is cut into where it is too small for whole ones: enough for workers to take turns."""


def transform_changed(settings: Settings, known: dict[str, Source], summary: RunSummary) -> None:
    """Stage every partition, of whatever source the archive holds, whose fetches or extractor have changed.

    Where a process or a Dask worker dies, what it held is read again by another; where the whole pool is gone, a new
    one goes on with what is left. Raises what killed it when that has happened too often, and UserError where Dask is
    asked for and not installed.
    """
    if settings.runner == "processes":
        # Without parameters, which Prefect would look through for results of other tasks; and without a cache: what
        # needs doing is derived from the archive and the ledger.
        task(name="transform", cache_policy=NO_CACHE)(lambda: read_changed(settings, known, summary))()
        return

    def read(staged: Staged) -> None:
        wanted = list(to_read(settings, known))
        pages = sum(partition.pages for partition in wanted)
        if pages:
            with _cluster(settings) as spread:
                batch = max(LEAST_PAGES, min(BATCH_PAGES, pages // BATCHES))
                stage(settings, wanted, summary.run_id, staged, spread, batch)

    in_rounds(summary, read, _lost_workers())


@contextmanager
def _cluster(settings: Settings) -> Iterator[Spread]:
    with _dask(settings) as runner:

        def spread(work: Callable[..., T], orders: Iterable[Mapping[str, Any]]) -> Iterator[T]:
            futures: list[PrefectFuture[T]] = [runner.submit(_task(work), dict(order)) for order in orders]
            for future in as_completed(futures):
                yield future.result()

        yield spread


def _task(work: Callable[..., T]) -> Task[..., T]:
    return task(
        name="transform",
        retries=1,
        retry_delay_seconds=2,
        retry_condition_fn=worth_retrying,
        cache_policy=NO_CACHE,
    )(work)


def worth_retrying(task: Any, run: Any, state: Any) -> bool:
    """Not where the workers have gone: the run begins again with others."""
    return not isinstance(state.result(raise_on_failure=False), _lost_workers())


def _dask(settings: Settings) -> TaskRunner[Any]:
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ModuleNotFoundError as error:
        raise UserError(
            f"EDUMEET_RUNNER={settings.runner} needs Dask: install edumeet with its extra `scale`"
        ) from error
    if settings.runner == "dask:local":
        cluster = {"n_workers": settings.worker_count, "threads_per_worker": 1, "dashboard_address": None}
        return DaskTaskRunner(cluster_kwargs=cluster)
    return DaskTaskRunner(address=settings.runner.removeprefix("dask:"))


def _lost_workers() -> tuple[type[BaseException], ...]:
    """Exceptions that tell of a worker or a cluster that died, not of a fault in what it was doing."""
    try:
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker
    except ModuleNotFoundError:  # nothing of it is installed, as `_dask` says
        return (CancelledError,)
    return (CancelledError, FutureCancelledError, CommClosedError, KilledWorker)
