"""Where the transform runs, by one setting: a thread, a pool of processes, or a Dask cluster."""

from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from flows.errors import UserError
from flows.settings import Settings

BATCH_PAGES = 250
LEAST_PAGES = 25
BATCHES = 16
"""Batches that a round is cut into where it is too small for whole ones: enough for some workers to take turns."""
POOL_PAGES = 1000
"""Below this many pages a pool of processes costs more than it saves: each imports Prefect for about 3 s."""


def spreads(settings: Settings, pages: int) -> bool:
    """Whether so many pages are worth more than one process."""
    if settings.runner == "processes":
        return pages >= POOL_PAGES and settings.worker_count > 1
    return pages > 0


def batch_pages(settings: Settings, pages: int) -> int:
    """Pages a task: a task costs about 50 ms, so never a few; nor so many that some workers stand idle."""
    return max(LEAST_PAGES, min(BATCH_PAGES, pages // BATCHES)) if spreads(settings, pages) else BATCH_PAGES


def task_runner(settings: Settings, pages: int) -> TaskRunner[Any]:
    """The task runner for a transform of so many pages.

    Raises UserError where Dask is asked for and not installed.
    """
    if not spreads(settings, pages):
        return ThreadPoolTaskRunner(1)
    if settings.runner == "processes":
        return ProcessPoolTaskRunner(settings.worker_count)
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
