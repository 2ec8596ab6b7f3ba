"""What the flow costs around the functions it calls: many pages read, with and without Prefect.

    python -m tests.bench.bench_flow [--pages 10000] [--rounds 5] [--workers 0]
    python -m tests.bench.bench_flow --idle

Both sides read the same archive from nothing, in the same batches, on a pool of as many processes, in turn, each in a
process of its own that has imported Prefect before anything is measured; the Prefect server runs already, as it does
where runs are scheduled. What counts is the processor time of a side and of every process that came of it, with that
of the server, which has something to do without any flow too: noise from neighbours disturbs it less than the clock.
The overhead is the median over the rounds. Beside neighbours the same reading takes a tenth more or less: what the
run's own process and the server spend, apart from the processes that read, is told for itself.

`--idle` measures `edumeet run` of the sample newsroom with nothing new instead, Prefect's start included.
"""

import argparse
import ctypes
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

from crawlers.ledger import open_ledger
from crawlers.newsroom import Newsroom
from crawlers.newsroom.sites import sites
from flows.ingesting import archive_pages
from flows.pool import POOL_PAGES
from flows.reading import read_changed
from flows.settings import Settings
from flows.summary import RunSummary
from tests.bench.memory import family
from tests.bench.results import Figures, arguments, at_most, recording
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.ports import free_port
from tests.flows.server import served
from transforms.page import FetchedPage

SOURCE = "bench"
OVERHEAD = 0.05
IDLE_SECONDS = 15.0
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, seconds of processor time (of that, the server's), and what was printed."""

    clock: float
    cpu: float
    server: float
    said: str


def pages(count: int) -> Iterator[FetchedPage]:
    """Articles of the sample newsroom as its sites answer, without any network."""
    newsroom = Newsroom(size=count)
    bases = {site.key: f"http://{site.key}.example" for site in sites()}
    for page in newsroom.plan.pages.values():
        path = newsroom.path(page)
        content = newsroom.answer(page.site, path, bases)
        url = bases[page.site] + path
        headers = {name.lower(): value for name, value in content.headers.items()}
        yield FetchedPage(id=url, url=url, content=content.body, headers=headers, fetched_at=page.published)


def fill(settings: Settings, count: int) -> None:
    """Archive the pages."""
    settings.root.mkdir(parents=True)
    ledger = open_ledger(settings.ledger_url)
    archive_pages(ledger, settings.archive, SOURCE, pages(count), "bench")
    ledger.close()


def fresh(settings: Settings, kept: Path) -> None:
    """Bring the home folder back to where nothing has been read."""
    shutil.rmtree(settings.staging, ignore_errors=True)
    for leftover in settings.root.glob("ledger.sqlite*"):
        leftover.unlink()
    shutil.copyfile(kept, settings.root / "ledger.sqlite")


def directly(settings: Settings) -> int:
    """The functions, on a pool of processes; returns how many pages were read."""
    summary = RunSummary("direct", "bench")
    read_changed(settings, {}, summary)
    return sum(each.pages for each in summary.staged)


def by_flow(settings: Settings) -> int:
    """The same within a Prefect flow."""
    from prefect import flow

    from flows.transforming import transform_changed

    summary = RunSummary("flow", "bench")
    flow(name="bench")(lambda: transform_changed(settings, {}, summary))()
    return sum(each.pages for each in summary.staged)


SIDES: dict[str, Callable[[Settings], int]] = {"functions": directly, "flow": by_flow}


def side(name: str) -> None:
    """One side, in the process that is measured: prints its processor time before and meanwhile, and how many pages."""
    import flows.transforming  # noqa: F401

    before = time.process_time()
    read = SIDES[name](Settings())
    print(json.dumps([before, time.process_time() - before, read]))


def spent(command: Sequence[str], user: dict[str, str], server: int | None = None) -> Spent:
    """Run a command, and wait for all that came of it; `server` goes on, and its processor time meanwhile counts."""
    began, used, served_for = time.perf_counter(), _children(), _of(server)
    done = subprocess.run(command, env=user, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    clock = time.perf_counter() - began
    # Orphans of the command are now ours (a pool's forkserver, say): they count when they have been waited for.
    while left := {pid for pid in family(os.getpid()) if _parent(pid) == os.getpid()} - {server}:
        for pid in left:
            os.waitpid(pid, 0)
    served_for = _of(server) - served_for
    return Spent(clock, _children() - used + served_for, served_for, done.stdout)


def _children() -> float:
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _of(pid: int | None) -> float:
    if pid is None:
        return 0.0
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()


def compare(figures: Figures, folder: Path, given: argparse.Namespace) -> None:
    """Both sides in turn, and the overhead."""
    count, rounds = (300, 1) if given.quick else (given.pages, given.rounds)
    settings = Settings(home=folder / "home")
    fill(settings, count)
    kept = folder / "ledger.kept"
    shutil.copyfile(settings.root / "ledger.sqlite", kept)
    with served(folder, environment(folder, PREFECT_HOME=str(folder / "prefect"))) as api:
        user = environment(
            settings.root, PREFECT_API_URL=api, PREFECT_LOGGING_LEVEL="ERROR", EDUMEET_WORKERS=str(given.workers)
        )
        server = _listener(api.rsplit(":", 1)[1].split("/")[0])
        ratios: list[tuple[float, ...]] = []
        costs: dict[str, list[float]] = {name: [] for name in SIDES}
        for number in range(rounds):
            found: dict[str, tuple[float, float, float]] = {}
            # In turn the one and the other goes first: what grows warm or busy meanwhile favours neither.
            for name in sorted(SIDES, reverse=number % 2 == 1):
                fresh(settings, kept)
                command = [sys.executable, "-m", "tests.bench.bench_flow", "--side", name]
                took = spent(command, user, server)
                before, own, read = json.loads(took.said.splitlines()[-1])
                assert read == count, f"{name}: {read} pages"
                found[name] = took.clock, took.cpu - before, own + took.server
                costs[name].append(found[name][1])
                figures.say(
                    f"{name:10} {took.clock:7.1f} s, {found[name][1]:7.1f} s of processor time, of that the run's own "
                    f"process {own:.1f} s, the server {took.server:.1f} s"
                )
            by, base = found["flow"], found["functions"]
            ratios.append((by[0] / base[0] - 1, by[1] / base[1] - 1, (by[2] - base[2]) / base[1]))
    figures.add("pages", count, "")
    for name, each in costs.items():
        figures.add(f"{name}, processor time a page", median(each) / count * 1e3, "ms")
    clock, cpu, around = map(median, zip(*ratios, strict=True))
    figures.add("overhead of the flow, processor time", cpu, "share", at_most(OVERHEAD))
    if count >= POOL_PAGES:  # else the run's own process reads
        figures.add("overhead of the flow, apart from the processes that read", around, "share")
    figures.add("overhead of the flow, by the clock", clock, "share")


def idle(figures: Figures, folder: Path, runs: int) -> None:
    """`edumeet run` with nothing new, all sample sites."""
    user = environment(folder / "home", EDUMEET_NEWSROOM_PORT=str(free_port()))
    took = [spent([sys.executable, "-m", "flows", "run", "--json"], user) for _ in range(1 + runs)]
    said = json.loads(took[-1].said)
    assert said["loaded"] == 0
    figures.add("sources", len(said["crawls"]), "")
    figures.add("edumeet run with nothing new", median(each.clock for each in took[1:]), "s", at_most(IDLE_SECONDS))
    figures.add("edumeet run with nothing new, processor time", median(each.cpu for each in took[1:]), "s")


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--pages", type=int, default=10_000)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--workers", type=int, default=0, help="processes; 0: one per core")
    ask.add_argument("--idle", action="store_true", help="measure a run with nothing new")
    ask.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.side:
        side(given.side)
        return
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with recording("flow", given, ("prefect",)) as figures, TemporaryDirectory(prefix="edumeet-bench-") as name:
        if given.idle:
            idle(figures, Path(name), 1 if given.quick else given.rounds)
        else:
            compare(figures, Path(name), given)


def _listener(port: str) -> int:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            except OSError:  # it has ended
                continue
            if "server" in words and "start" in words and port in words:
                return int(entry.name)
    raise RuntimeError(f"no Prefect server on port {port}")


if __name__ == "__main__":
    main()
