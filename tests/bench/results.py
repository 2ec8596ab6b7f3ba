"""What a benchmark found: figures with their unit and target, printed as they come, and kept for RESULTS.md.

A benchmark asks for its arguments with `arguments`, and tells every figure to the `Figures` that `recording` gives it:

    given = arguments(__doc__).parse_args()
    with recording("decode", given, ("chardet",)) as figures:
        figures.add("pages of one core", 412.0, "pages/s", at_least(400))

With `--json FILE` the figures are written there too, in the form that `python -m tests.bench` collects. `--quick` asks
for the smallest run that shows that the benchmark still works; its figures mean nothing.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from crawlers.clock import SHANGHAI


@dataclass(frozen=True, slots=True)
class Target:
    """What is aimed at: at least (`≥`) or at most (`≤`) `value`, in the unit of the figure."""

    sign: str
    value: float

    def met(self, figure: float) -> bool:
        return figure >= self.value if self.sign == "≥" else figure <= self.value

    def __str__(self) -> str:
        return f"{self.sign} {shown(self.value)}"


def at_least(value: float) -> Target:
    """The more the better."""
    return Target("≥", value)


def at_most(value: float) -> Target:
    """The less the better."""
    return Target("≤", value)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `unit` is "×" for a ratio, "share" for a part of 1."""

    what: str
    value: float
    unit: str
    target: Target | None = None


@dataclass(slots=True)
class Figures:
    """All figures of one run of a benchmark. `versions` of what is compared, by package; `left_out` says why not."""

    bench: str
    command: str
    date: str
    machine: str
    versions: dict[str, str]
    left_out: list[str]
    rows: list[Figure] = field(default_factory=list)

    def add(self, what: str, value: float, unit: str, target: Target | None = None) -> None:
        """Print a figure and keep it."""
        figure = Figure(what, value, unit, target)
        self.rows.append(figure)
        aim = f"   {target} {verdict(figure)}" if target else ""
        self.say(f"{what:<58} {shown(value):>10} {unit}{aim}")

    def say(self, line: str) -> None:
        """Print a line that is no figure."""
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def leave_out(self, what: str, why: str) -> None:
        """Say what is not compared although it should be."""
        self.left_out.append(f"{what}: {why}")
        self.say(f"left out, {what}: {why}")


def verdict(figure: Figure) -> str:
    """`met` or `missed`; nothing where there is no target."""
    return "" if figure.target is None else "met" if figure.target.met(figure.value) else "missed"


def shown(value: float) -> str:
    """A figure with three or four digits that count."""
    if value == int(value) and abs(value) < 1e12:
        return f"{int(value):,}"
    size = abs(value)
    return (
        f"{value:,.0f}"
        if size >= 100
        else f"{value:.1f}"
        if size >= 10
        else f"{value:.2f}"
        if size >= 0.1
        else f"{value:.2g}"
    )


def arguments(doc: str | None) -> argparse.ArgumentParser:
    """The options that every benchmark has."""
    ask = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--quick", action="store_true", help="the smallest run that shows that this still works")
    ask.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    return ask


@contextmanager
def recording(bench: str, given: argparse.Namespace, compared: Sequence[str] = ()) -> Iterator[Figures]:
    """The figures of a run, written when the block has ended well. `compared` are the packages on the other side."""
    found: dict[str, str] = {}
    absent = []
    for package in compared:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            absent.append(package)
    now = datetime.now(SHANGHAI).isoformat(timespec="minutes")
    figures = Figures(bench, command(), now, machine(), found, [])
    figures.say(f"== {bench}: {figures.machine}" + "".join(f", {name} {each}" for name, each in found.items()))
    for package in absent:
        figures.leave_out(package, "not installed (`make bench` installs it)")
    yield figures
    if given.json:
        given.json.write_text(json.dumps(asdict(figures), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def command() -> str:
    """How this process was called, as a person would call it again."""
    module = getattr(sys.modules["__main__"], "__spec__", None)
    words, given = [], iter(sys.argv[1:])
    for word in given:
        if word == "--json":
            next(given, None)
        else:
            words.append(word)
    return " ".join(["python -m", module.name if module else Path(sys.argv[0]).name, *words])


def machine() -> str:
    """What is measured on: processor, cores, memory, kernel, Python."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}, Python {platform.python_version()}"
