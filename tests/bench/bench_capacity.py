"""What a page costs, for deploy/CAPACITY.md: processor time and bytes, from the site to the published file.

    python -m tests.bench.bench_capacity [--pages 2000] [--quick]

A newsroom of that size is crawled source by source, then made into a warehouse by `edumeet rebuild`, each in child
processes, whose processor time does not depend on what else the machine does. Costs of a page of the newsroom are not
those of a real page, which is longer: the HTML's size is printed beside them.
"""

import json
import os
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from crawlers.archive import iter_archive
from crawlers.newsroom import Newsroom, serve, write_registry
from crawlers.newsroom.sites import core, sites
from crawlers.registry import load_sources
from flows.children import end_nursery
from flows.crawling import CrawlOrder, crawl_source
from flows.settings import TIMEZONE, Settings
from flows.times import EVER
from tests.bench.memory import python, ran, watched
from tests.bench.results import Figures, arguments, recording
from transforms.extract import read_page
from transforms.page import FetchedPage
from transforms.version import EXTRACTOR_VERSION
from warehouse import StagedPage, load_partition, open_writer, write_partition


def size(paths: Iterable[Path]) -> int:
    """Bytes of all files at and below these paths."""
    return sum(
        file.stat().st_size
        for path in paths
        for file in (path.rglob("*") if path.is_dir() else [path])
        if file.is_file()
    )


def crawl(figures: Figures, home: Path, pages: int, only: Sequence[str]) -> None:
    """Crawl a newsroom whole, and say what a response cost."""
    with serve(Newsroom(size=pages, only=only), gzip=True) as served:
        registry = home / "newsroom" / "registry.toml"
        registry.parent.mkdir(parents=True)
        write_registry(registry, served.bases)
        settings, before = Settings(home=home), os.times()
        with watched(itself=False) as peak:
            for source in load_sources([registry]):
                crawl_source(CrawlOrder(source, registry, EVER, None), settings, "run")
        end_nursery()  # what it has waited for counts when it has ended itself
        after = os.times()
    cost = after.children_user + after.children_system - before.children_user - before.children_system
    kept = [answer for file in home.glob("archive/*/*.warc.gz") for answer in iter_archive(file)]
    articles = [answer for answer in kept if answer.meta and answer.meta.role == "detail"]
    figures.add("articles", len(articles), "")
    figures.add("responses an article (lists, robots.txt too)", len(kept) / len(articles), "")
    figures.add("HTML an article", sum(len(answer.body) for answer in articles) / len(articles) / 1e3, "kB")
    figures.add("archive a response", size(home.glob("archive/*/*.warc.gz")) / len(kept) / 1e3, "kB")
    figures.add("crawl, processor time a response", cost / len(kept) * 1e3, "ms")
    figures.add("crawl, memory of one crawler at most", peak.megabytes, "MB")


def rebuild(figures: Figures, home: Path) -> None:
    """Make the warehouse from the archive, and say what a page cost."""
    used = ran(python("flows", "rebuild", "--json"), os.environ | {"EDUMEET_HOME": str(home)})
    said = json.loads(used.out)
    pages = sum(stage["ok"] + stage["not_target"] + stage["retry"] + stage["quarantine"] for stage in said["staged"])
    figures.add("replay, processor time a page, all stages", used.cpu / pages * 1e3, "ms")
    for stage, seconds in said["timings"].items():
        figures.add(f"replay, {stage}, as the clock has it", seconds / pages * 1e3, "ms a page")
    figures.add("ledger", size(home.glob("ledger.sqlite")) / pages / 1e3, "kB a page")
    figures.add("staging", size([home / "staging"]) / pages / 1e3, "kB a page")
    figures.add("warehouse", size([home / "warehouse.duckdb"]) / pages / 1e3, "kB a page")
    figures.add("published", size([home / "published" / "edumeet.duckdb"]) / pages / 1e3, "kB a page")


def partitions(figures: Figures, folder: Path, pages: int, per: int) -> None:
    """Stage and load pages in partitions of `per`, in this process, and say what a partition cost."""
    newsroom = Newsroom(size=pages, only=core())
    bases = {site.key: f"http://{site.key}.test" for site in sites()}
    fetched = datetime(2025, 1, 1, tzinfo=TIMEZONE)
    read: list[StagedPage] = []
    reading = 0.0
    for (key, _), page in newsroom.plan.pages.items():
        url = bases[key] + newsroom.path(page)
        content = newsroom.answer(key, newsroom.path(page), bases).body
        before = time.process_time()
        outcome = read_page(FetchedPage(id=url, content=content, media="html", url=url))
        reading += time.process_time() - before if read else 0.0  # the first one loads what all of them need
        fetched += timedelta(seconds=1)
        read.append(
            StagedPage(
                url=url, canonical_url=url, fetched_at=fetched, content_hash=sha256(content).hexdigest(), source="s",
                outcome=outcome.status, record=outcome.record, reason=outcome.reason, status=200, run_id="run",
                warc_file="s/s.warc.gz", warc_offset=len(read), extractor_version=EXTRACTOR_VERSION,
            )
        )  # fmt: skip
    figures.add(f"transform, before partitions of {per}", reading / (len(read) - 1) * 1e3, "ms a page")
    began, paths = time.process_time(), []
    for number, start in enumerate(range(0, len(read), per)):
        month = f"{2000 + number // 12}-{number % 12 + 1:02}"
        paths.append(write_partition(folder / "staging", "s", month, read[start : start + per]))
    figures.add(f"stage, partitions of {per}", (time.process_time() - began) / len(paths) * 1e3, "ms a partition")
    with open_writer(folder / "warehouse.duckdb") as con:
        began = time.process_time()
        for path in paths:
            load_partition(con, path)
        figures.add(f"load, partitions of {per}", (time.process_time() - began) / len(paths) * 1e3, "ms a partition")
    figures.add(f"staging, partitions of {per}", size([folder / "staging"]) / len(read) / 1e3, "kB a page")


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--pages", type=int, default=2_000)
    given = ask.parse_args()
    pages = 6 if given.quick else given.pages
    with recording("capacity", given) as figures, tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        for per in (6,) if given.quick else (6, 60):
            partitions(figures, Path(folder) / f"of-{per}", min(pages, 480), per)
        crawl(figures, home, pages, core()[:1] if given.quick else core())
        rebuild(figures, home)


if __name__ == "__main__":
    main()
