"""Where the transform runs, by one setting: a thread, a pool of processes, or a Dask cluster."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.errors import UserError
from flows.pool import POOL_PAGES, pool
from flows.settings import Settings
from flows.stages import stage_batch

BATCH_PAGES = 250
LEAST_PAGES = 25
BATCHES = 16
"""Batches that a round is cut into where it is too small for whole ones: enough for some workers to take turns."""


def spreads(settings: Settings, pages: int) -> bool:
    """Whether so many pages are worth more than one process."""
    if settings.runner == "processes":
        return pages >= POOL_PAGES and settings.worker_count > 1
    return pages > 0


def batch_pages(settings: Settings, pages: int) -> int:
    """Pages a task: a task costs about 50 ms, so never a few; nor so many that some workers stand idle."""
    return max(LEAST_PAGES, min(BATCH_PAGES, pages // BATCHES)) if spreads(settings, pages) else BATCH_PAGES


@contextmanager
def staging(settings: Settings, pages: int) -> Iterator[tuple[TaskRunner[Any], Task[Any, Any]]]:
    """The task runner for a transform of so many pages, and the task that stages a batch on it.

    Raises UserError where Dask is asked for and not installed.
    """
    if settings.runner == "processes" and spreads(settings, pages):
        # A thread for each process: Prefect keeps the task in the run, the process knows nothing of Prefect.
        threads: TaskRunner[Any] = ThreadPoolTaskRunner(settings.worker_count)
        with threads, pool(settings.worker_count) as submit:
            yield threads, _task(lambda place, partitions, run_id: submit(stage_batch, place, partitions, run_id)())
    else:
        runner: TaskRunner[Any] = ThreadPoolTaskRunner(1) if settings.runner == "processes" else _dask(settings)
        with runner:
            yield runner, _task(stage_batch)


def _task(stage: Any) -> Task[Any, Any]:
    # Results are never cached: what needs doing is derived from the archive and the ledger.
    return task(
        name="transform",
        retries=1,
        retry_delay_seconds=2,
        retry_condition_fn=worth_retrying,
        cache_policy=NO_CACHE,
    )(stage)


def worth_retrying(task: Any, run: Any, state: Any) -> bool:
    """Not where the workers have gone: the run begins again with others."""
    return not isinstance(state.result(raise_on_failure=False), lost_workers())


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


def lost_workers() -> tuple[type[BaseException], ...]:
    """Exceptions that tell of a worker or a cluster that died, not of a fault in what it was doing."""
    lost: tuple[type[BaseException], ...] = (BrokenProcessPool, CancelledError)
    try:
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker
    except ModuleNotFoundError:
        return lost
    return (*lost, FutureCancelledError, CommClosedError, KilledWorker)
