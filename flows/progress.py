"""Telling whoever watches how far a run is, without the run knowing who watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]
"""Called with the stage, the steps done and the steps in all (0 where that is not known)."""

_listener: ContextVar[Listener | None] = ContextVar("edumeet_progress", default=None)


def report(stage: str, done: int, total: int) -> None:
    """Say that `done` of `total` steps of a stage are done; heard only where somebody listens."""
    listener = _listener.get()
    if listener is not None:
        listener(stage, done, total)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let a listener hear what is reported within."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
