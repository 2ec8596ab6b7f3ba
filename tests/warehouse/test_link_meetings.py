"""Pages of one meeting share a meeting_id; pages of two never do."""

import itertools
import json
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.pages import meeting, page, record
from warehouse import StagedPage, link, load_partition, load_sources, open_writer, write_partition

SOURCES = [
    {"source_id": "qingshan", "name": "青山县人民政府", "kind": "government", "division_code": "990123"},
    {"source_id": "qsedu", "name": "青山县教育局", "kind": "education bureau", "division_code": "990123"},
    {"source_id": "baishui", "name": "白水县人民政府", "kind": "government", "division_code": "990124"},
    {"source_id": "yzdaily", "name": "云州日报", "kind": "media", "division_code": "990100"},
    {"source_id": "library", "name": "文库", "kind": "library"},
]

GOV = (
    "4月19日，青山县召开2024年教育工作会议，总结去年工作，部署今年任务。县委副书记李明华出席会议并讲话，副县长王立新主持会议。\n"
    "李明华指出，过去一年全县教育系统凝心聚力，办学条件明显改善，教育质量稳步提升，群众满意度不断提高。\n"
    "李明华强调，要坚持优先发展，加大经费投入，扩充城区学位，建强教师队伍，守牢校园安全底线，办好人民满意的教育。\n"
    "会议宣读了表彰决定，先进集体代表作了交流发言。各乡镇主要负责人、县直有关部门负责人、各学校校长参加会议。"
)
BUREAU = (
    "春风送暖，万象更新。我县2024年教育工作会议于4月19日上午在县影剧院举行。局长赵国强作了题为《实干争先》的工作报告。\n"
    "报告从学前教育普惠、义务教育均衡、普通高中突围、职业教育融合四个方面回顾了成绩，分析了短板。\n"
    "县委副书记李明华希望全县教育工作者不负重托；副县长王立新就贯彻落实提出三点意见，要求迅速传达到每一所学校。"
)


FORM = (
    "4月19日，青山县召开{name}。{leader}出席会议并讲话，{chair}主持会议。\n"
    "会议指出，要提高政治站位，压实工作责任，强化部门协作，形成齐抓共管的工作格局，推动各项任务落地见效。\n"
    "{leader}强调，{demand}\n"
    "县直有关部门负责人、各乡镇分管负责人、各中小学校校长和幼儿园园长在主会场和各分会场参加会议。"
)
"""What an office writes about every meeting, with what is this one's own."""
SAFETY = FORM.format(
    name="校园安全工作推进会", leader="李明华", chair="王立新",
    demand="要紧盯防溺水、消防、交通等重点，落实一日一巡、一周一查、一月一报，把隐患消除在萌芽状态。",
)  # fmt: skip
SPORTS = FORM.format(
    name="学校体育工作推进会", leader="孙长河", chair="周晓燕",
    demand="要开齐开足体育课，办好足球、篮球联赛，每天锻炼一小时，配强体育教师，让孩子们动起来。",
)  # fmt: skip


def people(*names: str) -> list[dict[str, Any]]:
    return [{"name": n, "title": None, "organisation": None, "roles": [], "start": None, "end": None} for n in names]


def told(url: str, body: str = GOV, *, names: tuple[str, ...] = ("李明华", "王立新"), source: str = "qingshan",
         published: str | None = "2024-04-20", script: str = "Hans", label: str | None = None, title: str | None = None,
         **of_meeting: Any) -> StagedPage:  # fmt: skip
    """A page of a source that reports a meeting; `of_meeting` changes the invented county's annual meeting."""
    changed = record(
        url, body=body, published_at=published, participants=people(*names), meeting=meeting(**of_meeting),
        directives=[], programmes=[], quantities=[], agenda=[], attending_groups=[], language_script=script,
        source_label=label, title=title or "教育工作会议",
    )  # fmt: skip
    site = next(s["name"] for s in SOURCES if s["source_id"] == source)
    changed["publisher"]["site_name"] = site
    return page(changed, source=source)


def stage(staging: Path, pages: list[StagedPage], month: str = "2024-04") -> list[Path]:
    by_source = itertools.groupby(sorted(pages, key=lambda p: p.source), key=lambda p: p.source)
    return [write_partition(staging, source, month, list(group)) for source, group in by_source]


def load(con: duckdb.DuckDBPyConnection, staging: Path, pages: list[StagedPage], month: str = "2024-04") -> None:
    for path in stage(staging, pages, month):
        load_partition(con, path)


def clusters(con: duckdb.DuckDBPyConnection) -> set[frozenset[str]]:
    rows = con.execute("SELECT list(url) FROM core.meeting_documents GROUP BY meeting_id").fetchall()
    return {frozenset(urls) for (urls,) in rows}


def ids(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute("SELECT url, meeting_id FROM core.meeting_documents").fetchall())


def linked(con: duckdb.DuckDBPyConnection, tmp_path: Path, *pages: StagedPage) -> set[frozenset[str]]:
    load_sources(con, SOURCES)
    load(con, tmp_path / "staging", list(pages))
    link(con)
    return clusters(con)


def other_county(text: str) -> str:
    """The same template filled in by another county."""
    for ours, theirs in (("青山县", "白水县"), ("李明华", "孙长河"), ("王立新", "周晓燕"), ("赵国强", "吴大勇")):
        text = text.replace(ours, theirs)
    return text


BAISHUI = {"code6": "990124", "county": "白水县", "name": "白水县2024年教育工作会议"}
NOWHERE = {"code6": None, "province": None, "city": None, "county": None, "name": "教育工作会议"}
UNDATED = {"date": None, "date_basis": None}
GROUP = {"kind": "leading_group_meeting", "name": "青山县委教育工作领导小组会议"}

ONE = {
    "two write-ups": [told("a"), told("b", BUREAU, names=("李明华", "王立新", "赵国强"), source="qsedu")],
    "two write-ups without a shared person": [told("a"), told("b", BUREAU, names=("赵国强",), source="qsedu")],
    "a name with more to it": [told("a"), told("b", BUREAU, source="qsedu", kind="commendation",
                                               name="青山县2024年教育工作会议暨教师节表彰大会")],
    "a copy that names no place and no day": [told("a"), told("b", GOV.replace("青山县", "我县"), source="library",
                                                              published="2025-01-02", **NOWHERE, **UNDATED)],
    "a shortened copy without its day": [told("a"), told("b", GOV[: len(GOV) // 2], source="yzdaily", **UNDATED)],
    "a copy that took its place from the site": [
        told("a"), told("b", GOV.replace("青山县", "全县"), source="baishui", code6="990124", county="白水县"),
    ],
    "a copy printed a year later, with that year": [
        told("a"), told("b", GOV, source="library", published="2025-05-01", date="2025-04-19"),
    ],
    "recently, without a day": [told("a"), told("b", BUREAU, source="qsedu", published="2024-04-22", **UNDATED)],
    "a report over two days": [told("a", end_date="2024-04-20"), told("b", BUREAU, source="qsedu", date="2024-04-20")],
    "two undated write-ups of one week": [told("a", **UNDATED), told("b", BUREAU, source="qsedu", **UNDATED)],
    "same day, no place, same people": [told("a"), told("b", BUREAU, source="yzdaily", **NOWHERE)],
    "the committee in its name, and what else it was": [
        told("a", names=("李明华",)),
        told("b", BUREAU, names=("赵国强",), source="qsedu", kind="commendation",
             name="青山县委教育工作会议暨教师节表彰大会"),
    ],
    "called for its term or for the school system": [
        told("a", names=(), kind="opening_term", name="青山县2024年春季学期开学工作会议"),
        told("b", BUREAU, names=("赵国强",), source="qsedu", kind="opening_term", name="青山县教育系统开学工作会议"),
    ],
    "a push or a meeting about one thing": [
        told("a", kind="promotion_meeting", name="青山县校园安全工作推进会"),
        told("b", BUREAU, names=(), source="qsedu", kind="other", name="青山县校园安全工作会议"),
    ],
    "one name, two others named": [
        told("a", kind="promotion_meeting", name="青山县校园安全工作推进会"),
        told("b", BUREAU, names=("赵国强", "吴大勇"), source="qsedu", kind="promotion_meeting",
             name="青山县校园安全工作推进会"),
    ],
    "two names, the same people": [
        told("a", kind="promotion_meeting", name="青山县校园安全工作推进会"),
        told("b", BUREAU, source="qsedu", kind="promotion_meeting", name="青山县控辍保学工作推进会"),
    ],
}  # fmt: skip

TWO = {
    "two counties on one template": [told("a"), told("b", other_county(GOV), names=("孙长河", "周晓燕"),
                                                      source="baishui", **BAISHUI)],
    "two counties, the same words, no people read": [
        told("a", names=()), told("b", other_county(GOV), names=(), source="baishui", **BAISHUI),
    ],
    "another county's page that names no place": [
        told("a"), told("b", other_county(GOV).replace("白水县", "我县"), names=("孙长河", "周晓燕"), source="yzdaily",
                        **NOWHERE, **UNDATED),
    ],
    "the leading group on the same day": [told("a"), told("b", BUREAU, source="qsedu", **GROUP)],
    "the same kind two days later": [told("a"), told("b", BUREAU, source="qsedu", date="2024-04-21")],
    "the same words two days later": [told("a"), told("b", GOV.replace("4月19日", "4月21日"), date="2024-04-21")],
    "last year's meeting on the same template": [
        told("a"),
        told("b", GOV.replace("2024", "2023"), published="2023-04-20", date="2023-04-19", date_basis="stated",
             name="青山县2023年教育工作会议"),
    ],
    "recently, a year later": [told("a"), told("b", BUREAU, source="qsedu", published="2025-04-22",
                                               name="青山县2025年教育工作会议", **UNDATED)],
    "two schools of one county": [
        told("a", level="school", name="青山县第一中学教育工作会议", names=("甲一",)),
        told("b", BUREAU, level="school", name="青山县第二中学教育工作会议", names=("乙二",), source="qsedu"),
    ],
    "two symposiums of one day": [
        told("a", kind="symposium", name="青山县教师代表座谈会"),
        told("b", BUREAU, kind="symposium", name="青山县校外培训治理座谈会", names=("钱多",), source="qsedu"),
    ],
    "two subjects": [
        told("a", kind="promotion_meeting", name="青山县校外培训治理工作推进会"),
        told("b", BUREAU, names=("孙长河",), source="qsedu", kind="promotion_meeting",
             name="青山县学校体育工作推进会"),
    ],
    "two subjects on one form": [
        told("a", SAFETY, kind="promotion_meeting", name="青山县校园安全工作推进会"),
        told("b", SPORTS, names=("孙长河", "周晓燕"), kind="promotion_meeting", name="青山县学校体育工作推进会"),
    ],
    "a part of education on the day of the annual meeting": [
        told("a"), told("b", BUREAU, names=("孙长河",), source="qsedu", kind="other", name="青山县职业教育工作会议"),
    ],
    "one subject, a push and a meeting of other people": [
        told("a", kind="promotion_meeting", name="青山县校园安全工作推进会"),
        told("b", BUREAU, names=("孙长河", "周晓燕"), source="qsedu", kind="other", name="青山县校园安全工作会议"),
    ],
    "one name, other people elsewhere": [
        told("a", kind="symposium", name="青山县教育工作座谈会", venue="县影剧院"),
        told("b", BUREAU, names=("孙长河", "周晓燕"), source="qsedu", kind="symposium", name="青山县教育工作座谈会",
             venue="县第一中学报告厅"),
    ],
    "one name, nobody of three in common": [
        told("a", kind="symposium", name="青山县教育工作座谈会", names=("李明华", "王立新", "赵国强")),
        told("b", BUREAU, names=("孙长河", "周晓燕", "吴大勇"), source="qsedu", kind="symposium",
             name="青山县教育工作座谈会"),
    ],
    "recently, another subject": [
        told("a", kind="promotion_meeting", name="青山县校园安全工作推进会"),
        told("b", BUREAU, names=("赵国强",), source="qsedu", published="2024-04-22", kind="promotion_meeting",
             name="青山县学校体育工作推进会", **UNDATED),
    ],
    "two subjects without a day": [
        told("a", kind="promotion_meeting", name="青山县校园安全工作推进会", **UNDATED),
        told("b", BUREAU, names=("赵国强",), source="qsedu", kind="promotion_meeting",
             name="青山县学校体育工作推进会", **UNDATED),
    ],
    "one subject, the speech given at the other": [
        told("a", kind="promotion_meeting", name="青山县校园安全工作推进会"),
        told("b", BUREAU, names=("孙长河",), source="qsedu", kind="other", name="青山县校园安全工作会议"),
    ],
    "recently, one name, and a speaker whom nobody named": [
        told("a", names=("孙长河",), kind="symposium", name="青山县教育工作座谈会"),
        told("b", BUREAU, names=("李明华", "王立新", "赵国强"), source="qsedu", published="2024-04-22",
             kind="symposium", name="青山县教育工作座谈会", **UNDATED),
    ],
    "two schools on one form, with a namesake": [
        told("a", kind="other", level="school", name="青山县实验中学校园安全工作会议", names=("李明华", "甲一")),
        told("b", BUREAU, kind="other", level="school", name="青山县育才中学校园安全工作会议", names=("李明华", "乙二"),
             source="qsedu", **UNDATED),
    ],
    "no place, same day, other people": [told("a"), told("b", BUREAU, names=("孙长河", "周晓燕"), source="yzdaily",
                                                         **NOWHERE)],
}  # fmt: skip


def in_its_own_county(case: str, one: StagedPage) -> StagedPage:
    """The page moved to a county that only this case has, with people and some sentences of its own."""
    chance = random.Random(case)

    def words(count: int) -> str:
        return "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(count))

    text = json.dumps(one.record, ensure_ascii=False)
    for common in ("青山", "白水", "李明华", "王立新", "赵国强", "孙长河", "周晓燕", "吴大勇"):
        text = text.replace(common, words(len(common)))
    for common in ("凝心聚力", "扩充城区学位", "先进集体", "万象更新", "实干争先", "不负重托"):
        text = text.replace(common, words(40))
    number = f"{chance.randrange(10**4):04}"
    text = text.replace('"9901', f'"{number}')
    url = f"{case}/{one.url}"
    return replace(one, url=url, canonical_url=url, record=json.loads(text))


@pytest.fixture(scope="module")
def meeting_of(empty_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The meeting of every page of every case, all linked in one warehouse."""
    path = tmp_path_factory.mktemp("cases") / "w.duckdb"
    shutil.copyfile(empty_warehouse, path)
    with open_writer(path) as opened:
        load_sources(opened, SOURCES)
        pages = [in_its_own_county(case, one) for case, both in (ONE | TWO).items() for one in both]
        load(opened, path.parent / "staging", pages)
        link(opened)
        return ids(opened)


@pytest.mark.parametrize("case", ONE)
def test_pages_of_one_meeting(meeting_of: dict[str, str], case: str) -> None:
    together = meeting_of[f"{case}/a"]
    assert {url for url, meeting_id in meeting_of.items() if meeting_id == together} == {f"{case}/a", f"{case}/b"}


@pytest.mark.parametrize("case", TWO)
def test_pages_of_two_meetings(meeting_of: dict[str, str], case: str) -> None:
    for name in "ab":
        own = meeting_of[f"{case}/{name}"]
        assert [url for url, meeting_id in meeting_of.items() if meeting_id == own] == [f"{case}/{name}"]


def test_a_page_without_day_does_not_bring_two_days_together(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """It joins the meeting whose text it is, although it would pass as a report of the other as well."""
    found = linked(
        con, tmp_path, told("a"), told("b", BUREAU, date="2024-04-17", source="qsedu"),
        told("c", GOV, source="yzdaily", published="2024-04-21", **UNDATED),
    )  # fmt: skip
    assert found == {frozenset("ac"), frozenset("b")}


ALL = [
    told("a"), told("b", BUREAU, names=("李明华", "王立新", "赵国强"), source="qsedu"),
    told("c", other_county(GOV), names=("孙长河", "周晓燕"), source="baishui", **BAISHUI),
    told("d", GOV, source="yzdaily", published="2024-04-22", **UNDATED),
    told("e", GOV.replace("青山县", "我县"), source="library", published=None, **NOWHERE, **UNDATED),
    told("f", BUREAU.replace("教育工作会议", "领导小组会议"), names=("李明华",), **GROUP),
]  # fmt: skip
MEETINGS = {frozenset("abde"), frozenset("c"), frozenset("f")}


@pytest.mark.parametrize("seed", range(3))
def test_neither_the_order_of_loading_nor_of_linking_matters(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, seed: int
) -> None:
    """Linked after every page, or once at the end: the same pages together, the same id for each."""
    load_sources(con, SOURCES)
    order = list(ALL)
    random.Random(seed).shuffle(order)
    for number, one in enumerate(order):
        load(con, tmp_path / "staging", [one], f"part-{number}")
        if seed:
            link(con)
    link(con)
    assert clusters(con) == MEETINGS
    best = ids(con)["a"]
    if not seed:
        assert (best,) == con.execute(
            "SELECT left(sha256('meeting|990123|annual_work_meeting|2024-04-19#1'), 16)"
        ).fetchone()
    tables = ("core.duplicates", "core.similar_texts", "core.meetings", "core.meeting_conflicts")
    before = [con.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in tables]
    link(con)
    assert [con.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in tables] == before


def test_an_id_stays_when_better_pages_join(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_sources(con, SOURCES)
    load(con, tmp_path / "s", [told("d", GOV, source="yzdaily", published="2024-04-22", **UNDATED)])
    link(con)
    first = ids(con)["d"]
    load(con, tmp_path / "s", [told("a"), told("b", BUREAU, source="qsedu")])
    link(con)
    assert set(ids(con).values()) == {first}
    row = con.execute("SELECT held_on::VARCHAR, best_document_id = founding_document_id FROM core.meetings").fetchone()
    assert row == ("2024-04-19", False), "the better page says when, the first one keeps the name"


def test_two_meetings_that_turn_out_to_be_one_leave_an_alias(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_sources(con, SOURCES)
    lone = told("e", GOV.replace("青山县", "我县")[20:], source="library", published=None, **NOWHERE, **UNDATED)
    dated = told("b", BUREAU, names=("赵国强",), source="qsedu")
    load(con, tmp_path / "s", [lone, dated])
    link(con)
    before = ids(con)
    assert before["e"] != before["b"]
    load(con, tmp_path / "s", [told("a")])
    link(con)
    assert set(ids(con).values()) == {before["b"]}, "the id that is made of place and day stays"
    assert con.execute("FROM core.meeting_aliases").fetchall() == [(before["e"], before["b"])]


def test_a_meeting_comes_back_with_its_id(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    linked(con, tmp_path, told("a"))
    before = ids(con)
    load(con, tmp_path / "staging", [told("c", BUREAU, **GROUP)])
    link(con)
    assert set(ids(con)) == {"c"}
    load(con, tmp_path / "staging", [told("a")])
    link(con)
    assert ids(con) == before


def test_best_evidence_and_what_disagrees(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    linked(
        con, tmp_path, told("a", venue="县会议中心"),
        told("b", BUREAU, source="qsedu", venue="县影剧院", time_of_day="上午"),
        told("c", GOV, source="yzdaily", venue="县会议中心", name="青山县教育工作会议"),
    )  # fmt: skip
    row = con.execute("SELECT venue, time_of_day, name, document_count, source_count FROM core.meetings").fetchone()
    assert row == ("县会议中心", "上午", "青山县2024年教育工作会议", 3, 3)
    conflicts = con.execute(
        "SELECT attribute, value, chosen, url FROM core.meeting_conflicts "
        "JOIN core.current_documents USING (document_id) ORDER BY attribute, url"
    ).fetchall()
    assert conflicts == [
        ("name", "青山县2024年教育工作会议", True, "a"), ("name", "青山县2024年教育工作会议", True, "b"),
        ("name", "青山县教育工作会议", False, "c"), ("venue", "县会议中心", True, "a"),
        ("venue", "县影剧院", False, "b"), ("venue", "县会议中心", True, "c"),
    ]  # fmt: skip


def test_a_copy_from_which_no_meeting_could_be_read(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """It belongs to the meeting of the page it repeats; the template that reads alike belongs to none."""
    bare = told("b", GOV[: len(GOV) * 2 // 3], source="yzdaily")
    model = told("m", GOV, source="library")
    for one, kind in ((bare, "other_news"), (model, "model_text")):
        assert one.record is not None
        one.record.update(meeting=None, doc_type=kind)  # type: ignore[typeddict-item]
    assert linked(con, tmp_path, told("a"), bare, model) == {frozenset("ab")}
    assert con.execute("SELECT document_count FROM core.meetings").fetchall() == [(2,)]


def test_every_url_of_a_page_has_its_meeting(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Two addresses of one page are two rows, so that whoever asks by the address that was fetched finds it."""
    one = told("http://www.qingshan.gov.cn/a/1.html")
    mobile = replace(one, url="http://m.qingshan.gov.cn/a/1.html")
    linked(con, tmp_path, one, mobile)
    assert set(ids(con)) == {one.url, mobile.url}
    assert len(set(ids(con).values())) == 1
