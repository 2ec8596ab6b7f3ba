"""The soak: a large newsroom in bad weather, crawled, read, loaded and published until nothing is missing.

    python -m tests.soak [--pages 50000] [--sites portal,vsb] [--faults 0.05] [--rounds 10] [--keep DIR]

A share of all requests meets a fault: slow, 429, 503, reset, cut short, a lying charset, or an article that has
vanished. `edumeet run` is called as a user would call it, again and again, until a run finds nothing new; then the
published file must be equal to the truth, and every process that lived long enough flat in memory and in open file
handles. Exit code 1 where one of these does not hold.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from crawlers.newsroom import Newsroom, Served, serve, write_registry
from tests.bench.memory import python
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.processes import ended
from tests.flows.server import served as prefect_served
from tests.soak.comparing import Compared, compare
from tests.soak.watching import Flatness, flatness, watched
from tests.soak.weather import Weather

PEAK = 1.5e9
"""Bytes that no process may go beyond."""
GROWTH, GROWTH_SHARE = 16e6, 0.15
"""Bytes, or part of the most held, by which a settled process may seem to grow: allocators give back late."""
MORE_HANDLES = 8
"""As many connections as a crawl keeps open at once."""
READ_RIGHT = 0.98
"""Part of the pages on which a list of facts (participants, directives …) must be the truth's, to the last one."""
MEETING_RIGHT = 0.995
"""Part of the pages that must be with all pages of their meeting and with no other."""


@dataclass(slots=True)
class Soaked:
    """What came of it; `wrong` says what does not hold, one line each."""

    pages: int
    requests: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    rounds: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0
    compared: Compared = field(default_factory=Compared)
    processes: list[Flatness] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def soak(
    folder: Path,
    pages: int,
    *,
    sites: str = "",
    share: float = 0.05,
    rounds: int = 10,
    seed: int = 1,
    every: float = 1.0,
    api: str = "",
) -> Soaked:
    """Soak in a folder.

    `every` is how many seconds pass between looks at the processes; `api` that of a Prefect server that runs already.
    """
    newsroom = Newsroom(size=pages, only=[site for site in sites.split(",") if site] or None)
    weather = Weather(seed=seed, newsroom=newsroom, share=share)
    result, began = Soaked(len(newsroom.plan.pages)), time.monotonic()
    home, registry = folder / "home", folder / "registry.toml"
    with watched(every) as lives, serve(newsroom, faults=weather, gzip=True) as served:
        write_registry(registry, served.bases)
        settings = environment(home, PREFECT_API_URL=api, EDUMEET_REGISTRY=str(registry))
        if api:
            _run_until_whole(result, settings, served, rounds)
        else:
            prefect = environment(folder, PREFECT_HOME=str(folder / "prefect"))
            with prefect_served(folder, prefect) as settings["PREFECT_API_URL"]:
                _run_until_whole(result, settings, served, rounds)
        result.requests, result.faults = len(served.log), dict(weather.met)
        result.compared = compare(home / "published" / "edumeet.duckdb", served, weather.vanished)
    result.processes = flatness(lives)
    result.seconds = round(time.monotonic() - began, 1)
    result.wrong += _wrong(result)
    return result


def _run_until_whole(result: Soaked, settings: dict[str, str], served: Served, rounds: int) -> None:
    """Run until a run finds nothing that is new: then the one before has missed nothing that the lists tell."""
    for number in range(1, rounds + 1):
        began, before = time.monotonic(), len(served.log)
        said = edumeet_run(settings)
        told = {
            "new": sum(crawl["new"] for crawl in said["crawls"]),
            "failed": sum(crawl["failed"] for crawl in said["crawls"]),
            "requests": len(served.log) - before,
            "seconds": round(time.monotonic() - began, 1),
            "timings": said["timings"],
        }
        result.rounds.append(told)
        print(f"round {number}: {told}", flush=True)
        if not told["new"] and number > 1:
            return
    result.wrong.append(f"after {rounds} rounds there still was something new")


def edumeet_run(settings: dict[str, str]) -> dict[str, Any]:
    """`edumeet run` over all news there is; a source that failed in the weather is no failure here."""
    command = python("flows", "run", "--since", "2000-01-01", "--json")
    child = subprocess.Popen(command, env=settings, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with ended(child):
        out, err = child.communicate()
    if child.returncode not in (0, 1) or not out:
        raise SystemExit(f"edumeet run ended with {child.returncode}\n{err[-3000:]}")
    said: dict[str, Any] = json.loads(out)
    return said


def _wrong(result: Soaked) -> list[str]:
    compared, wrong = result.compared, []
    for what in ("missing", "foreign", "doubled"):
        if urls := getattr(compared, what):
            wrong.append(f"{len(urls)} pages {what}: {' '.join(urls[:5])}")
    for name, urls in compared.different.items():
        if name in ("title", "day", "body") or compared.share(name) < READ_RIGHT:
            wrong.append(f"{name} of {len(urls)} pages differs: {' '.join(urls[:5])}")
    if len(compared.meetings) > (1 - MEETING_RIGHT) * compared.expected:
        wrong.append(f"{len(compared.meetings)} pages with the wrong meeting: {' '.join(compared.meetings[:5])}")
    for each in result.processes:
        if each.most > PEAK:
            wrong.append(f"{each.role}: {each.most / 1e6:.0f} MB")
        # The run itself goes through stages (crawl, load, link) that need more and more: it has its bound above.
        if each.role != "edumeet run" and each.grown > max(GROWTH, GROWTH_SHARE * each.most):
            wrong.append(f"{each.role}: memory grows, by {each.grown / 1e6:.1f} MB in a life")
        if each.more_handles > MORE_HANDLES:
            wrong.append(f"{each.role}: open files grow, by {each.more_handles:.1f} in a life")
    return wrong


def report(result: Soaked) -> None:
    """Print what came of it."""
    compared = result.compared
    print(f"{result.pages:,} pages, {result.requests:,} requests, {len(result.rounds)} runs, {result.seconds:.0f} s")
    print("faults: " + ", ".join(f"{kind} {times:,}" for kind, times in sorted(result.faults.items())))
    print(f"{compared.expected:,} pages expected; of them right:")
    for name in ("title", "day", "body", "participants", "directives", "programmes", "quantities"):
        print(f"  {name:16}{compared.share(name):9.4%}")
    print(f"  {'meeting':16}{1 - len(compared.meetings) / max(1, compared.expected):9.4%}")
    print(f"{'process':18}{'lives':>6}{'judged':>7}{'longest':>9}{'most MB':>9}{'grown':>8}{'files':>7}{'grown':>7}")
    for each in result.processes:
        print(
            f"{each.role:18}{each.lives:>6}{each.judged:>7}{each.longest:>8.0f}s{each.most / 1e6:>9.0f}"
            f"{each.grown / 1e6:>8.1f}{each.handles:>7.0f}{each.more_handles:>7.1f}"
        )
    for line in result.wrong:
        print(line)
    print("NOT GOOD" if result.wrong else "good")


def main() -> int:
    """The exit code."""
    ask = argparse.ArgumentParser(
        prog="python -m tests.soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("--pages", type=int, default=50_000)
    ask.add_argument("--sites", default="", help="keys of sample sites, separated by commas; without it all")
    ask.add_argument("--faults", type=float, default=0.05, help="part of the requests that meet one")
    ask.add_argument("--rounds", type=int, default=10, help="runs at most")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--json", type=Path, metavar="FILE", help="write what came of it here")
    ask.add_argument("--keep", type=Path, metavar="DIR", help="work in this folder and leave it")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="edumeet-soak-") as name:
        folder = given.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        result = soak(
            folder, given.pages, sites=given.sites, share=given.faults, rounds=given.rounds, seed=given.seed
        )  # fmt: skip
    report(result)
    if given.json:
        given.json.write_text(json.dumps(asdict(result), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
