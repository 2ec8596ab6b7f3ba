"""The memory and processor time of processes, measured one way everywhere.

The memory of a process is its proportional share: of pages that it has in common with others (libraries, what it had
before a fork) its part, so that the sum over a family of processes counts everything once. The sum is looked at five
times a second, and its highest value is the peak.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SECOND = 0.2
_TICKS, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


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
    """Bytes in memory, with all that is shared: for one process over time. Raises OSError if it has ended.

    Its proportional share grows when another ends that it shared with.
    """
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE


def shared_out(pid: int) -> int:
    """Bytes in memory: what is the process's own, and its share of what it shares. Raises OSError if it has ended."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    return 1024 * int(rollup.partition("\nPss:")[2].split()[0])


def command_of(pid: int) -> str:
    """The command line of a process. Raises OSError if it has ended."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()


@dataclass(slots=True)
class Process:
    """A process as it was last seen: its command line, seconds of the processor, and the most bytes it held."""

    command: str = ""
    cpu: float = 0.0
    bytes: int = 0

    def look(self, pid: int) -> int:
        """See it anew; returns the bytes it holds. Raises OSError if it has ended."""
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        held = shared_out(pid)
        self.command, self.cpu = command_of(pid), sum(map(int, fields[11:13])) / _TICKS
        self.bytes = max(self.bytes, held)
        return held


@dataclass(slots=True)
class Watched:
    """The most bytes that were held together, and the processes by number."""

    bytes: int = 0
    processes: dict[int, Process] = field(default_factory=dict)

    @property
    def megabytes(self) -> float:
        return self.bytes / 1e6

    @property
    def cpu(self) -> float:
        """Seconds of the processor of all of them, as far as they were seen."""
        return sum(each.cpu for each in self.processes.values())


@contextmanager
def meanwhile(look: Callable[[], object], every: float) -> Iterator[None]:
    """Call `look` at once, and again every so many seconds until the block ends."""
    over = threading.Event()

    def again() -> None:
        look()
        while not over.wait(every):
            look()

    thread = threading.Thread(target=again, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def watched(pid: int | None = None, *, itself: bool = True) -> Iterator[Watched]:
    """Watch a process (this one by default) and all that comes of it until the block ends.

    Without `itself` only what comes of it is counted.
    """
    found = Watched()
    watching = os.getpid() if pid is None else pid

    def look() -> None:
        total = 0
        for one in family(watching):
            if itself or one != watching:
                try:
                    total += found.processes.setdefault(one, Process()).look(one)
                except OSError:  # it has ended since
                    continue
        found.bytes = max(found.bytes, total)

    with meanwhile(look, SECOND):
        yield found


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended well: what it printed, seconds on the clock, CPU seconds, and its processes."""

    out: str
    seconds: float
    cpu: float
    seen: Watched


def ran(command: Sequence[str], env: Mapping[str, str] | None = None) -> Ran:
    """Run a command to its end and measure it with all its children. Raises SystemExit where it fails."""
    before, began = os.times(), time.perf_counter()
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        with watched(child.pid) as seen:
            out, err = child.communicate()
        seconds = time.perf_counter() - began
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}\n{err[-3000:]}")
    after = os.times()
    # The system adds up children that were waited for; a process that outlives the command by a moment is not.
    waited = after.children_user - before.children_user + after.children_system - before.children_system
    return Ran(out, seconds, max(waited, seen.cpu), seen)


def python(module: str, *words: str | Path) -> list[str]:
    """A command line that runs a module of ours."""
    return [sys.executable, "-m", module, *map(str, words)]
