"""What the flow costs around the functions it calls: many pages read by `stage_batch`, with and without Prefect.

    python -m tests.bench.bench_flow [--pages 10000] [--rounds 2] [--workers 0] [--idle]

Both sides read the same archive from nothing, in the same batches, on as many processes, in turn; the Prefect server
runs already, as it does where runs are scheduled. The overhead is the median over the rounds of the flow's time over
that of the functions, by the clock and by processor time (which noise from neighbours disturbs less; the server's is
counted on the flow's side). `--idle` times a run with nothing new instead, with Prefect's start.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from crawlers.ledger import open_ledger
from crawlers.newsroom import Newsroom
from crawlers.newsroom.sites import core, sites
from flows.ingesting import archive_pages
from flows.settings import Settings
from flows.stages import Workplace, batches, partitions_to_read, stage_batch
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.ports import free_port
from tests.flows.server import served
from transforms.page import FetchedPage, SourceFacts

SOURCE = "bench"


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
    """The functions, on a pool of processes."""
    from flows.runners import batch_pages

    place = Workplace(settings.archive, settings.staging, settings.ledger_url)
    ledger = open_ledger(settings.ledger_url)
    wanted = partitions_to_read(ledger, [SourceFacts(id=SOURCE)])
    ledger.close()
    groups = list(batches(wanted, batch_pages(settings, sum(each.pages for each in wanted))))
    with ProcessPoolExecutor(settings.worker_count, multiprocessing.get_context("spawn")) as pool:
        done = [pool.submit(stage_batch, place, group, "direct") for group in groups]
        return sum(outcome.pages for future in done for outcome in future.result())


def by_flow(settings: Settings) -> int:
    """The same within a Prefect flow."""
    from prefect import flow

    from flows.summary import RunSummary
    from flows.transforming import transform_changed

    summary = RunSummary("flow", "bench")
    flow(name="bench")(lambda: transform_changed(settings, {}, summary))()
    return sum(each.pages for each in summary.staged)


def measured(what: Callable[[Settings], int], settings: Settings, server: int | None) -> tuple[float, float, int]:
    """Seconds by the clock, seconds of processor time, pages."""
    began, used = perf_counter(), _used(server)
    count = what(settings)
    return perf_counter() - began, _used(server) - used, count


def _used(server: int | None) -> float:
    spent = sum(usage.ru_utime + usage.ru_stime for usage in (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)))
    if server is not None:
        fields = Path(f"/proc/{server}/stat").read_text("utf-8").rpartition(")")[2].split()
        spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def idle(folder: Path) -> float:
    """Seconds of `edumeet run` with nothing new, Prefect's start included, the sample newsroom served elsewhere."""
    user = environment(
        folder / "home",
        EDUMEET_NEWSROOM_SIZE="60",
        EDUMEET_NEWSROOM_SITES=",".join(core()),
        EDUMEET_NEWSROOM_PORT=str(free_port()),
    )
    command = [sys.executable, "-m", "flows", "run", "--json"]
    seconds = []
    for _ in range(3):
        began = perf_counter()
        done = subprocess.run(command, env=user, cwd=ROOT, capture_output=True, text=True, check=True)
        seconds.append(perf_counter() - began)
    assert json.loads(done.stdout)["loaded"] == 0
    return min(seconds[1:])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--workers", type=int, default=0, help="processes; 0: one per core")
    parser.add_argument("--idle", action="store_true")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="edumeet-bench-") as name:
        folder = Path(name)
        if given.idle:
            print(f"edumeet run with nothing new: {idle(folder):.1f} s with Prefect's start")
            return
        settings = Settings(home=folder / "home", workers=given.workers)
        began = perf_counter()
        fill(settings, given.pages)
        print(f"{given.pages} pages archived in {perf_counter() - began:.0f} s", flush=True)
        kept = folder / "ledger.kept"
        shutil.copyfile(settings.root / "ledger.sqlite", kept)
        os.environ["EDUMEET_HOME"] = str(settings.root)
        with served(folder, environment(folder, PREFECT_HOME=str(folder / "prefect"))) as api:
            os.environ |= {"PREFECT_API_URL": api, "PREFECT_LOGGING_LEVEL": "ERROR"}
            port = api.rsplit(":", 1)[1].split("/")[0]
            server = _listener(port)
            ratios: list[tuple[float, float]] = []
            for number in range(given.rounds):
                sides = {"functions": directly, "flow": by_flow}
                found = {}
                # In turn the one and the other goes first: what grows warm or busy meanwhile favours neither.
                for side in sorted(sides, reverse=number % 2 == 1):
                    fresh(settings, kept)
                    found[side] = measured(sides[side], settings, server if side == "flow" else None)
                    clock, used, count = found[side]
                    assert count == given.pages, f"{side}: {count} pages"
                    print(f"{side:10} {clock:7.1f} s, {used:7.1f} s of processor time", flush=True)
                flow_side, direct = found["flow"], found["functions"]
                ratios.append((flow_side[0] / direct[0], flow_side[1] / direct[1]))
        clock, used = (median(each[i] for each in ratios) - 1 for i in (0, 1))
        print(f"overhead of the flow: {clock:+.1%} by the clock, {used:+.1%} of processor time")


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
