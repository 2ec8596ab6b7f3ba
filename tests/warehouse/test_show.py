from pathlib import Path

import duckdb
import pytest

from tests.warehouse.pages import page, record
from tests.warehouse.test_link_meetings import SOURCES, load, told
from warehouse import link, load_partition, load_sources, write_partition
from warehouse.show import NotFound, show


@pytest.fixture
def two_pages(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    load_sources(con, SOURCES)
    tree = record("http://x/1")
    tree["directives"][1]["parent"] = "d1"
    load_partition(con, write_partition(tmp_path, "qingshan", "2024-04", [page(tree)]))
    load(con, tmp_path, [told("b", source="qsedu", venue="县影剧院")])
    link(con)
    return con


def test_a_meeting_with_its_pages_and_their_evidence(two_pages: duckdb.DuckDBPyConnection) -> None:
    row = two_pages.execute("SELECT meeting_id FROM core.meetings").fetchone()
    assert row
    shown = show(two_pages, row[0])["meeting"]
    assert shown["name"] == "青山县2024年教育工作会议"
    assert {d["url"] for d in shown["documents"]} == {"http://x/1", "b"}
    one = next(d for d in shown["documents"] if d["url"] == "http://x/1")
    assert [(p["name"], p["evidence"]) for p in one["participants"]] == [
        ("王立新", "副县长王立新"), ("李明华", "县委副书记李明华"),
    ]  # fmt: skip
    assert [(d["ordinal"], [c["ordinal"] for c in d["children"]]) for d in one["directives"]] == [("一是", ["二是"])]
    assert one["quantities"][0]["evidence"] == "新增学位3000个"
    assert (one["archived"]["warc_file"], one["archived"]["warc_offset"]) == ("qingshan.warc.gz", 100)
    assert one["programmes"][0]["members"] == []
    assert show(two_pages, row[0][:10])["meeting"]["meeting_id"] == row[0], "the beginning of an id is enough"


@pytest.mark.parametrize("column", ["url", "document_id", "version_id"])
def test_a_page_by_any_of_its_names(two_pages: duckdb.DuckDBPyConnection, column: str) -> None:
    row = two_pages.execute(f"SELECT {column}, document_id FROM core.documents WHERE url = 'http://x/1'").fetchone()
    assert row
    shown = show(two_pages, row[0])["document"]
    assert shown["document_id"] == row[1]
    assert shown["meeting_report"]["kind"] == "annual_work_meeting"
    assert len(shown["meeting_ids"]) == len(shown["versions"]) == 1


def test_what_is_not_there_is_said(two_pages: duckdb.DuckDBPyConnection) -> None:
    for what in ("http://nowhere/", "0123456789abcdef", "1", "'; DROP TABLE core.documents"):
        with pytest.raises(NotFound, match="no meeting and no page"):
            show(two_pages, what)
