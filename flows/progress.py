"""Telling whoever watches how far a run is, without the run knowing who watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int, float | None], None]
"""Called with the stage, the steps done, the steps in all (0 where that is not known), and how many seconds the whole
stage took by history (None where there is none, or it was told before)."""

_listener: ContextVar[Listener | None] = ContextVar("edumeet_progress", default=None)


def report(stage: str, done: int, total: int, expected: float | None = None) -> None:
    """Say that `done` of `total` steps of a stage are done; heard only where somebody listens.

    `expected` is how many seconds the whole stage will take, by what was measured before.
    """
    listener = _listener.get()
    if listener is not None:
        listener(stage, done, total, expected)


def seconds_left(done: int, total: int, elapsed: float, expected: float | None) -> float | None:
    """How long a stage will go on: by history at its start, more and more by its own pace; None where nothing tells.

    A backfill's first job may be a source that answers slowly, so its pace alone would mislead for long.
    """
    if not total or done >= total:
        return 0.0 if total else None
    share = done / total
    by_pace = elapsed / share - elapsed if done else None
    by_history = None if expected is None else max(0.0, expected - elapsed)
    if by_pace is None or by_history is None:
        return by_history if by_pace is None else by_pace
    return share * by_pace + (1 - share) * by_history


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let a listener hear what is reported within."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
