from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.pages import page, record
from tests.warehouse.test_link_meetings import GOV, SOURCES, load, other_county, told
from warehouse import StagedPage, fingerprint, link, load_divisions, load_sources

SHORT = "\n".join(GOV.split("\n")[:2])
EDITED = GOV.replace("明显改善", "显著改善").replace("不断提高", "持续提高")
BAISHUI = {"code6": "990124", "county": "白水县", "name": "白水县2024年教育工作会议"}


def duplicates(con: duckdb.DuckDBPyConnection, tmp_path: Path, *pages: StagedPage) -> list[tuple[str, ...]]:
    load_sources(con, SOURCES)
    load(con, tmp_path, list(pages))
    link(con)
    return con.execute(
        """
        SELECT a.url, b.url, relation::VARCHAR, direction_basis
        FROM core.duplicates AS u
        JOIN core.current_documents AS a USING (document_id)
        JOIN core.current_documents AS b ON b.document_id = u.canonical_document_id
        ORDER BY 1
        """
    ).fetchall()


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (told("b", GOV.replace("，", ", "), published="2024-04-21"), ("exact", "published")),
        (told("b", EDITED, published="2024-04-21"), ("near", "published")),
        (told("b", SHORT, published="2024-04-19"), ("truncated", "length")),
        (told("b", EDITED, script="Hant", published="2024-04-20", source="yzdaily"), ("script_twin", "source_kind")),
        (told("b", GOV, published="2024-04-19", source="yzdaily", label="青山县人民政府"), ("exact", "source_label")),
    ],
)
def test_which_page_repeats_which(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, copy: StagedPage, expected: tuple[str, str]
) -> None:
    assert duplicates(con, tmp_path, told("a"), copy) == [("b", "a", *expected)]


def test_the_same_template_elsewhere_is_no_copy(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    theirs = told("b", other_county(GOV), names=("孙长河",), source="baishui", **BAISHUI)
    assert duplicates(con, tmp_path, told("a"), theirs) == []


NOTICE = (
    "为进一步充实教师队伍，优化师资结构，经研究，青山县教育局决定面向社会公开招聘教师。\n"
    "本次计划招聘130名教师，具体岗位见附件。报考人员应具有良好的品行和相应的教师资格，热爱教育事业。\n"
    "招聘按照公布公告、报名、资格审查、笔试、面试、体检、考察、公示等程序进行，报名从10月8日开始，"
    "咨询电话在县教育局网站查询，拟聘用人员名单在网站公示，接受社会监督。"
)
AGAIN = NOTICE.replace("130", "65").replace("10月8日", "12月4日")


def notice(url: str, body: str, published: str = "2024-04-01", title: str = "招聘公告", **changes: Any) -> StagedPage:
    staged = {key: changes.pop(key) for key in ("source",) if key in changes}
    return page(
        record(
            url, body=body, title=title, published_at=published, doc_type="notice", is_education_meeting=False,
            meeting=None, participants=[], directives=[], programmes=[], quantities=[], agenda=[], attending_groups=[],
            **changes,
        ), **staged,
    )  # fmt: skip


def test_a_notice_given_again_is_no_copy_and_a_copy_that_lost_numbers_is(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    found = duplicates(
        con, tmp_path, notice("a", NOTICE, "2024-04-01"), notice("b", AGAIN, "2024-06-01"),
        notice("c", NOTICE.replace("130", "13").replace("10月8日", "月日"), "2024-04-02"),
    )  # fmt: skip
    assert [(url, canonical) for url, canonical, *_ in found] == [("c", "a")]


def test_the_notice_of_another_county_is_no_copy_and_one_that_says_our_county_is(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    found = duplicates(
        con, tmp_path, notice("a", NOTICE, "2024-04-01"),
        notice("b", NOTICE.replace("青山县", "白水县"), "2024-04-02"),
        notice("c", NOTICE.replace("青山县", "我县"), "2024-04-03"),
        notice("d", NOTICE.replace("10月8日", "9月17日").replace("130名", "25名"), "2024-04-04"),
    )  # fmt: skip
    assert {(url, canonical) for url, canonical, *_ in found} == {("c", "a")}


SKETCH = (
    "近日，{school}操场上欢声笑语，师生齐聚一堂，一年一度的校园读书月活动拉开帷幕。\n"
    "校长{head}介绍，学校每天安排二十分钟晨读，各班设立图书角，定期评比，让孩子们在阅读中增长知识、开阔视野。\n"
    "老师们精心准备，家长志愿者也来到现场助力，活动现场气氛热烈，掌声不断，孩子们感受到成长的快乐。"
)
OURS = SKETCH.format(school="溧阳育才中学", head="王立新")
DIVISIONS = [
    {"code": code, "name": name, "short_names": [name[:2]]}
    for code, name in (("320400", "常州市"), ("320481", "溧阳市"), ("340521", "当涂县"))
]


@pytest.mark.parametrize(
    "other",
    [
        SKETCH.format(school="当涂育才中学", head="王立新"),
        SKETCH.format(school="溧阳城东中学", head="王立新"),
        SKETCH.format(school="溧阳育才中学", head="李国强"),
        OURS.replace("近日", "当涂县教育局来电")
        .replace("一年一度", "溧阳市教育局主办")
        .replace("溧阳育才", "当涂育才"),
        OURS.replace("晨读", "午读")
        .replace("读书月", "午读月")
        .replace("阅读中", "午读中")
        .replace("溧阳育才中学", "当涂二中"),
        OURS.replace("溧阳育才中学", "当涂育才中学")
        + "\n活动还邀请了当地作家走进课堂，与孩子们分享写作的乐趣，赠送签名图书，并为校园文学社的小社员逐一点评习作，"
        "鼓励大家坚持写日记、写随笔，用手中的笔记录身边的人和事。",
    ],
    ids=["place without its kind", "school", "person", "several", "all", "one of them longer"],
)
def test_what_tells_of_another_in_the_same_words_is_no_copy(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, other: str
) -> None:
    load_divisions(con, DIVISIONS)
    assert duplicates(con, tmp_path, notice("a", OURS), notice("b", other, "2024-04-02")) == []


@pytest.mark.parametrize(
    "other",
    [
        OURS.replace("溧阳育才中学", "我校"),
        OURS.replace("溧阳育才中学", "溧阳市育才中学"),
        OURS.replace("溧阳育才", "常州市溧阳育才"),
        OURS.replace("溧", "漂").replace("精心", "心").replace("掌声", "掌"),
        OURS.replace("王立新", "王立欣"),
        OURS.replace("近日，", "本报讯（记者 张三）3月7日，") + "\n（来源：当涂县融媒体中心 编辑：李四）",
        "溧阳日报讯 " + OURS.replace("，", ","),
        OURS.replace("精心准备", "认真准备").replace("各班设立", "全校各班设立"),
        OURS.replace("校长王立新介绍，学校每天安排二十分钟晨读，各班设立图书角，定期评比，让孩子们在", ""),
    ],
    ids=["our school", "with its kind", "city before it", "bent and lost", "a name set right", "credits", "its paper",
         "words", "shortened"],
)  # fmt: skip
def test_what_an_editor_or_a_mirror_makes_of_a_text_is_a_copy(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, other: str
) -> None:
    load_divisions(con, DIVISIONS)
    found = duplicates(con, tmp_path, notice("a", OURS), notice("b", other, "2024-04-02"))
    assert [(url, canonical) for url, canonical, *_ in found] in ([("b", "a")], [("a", "b")])


def test_headlines_tell_apart_what_the_texts_do_not(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_divisions(con, DIVISIONS)
    text = OURS.replace("溧阳育才中学", "学校")
    found = duplicates(
        con, tmp_path, notice("a", text, title="溧阳育才中学开展读书月活动"),
        notice("b", text.replace("近日", "日前"), "2024-04-02", title="当涂育才中学开展读书月活动", source="yzdaily"),
        notice("c", text.replace("近日", "连日来"), "2024-04-03", title="溧阳育才中学举行经典诵读比赛"),
        notice("d", text.replace("近日", "这几天"), "2024-04-04", title="书香满校园（图）", source="library"),
    )  # fmt: skip
    assert ("d", "a") in {(url, canonical) for url, canonical, *_ in found}
    assert not {("b", "a"), ("c", "a")} & {(url, canonical) for url, canonical, *_ in found}


def test_a_new_register_of_divisions_compares_anew(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    pages = notice("a", OURS), notice("b", OURS.replace("溧阳", "当涂"), "2024-04-02")
    assert len(duplicates(con, tmp_path, *pages)) == 1, "without a register nobody knows that 溧阳 is a place"
    load_divisions(con, DIVISIONS)
    assert link(con).duplicates == 0
    assert link(con).new_texts == 0


def test_a_chain_of_copies_ends_at_the_first(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    found = duplicates(
        con, tmp_path, told("a"), told("b", EDITED, published="2024-04-21", source="yzdaily"),
        told("c", EDITED, published="2024-04-22", source="library", label="云州日报"),
        told("d", SHORT, published="2024-04-23"),
    )  # fmt: skip
    assert [(url, canonical) for url, canonical, *_ in found] == [("b", "a"), ("c", "a"), ("d", "a")]
    taken = con.execute(
        "SELECT b.url FROM core.duplicates u JOIN core.current_documents a USING (document_id) "
        "JOIN core.current_documents b ON b.document_id = u.repeats_document_id WHERE a.url = 'c'"
    ).fetchone()
    assert taken == ("b",), "the label says where it was taken from"


def test_an_article_that_everybody_prints_is_one_and_its_copies_are_not_compared_each_with_each(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    sources, copies = ("yzdaily", "library", "qsedu"), 60
    found = duplicates(
        con, tmp_path, told("a"),
        *(
            told(f"c{n:02}", f"{GOV}\n本站编辑{chr(0x4E10 + 37 * n)}{chr(0x6000 + 91 * n)}整理", source=sources[n % 3],
                 published=f"2024-04-{21 + n % 5}", label="青山县人民政府" if n % 2 else None)
            for n in range(copies)
        ),
    )  # fmt: skip
    assert [(url, canonical) for url, canonical, *_ in found] == [(f"c{n:02}", "a") for n in range(copies)]
    compared = con.execute("SELECT count(*) FROM core.similar_texts").fetchone()
    assert compared is not None and compared[0] < copies * copies / 4


def test_only_new_texts_are_compared(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_sources(con, SOURCES)
    load(con, tmp_path, [told("a"), told("b", EDITED, source="yzdaily")])
    assert link(con).new_texts == 2
    load(con, tmp_path, [told("c", SHORT, source="library")])
    assert link(con).new_texts == 1
    assert con.execute("SELECT count(*) FROM core.similar_texts").fetchone() == (3,)
    load(con, tmp_path, [told("d", "别的话" * 30, source="library")])
    link(con)
    assert con.execute("SELECT count(*) FROM core.similar_texts").fetchone() == (1,), "a text that is gone is forgotten"


def test_overlap_is_measured() -> None:
    a, b = fingerprint.shingles("甲乙丙丁戊己庚"), fingerprint.shingles("甲乙丙丁戊己")
    assert fingerprint.overlap(a, b) == (2 / 3, 2 / 3, 1.0)
    assert fingerprint.overlap(a, fingerprint.shingles("")) == (0.0, 0.0, 0.0)
    assert fingerprint.letters("Ａ1，甲 乙。\n") == "a1甲乙"


def test_bands_are_the_same_for_ever() -> None:
    """Bands are stored and compared over years: this one must never change."""
    assert fingerprint.bands("县教育工作会议" * 4)[:2] == fingerprint.bands("县教育工作会议" * 4)[:2]
    assert fingerprint.bands("太短") == []
    assert len(fingerprint.bands(fingerprint.letters(GOV))) == fingerprint.BANDS + fingerprint.LEAD_BANDS
