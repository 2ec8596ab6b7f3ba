"""The article of a meeting page in Chromium: its text stays, its marks cover the evidence; pages that disagree."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from tests.warehouse.pages import BODY, meeting, page, record
from tests.warehouse.report.conftest import PICTURES
from tests.warehouse.report.reader import Reader
from warehouse import link, load_partition, load_sources, open_writer, publish, write_partition
from warehouse.query import open_published
from warehouse.report.writing import write_report

# What a crawled body may hold: line breaks, markup, and a character of two UTF-16 units.
TEXT = st.text(
    st.one_of(st.sampled_from("教育会议，。\n\n<>&\"' \U0002cb29"), st.characters(exclude_categories=["Cs"])),
    max_size=40,
)
ASK = """
const page = arguments[0], article = edumeet.article.build(page);
const said = (key) => edumeet.article.pieces(article, key).map((mark) => mark.textContent).join("");
return [article.textContent, page.directives.map(({ key }) => said(key)),
  article.querySelectorAll("p > p, mark mark").length];
"""


@st.composite
def marked(draw: st.DrawFn) -> dict[str, Any]:
    """A page with facts that overlap as they like."""
    body = draw(TEXT)
    edges = st.tuples(st.integers(0, len(body)), st.integers(0, len(body))).map(sorted)
    spans = draw(st.lists(edges, max_size=8))
    facts = [{"key": f"d{n}", "start": start, "end": end} for n, (start, end) in enumerate(spans, 1)]
    return {"body": body, "directives": facts}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(marked(), min_size=1, max_size=6))
def test_the_text_stays_and_the_marks_of_a_fact_are_its_evidence(article: webdriver.Chrome, cases: list[Any]) -> None:
    for case in cases:
        body = case["body"]
        text, said, nested = article.execute_script(ASK, case)
        assert text == body
        # Line breaks stand between paragraphs, where no mark can stand.
        assert said == [body[fact["start"] : fact["end"]].replace("\n", "") for fact in case["directives"]]
        assert nested == 0


@pytest.fixture
def article(reader: Reader) -> webdriver.Chrome:
    """A browser that has the scripts of the meeting page."""
    reader.open("meeting.html")
    WebDriverWait(reader.browser, 20).until(lambda b: b.execute_script("return typeof edumeet === 'object'"))
    return reader.browser


@pytest.fixture(scope="module")
def disagreeing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of one meeting that three pages tell: one differs in venue and in an office, one is a copy."""
    home = tmp_path_factory.mktemp("disagreeing")
    people: list[Any] = [dict(person) for person in record()["participants"]]
    people[1]["title"] = "县委书记"
    other = BODY.replace("县委副书记", "县委书记").replace("优先发展", "优先").replace("抓好", "抓实")
    for person in people:
        said = person["title"] + person["name"]
        person |= {"start": other.index(said), "end": other.index(said) + len(said)}
    bare: Any = {"attending_groups": [], "agenda": [], "directives": [], "programmes": [], "quantities": []}
    pages = [
        page(record("http://www.qingshan.gov.cn/1.html", meeting=meeting(venue="县会议中心"))),
        page(record("http://www.qingshan.gov.cn/2.html", meeting=meeting(venue="县会议中心"))),
        page(record("http://www.qingshan.gov.cn/3.html", body=other, participants=people,
                    published_at="2024-04-22", meeting=meeting(venue="县影剧院"), **bare)),
    ]  # fmt: skip
    with open_writer(home / "w.duckdb") as con:
        load_sources(con, [{"source_id": "qingshan", "name": "青山县人民政府", "kind": "government"}])
        load_partition(con, write_partition(home / "staging", "qingshan", "2024-05", pages))
        link(con)
        publish(con, home / "published.duckdb")
    with open_published(home / "published.duckdb") as con:
        write_report(con, home / "report", datetime(2024, 12, 2, tzinfo=ZoneInfo("Asia/Shanghai")), 1)
        (only,) = con.execute("SELECT meeting_id FROM core.meetings").fetchall()
    (home / "meeting_id").write_text(only[0], "utf-8")
    return home


@pytest.fixture
def opened(disagreeing: Path, chromium: webdriver.Chrome) -> Iterator[tuple[Reader, str]]:
    """A reader of that report, and the id of the meeting."""
    reading = Reader(chromium, disagreeing / "report", PICTURES)
    yield reading, (disagreeing / "meeting_id").read_text("utf-8")
    reading.close()


def test_what_pages_disagree_on_stands_with_its_pages_and_leads_to_them(opened: tuple[Reader, str]) -> None:
    reader, meeting_id = opened
    reader.open(f"meeting.html#{meeting_id}")
    reader.until("#conflicts", "县影剧院")
    rows = {tuple(text.split("\n")[0].split()[:3]) for text in reader.texts("#conflicts tbody tr")}
    assert {("地点", "县会议中心采用", "青山县人民政府"), ("地点", "县影剧院", "青山县人民政府")} <= rows
    assert "青山县人民政府 2024-04-20、青山县人民政府 2024-04-20" in reader.one("#conflicts").text
    assert {("职务", "李明华", "县委副书记采用"), ("职务", "李明华", "县委书记")} <= rows
    assert len(reader.all("#reports tbody tr")) == 3
    assert any("完全相同" in text for text in reader.texts("#reports tbody tr"))
    assert all("qingshan.warc.gz @" in text for text in reader.texts("#reports tbody tr"))
    reader.picture("meeting-conflicts")
    (link_to,) = [row for row in reader.all("#conflicts tbody tr") if "县影剧院" in row.text]
    link_to.find_element("css selector", "a.to-page").click()
    reader.until(".article", "优先的位置")
    assert "县影剧院" in reader.one(".fact-list").text
    assert "&page=" in reader.browser.current_url


def test_a_link_to_a_fact_of_a_page_leads_there_and_keeps_its_place_in_english(opened: tuple[Reader, str]) -> None:
    reader, meeting_id = opened
    reader.open(f"meeting.html#{meeting_id}&fact=q1")
    reader.until(".article mark.chosen", "新增学位3000个")
    assert "chosen" in (reader.one("[data-key=q1]").get_attribute("class") or "")
    reader.one("a.switch").click()
    reader.until(".fact-list", "Participants")
    reader.until(".article mark.chosen", "新增学位3000个")
    # A mark under which several facts lie leads to the shortest, and pressed again to the next.
    reader.one("mark[data-f~=m1]").click()
    assert "chosen" in (reader.one("[data-key=m1]").get_attribute("class") or "")
    reader.one("mark[data-f~=m1]").click()
    assert "chosen" in (reader.one("[data-key=d2]").get_attribute("class") or "")
    reader.one("label[data-field=quantity] input").click()
    assert "off-quantity" in (reader.one(".article").get_attribute("class") or "")


def test_a_meeting_that_is_not_there_is_said(opened: tuple[Reader, str]) -> None:
    reader, _ = opened
    reader.open("meeting.html")
    reader.until("#meeting", "链接中没有会议编号")
    for wrong in ("00000000000000ff", "constructor", "<script>", "../meetings"):
        reader.open(f"meeting.html#{wrong}")
        reader.until("#meeting", "没有这个编号")
