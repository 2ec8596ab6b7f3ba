"""Crawls forked off one process that has imported all that a crawl needs: started anew, each costs a second and more.

    run ──► nursery (`python -m flows.nursery FD`) ──► crawl of source a, crawl of source b, …

Each crawl has a process of its own, for a Twisted reactor does not start twice; but that process need not import Scrapy
again. The nursery imports, starts no thread and no reactor, and waits for orders on a socket. With an order come the
files that are to be the crawl's input, output and error output, and its channel: a socket on which the nursery tells
the crawl's process id and at its end its exit code, and hears of signals that it is to be sent.

The nursery ends when whoever started it does, and when its crawls have ended, which hear of that themselves
(flows/children.py). Where it is itself killed, they are told to stop in good order.
"""

import json
import os
import selectors
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from setproctitle import setproctitle

from crawlers.preload import preload
from flows.collector import resting_collector
from flows.ending import end_with

FILES = 4
"""What comes with an order: the channel, and the crawl's input, output and error output."""
HELD_BACK = (signal.SIGTERM, signal.SIGINT)
"""What a machine that is shut down sends to all: crawls stop, and the nursery stays to tell how they ended."""


def send_order(
    control: socket.socket, arguments: Sequence[str], environment: Mapping[str, str], files: Sequence[int]
) -> None:
    """Ask a nursery for a crawl with this environment, in the working directory of this process."""
    order = {"arguments": list(arguments), "environment": dict(environment), "folder": os.getcwd()}
    said = json.dumps(order).encode("ascii")
    socket.send_fds(control, [len(said).to_bytes(4, "big")], files)
    control.sendall(said)


def main() -> int:
    """Serve orders until nobody can give any; in a forked process, crawl, and return the crawl's exit code."""
    with resting_collector():
        preload()
    order = _Nursery(socket.socket(fileno=int(sys.argv[1]))).serve()
    if order is None:
        return 0
    from crawlers.crawl import main as crawl

    return crawl(order["arguments"])


class _Nursery:
    """The waiting process. `_channels` are those of the crawls at work, by process id."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._channels: dict[int, socket.socket] = {}
        self._heard = selectors.DefaultSelector()
        self._heard.register(control, selectors.EVENT_READ)
        # The end of a crawl wakes the loop.
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        self._heard.register(self._woken, selectors.EVENT_READ)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno())
        signal.pthread_sigmask(signal.SIG_BLOCK, HELD_BACK)

    def serve(self) -> dict[str, Any] | None:
        """Fork a crawl for each order; returns the order in the forked process, None when no more can come."""
        open_to_orders = True
        while open_to_orders or self._channels:
            for key, _ in self._heard.select():
                if key.fileobj is self._woken:
                    self._woken.recv(4096)
                elif key.fileobj is not self._control:
                    self._pass_on(key.data)
                elif (given := _received(self._control)) is None:
                    open_to_orders = False
                    self._heard.unregister(self._control)
                elif self._fork(*given):
                    return given[0]
            self._reap()
        return None

    def _fork(self, order: dict[str, Any], files: list[int]) -> bool:
        """Fork; returns True in the new process, with its files, environment and signals in place."""
        channel, nursery = socket.socket(fileno=files[0]), os.getpid()
        pid = os.fork()
        if pid:
            for file in files[1:]:
                os.close(file)
            self._channels[pid] = channel
            self._heard.register(channel, selectors.EVENT_READ, pid)
            _tell(channel, pid)
            return False
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # Whoever else holds the channel of a crawl keeps its end from being seen.
        for end in (self._control, self._woken, self._waker, channel, *self._channels.values()):
            end.close()
        self._heard.close()
        os.setsid()
        for target, file in enumerate(files[1:]):
            os.dup2(file, target)
            os.close(file)
        os.chdir(order["folder"])
        # Before the environment changes: by that it finds where the title lies.
        setproctitle(" ".join(["python -m crawlers.crawl", *order["arguments"]]))
        os.environ.clear()
        os.environ.update(order["environment"])
        end_with(nursery)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_BACK)
        return True

    def _pass_on(self, pid: int) -> None:
        """Send a crawl the signals that are asked for: it is not reaped yet, so the process id is still its own."""
        asked = self._channels[pid].recv(64)
        for number in asked:
            os.kill(pid, number)
        if not asked:
            self._heard.unregister(self._channels[pid])

    def _reap(self) -> None:
        while self._channels:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            channel = self._channels.pop(pid)
            if channel in self._heard.get_map():
                self._heard.unregister(channel)
            _tell(channel, os.waitstatus_to_exitcode(status))
            channel.close()


def _received(control: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """The next order and its files; None where there can be no more."""
    head, files, _, _ = socket.recv_fds(control, 4, FILES)
    if not head:
        return None
    length = int.from_bytes(head + _exactly(control, 4 - len(head)), "big")
    return json.loads(_exactly(control, length)), files


def _exactly(stream: socket.socket, length: int) -> bytes:
    read = bytearray()
    while len(read) < length:
        part = stream.recv(length - len(read))
        if not part:
            raise EOFError("an order that is cut off")
        read += part
    return bytes(read)


def _tell(channel: socket.socket, number: int) -> None:
    try:
        channel.sendall(b"%d\n" % number)
    except (BrokenPipeError, ConnectionResetError):  # whoever asked has died: there is nobody to tell
        return


if __name__ == "__main__":
    sys.exit(main())
