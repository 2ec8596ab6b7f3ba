"""A backfill of many sources that is interrupted again and again, as a machine that is switched off does it.

python -m tests.flows.interrupted            # 30 sources, 24 months, 5 interruptions
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from crawlers.ledger import list_partitions, list_runs, open_ledger
from crawlers.newsroom import Newsroom, serve
from crawlers.newsroom.registry import registry_toml
from crawlers.newsroom.serving import Served
from crawlers.newsroom.sites import core
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.server import served as prefect_served


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of it. `twice` are detail pages that the sites were asked for more than once."""

    sources: int
    months: int
    partitions: dict[str, int]
    pages: int
    twice: list[str]
    attempts: dict[int, int]
    interruptions: list[str]
    seconds: float
    last_run: float
    again: dict[str, int]


@contextmanager
def newsrooms(number: int, size: int, registry: Path) -> Iterator[list[Served]]:
    """Serve so many newsrooms, each of another seed, and write one registry of all their sites."""
    with ExitStack() as stack:
        rooms, entries = [], []
        for each in range(number):
            room = stack.enter_context(serve(Newsroom(seed=1000 + each, size=size, only=core())))
            rooms.append(room)
            entries.append(registry_toml(room.bases).replace('id = "sample-', f'id = "room{each}-'))
        registry.write_text("\n".join(entries), "utf-8")
        yield rooms


def run_interrupted(
    folder: Path, api: str, *, rooms: int, size: int, since: str, until: str, interruptions: int, seed: int
) -> Figures:
    """Start the backfill, kill or stop it at random moments, start it again, and let the last one end."""
    rng = random.Random(seed)
    registry, home = folder / "registry.toml", folder / "home"
    settings = environment(
        home, PREFECT_API_URL=api, EDUMEET_REGISTRY=str(registry), EDUMEET_NOTIFY="", EDUMEET_CRAWLS="4"
    )
    command = [sys.executable, "-m", "flows", "backfill", "run", "--since", since, "--until", until, "--json"]
    began = time.monotonic()
    done: list[str] = []
    with newsrooms(rooms, size, registry) as sites:
        while len(done) < interruptions:
            child = _start(command, settings, folder / "interrupted.log")
            # The moment is chosen by pages, not by seconds: machines differ.
            target = _pages(sites) + rng.randint(1, max(2, rooms * size // (2 * interruptions + 4)))
            while child.poll() is None and _pages(sites) < target:
                time.sleep(0.2)
            if child.poll() is not None:
                break
            number = (signal.SIGKILL, signal.SIGTERM)[len(done) % 2]
            os.kill(child.pid, number)
            child.wait(timeout=120)
            done.append(f"{signal.Signals(number).name} after {_pages(sites)} pages")
            # What an orphan was in the midst of it brings to its end: nobody kills the crawls themselves.
            _wait_for_crawls(home)
        last = time.monotonic()
        child = _start(command, settings, folder / "last.log")
        assert child.wait(timeout=3600) == 0, (folder / "last.log").read_text("utf-8")[-3000:]
        last_run = time.monotonic() - last
        hits = Counter(details(sites))
        before = len(details(sites))
        child = _start(command, settings, folder / "again.log")
        assert child.wait(timeout=600) == 0, (folder / "again.log").read_text("utf-8")[-3000:]
        again = {"pages": len(details(sites)) - before}
    ledger = open_ledger(f"sqlite:///{home / 'ledger.sqlite'}")
    try:
        partitions = list_partitions(ledger, stage="crawl")
        again["runs"] = len(list_runs(ledger, kind="backfill"))
    finally:
        ledger.close()
    return Figures(
        sources=len({each.source for each in partitions}),
        months=len({each.window for each in partitions}),
        partitions=dict(Counter(each.status for each in partitions)),
        pages=len(hits),
        twice=[f"{count}× {base}{path}" for (base, path), count in hits.items() if count > 1],
        attempts=dict(sorted(Counter(each.attempts for each in partitions).items())),
        interruptions=done,
        seconds=round(time.monotonic() - began, 1),
        last_run=round(last_run, 1),
        again=again,
    )


def _start(command: list[str], settings: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as stream:
        return subprocess.Popen(command, env=settings, cwd=ROOT, stdout=stream, stderr=stream, start_new_session=True)


def details(sites: list[Served]) -> list[tuple[str, str]]:
    """Every request for an article, as base URL and path, in order."""
    found = []
    for served in sites:
        articles = {(page.site, Newsroom.path(page)) for page in served.newsroom.plan.pages.values()}
        asked = [(hit.site, hit.target) for hit in list(served.log)]
        found += [(served.bases[site], target) for site, target in asked if (site, target) in articles]
    return found


def _pages(sites: list[Served]) -> int:
    return len(details(sites))


def _wait_for_crawls(home: Path) -> None:
    """Wait until no crawl of this home lives any more; each must end by itself, without being killed."""
    until = time.monotonic() + 60
    while crawls_of(home):
        assert time.monotonic() < until, f"crawls outlive their run: {crawls_of(home)}"
        time.sleep(0.1)


def crawls_of(home: Path) -> list[int]:
    """Processes that crawl for a home folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:  # it has ended
                continue
            if b"crawlers.crawl" in command and str(home).encode() in command:
                found.append(int(entry.name))
    return found


def main() -> int:
    """The whole: 30 sources, 24 months, 5 interruptions."""
    ask = argparse.ArgumentParser(prog="python -m tests.flows.interrupted", description=__doc__)
    ask.add_argument("--rooms", type=int, default=6, help="newsrooms, of five sources each")
    ask.add_argument("--size", type=int, default=360, help="articles of each")
    ask.add_argument("--since", default="2023-01")
    ask.add_argument("--until", default="2024-12")
    ask.add_argument("--interruptions", type=int, default=5)
    ask.add_argument("--seed", type=int, default=7)
    given = vars(ask.parse_args())
    with tempfile.TemporaryDirectory(prefix="edumeet-soak-") as name:
        folder = Path(name)
        with prefect_served(folder, environment(folder, PREFECT_HOME=str(folder / "prefect"))) as api:
            figures = run_interrupted(folder, api, **given)
    print(json.dumps(asdict(figures), ensure_ascii=False, indent=1))
    good = figures.partitions == {"done": figures.sources * figures.months} and not figures.twice
    good = good and len(figures.interruptions) == given["interruptions"] and figures.again["pages"] == 0
    print("good" if good else "NOT GOOD")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
