"""The report as files: valid, closed to scripts from outside, nothing crawled as markup, counts that are right."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import html5lib
import pytest
from lxml import html

from tests.warehouse.report import site
from warehouse import open_published
from warehouse.report.shell import LANGUAGES, NAVIGATION, phrases
from warehouse.report.writing import ReportError, write_report

ASSETS = Path(__file__).parents[3] / "warehouse" / "report"


def pages(report: Path) -> list[Path]:
    found = sorted(report.rglob("*.html"))
    assert {f"{name}.html" for name in NAVIGATION} <= {page.name for page in found}
    return found


def test_every_page_is_valid_html(report: Path) -> None:
    for page in pages(report):
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(page.read_text("utf-8"))
        tree = html.fromstring(page.read_text("utf-8"))
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), page
        assert not tree.xpath("//*[@style] | //@*[starts-with(name(), 'on')] | //script[not(@src)] | //style"), page
        for field in tree.xpath("//input[@id] | //select[@id]"):
            assert tree.xpath(f"//label[@for='{field.get('id')}']"), (page, field.get("id"))


def test_every_page_forbids_what_is_not_of_the_report(report: Path) -> None:
    for page in pages(report):
        tree = html.fromstring(page.read_text("utf-8"))
        policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for address in tree.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src"):
            assert (page.parent / address).is_file(), (page, address)


def test_links_lead_somewhere(report: Path) -> None:
    for page in pages(report):
        tree = html.fromstring(page.read_text("utf-8"))
        for address in tree.xpath("//a/@href"):
            assert not address.lower().startswith("javascript:"), page
            file, _, anchor = address.partition("#")
            if address.startswith(("http://", "https://")) or file.split("/")[-1] == "meeting.html":
                continue
            assert not file or (page.parent / file).is_file(), (page, address)
            if anchor and "=" not in anchor and not file:
                assert tree.xpath(f"//*[@id='{anchor}']"), (page, address)


def test_crawled_text_is_never_markup(report: Path) -> None:
    for page in pages(report):
        tree = html.fromstring(page.read_text("utf-8"))
        assert not [s for s in tree.xpath("//script") if (s.text or "").strip()], page
        assert not tree.xpath("//img"), page
        assert "{{" not in re.sub(re.escape(site.TEMPLATE), "", tree.text_content()), page
    start = html.fromstring((report / "index.html").read_text("utf-8")).text_content()
    assert site.HOSTILE_NAME in start


def test_data_files_hold_json_and_no_tag(report: Path) -> None:
    found = list((report / "data").rglob("*.js"))
    assert found
    for file in found:
        text = file.read_text("utf-8")
        name = file.relative_to(report / "data").with_suffix("").as_posix()
        head = f'edumeet.take("{name}",'
        assert text.startswith(head) and text.endswith(");\n"), file
        json.loads(text[len(head) : -3])
        assert "<" not in text and "\u2028" not in text, file


def test_scripts_parse_no_markup_and_reach_nothing() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function|setTimeout\(\s*['\"]|"
        r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|createContextualFragment"
    )
    scripts = sorted((ASSETS / "assets").glob("*.js"))
    assert scripts
    for script in scripts:
        assert not forbidden.search(script.read_text("utf-8")), script


def test_every_phrase_is_there_in_both_languages_and_every_key_is_known() -> None:
    known = {language: phrases(language) for language in LANGUAGES}
    assert set(known["zh"]) == set(known["en"])
    for source in [*(ASSETS / "templates").glob("*.html"), *(ASSETS / "assets").glob("*.js")]:
        for key in re.findall(r"\bt\(\s*\"([a-z_]+\.[a-z_]+)\"\s*[,)]", source.read_text("utf-8")):
            assert key in known["zh"], (source.name, key)


def test_words_of_the_vocabularies_are_named(published: Path) -> None:
    groups = {"core.meeting_kind": "kind", "core.meeting_level": "level", "core.participant_role": "role",
              "core.agenda_act": "act", "core.outcome": "outcome", "core.doc_type": "doc_type",
              "core.script": "script", "core.date_evidence": "evidence", "core.comparator": "comparator",
              "core.duplicate_relation": "relation", "core.meeting_mode": "mode"}  # fmt: skip
    known = phrases("zh")
    with open_published(published) as con:
        for kind, group in groups.items():
            row = con.execute(f"SELECT enum_range(NULL::{kind})").fetchone()
            assert row is not None
            assert [word for word in row[0] if f"{group}.{word}" not in known] == [], kind


def test_the_start_page_counts_what_the_warehouse_holds(report: Path, published: Path) -> None:
    tree = html.fromstring((report / "index.html").read_text("utf-8"))
    told = [each.text.strip() for each in tree.xpath("//dl[@class='figures']//dd")]
    with open_published(published) as con:
        row = con.execute("SELECT count(*), count(DISTINCT jurisdiction_code) FROM core.meetings").fetchone()
    assert row is not None
    assert told[:2] == [str(row[0]), str(row[1])]
    assert row[0] == 49


def test_topics_count_meetings(report: Path, published: Path) -> None:
    tree = html.fromstring((report / "directives.html").read_text("utf-8"))
    cell = tree.xpath("//table[@id='by-year']//a[@href='#topic=safety&year=2023']")[0]
    with open_published(published) as con:
        row = con.execute(
            "SELECT count(DISTINCT meeting_id) FILTER (text LIKE '%安全%'), count(DISTINCT meeting_id) "
            "FROM mart.directives WHERE told_in = 2023"
        ).fetchone()
    assert row is not None
    assert cell.text == f"{100 * row[0] // row[1]}%"


def test_a_report_replaces_a_report_and_nothing_else(published: Path, tmp_path: Path) -> None:
    now = datetime(2024, 12, 2, tzinfo=UTC)
    out = tmp_path / "report"
    with open_published(published) as con:
        write_report(con, out, now)
        (out / "data" / "left.js").write_text("old", "utf-8")
        write_report(con, out, now)
        assert not (out / "data" / "left.js").exists()
        mine = tmp_path / "mine"
        mine.mkdir()
        (mine / "thesis.txt").write_text("years of work", "utf-8")
        with pytest.raises(ReportError, match="no report"):
            write_report(con, mine, now)
        assert (mine / "thesis.txt").read_text("utf-8") == "years of work"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine", "report"]


def test_an_empty_warehouse_has_a_report(empty_warehouse: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(empty_warehouse), read_only=True) as con:
        write_report(con, tmp_path / "report", datetime(2024, 12, 2, tzinfo=UTC))
    for page in pages(tmp_path / "report"):
        html5lib.HTMLParser(strict=True).parse(page.read_text("utf-8"))
