"""A published file of many invented documents in real places, made in a few minutes: for benchmarks of its readers.

`pages` synthetic pages go through staging and loading as real ones do; then every loaded row is copied inside DuckDB
under other ids, texts and days until there are as many documents as were asked for, and all are linked and published.
"""

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from tests.bench.synthetic import text
from tests.warehouse.pages import meeting, record
from transforms.gazetteer.divisions import all_divisions, chain
from warehouse import (
    StagedPage,
    link,
    load_divisions,
    load_partition,
    load_source_health,
    open_writer,
    publish,
    write_partition,
)
from warehouse.registers import load_sources
from warehouse.tables import STAGED, VERSIONED

PAGES = 5_000
SOURCES = 40
TERMS = (
    "双减", "五育并举", "县管校聘", "集团化办学", "课后服务", "五项管理", "强基计划", "大思政课", "校园餐", "阳光分班",
    "国家智慧教育平台", "义务教育优质均衡发展县", "学前教育普及普惠县", "银龄教师", "特岗教师", "书香校园",
    "教育数字化", "家校社协同", "阳光体育", "名师工作室",
)  # fmt: skip
KINDS = (
    ["annual_work_meeting"] * 4
    + ["promotion_meeting", "commendation", "symposium", "leading_group_meeting", "conference", "other"]
)  # fmt: skip
SUBJECTS = (("新增学位", "个"), ("招聘教师", "名"), ("投入资金", "万元"), ("巩固率", "%"), ("改造学校", "所"))


def make(home: Path, documents: int) -> Path:
    """Make the published file under `home`; returns its path."""
    pages = min(PAGES, documents)
    with open_writer(home / "w.duckdb") as con:
        for path in stage(home / "staging", synthetic(pages)):
            load_partition(con, path)
        copies = -(-documents // pages)
        for copy in range(1, copies):
            inflate(con, copy)
        con.execute(
            "UPDATE ops.partitions SET pages = (SELECT count(*) FROM raw.fetches AS f "
            "WHERE f.partition_id = ops.partitions.partition_id)"
        )
        load_sources(con, ({"source_id": f"s{n}", "name": f"第{n}网", "kind": "government", "family": "generic"}
                           for n in range(SOURCES)))  # fmt: skip
        load_source_health(con, ({"source_id": f"s{n}", "day": date(2025, 1, 1), "state": "ok", "pages": 10,
                                  "articles": 9} for n in range(SOURCES)))  # fmt: skip
        load_divisions(con, [
            {"code": d.code, "name": d.name, "short_names": [], "parent_code": d.parent, "level": d.level}
            for d in all_divisions()
        ])  # fmt: skip
        link(con)
        publish(con, home / "published.duckdb")
    return home / "published.duckdb"


def synthetic(count: int) -> Iterator[tuple[str, str, StagedPage]]:
    """(source, month, page): one in seven is a copy of another page with a point changed."""
    places = [d for d in all_divisions() if d.level == "county" and d.in_force("2022-01-01")]
    for number in range(count):
        original = number - 3 if number % 7 == 6 else number
        chance = random.Random(original)
        place = chance.choice(places)
        province, city, county = chain(place)
        day = date(2016, 1, 1) + timedelta(days=chance.randrange(365 * 8))
        names = ["".join(chance.choices("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张", k=3)) for _ in range(8)]
        points = [text(chance, 70) for _ in range(14)]
        if original != number:
            points[5] = text(random.Random(number), 70)
        said = [(chance.choice(TERMS), *chance.choice(SUBJECTS), chance.randint(2, 900)) for _ in range(6)]
        points += [f"落实“{term}”，到2027年{what}{value}{unit}。" for term, what, unit, value in said]
        name = f"{place.name}{day.year}年教育工作会议"
        body = f"{day.month}月{day.day}日，{name}召开。副县长{names[0]}主持会议。\n" + "\n".join(points)

        def span(words: str, body: str = body) -> dict[str, int]:
            return {"start": body.index(words), "end": body.index(words) + len(words)}

        url = f"http://www.c{place.code}.gov.cn/art/{number}.html"
        made: Any = record(
            url, body=body, title=f"{name}召开", published_at=(day + timedelta(days=1)).isoformat(),
            participants=[{"name": n, "title": f"第{i}副县长", "organisation": None, "roles": ["attendee"],
                           **span(names[0])} for i, n in enumerate(names)],
            directives=[{"id": f"d{i}", "parent": f"d{i // 5 * 5}" if i % 5 else None, "speaker": names[0],
                         "verb": "强调", "ordinal": None, "text": p, **span(p)} for i, p in enumerate(points)],
            meeting=meeting(code6=place.code, province=province and province.name, city=city and city.name,
                            county=county and county.name, date=day.isoformat(), name=name, kind=chance.choice(KINDS)),
            agenda=[], attending_groups=[],
            programmes=[{"term": term, "members": [], **span(term)} for term in {s[0] for s in said}],
            quantities=[{"value": value, "unit": unit, "subject": what, "comparator": "=",
                         "deadline": "2027" if value % 2 else None, **span(f"{value}{unit}")}
                        for _, what, unit, value in said],
        )  # fmt: skip
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=2)
        page = StagedPage(
            url, url, at, hashlib.sha256(f"{number}".encode()).hexdigest(), f"s{chance.randrange(SOURCES)}", "ok", made,
            warc_file="a.warc.gz", warc_offset=number,
        )  # fmt: skip
        yield page.source, f"{day:%Y}-01", page  # few partitions: each is a transaction


def stage(directory: Path, pages: Iterator[tuple[str, str, StagedPage]]) -> list[Path]:
    """Write the pages as the partitions that they name."""
    parts: dict[tuple[str, str], list[StagedPage]] = {}
    for source, month, page in pages:
        parts.setdefault((source, month), []).append(page)
    return [write_partition(directory, source, month, group) for (source, month), group in parts.items()]


def inflate(con: duckdb.DuckDBPyConnection, copy: int) -> None:
    """One more copy of all original rows: other ids, other texts, other days."""
    con.execute("BEGIN")
    for table in STAGED:
        names = STAGED[table].names
        changed = [f"{column} || 'x{copy}' AS {column}" for column in ("document_id", "version_id", "fetch_id")
                   if column in names]  # fmt: skip
        days = ("held_on", "published_on", "published_at", "fetched_at", "first_fetched_at")
        changed += [f"{column} + to_days({copy * 11}) AS {column}" for column in days if column in names]
        if table == "core.documents":
            changed += [f"md5(text_hash || {copy}) AS text_hash", f"url || '?{copy}' AS url",
                        f"canonical_url || '?{copy}' AS canonical_url"]  # fmt: skip
        if table == "core.minhash":
            changed.append(f"list_transform(bands, lambda band: hash(band, {copy})) AS bands")
        where = "version_id" if table in VERSIONED else "fetch_id"
        con.execute(
            f"INSERT INTO {table} SELECT * REPLACE ({', '.join(changed)}) FROM {table} WHERE NOT contains({where}, 'x')"
        )
    con.execute("COMMIT")
