"""The processes of one machine that read pages: forked from a clean one that has read the lexicons (flows/warm.py).

Clean of Prefect, which each process would otherwise import for itself, and of the threads of the run, which a fork
must not copy. Workers write what they made; back go counts, and the lines that they log.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Any, Protocol, TypeVar

from flows.logs import LOG

T = TypeVar("T")
POOL_PAGES = 500
"""Below this many pages a pool of processes costs more than it saves: its first process imports for about 2 s."""


class Submit(Protocol):
    """Hands a function of a module and its arguments to a process; what it returns waits for the result."""

    def __call__(self, work: Callable[..., T], *arguments: Any) -> Callable[[], T]: ...


@contextmanager
def pool(workers: int) -> Iterator[Submit]:
    """Processes for the length of the block. Where the block fails, work that nobody has begun is called off.

    Raises BrokenProcessPool, from a result, where a process dies.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(["flows.warm"])
    with ProcessPoolExecutor(workers, context, initializer=_begin) as executor:

        def submit(work: Callable[..., T], *arguments: Any) -> Callable[[], T]:
            future = executor.submit(_call, work, arguments)

            def result() -> T:
                made, said = future.result()
                for line in said:
                    LOG.handle(line)
                return made

            return result

        try:
            yield submit
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def here() -> Iterator[Submit]:
    """No processes: work is done when its result is asked for."""
    yield lambda work, *arguments: lambda: work(*arguments)


class _Kept(logging.Handler):
    """Keeps lines for the process that asked: it alone knows which run and task they belong to."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record)


_kept = _Kept()


def _begin() -> None:
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


def _call(work: Callable[..., T], arguments: tuple[Any, ...]) -> tuple[T, list[logging.LogRecord]]:
    _kept.lines.clear()
    made = work(*arguments)
    return made, list(_kept.lines)
