"""The memory of processes, measured one way everywhere: the resident pages that are a process's own.

Pages that it shares with others (libraries, files that are mapped) are not counted: the sum over a family of processes
would count them once for each. The sum is looked at ten times a second, and its highest value is the peak.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECOND = 0.1


def family(pid: int) -> Iterator[int]:
    """A process and all that came of it."""
    yield pid
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = tasks.read_text("ascii").split()
        except OSError:  # the thread has ended since
            continue
        for one in children:
            yield from family(int(one))


def resident(pid: int) -> int:
    """Bytes in memory that are the process's own; 0 if it has ended."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text("ascii").split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")


def held(pid: int) -> int:
    """Bytes of a process and all that came of it."""
    return sum(map(resident, family(pid)))


@dataclass(slots=True)
class Peak:
    """The most that was held, in bytes."""

    bytes: int = 0

    @property
    def megabytes(self) -> float:
        return self.bytes / 1e6


@contextmanager
def watched(pid: int | None = None, *, itself: bool = True) -> Iterator[Peak]:
    """Watch a process (this one by default) and all that comes of it until the block ends.

    Without `itself` only what comes of it is counted.
    """
    peak, over = Peak(), threading.Event()
    watching = os.getpid() if pid is None else pid

    def look() -> None:
        while True:
            peak.bytes = max(peak.bytes, held(watching) - (0 if itself else resident(watching)))
            if over.wait(SECOND):
                return

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended well: what it printed, seconds on the clock, CPU seconds, most megabytes held."""

    out: str
    seconds: float
    cpu: float
    megabytes: float


def ran(command: Sequence[str], env: Mapping[str, str] | None = None) -> Ran:
    """Run a command to its end and measure it with all its children. Raises SystemExit where it fails."""
    before, began = os.times(), time.perf_counter()
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        with watched(child.pid) as peak:
            out, err = child.communicate()
        seconds = time.perf_counter() - began
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}\n{err[-3000:]}")
    after = os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Ran(out, seconds, cpu, peak.megabytes)


def python(module: str, *words: str | Path) -> list[str]:
    """A command line that runs a module of ours."""
    return [sys.executable, "-m", module, *map(str, words)]
