"""The whole replay, archive to published file: pages a second, processor time, memory, and how they grow.

    python -m tests.bench.bench_replay [--sizes 1000 10000 100000] [--quick]

Each size is a home of its own: the articles of a newsroom of that size, written into the archive as a crawl leaves
them, then `edumeet rebuild` in a child process (ledger, transform, load, link, checks, publication; no network). The
memory is that of the whole family of processes, what they share counted once.
"""

import json
import os
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from crawlers.archive import ArchiveWriter, Exchange, PageMeta
from crawlers.clock import SHANGHAI
from crawlers.newsroom.newsroom import DEFAULT_SEED, Newsroom
from crawlers.newsroom.registry import write_registry
from crawlers.newsroom.sites import sites
from tests.bench.memory import Process, Ran, python, ran
from tests.bench.results import Figures, arguments, at_least, at_most, recording

SIZES = (1_000, 10_000, 100_000)
NAMES = {
    "flows rebuild": "run", "own_server": "server", "prefect": "server", "uvicorn": "server", "forkserver": "workers",
    "spawn": "workers",
}  # fmt: skip
"""What a process is, by what its command line holds."""


def write_archive(home: Path, size: int) -> int:
    """A home whose archive holds the articles of a newsroom; returns how many there are."""
    newsroom = Newsroom(DEFAULT_SEED, size)
    bases = {site.key: f"http://127.0.0.1:{8801 + place}" for place, site in enumerate(sites())}
    (home / "newsroom").mkdir(parents=True)
    write_registry(home / "newsroom" / "registry.toml", bases)
    began = datetime(2025, 1, 1, tzinfo=SHANGHAI)
    count = 0
    for site in sites():
        with ArchiveWriter(home / "archive", site.id, sync_every=1_000) as writer:
            for (key, _), page in newsroom.plan.pages.items():
                if key != site.key:
                    continue
                content = newsroom.answer(key, newsroom.path(page), bases)
                url = bases[key] + newsroom.path(page)
                fetched = began + timedelta(seconds=count)
                exchange = Exchange(url, 200, "OK", tuple(content.headers.items()), content.body, fetched)
                meta = PageMeta(
                    source=site.id,
                    partition=f"{page.published:%Y-%m}",
                    canonical_url=url,
                    listed_at=f"{page.published:%Y-%m-%d}",
                    content_hash=sha256(content.body).hexdigest(),
                )
                writer.write(exchange, meta)
                count += 1
    return count


def name_of(process: Process) -> str:
    """What a process of a rebuild is."""
    return next((name for sign, name in NAMES.items() if sign in process.command), "other")


def tell(figures: Figures, pages: int, used: Ran) -> float:
    """What a rebuild of so many pages took; returns its milliseconds of processor time a page."""
    what = f"{pages:,} pages"
    spent: Counter[str] = Counter()
    for process in used.seen.processes.values():
        spent[name_of(process)] += process.cpu
    largest = max(used.seen.processes.values(), key=lambda process: process.bytes)
    each = used.cpu / pages * 1e3
    figures.add(f"{what}: archive to published file", pages / used.seconds, "pages/s", at_least(400))
    figures.add(f"{what}: processor time", each, "ms a page")
    figures.say(", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.most_common()) + " of processor time")
    for stage, seconds in json.loads(used.out)["timings"].items():
        figures.add(f"{what}: {stage}, by the clock", seconds, "s")
    figures.add(f"{what}: peak of all memory", used.seen.megabytes, "MB", at_most(1500))
    figures.add(f"{what}: peak of the largest process ({name_of(largest)})", largest.bytes / 1e6, "MB")
    return each


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="PAGES")
    given = ask.parse_args()
    with recording("replay", given, ("prefect", "duckdb", "lxml")) as figures:
        costs = []
        for size in (20,) if given.quick else given.sizes:
            with tempfile.TemporaryDirectory(prefix="edumeet-bench-") as folder:
                pages = write_archive(Path(folder), size)
                environment = {**os.environ, "EDUMEET_HOME": folder, "EDUMEET_REGISTRY": "newsroom"}
                costs.append(tell(figures, pages, ran(python("flows", "rebuild", "--json"), environment)))
        if len(costs) > 1:
            # The first size pays for the start of everything; the last two show how the work itself grows.
            figures.add("a page of the largest size / of the one before", costs[-1] / costs[-2], "×", at_most(1.1))


if __name__ == "__main__":
    main()
