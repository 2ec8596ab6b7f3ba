"""How long the command line takes to start: `edumeet --help` and the like, each many times in a process of its own.

    python -m tests.bench.bench_start [--starts 30] [--quick]

By the clock, as the user waits, and by processor time, which neighbours disturb less; medians. Beside it the start of
Python alone, which is a part of it that no program escapes.
"""

import os
import subprocess
import sys
import time
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.results import arguments, at_most, recording

STARTS = {
    "python -c pass": ("-c", "pass"),
    "edumeet --help": ("-m", "flows", "--help"),
    "edumeet run --help": ("-m", "flows", "run", "--help"),
    "edumeet sources --help": ("-m", "flows", "sources", "--help"),
}
WAIT = 0.3
"""Seconds: what a person feels as at once."""


def started(words: tuple[str, ...], home: str) -> tuple[float, float]:
    """Seconds on the clock and of the processor until the process has ended."""
    before, began = os.times(), time.perf_counter()
    environment = os.environ | {"EDUMEET_HOME": home}
    subprocess.run([sys.executable, *words], env=environment, stdout=subprocess.DEVNULL, check=True)
    seconds, after = time.perf_counter() - began, os.times()
    return seconds, after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--starts", type=int, default=30)
    given = ask.parse_args()
    with recording("start", given, ("click",)) as figures, TemporaryDirectory() as home:
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in STARTS}
        for _ in range(2 if given.quick else given.starts):
            for name, words in STARTS.items():
                taken[name].append(started(words, home))
        for name, each in taken.items():
            clock, cpu = (median(column) for column in zip(*each, strict=True))
            figures.add(name, clock, "s", at_most(WAIT) if name.startswith("edumeet") else None)
            figures.add(f"{name}, processor time", cpu, "s")


if __name__ == "__main__":
    main()
