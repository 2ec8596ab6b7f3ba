"""The Prefect server that `edumeet serve` has started, which commands for the same home borrow.

    serve ── server.json: process id and port ◄── locked (shared) by each command that borrows it, as long as that lives
                  ▲
                  └── locked for itself by serve, before it stops the server: it waits for the borrowers

A run whose server goes away cannot tell anybody how it ends, and tries to for a long time.
"""

import fcntl
import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from pathlib import Path
from typing import IO

from flows.orchestrator import local_api, server_answers, server_is_set
from flows.settings import Settings

_borrowed: list[IO[str]] = []
"""Open, and so locked, until this process ends."""


def server_note(settings: Settings) -> Path:
    """The file in which `edumeet serve` says which server it has started."""
    return settings.root / "prefect" / "server.json"


def noted_server(settings: Settings) -> tuple[int, str] | None:
    """Process id of that server and address of its API; None where there is none, it has ended or does not answer."""
    try:
        told = json.loads(server_note(settings).read_text("utf-8"))
        pid, api = int(told["pid"]), local_api(int(told["port"]))
        os.kill(pid, 0)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return (pid, api) if server_answers(api) else None


def borrowed_server(settings: Settings) -> str | None:
    """The address of the server's API, which is not stopped before this process ends; None as above."""
    with suppress(OSError), ExitStack() as opened:  # there is no note, or the server is about to be stopped
        note = opened.enter_context(server_note(settings).open(encoding="utf-8"))
        fcntl.flock(note, fcntl.LOCK_SH | fcntl.LOCK_NB)
        # Looked at with the lock in hand: before, it could still be stopped.
        if running := noted_server(settings):
            _borrowed.append(note)
            opened.pop_all()
            return running[1]
    return None


def somebody_watches(settings: Settings) -> bool:
    """Whether a Prefect server is set, or `edumeet serve` has one at work: there people look for runs."""
    return server_is_set() or noted_server(settings) is not None


def wait_for_borrowers(settings: Settings, waiting: Callable[[], None]) -> AbstractContextManager[object]:
    """Return when no process borrows the server, nor can within the block of what is returned.

    `waiting` is called where that takes time. A signal that raises KeyboardInterrupt ends the wait.
    """
    try:
        note = server_note(settings).open(encoding="utf-8")
    except FileNotFoundError:  # somebody has removed the folder: nobody finds the server
        return nullcontext()
    try:
        fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        with suppress(KeyboardInterrupt):
            fcntl.flock(note, fcntl.LOCK_EX)
    return note
