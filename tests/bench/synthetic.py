"""Synthetic pages for the benchmark of the warehouse: meetings of invented counties as several sites tell them.

A world is 20,000 pages of 250 counties. The first is made as the real ones are (records, staging, fingerprints); every
further one is the first with its characters exchanged for others, one for one, and other ids: so the lengths, offsets,
likenesses and shared bands of its texts are those of the first, and a million pages are staged in minutes. Words that
real pages share (教育, 会议, 县) stay what they are.
"""

import hashlib
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tests.warehouse.pages import meeting, record
from warehouse import StagedPage, staged_partitions, write_partition
from warehouse.staging import read_partition, read_rows, write_tables

WORLD = 20_000
COUNTIES, SOURCES, PARTS = 250, 20, 4
COMMON = """
教育 工作 会议 学校 发展 教师 学生 质量 全县 全面 推进 加强 落实 坚持 提升 建设 要求 安全 改革 队伍 优先 均衡 义务
课程 评价 投入 党的 领导 部署 总结 任务 目标 责任 保障 创新 优质 管理 服务 家庭 社会
思想 政治 立德 树人 双减 课后 县管 校聘 五育 并举
""".split()  # noqa: SIM905
PROGRAMMES = ("双减", "县管校聘", "五育并举", "立德树人", "课后服务")
_KEPT = "强调指出本站网原创上午下晚早主持出席并讲话召开年月日省市县区旗镇乡是一二三四五六七八九十人所万元个"
_CHARS = [bytes((hi, lo)).decode("gb2312") for hi in range(0xB0, 0xD7) for lo in range(0xA1, 0xFF)]
_FREE = sorted(set(_CHARS) - set("".join(COMMON)) - set(_KEPT))


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Common words first; how often each comes falls with its rank, as in any language."""
    chance = random.Random(1)
    words = COMMON + ["".join(chance.choices(_FREE, k=2)) for _ in range(6_000)]
    return words, list(accumulate(1 / (rank + 8) for rank in range(len(words))))


def text(chance: random.Random, length: int) -> str:
    """Sentences of about that many characters."""
    words, weights = _vocabulary()
    drawn = chance.choices(words, cum_weights=weights, k=length // 2 + 1)
    clauses = [drawn[a:b] for a, b in pairwise([*range(0, len(drawn), 6), len(drawn)])]
    return "，".join("".join(clause) for clause in clauses if clause)[: length - 1] + "。"


def _names(chance: random.Random, count: int) -> list[str]:
    return ["".join(chance.choices(_FREE, k=3)) for _ in range(count)]


def county_of(number: int) -> str:
    return "".join(random.Random(f"county {number}").choices(_FREE, k=2)) + "县"


def _event(number: int, last_day: date, days: int) -> dict[str, Any]:
    """A meeting: where, when, who, and what was said."""
    chance = random.Random(f"event {number}")
    return {
        "county": chance.randrange(COUNTIES), "day": last_day - timedelta(days=int(chance.random() * days)),
        "names": _names(chance, 6), "points": [text(chance, 45) for _ in range(8)], "opening": text(chance, 50),
        "closing": text(chance, 60),
    }  # fmt: skip


def _body(event: dict[str, Any], place: str) -> str:
    names, day = event["names"], event["day"]
    said = "".join(f"{n}是{point}" for n, point in zip("一二三四五六七八", event["points"], strict=True))
    return (
        f"{day.month}月{day.day}日，{place}召开{day.year}年教育工作会议。{event['opening']}\n"
        f"县长{names[0]}主持会议，书记{names[1]}出席并讲话，{names[2]}、{names[3]}、{names[4]}、{names[5]}参加会议。\n"
        f"{names[1]}强调，{said}\n各乡镇负责人、各学校校长参加会议，共260人。投入资金3000万元，新增学位500个。\n{event['closing']}"
    )


def _page(number: int, event_number: int, telling: int, source: str, last_day: date, days: int) -> StagedPage:
    """How one site tells a meeting: 0 in full, 1 in its own words, 2 copied, 3 shortened, 4 without place and day."""
    event = _event(event_number, last_day, days)
    chance = random.Random(f"page {number}")
    county, day = county_of(event["county"]), event["day"]
    told = event
    if telling == 1:
        told = event | {"points": [text(chance, 45) for _ in range(8)], "opening": text(chance, 50),
                        "closing": text(chance, 60)}  # fmt: skip
    body = _body(told, county)
    if telling == 2:
        body = body.replace(told["points"][5], text(chance, 45))
    if telling == 3:
        body = "\n".join(body.split("\n")[:3])
    if telling == 4:
        body = body.replace(county, "全县").replace(f"{day.month}月{day.day}日，", "近日，")
    url = f"http://www.c{event['county']:03}.w000.gov.cn/art/{number}.html"
    names = event["names"]

    def span(words: str) -> dict[str, Any]:
        at = body.find(words)
        return {"start": at, "end": at + len(words)} if at >= 0 else {"start": None, "end": None}

    place: dict[str, Any] = {"code6": f"{event['county']:06}", "province": "东江省", "city": "云州市", "county": county}
    when: dict[str, Any] = {"date": day.isoformat()}
    if telling == 4:
        place, when = dict.fromkeys(place), {"date": None, "date_basis": None}
    published = day + timedelta(days=chance.randrange(3) + (telling == 2))
    rec: Any = record(
        url, body=body, title=f"{county}召开{day.year}年教育工作会议：{told['points'][0][:12]}",
        published_at=published.isoformat(), source_label=None,
        publisher={"site_name": f"{county}人民政府", "host_unit": f"{county}人民政府办公室", "unit": None,
                   "column": ["政务动态", "部门动态"], "site_id_code": None, "icp": None, "police_record": None,
                   "address": None, "phones": [], "emails": [], "division_code": f"{event['county']:06}"},
        credits=[{"role": "editor", "name": names[5]}, {"role": "reviewer", "name": names[4]}],
        participants=[{"name": n, "title": "县长" if i == 0 else "书记" if i == 1 else None, "organisation": None,
                       "roles": ["chair"] if i == 0 else ["attendee", "speaker"] if i == 1 else ["attendee"],
                       **span(n)} for i, n in enumerate(names)],
        attending_groups=[{"text": t, **span(t)} for t in ("各乡镇负责人", "各学校校长")],
        agenda=[{"act": "speech", "actor": names[1], "object": None, **span(names[1])},
                {"act": "deploy", "actor": names[1], "object": None, **span(names[1])}],
        directives=[{"id": f"d{i}", "parent": None, "speaker": names[1], "verb": "强调", "ordinal": f"{n}是",
                     "text": p, **span(p)}
                    for i, (n, p) in enumerate(zip("一二三四五六七八", told["points"], strict=True)) if p in body],
        programmes=[{"term": p, "members": ["课后服务"] if p == "双减" else [], **span(p)} for p in PROGRAMMES
                    if p in body],
        quantities=[{"value": v, "unit": u, "subject": s, "comparator": "=", "deadline": None, **span(f"{v}{u}")}
                    for v, u, s in ((260, "人", "参加会议"), (3000, "万元", "投入资金"), (500, "个", "新增学位"))
                    if f"{v}{u}" in body],
        references=[{"kind": "meeting", "name": "教育工作会议", **span("教育工作会议")}],
        related=[{"list": "热点", "rank": r, "title": text(chance, 18), "url": f"http://x/{r}"} for r in range(1, 4)],
        meeting=meeting(**place, **when, name=f"{'' if telling == 4 else county}{day.year}年教育工作会议"),
    )  # fmt: skip
    if number % 9 == 8:  # other news of the same sites
        rec.update(meeting=None, doc_type="other_news", is_education_meeting=False, body=text(chance, 500),
                   participants=[], attending_groups=[], agenda=[], directives=[], programmes=[], quantities=[],
                   references=[])  # fmt: skip
    return StagedPage(
        url, url, datetime(published.year, published.month, published.day, 4, tzinfo=UTC) + timedelta(days=1),
        hashlib.sha256(f"{number}".encode()).hexdigest(), source, "ok", rec, warc_file="a.warc.gz", warc_offset=number,
    )  # fmt: skip


def _tellings(count: int, first: int) -> Iterator[tuple[int, int, int]]:
    """(page, event, telling): two meetings in five are told once, the others by several sites."""
    chance = random.Random(f"tellings {first}")
    number = event = first
    while number < first + count:
        ways = [0] + [way for way, often in ((1, 0.35), (2, 0.35), (3, 0.15), (4, 0.06)) if chance.random() < often]
        for way in ways[: first + count - number]:
            yield number, event, way
            number += 1
        event += 1


def first_world(directory: Path, pages: int = WORLD) -> list[Path]:
    """Stage the first world, as its pages would be; 250 pages a partition."""
    parts: dict[tuple[str, str], list[StagedPage]] = {}
    for number, event, way in _tellings(pages, 0):
        source = f"w000-s{number % SOURCES:02}"
        page = _page(number, event, way, source, date(2024, 12, 31), 6 * 365)
        parts.setdefault((source, f"2024-{number // SOURCES % PARTS + 1:02}"), []).append(page)
    return [write_partition(directory, source, month, group) for (source, month), group in parts.items()]


def another_world(directory: Path, of: Iterable[Path], world: int) -> list[Path]:
    """Stage the partitions once more under other ids and in other characters."""
    lut = np.arange(0x110000, dtype=np.uint32)
    free = np.array([ord(c) for c in _FREE], np.uint32)
    lut[free] = np.random.Generator(np.random.PCG64(world)).permutation(free)
    made = []
    for home in of:
        part = read_partition(home, verify=False)
        tables = {name: _translated(read_rows(part, name), lut, world) for name in part.tables}
        source = part.source.replace("w000", f"w{world:03}")
        made.append(write_tables(directory, source, part.month, tables))
    return made


_IDS = ("version_id", "document_id", "fetch_id", "content_hash", "text_hash")


def _translated(table: pa.Table, lut: NDArray[np.uint32], world: int) -> pa.Table:
    table = table.combine_chunks()
    for place, field in enumerate(table.schema):
        column = table.column(place).combine_chunks()
        if field.name == "bands":
            spun = np.asarray(column.values, np.uint64) * np.uint64(2 * world + 1) + np.uint64(world)
            column = pa.ListArray.from_arrays(column.offsets, pa.array(spun))  # type: ignore[call-overload]
        elif field.type == pa.string():
            column = _exchanged(column, field.name, lut, world)
        table = table.set_column(place, field, column)
    return table


def _exchanged(column: Any, name: str, lut: NDArray[np.uint32], world: int) -> Any:
    """Characters of three bytes become others of three bytes: the offsets of the Arrow column stay right."""
    validity, offsets, data = column.buffers()
    if data is None or column.offset:
        return column
    start, end = np.frombuffer(offsets, np.int32)[[0, len(column)]]
    raw = bytes(data)[start:end]
    if name in _IDS:
        size = {"content_hash": 64, "text_hash": 32}.get(name, 16)
        cells = np.frombuffer(raw, np.uint8).reshape(-1, size)
        mark = np.frombuffer(f"{world:02x}".encode(), np.uint8)
        raw = np.hstack([cells[:, 2:], np.broadcast_to(mark, (len(cells), 2))]).tobytes()
    elif name in ("jurisdiction_code", "division_code"):
        cells = np.frombuffer(raw, np.uint8).reshape(-1, 6).copy()
        cells[:, :2] = np.frombuffer(f"{world:02}".encode(), np.uint8)
        raw = cells.tobytes()
    elif raw.isascii():
        raw = raw.replace(b"w000", f"w{world:03}".encode())
    else:
        codes = np.frombuffer(raw.decode().encode("utf-32-le"), np.uint32)
        raw = lut[codes].tobytes().decode("utf-32-le").encode().replace(b"w000", f"w{world:03}".encode())
    filled = bytes(start) + raw
    return pa.Array.from_buffers(pa.string(), len(column), [validity, offsets, pa.py_buffer(filled)])


def world_of(source: str) -> int:
    """The number of the world that a source belongs to: 3 of w003-s07."""
    return int(source[1:4])


def sources(worlds: int) -> list[dict[str, Any]]:
    kinds = ("government", "education bureau", "media", "school")
    return [
        {"source_id": f"w{w:03}-s{s:02}", "name": f"第{w}网{s}", "kind": kinds[s % 4]}
        for w in range(worlds) for s in range(SOURCES)
    ]  # fmt: skip


def new_day(directory: Path, pages: int, day: int = 0, *, known: int = WORLD) -> list[Path]:
    """Stage a day's pages: 20 sites with what the month has brought so far, a tenth of it copies of old pages.

    Day 1 comes on top of day 0 in the same partitions, as it does where a month is fetched day by day.
    """
    parts: dict[str, list[StagedPage]] = {}
    old = list(_tellings(known, 0))
    for back in range(day + 1):
        first = 1_000_000 + back * pages
        for number, event, way in _tellings(pages, first):
            source = f"w000-s{number % SOURCES:02}"
            if number % 10 == 3:
                page = _page(number, random.Random(number).choice(old)[1], 2, source, date(2024, 12, 31), 6 * 365)
            else:
                page = _page(number, event, way, source, date(2025, 1, 15 + back), 14)
            parts.setdefault(source, []).append(page)
    return [write_partition(directory, source, "2025-01", group) for source, group in parts.items()]


def stage_worlds(directory: Path, worlds: int) -> list[Path]:
    """Stage that many worlds and return all partitions."""
    made = first_world(directory)
    for world in range(1, worlds):
        another_world(directory, made, world)
    return staged_partitions(directory)
