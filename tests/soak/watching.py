"""Memory and open file handles of every process that a run starts, looked at again and again, and whether they grow."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import linear_regression, median

from tests.bench.memory import command_of, family, meanwhile, resident

ROLES = {
    "crawlers.crawl": "crawl",
    "flows.nursery": "nursery",
    "multiprocessing.resource_tracker": "resource tracker",
    "multiprocessing.": "worker",
    "flows.own_server": "Prefect server",
    "prefect server": "Prefect server",
    "flows run": "edumeet run",
}
"""What a process is, by the first of these words that its command line has."""

SETTLED = 1 / 3
"""The part of its life in which a process may still grow: it loads modules and fills its caches."""
LEAST = 12
"""Looks at a settled process that a slope can be drawn through."""


@dataclass(slots=True)
class Life:
    """One process: seconds, bytes in memory, and open file handles at every look."""

    role: str
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    handles: list[float] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        return len(self.seconds) * (1 - SETTLED) >= LEAST

    def growth(self, values: list[float]) -> float:
        """How much a figure has grown over the settled part of the life: the slope by its length."""
        since = int(len(values) * SETTLED)
        times, settled = self.seconds[since:], values[since:]
        return linear_regression(times, settled).slope * (times[-1] - times[0])


@dataclass(frozen=True, slots=True)
class Flatness:
    """What the lives of one role come to: how many there were and could be judged, most memory, and median growth."""

    role: str
    lives: int
    judged: int
    longest: float
    most: float
    grown: float
    handles: float
    more_handles: float


@contextmanager
def watched(every: float) -> Iterator[dict[int, Life]]:
    """Look at all processes below this one every so many seconds until the block ends; yields their lives by number."""
    lives: dict[int, Life] = {}

    def look() -> None:
        for pid in family(os.getpid()):
            if pid != os.getpid():
                _look(pid, lives)

    with meanwhile(look, every):
        yield lives


def _look(pid: int, lives: dict[int, Life]) -> None:
    try:
        command, memory, handles = command_of(pid), resident(pid), len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:  # it has ended
        return
    role = next((role for word, role in ROLES.items() if word in command), None)
    if role is None:
        return
    life = lives.setdefault(pid, Life(role))
    life.role = role  # between fork and exec it had the command line of its parent
    life.seconds.append(time.monotonic())
    life.memory.append(memory)
    life.handles.append(handles)


def flatness(lives: dict[int, Life]) -> list[Flatness]:
    """The lives by role; growth 0 where none was long enough to be judged."""
    found = []
    for role in dict.fromkeys(life.role for life in lives.values()):
        own = [life for life in lives.values() if life.role == role]
        judged = [life for life in own if life.is_settled]
        found.append(
            Flatness(
                role,
                lives=len(own),
                judged=len(judged),
                longest=max(life.seconds[-1] - life.seconds[0] for life in own),
                most=max(max(life.memory) for life in own),
                grown=median([life.growth(life.memory) for life in judged] or [0.0]),
                handles=max(max(life.handles) for life in own),
                more_handles=median([life.growth(life.handles) for life in judged] or [0.0]),
            )
        )
    return sorted(found, key=lambda each: each.role)
