"""Processes that tests start, watch and kill: each in a group of its own that ends with the test."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def started(command: Sequence[str], log: Path, env: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command in a process group of its own, its output in `log`; the whole group ends with the block."""
    with log.open("ab") as out:
        child = subprocess.Popen(command, env=dict(env), stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    with ended(child):
        yield child


@contextmanager
def ended(child: "subprocess.Popen[Any]") -> Iterator[None]:
    """Let a process, and all that it started, end with the block at the latest."""
    try:
        yield
    finally:
        kill_tree(child.pid)
        child.wait(timeout=30)
        for pipe in (child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()


def kill_tree(pid: int) -> None:
    """Kill a process and everything below it with -9, as a container or a machine that goes away does."""
    for each in [pid, *(below for below, _ in descendants(pid))]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def descendants(pid: int) -> list[tuple[int, str]]:
    """The processes below one, whatever session they are in, each with its command line."""
    children: dict[int, list[int]] = {}
    commands: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            commands[int(folder.name)] = (
                (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            )
            children.setdefault(parent, []).append(int(folder.name))
    found: list[tuple[int, str]] = []
    queue = list(children.get(pid, ()))
    while queue:
        each = queue.pop()
        found.append((each, commands[each]))
        queue += children.get(each, ())
    return found
