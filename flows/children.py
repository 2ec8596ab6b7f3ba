"""Child processes of a run: none outlives it, however it ends.

A child hears of its parent's end in two ways: the parent stops it where it can, and where the parent is killed the
pipe that is the child's input closes, which a crawl started with `--watch-input` takes for a wish to stop.
"""

import atexit
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Lock
from typing import IO, Any

from flows.errors import RunFailed, UserError
from flows.machine import refused_by_machine
from flows.nursery import send_order

_lock = Lock()
_channels: set[socket.socket] = set()
_called_off = Event()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended and what it printed. A code below zero is that of the signal which killed it."""

    code: int
    output: str


class _Nursery:
    """The process that crawls are forked off (flows/nursery.py), started when the first is asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def order(self, arguments: Sequence[str], environment: dict[str, str], files: Sequence[int]) -> None:
        with self._lock:
            send_order(self._started(), arguments, environment, files)

    def start(self) -> None:
        with self._lock:
            self._started()

    def _started(self) -> socket.socket:
        if self._control is not None and self._process is not None and self._process.poll() is None:
            return self._control
        self._end()
        self._control, theirs = socket.socketpair()
        with closing(theirs):
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.nursery", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        return self._control

    def end(self) -> None:
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.wait()
        self._control = self._process = None


_nursery = _Nursery()
atexit.register(_nursery.end)


def prepare_crawls() -> None:
    """Start what crawls need, which takes a second, while the caller does something else."""
    _nursery.start()


def end_nursery() -> None:
    """Let the process that crawls are forked off end, and wait for that; the next crawl starts another."""
    _nursery.end()


def run_crawl(arguments: Sequence[str], errors: IO[str], environment: dict[str, str]) -> Ended:
    """Run the crawler (`python -m crawlers.crawl`) to its end in a process of its own.

    Its error output goes into `errors`; its environment is that of this process with `environment` added.
    `stop_children` calls it off, from any thread. Raises CalledOffError where that has happened already.
    """
    channel, theirs = socket.socketpair()
    with closing(channel):
        with _lock:
            if _called_off.is_set():
                theirs.close()
                raise CalledOffError("called off before it began")
            _channels.add(channel)
        input_end, kept_open = os.pipe()
        output, output_end = os.pipe()
        try:
            try:
                _nursery.order(
                    arguments, os.environ | environment, [theirs.fileno(), input_end, output_end, errors.fileno()]
                )
            finally:
                theirs.close()
                os.close(input_end)
                os.close(output_end)
            return _watched(channel, output)
        finally:
            with _lock:
                _channels.discard(channel)
            os.close(kept_open)


def _watched(channel: socket.socket, output: int) -> Ended:
    """Read what a crawl prints until it ends, and how it ended."""
    with open(output, encoding="utf-8") as stream, channel.makefile("r", encoding="ascii") as told:
        try:
            printed = stream.read()
            numbers = [int(line) for line in told]
        except BaseException:
            _signal(channel, signal.SIGTERM)
            told.read()
            raise
    if not numbers:
        raise ChildProcessError("the process that crawls are forked off has died before it could begin one")
    # Where it died later, its crawls have been stopped, and nobody knows their codes.
    return Ended(numbers[1] if len(numbers) > 1 else -signal.SIGTERM, printed)


def _signal(channel: socket.socket, number: int) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # it has ended
        channel.sendall(bytes([number]))


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
        for channel in _channels:
            _signal(channel, number)
        return len(_channels)
