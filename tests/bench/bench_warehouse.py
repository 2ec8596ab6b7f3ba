"""The warehouse: loading, linking, a new day into many, searching, publishing.

    python -m tests.bench.bench_warehouse [--records 20000] [--day 2000] [--home DIR] [--quick]

`--records` is rounded up to whole worlds of 20,000 pages (see synthetic.py). Two days of `--day` pages come on top: the
second goes into the partitions of the first. CPU seconds are given beside those on the clock, because machines are
shared. Staging, writing and searching are a process each, so that the memory told is the writer's own. `--home` keeps
the files (a million records take about 25 GB) and uses partitions that are staged there already.
"""

import multiprocessing
import statistics
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import duckdb

from tests.bench import synthetic
from tests.bench.memory import watched
from tests.bench.results import Figures, Target, arguments, at_least, at_most, recording
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


LOADED, LINKED, FOUND, HELD = at_least(20_000), at_most(20), at_most(0.3), at_most(2000)
"""What is aimed at: records a second, seconds for a day, seconds for a query, megabytes."""

Tell = Callable[..., None]
"""`tell(what, value, unit, target)`: send a figure to the process that keeps them."""


def measure(tell: Tell, what: str, records: int, work: Callable[[], Any], *, rate: Target | None = None,
            seconds: Target | None = None) -> Any:  # fmt: skip
    """Do it, and tell how long it took."""
    cpu, clock = process_time(), perf_counter()
    done = work()
    cpu, clock = process_time() - cpu, perf_counter() - clock
    tell(f"{what}: by the clock", clock, "s", seconds)
    tell(f"{what}: processor time", cpu, "s")
    tell(f"{what}: rate", records / clock, "records/s", rate)
    return done


def searches(tell: Tell, con: duckdb.DuckDBPyConnection) -> None:
    """Each query's median, beside the macro for SQL and looking through all bodies with contains()."""
    for query in QUERIES:
        each = " AND ".join("contains(body, ?)" for _ in query.split())
        ways = (
            partial(search, con, query),
            partial(asked, con, "SELECT url, snippet FROM mart.search(?) LIMIT 20", [query]),
            partial(asked, con, f"SELECT count(*) FROM core.documents WHERE {each}", query.split()),
        )
        taken = [[clocked(way) for way in ways] for _ in range(3)]
        clock, clock_macro, clock_plain = map(statistics.median, zip(*taken, strict=True))
        tell(f"search {query}", clock, "s", FOUND)
        tell(f"search {query}: in SQL", clock_macro, "s")
        tell(f"search {query}: by contains()", clock_plain, "s")


def asked(con: duckdb.DuckDBPyConnection, statement: str, given: list[str]) -> list[Any]:
    """The rows of an answer."""
    return con.execute(statement, given).fetchall()


def clocked(work: Callable[[], Any]) -> float:
    """Seconds on the clock."""
    began = perf_counter()
    work()
    return perf_counter() - began


def apart(figures: Figures, what: str, work: Callable[..., None], *arguments: Any) -> None:
    """Do it in a process of its own, add the figures that it tells as they come, and the most memory it held."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_begin, args=(there, work, arguments))
    process.start()
    there.close()
    with watched(process.pid) as seen:
        while True:
            try:
                figures.add(*here.recv())
            except EOFError:
                break
        process.join()
    if process.exitcode:
        raise SystemExit(f"{what} ended with {process.exitcode}")
    figures.add(f"most memory, {what}", seen.megabytes, "MB", HELD if work is write else None)


def _begin(told: Connection, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    work(lambda *figure: told.send(figure), *arguments)
    told.close()


def stage(tell: Tell, home: Path, pages: int, day: int) -> None:
    """Stage the worlds (a small one where less than a world is asked for), and the days that come on top."""
    if not staged_partitions(home / "staging"):
        small = pages < synthetic.WORLD
        make = partial(synthetic.first_world, pages=pages) if small else partial(
            synthetic.stage_worlds, worlds=pages // synthetic.WORLD
        )  # fmt: skip
        measure(tell, "(stage synthetic records)", pages, lambda: make(home / "staging"))
    for number in range(2):
        synthetic.new_day(home / f"day{number}", day, number, known=min(pages, synthetic.WORLD))


def write(tell: Tell, home: Path, pages: int, day: int) -> None:
    """Load, link and publish as the writer does."""
    staged = staged_partitions(home / "staging")
    with open_writer(home / "w.duckdb") as con:

        def load(paths: list[Path]) -> None:
            load_partitions(con, paths)
            con.execute("CHECKPOINT")  # what the load left to be written is its own

        load_sources(con, synthetic.sources(-(-pages // synthetic.WORLD)))
        measure(tell, f"load {pages:,} in {len(staged):,} partitions", pages, lambda: load(staged), rate=LOADED)
        measure(tell, f"link {pages:,} and index them", pages, lambda: link(con))
        con.execute("CHECKPOINT")
        for number in range(2):
            paths = staged_partitions(home / f"day{number}")
            measure(tell, f"load day {number + 1}", day, lambda paths=paths: load_partitions(con, paths))
            measure(tell, f"link day {number + 1} into {pages:,}", day, lambda: link(con), seconds=LINKED)
        measure(tell, "link where nothing has changed", day, lambda: link(con))
        measure(tell, "audit and publish", pages, lambda: publish(con, home / "published.duckdb"))
    size = (home / "published.duckdb").stat().st_size
    tell("published file", size / 1e6, "MB")
    tell("published file, a record", size / pages, "bytes")


def look(tell: Tell, home: Path) -> None:
    """Search the published file."""
    with open_published(home / "published.duckdb") as con:
        searches(tell, con)


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--records", type=int, default=synthetic.WORLD)
    ask.add_argument("--day", type=int, default=2_000)
    ask.add_argument("--home", type=Path)
    given = ask.parse_args()
    pages, day = -(-given.records // synthetic.WORLD) * synthetic.WORLD, given.day
    if given.quick:
        pages, day = 60, 10
    with recording("warehouse", given, ("duckdb", "pyarrow")) as figures, TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        assert not (home / "w.duckdb").exists(), f"{home} is in use"
        apart(figures, "staging", stage, home, pages, day)
        apart(figures, "writing", write, home, pages, day)
        apart(figures, "searching", look, home)


if __name__ == "__main__":
    main()
