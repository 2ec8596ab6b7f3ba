"""The example questions run, and answer something, over one small warehouse."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.pages import meeting, page, record
from tests.warehouse.test_link_meetings import GOV, SOURCES, load, told
from warehouse import (
    StagedPage,
    link,
    load_divisions,
    load_partition,
    load_source_health,
    load_sources,
    open_published,
    open_writer,
    publish,
    run,
    write_partition,
)
from warehouse.schema import sql_files


def rich_pages() -> list[StagedPage]:
    """Two years of one county, with everything that a record can hold."""
    first = record("http://www.qingshan.gov.cn/a/1.html")
    first["programmes"].append({"term": "五项工程", "members": ["强师工程", "安全工程"], "start": 0, "end": 4})
    first["references"].append({"kind": "document", "name": "教育强国建设规划纲要", "start": None, "end": None})
    first["directives"].append({"id": "d3", "parent": "d1", "speaker": "李明华", "verb": "强调", "ordinal": None,
                                "text": "守牢校园安全底线", "start": None, "end": None})  # fmt: skip
    body = first["body"].replace("4月19日", "5月6日").replace("2024", "2025")
    second = record(
        "http://www.qingshan.gov.cn/a/2.html", body=body, published_at="2025-05-07",
        meeting=meeting(name="青山县2025年教育工作会议", date="2025-05-06"),
    )  # fmt: skip
    second["participants"][0]["title"] = "县长"
    corrected = record("http://www.qingshan.gov.cn/a/2.html", body=body, published_at="2025-05-07", title="更正",
                       meeting=second["meeting"], participants=second["participants"])  # fmt: skip
    quarantined = page(outcome="quarantine", reason="no_encoding: tried 4", url="http://www.qingshan.gov.cn/a/3.html")
    return [page(first), page(second), page(corrected, at=2), quarantined]


@pytest.fixture(scope="module")
def published(empty_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("examples")
    shutil.copyfile(empty_warehouse, folder / "w.duckdb")
    with open_writer(folder / "w.duckdb") as con:
        load_sources(con, SOURCES)
        load_divisions(con, [{"code": "990123", "name": "青山县", "level": "county"},
                             {"code": "990124", "name": "白水县", "level": "county"}])  # fmt: skip
        load_source_health(con, [{"source_id": "yzdaily", "day": "2024-05-01", "state": "blocked"}])
        load_partition(con, write_partition(folder / "s", "qingshan", "2024-05", rich_pages()))
        load(con, folder / "s", [
            told("a", venue="县会议中心"), told("b", source="yzdaily", venue="县影剧院"),
            told("c", GOV[: len(GOV) // 2], source="library", published="2024-05-01"),
        ])  # fmt: skip
        link(con)
        publish(con, folder / "p.duckdb")
    with open_published(folder / "p.duckdb") as reader:
        yield reader


EXAMPLES = sql_files("examples")


def test_there_are_enough() -> None:
    assert len(EXAMPLES) >= 25


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_answers(published: duckdb.DuckDBPyConnection, name: str) -> None:
    question, _, sql = EXAMPLES[name].partition("\n")
    assert question.startswith("-- ")
    assert question.endswith(("?", "."))
    assert run(published, sql).num_rows > 0
