import csv
import io
import zipfile
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.warehouse.pages import page, record
from warehouse import link, load_partition, write_partition
from warehouse.export import ExportError, export, export_partitions, tables
from warehouse.query import rows, run, to_csv, write_jsonl

EVIL = '=HYPERLINK("http://x","双减")'


@pytest.fixture
def filled(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    one = record("http://x/1", title=EVIL, source_label="-1+1", views=-5)
    long = record("http://x/2", body="长" * 40_000, participants=[], attending_groups=[], agenda=[], directives=[],
                  programmes=[], quantities=[])  # fmt: skip
    load_partition(con, write_partition(tmp_path / "s", "qingshan", "2024-04", [page(one), page(long)]))
    link(con)
    return con


def test_every_format_holds_every_row(filled: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    names = ["core.participants", "core.documents", "ops.runs"]
    parquet = export(filled, tmp_path / "p", "parquet", names)
    assert [pq.read_table(path).num_rows for path in parquet] == [2, 2, 0]
    assert pq.read_table(parquet[0]).column("roles").to_pylist()[0] == ["chair"]
    texts = export(filled, tmp_path / "c", "csv", names)
    with texts[0].open(encoding="utf-8-sig", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["王立新", "李明华"]
    book = export(filled, tmp_path / "book.xlsx", "xlsx", names)
    with zipfile.ZipFile(book[0]) as sheets:
        assert "王立新" in sheets.read("xl/worksheets/sheet1.xml").decode()


def test_nothing_of_a_page_becomes_a_formula(filled: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (path,) = export(filled, tmp_path / "c", "csv", ["core.documents"])
    with path.open(encoding="utf-8-sig", newline="") as file:
        row = next(r for r in csv.DictReader(file) if r["url"] == "http://x/1")
    assert (row["title"], row["source_label"], row["views"]) == ("'" + EVIL, "'-1+1", "-5")
    (book,) = export(filled, tmp_path / "book.xlsx", "xlsx", ["core.documents"])
    with zipfile.ZipFile(book) as sheets:
        sheet = sheets.read("xl/worksheets/sheet1.xml").decode()
    assert "HYPERLINK" in sheet
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert "长" * 32_766 + "…" in sheet, "a cell holds no more"


def test_marts_are_the_default_and_an_unknown_table_is_named(filled: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    written = export(filled, tmp_path / "p", "parquet")
    assert {p.name for p in written} == {f"{n}.parquet" for n in tables(filled) if n.startswith("mart.")}
    with pytest.raises(ExportError, match=r"no table core\.nothing"):
        export(filled, tmp_path / "p", "csv", ["core.nothing"])


def test_one_file_a_partition(filled: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_partition(
        filled, write_partition(tmp_path / "s", "baishui", "2024-05", [page(record("http://x/3"), source="baishui")])
    )
    written = export_partitions(filled, tmp_path / "p", "parquet", ["core.documents", "core.participants"])
    assert [str(file.relative_to(tmp_path / "p")) for file in written] == [
        "core.documents/baishui/2024-05.parquet", "core.documents/qingshan/2024-04.parquet",
        "core.participants/baishui/2024-05.parquet", "core.participants/qingshan/2024-04.parquet",
    ]  # fmt: skip
    assert [pq.read_table(file).num_rows for file in written] == [1, 2, 2, 2]
    every = export_partitions(filled, tmp_path / "c", "csv", partitions=["baishui/2024-05"])
    assert {file.name for file in every} == {"2024-05.csv"}
    assert len(every) > 5
    for wrong in ({"names": ["mart.meetings"]}, {"partitions": ["nowhere/2024-01"]}):
        with pytest.raises(ExportError, match=r"no (table with partitions mart|partition nowhere)"):
            export_partitions(filled, tmp_path / "x", "csv", **wrong)


def test_results_as_rows_csv_and_json(filled: duckdb.DuckDBPyConnection) -> None:
    table = run(
        filled,
        "SELECT p.name, roles, kind FROM core.participants AS p JOIN core.meeting_reports USING (version_id) "
        "WHERE p.name = ?",
        ["李明华"],
    )
    assert rows(table) == [{"name": "李明华", "roles": ["attendee", "speaker"], "kind": "annual_work_meeting"}]
    assert to_csv(table).splitlines()[1] == '李明华,"[""attendee"", ""speaker""]",annual_work_meeting'
    out = io.StringIO()
    write_jsonl(run(filled, "SELECT published_on, published_at FROM core.documents ORDER BY url LIMIT 1"), out)
    assert out.getvalue() == '{"published_on": "2024-04-20", "published_at": "2024-04-20T09:30:00+08:00"}\n'
    for nothing in ("", " ;", "-- all of it"):
        with pytest.raises(duckdb.Error, match="no statement"):
            run(filled, nothing)
