"""Child processes of a run: none outlives it, however it ends.

A child hears of its parent's end in two ways: the parent stops it where it can, and where the parent is killed the
pipe that is the child's input closes, which a child started with `--watch-input` takes for a wish to stop.
"""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock
from typing import IO, Any

from flows.errors import RunFailed, UserError
from flows.machine import refused_by_machine

_lock = Lock()
_children: set["subprocess.Popen[str]"] = set()
_called_off = Event()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended and what it printed."""

    code: int
    output: str


def run_child(command: Sequence[str], errors: IO[str], environment: Mapping[str, str]) -> Ended:
    """Run a command to its end, its error output into `errors`, `environment` added to its own.

    `stop_children` calls it off, from any thread.
    """
    if _called_off.is_set():
        raise CalledOffError(f"called off before it began: {command[2]}")
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        start_new_session=True,
        env={**os.environ, **environment},
    )
    with _lock:
        _children.add(child)
    try:
        assert child.stdout is not None
        # Not `communicate`, which closes the child's input, and that is the wish to stop.
        output = child.stdout.read()
        code = child.wait()
    except BaseException:
        child.send_signal(signal.SIGTERM)
        child.wait()
        raise
    finally:
        with _lock:
            _children.discard(child)
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()
    return Ended(code, output)


class CalledOffError(RuntimeError):
    """The run has been called off: no child is started any more."""


@contextmanager
def children_end_with() -> Iterator[None]:
    """Stop the children of the block where it ends before they do: cancelled, interrupted, or by an error."""
    _called_off.clear()
    try:
        yield
    except BaseException:
        stop_children()
        raise


def called_off() -> bool:
    """Whether the run at work in this process has been called off."""
    return _called_off.is_set()


def worth_retrying(task: Any, run: Any, state: Any) -> bool:
    """For tasks that run children: not where the run has been called off, for a user's mistake, or on a full disk."""
    error = state.result(raise_on_failure=False)
    return not (_called_off.is_set() or isinstance(error, (UserError, RunFailed)) or refused_by_machine(error))


def stop_children(number: int = signal.SIGTERM) -> int:
    """Send a signal to every child at work, and start none any more; returns how many there were."""
    _called_off.set()
    with _lock:
        for child in _children:
            if child.poll() is None:
                child.send_signal(number)
        return len(_children)
