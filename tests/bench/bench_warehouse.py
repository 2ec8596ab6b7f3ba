"""The warehouse: loading, linking, a new day into many, searching, publishing, and how their cost grows.

    python -m tests.bench.bench_warehouse [--records 10000 100000 1000000] [--day 2000] [--home DIR] [--quick]

Each number of `--records` is a warehouse of its own; what is more than a world of 20,000 pages (see synthetic.py) is
rounded up to whole ones. Two days of `--day` pages come on top: the second goes into the partitions of the first. At
the end the costs of a record in the largest and in the smallest warehouse are compared. CPU seconds are given beside
those on the clock, because machines are shared. Staging, writing and searching are a process each, so that the memory
told is the writer's own. `--home` keeps the files (a million records take about 25 GB) and uses partitions that are
staged there already.
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

LINEAR = at_most(1.5)
"""What a record may cost among many, as a multiple of what it costs among few."""

SEARCHED = 100_000
"""The target of a query is for so many pages at most."""

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


def searches(tell: Tell, con: duckdb.DuckDBPyConnection, pages: int) -> None:
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
        tell(f"search {query} in {pages:,}", clock, "s", FOUND if pages <= SEARCHED else None)
        tell(f"search {query} in {pages:,}: in SQL", clock_macro, "s")
        tell(f"search {query} in {pages:,}: by contains()", clock_plain, "s")


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


def stage(tell: Tell, home: Path, sizes: list[int], day: int) -> None:
    """Stage the pages of each size, whose worlds are those of the largest, and for each the days that come on top."""
    for pages in sizes:
        known = min(pages, synthetic.WORLD)
        if pages < synthetic.WORLD:
            if not staged_partitions(_staging(home, pages)):
                synthetic.first_world(_staging(home, pages), pages=pages)
        elif pages == max(sizes) and not staged_partitions(_staging(home, pages)):
            worlds = pages // synthetic.WORLD
            make = partial(synthetic.stage_worlds, _staging(home, pages), worlds)
            measure(tell, "(stage synthetic records)", pages, make)
        for number in range(2):
            synthetic.new_day(_day(home, pages, number), day, number, known=known)


def _staging(home: Path, pages: int) -> Path:
    return home / ("staging" if pages >= synthetic.WORLD else f"staging-{pages}")


def _day(home: Path, pages: int, number: int) -> Path:
    return home / f"day{number}-{min(pages, synthetic.WORLD)}"


def write(tell: Tell, home: Path, pages: int, day: int) -> None:
    """Load, link and publish as the writer does."""
    worlds = -(-pages // synthetic.WORLD)
    staged = [
        path for path in staged_partitions(_staging(home, pages)) if synthetic.world_of(path.parent.name) < worlds
    ]
    with open_writer(home / f"{pages}.duckdb") as con:

        def load(paths: list[Path]) -> None:
            load_partitions(con, paths)
            con.execute("CHECKPOINT")  # what the load left to be written is its own

        load_sources(con, synthetic.sources(worlds))
        measure(tell, f"load {pages:,} in {len(staged):,} partitions", pages, lambda: load(staged), rate=LOADED)
        measure(tell, f"link {pages:,} and index them", pages, lambda: link(con))
        con.execute("CHECKPOINT")
        for number in range(2):
            paths = staged_partitions(_day(home, pages, number))
            into = f"day {number + 1} into {pages:,}"
            measure(tell, f"load {into}", day, partial(load_partitions, con, paths))
            measure(tell, f"link {into}", day, lambda: link(con), seconds=LINKED)
        measure(tell, f"link {pages:,} where nothing has changed", day, lambda: link(con))
        measure(tell, f"audit and publish {pages:,}", pages, lambda: publish(con, _published(home, pages)))
    size = _published(home, pages).stat().st_size
    tell(f"published file of {pages:,}", size / 1e6, "MB")
    tell(f"published file of {pages:,}, a record", size / pages, "bytes")


def _published(home: Path, pages: int) -> Path:
    return home / f"published-{pages}.duckdb"


def look(tell: Tell, home: Path, pages: int) -> None:
    """Search the published file."""
    with open_published(_published(home, pages)) as con:
        searches(tell, con, pages)


def compare(figures: Figures, few: int, many: int) -> None:
    """What a record costs among many, beside what it costs among few, in processor time."""

    def cost(pages: int, what: str) -> float:
        (seconds,) = (
            row.value for row in figures.rows
            if row.what.startswith(f"{what} {pages:,} ") and row.what.endswith("processor time")
            and "changed" not in row.what
        )  # fmt: skip
        return seconds / pages

    for what in ("load", "link"):
        figures.add(f"{what}: a record of {many:,} beside one of {few:,}", cost(many, what) / cost(few, what), "×",
                    LINEAR)  # fmt: skip


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--records", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    ask.add_argument("--day", type=int, default=2_000)
    ask.add_argument("--home", type=Path)
    given = ask.parse_args()
    world = synthetic.WORLD
    sizes = sorted({pages if pages < world else -(-pages // world) * world for pages in given.records})
    day = given.day
    if given.quick:
        sizes, day = [60], 10
    with recording("warehouse", given, ("duckdb", "pyarrow")) as figures, TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        assert not any((home / f"{pages}.duckdb").exists() for pages in sizes), f"{home} is in use"
        apart(figures, "staging", stage, home, sizes, day)
        for pages in sizes:
            apart(figures, f"writing {pages:,}", write, home, pages, day)
            apart(figures, f"searching {pages:,}", look, home, pages)
        if len(sizes) > 1:
            compare(figures, sizes[0], sizes[-1])


if __name__ == "__main__":
    main()
