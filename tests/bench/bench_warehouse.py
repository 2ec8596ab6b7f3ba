"""Benchmark of the warehouse: staging, loading, linking a new day into many, publishing.

    python -m tests.bench.bench_warehouse [--records 10000] [--inflate 1] [--day 2000]

`--records` synthetic pages are staged and loaded as they would be; `--inflate N` then multiplies the loaded rows N
times inside DuckDB (other ids, other texts, other places), which is how a million pages are had in minutes. The last
figures are those of one new day on top: load, link, publish. Run it twice and compare ratios: machines are noisy.
"""

import argparse
import hashlib
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import duckdb

from tests.warehouse.pages import meeting, record
from warehouse import StagedPage, link, load_partition, open_writer, publish, write_partition
from warehouse.tables import STAGED, VERSIONED

WORDS = [
    a + b
    for a in "推进落实加强完善深化提升保障统筹优化健全"
    for b in "教育教学师资学校校园质量均衡发展改革安全课程评价投入学位督导家校"
]


def text(chance: random.Random, length: int) -> str:
    """Words in sentences: nothing that makes two texts alike but the words."""
    out: list[str] = []
    while sum(map(len, out)) < length:
        out.append("，".join("".join(chance.choices(WORDS, k=chance.randint(3, 6))) for _ in range(3)) + "。")
    return "".join(out)


def synthetic(first: int, count: int, months: int = 24) -> Iterator[tuple[str, str, StagedPage]]:
    """Pages of invented counties, one in seven a copy of another with a sentence changed: (source, month, page)."""
    for number in range(first, first + count):
        original = number - 3 if number % 7 == 6 else number
        chance = random.Random(original)
        county = chance.randrange(2800)
        day = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=chance.randrange(365 * 3))
        names = ["".join(chance.choices("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张", k=3)) for _ in range(6)]
        points = [text(chance, 60) for _ in range(12)]
        body = f"{day.month}月{day.day}日，第{county}县召开教育工作会议。" + names[0] + "主持，" + "\n".join(points)
        if original != number:
            body = body.replace(points[5], text(random.Random(number), 60))
        spots = [(p, body.find(p)) for p in points]
        url = f"http://www.c{county}.gov.cn/art/{number}.html"
        rec: Any = record(
            url, body=body, title=f"第{county}县召开教育工作会议", published_at=day.date().isoformat(),
            participants=[{"name": n, "title": "副县长", "organisation": None, "roles": ["attendee"], "start": None,
                           "end": None} for n in names],
            directives=[{"id": f"d{i}", "parent": None, "speaker": names[0], "verb": "强调", "ordinal": None,
                         "text": p, "start": at, "end": at + len(p)} for i, (p, at) in enumerate(spots) if at >= 0],
            meeting=meeting(code6=f"{100000 + county}", county=f"第{county}县", date=day.date().isoformat(),
                            name=f"第{county}县教育工作会议"),
            agenda=[], attending_groups=[], programmes=[{"term": p[:4], "members": [], "start": at, "end": at + 4}
                                                        for p, at in spots[:4] if at >= 0], quantities=[],
        )  # fmt: skip
        page = StagedPage(
            url, url, day + timedelta(days=2), hashlib.sha256(f"{number}".encode()).hexdigest(), f"s{number % 20}",
            "ok", rec, warc_file="a.warc.gz", warc_offset=number,
        )  # fmt: skip
        yield page.source, f"{2022 + number % months // 12}-{number % 12 + 1:02}", page


def stage(directory: Path, pages: Iterator[tuple[str, str, StagedPage]]) -> list[Path]:
    parts: dict[tuple[str, str], list[StagedPage]] = {}
    for source, month, page in pages:
        parts.setdefault((source, month), []).append(page)
    return [write_partition(directory, source, month, group) for (source, month), group in parts.items()]


def inflate(con: duckdb.DuckDBPyConnection, times: int) -> None:
    """Copies of every loaded row under other ids: `times` - 1 more of each."""
    for copy in range(1, times):
        con.execute("BEGIN")
        for table in STAGED:
            changed = [f"{column} || 'x{copy}' AS {column}" for column in ("document_id", "version_id", "fetch_id")
                       if column in STAGED[table].names]  # fmt: skip
            if table == "core.documents":
                changed += [f"md5(text_hash || {copy}) AS text_hash", f"url || '?{copy}' AS url",
                            f"canonical_url || '?{copy}' AS canonical_url"]  # fmt: skip
            if table == "core.minhash_bands":
                changed.append(f"hash(value, {copy}) AS value")
            if table == "core.meeting_reports":
                changed.append(f"jurisdiction_code || 'x{copy}' AS jurisdiction_code")
            where = "WHERE NOT contains(version_id, 'x')" if table in VERSIONED else "WHERE NOT contains(fetch_id, 'x')"
            con.execute(f"INSERT INTO {table} SELECT * REPLACE ({', '.join(changed)}) FROM {table} {where}")
        con.execute("COMMIT")
    con.execute("UPDATE ops.partitions SET pages = (SELECT count(*) FROM raw.fetches f WHERE f.partition_id = "
                "ops.partitions.partition_id)")  # fmt: skip


def report(what: str, seconds: float, records: int) -> None:
    sys.stdout.write(f"{what:34} {seconds:8.2f} s {records / seconds:12,.0f} records/s\n")
    sys.stdout.flush()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--records", type=int, default=10_000)
    ask.add_argument("--inflate", type=int, default=1)
    ask.add_argument("--day", type=int, default=2_000)
    options = ask.parse_args()
    with TemporaryDirectory() as folder:
        home = Path(folder)
        began = perf_counter()
        pages = list(synthetic(0, options.records))
        report("(make synthetic records)", perf_counter() - began, options.records)
        began = perf_counter()
        staged = stage(home / "staging", iter(pages))
        report(f"stage, {len(staged)} partitions", perf_counter() - began, options.records)
        with open_writer(home / "w.duckdb") as con:
            began = perf_counter()
            for path in staged:
                load_partition(con, path)
            report("load", perf_counter() - began, options.records)
            began = perf_counter()
            con.execute("CHECKPOINT")
            report("checkpoint", perf_counter() - began, options.records)
            total = options.records * options.inflate
            if options.inflate > 1:
                began = perf_counter()
                inflate(con, options.inflate)
                report(f"(inflate to {total:,})", perf_counter() - began, total)
            began = perf_counter()
            result = link(con)
            report(f"link all: {result.duplicates:,} duplicates", perf_counter() - began, total)
            day = stage(home / "staging", (("new", "2025-01", p) for p in one_day(options)))
            began = perf_counter()
            for path in day:
                load_partition(con, path)
            report("load a new day", perf_counter() - began, options.day)
            began = perf_counter()
            result = link(con)
            report(f"link it into {total:,}", perf_counter() - began, options.day)
            began = perf_counter()
            publish(con, home / "published.duckdb")
            report("audit and publish", perf_counter() - began, total)
            size = (home / "published.duckdb").stat().st_size
            sys.stdout.write(f"published file {size / 1e6:,.0f} MB, {size / total:,.0f} bytes a record\n")


def one_day(options: argparse.Namespace) -> Iterator[StagedPage]:
    from dataclasses import replace

    for _, _, page in synthetic(options.records, options.day):
        yield replace(page, source="new")


if __name__ == "__main__":
    main()
