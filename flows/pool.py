"""The processes of one machine that read pages: forked from a clean one that has read the lexicons (flows/warm.py).

Clean of Prefect, which each process would otherwise import for itself, and of the threads of the run, which a fork
must not copy. Workers write what they made; back go counts, and the lines that they log.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver, get_context, parent_process
from typing import Any, Protocol, TypeVar

from flows.logs import LOG

T = TypeVar("T")
POOL_PAGES = 500
"""Below this many pages a pool of processes costs more than it saves: its first process imports for about 2 s."""


class Spread(Protocol):
    """Has a function of a module called with each order (its arguments by name); yields what it returns as that comes.

    Raises what the function raises, where it does so a second time, after all else has been done.
    """

    def __call__(self, work: Callable[..., T], orders: Iterable[Mapping[str, Any]]) -> Iterator[T]: ...


def prepare_pool() -> None:
    """Start the process that workers are forked from, while the caller does something else."""
    get_context("forkserver").set_forkserver_preload(["flows.warm"])
    forkserver.ensure_running()


@contextmanager
def pool(workers: int) -> Iterator[Spread]:
    """Processes for the length of the block. Where the block fails, work that nobody has begun is called off.

    What is spread raises BrokenProcessPool where a process dies, after what the others had done has been yielded.
    """
    prepare_pool()
    try:
        with ProcessPoolExecutor(workers, get_context("forkserver"), initializer=_begin) as executor:
            try:
                yield lambda work, orders: _done(executor, work, orders)
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        # The process that they were forked from would keep its lexicons until this one ends, 140 MB beside what linking
        # takes. Python stops it by no other name.
        forkserver._forkserver._stop()  # type: ignore[attr-defined]


def _done(
    executor: ProcessPoolExecutor, work: Callable[..., T], orders: Iterable[Mapping[str, Any]], *, again: bool = True
) -> Iterator[T]:
    given: dict[Future[tuple[T, list[logging.LogRecord]]], Mapping[str, Any]] = {}
    failed: list[Mapping[str, Any]] = []
    broken: BrokenProcessPool | None = None
    try:
        for order in orders:
            given[executor.submit(_call, work, order)] = order
    except BrokenProcessPool as death:
        broken = death
    for future in as_completed(given):
        try:
            made, said = future.result()
        except BrokenProcessPool as death:
            broken = death
        except Exception as error:
            if not again:
                raise
            LOG.warning("to be done once more after %s: %s", type(error).__name__, error)
            failed.append(given[future])
        else:
            for line in said:
                LOG.handle(line)
            yield made
    if broken:
        raise broken
    if failed:
        yield from _done(executor, work, failed, again=False)


@contextmanager
def here() -> Iterator[Spread]:
    """No processes: work is done when its result is asked for."""
    yield lambda work, orders: (work(**order) for order in orders)


class _Kept(logging.Handler):
    """Keeps lines for the process that asked: it alone knows which run and task they belong to."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record)


_kept = _Kept()
_working = False


def is_worker() -> bool:
    """Whether this process is one of a pool, and so ends with the run that it works for."""
    return _working


def _begin() -> None:
    global _working
    _working = True
    LOG.handlers[:] = [_kept]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A run that is killed cannot tell its workers; they would wait for ever."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _call(work: Callable[..., T], order: Mapping[str, Any]) -> tuple[T, list[logging.LogRecord]]:
    _kept.lines.clear()
    made = work(**order)
    return made, list(_kept.lines)
