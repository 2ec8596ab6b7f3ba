"""Benchmark of the warehouse: loading, linking, a new day into many, searching, publishing.

    python -m tests.bench.bench_warehouse [--records 20000] [--day 2000] [--home DIR]

`--records` is rounded up to whole worlds of 20,000 pages (see synthetic.py). Two days of `--day` pages come on top: the
second goes into the partitions of the first. CPU seconds are given beside those on the clock, because machines are
shared. Staging, writing and searching are a process each, so that the memory told is the writer's own. `--home` keeps
the files (a million records take about 25 GB) and uses partitions that are staged there already.
"""

import argparse
import multiprocessing
import resource
import statistics
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import duckdb

from tests.bench import synthetic
from warehouse import (
    link,
    load_partitions,
    load_sources,
    open_published,
    open_writer,
    publish,
    staged_partitions,
)
from warehouse.search import search

QUERIES = (
    "教育",
    "会议",
    "双减",
    "县管校聘",
    "加强教师队伍",
    "教育 课后服务",
    "立德树人 五育并举",
    "县",
    "召开2024年教育",
)


def measure(what: str, records: int, work: Callable[[], Any]) -> Any:
    cpu, clock = process_time(), perf_counter()
    done = work()
    cpu, clock = process_time() - cpu, perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    sys.stdout.write(
        f"{what:44} {clock:9.2f} s {cpu:9.2f} s CPU {records / cpu:10,.0f} records per CPU second {peak:7,.0f} MB\n"
    )
    sys.stdout.flush()
    return done


def searches(con: duckdb.DuckDBPyConnection) -> None:
    """Each query's median, beside the macro for SQL and looking through all bodies with contains()."""
    for query in QUERIES:
        ours, macro, plain = [], [], []
        for _ in range(3):
            cpu, clock = process_time(), perf_counter()
            search(con, query)
            ours.append((perf_counter() - clock, process_time() - cpu))
            cpu, clock = process_time(), perf_counter()
            con.execute("SELECT url, snippet FROM mart.search(?) LIMIT 20", [query]).fetchall()
            macro.append((perf_counter() - clock, process_time() - cpu))
            cpu, clock = process_time(), perf_counter()
            each = " AND ".join("contains(body, ?)" for _ in query.split())
            con.execute(f"SELECT count(*) FROM core.documents WHERE {each}", query.split()).fetchall()
            plain.append((perf_counter() - clock, process_time() - cpu))
        (clock, cpu), (clock_macro, cpu_macro), (clock_plain, cpu_plain) = (
            tuple(statistics.median(column) for column in zip(*times, strict=True)) for times in (ours, macro, plain)
        )
        sys.stdout.write(
            f"search {query:20} {clock:7.3f} s {cpu:7.3f} s CPU; in SQL {clock_macro:7.3f} s {cpu_macro:7.3f} s CPU; "
            f"contains() {clock_plain:7.3f} s {cpu_plain:7.3f} s CPU\n"
        )
        sys.stdout.flush()


def apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """Do it in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(work, *arguments).result()


def stage(home: Path, worlds: int, day: int) -> None:
    total = worlds * synthetic.WORLD
    if not staged_partitions(home / "staging"):
        measure("(stage synthetic records)", total, lambda: synthetic.stage_worlds(home / "staging", worlds))
    for number in range(2):
        synthetic.new_day(home / f"day{number}", day, number)


def write(home: Path, worlds: int, day: int) -> None:
    """Load, link and publish as the writer does."""
    total = worlds * synthetic.WORLD
    staged = staged_partitions(home / "staging")
    with open_writer(home / "w.duckdb") as con:

        def load(paths: list[Path]) -> None:
            load_partitions(con, paths)
            con.execute("CHECKPOINT")  # what the load left to be written is its own

        load_sources(con, synthetic.sources(worlds))
        measure(f"load {total:,}, {len(staged):,} partitions", total, lambda: load(staged))
        found = measure("link all and index them", total, lambda: link(con))
        sys.stdout.write(f"{'':44} {found}\n")
        con.execute("CHECKPOINT")
        for number in range(2):
            paths = staged_partitions(home / f"day{number}")
            measure(f"load day {number + 1}", day, lambda paths=paths: load_partitions(con, paths))
            found = measure(f"link it into {total:,}", day, lambda: link(con))
            sys.stdout.write(f"{'':44} {found}\n")
        measure("link where nothing has changed", day, lambda: link(con))
        measure("audit and publish", total, lambda: publish(con, home / "published.duckdb"))
    size = (home / "published.duckdb").stat().st_size
    sys.stdout.write(f"published file {size / 1e6:,.0f} MB, {size / total:,.0f} bytes a record\n")
    sys.stdout.flush()


def look(home: Path) -> None:
    with open_published(home / "published.duckdb") as con:
        searches(con)


def bench(home: Path, records: int, day: int) -> None:
    worlds = -(-records // synthetic.WORLD)
    apart(stage, home, worlds, day)
    apart(write, home, worlds, day)
    apart(look, home)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--records", type=int, default=synthetic.WORLD)
    ask.add_argument("--day", type=int, default=2_000)
    ask.add_argument("--home", type=Path)
    options = ask.parse_args()
    with TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        assert not (home / "w.duckdb").exists(), f"{home} is in use"
        bench(home, options.records, options.day)


if __name__ == "__main__":
    main()
