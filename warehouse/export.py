"""Exports: tables or views as Parquet, CSV or one XLSX workbook, streamed, so that a large table needs no memory.

CSV and XLSX are safe to open: text that a spreadsheet would run as a formula (=HYPERLINK(…) in a headline) stays text.
"""

import csv
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from warehouse.query import cell, inert, plain

Format = Literal["parquet", "csv", "xlsx"]
BATCH = 10_000
SHEET_ROWS, SHEET_CELL = 1_048_576, 32_767
"""What a worksheet holds: rows with the header, characters in a cell."""


class ExportError(Exception):
    """An export that cannot be made: an unknown table, or more rows than a worksheet holds."""


def tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables and views that can be exported: the marts, then what the pages say; not the machinery."""
    found = con.execute(
        "SELECT schema_name || '.' || table_name FROM (SELECT schema_name, table_name FROM duckdb_tables() "
        "UNION ALL SELECT schema_name, view_name FROM duckdb_views()) "
        "WHERE schema_name IN ('mart', 'core', 'raw', 'ops') ORDER BY schema_name <> 'mart', 1"
    ).fetchall()
    return [name for (name,) in found]


def export(
    con: duckdb.DuckDBPyConnection, target: str | Path, form: Format, names: Sequence[str] | None = None
) -> list[Path]:
    """Write tables (default: the views of `mart`) to the folder `target`, or to the workbook `target` for XLSX.

    Returns the files written. Raises ExportError.
    """
    known = tables(con)
    chosen = list(names) if names else [name for name in known if name.startswith("mart.")]
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise ExportError(f"no table {', '.join(unknown)}; there are {', '.join(known)}")
    path = Path(target)
    if form == "xlsx":
        path.parent.mkdir(parents=True, exist_ok=True)
        _workbook(con, path, chosen)
        return [path]
    path.mkdir(parents=True, exist_ok=True)
    write = _parquet if form == "parquet" else _csv
    return [write(con, path, name) for name in chosen]


def export_partitions(
    con: duckdb.DuckDBPyConnection,
    target: str | Path,
    form: Format,
    names: Sequence[str] | None = None,
    partitions: Sequence[str] | None = None,
) -> list[Path]:
    """Write tables (default: all that have a partition_id) as one file a partition: `target/TABLE/SOURCE/MONTH.FORM`.

    `partitions` are ids as ops.partitions has them (SOURCE/MONTH), default all; a partition without rows in a table
    gives no file. Returns the files written. Raises ExportError.
    """
    if form == "xlsx":
        raise ExportError("a workbook holds whole tables; partitions go to Parquet or CSV")
    parted = [
        name
        for (name,) in con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_columns() WHERE column_name = 'partition_id' "
            "AND schema_name IN ('core', 'raw') AND table_name IN (SELECT table_name FROM duckdb_tables()) ORDER BY 1"
        ).fetchall()
    ]
    known = [name for (name,) in con.execute("SELECT partition_id FROM ops.partitions ORDER BY 1").fetchall()]
    for what, asked, there in (("table with partitions", names, parted), ("partition", partitions, known)):
        unknown = [name for name in asked or () if name not in there]
        if unknown:
            raise ExportError(f"no {what} {', '.join(unknown)}; there are {', '.join(there[:40])}")
    write = _parquet if form == "parquet" else _csv
    written = []
    for name in names or parted:
        held = {p for (p,) in con.execute(f"SELECT DISTINCT partition_id FROM {name}").fetchall()}
        for partition in partitions or known:
            if partition in held:
                folder = Path(target) / name / Path(partition).parent
                folder.mkdir(parents=True, exist_ok=True)
                written.append(write(con, folder, name, partition))
    return written


def _batches(con: duckdb.DuckDBPyConnection, name: str, partition: str | None = None) -> Iterator[pa.Table]:
    """The rows of a table, a block at a time; the first block comes also where it is empty."""
    chosen, values = ("WHERE partition_id = ?", [partition]) if partition else ("", [])
    reader = con.execute(f"FROM {name} {chosen} ORDER BY ALL", values).to_arrow_reader(BATCH)
    first = True
    for batch in reader:
        yield plain(pa.Table.from_batches([batch]))
        first = False
    if first:
        yield plain(reader.schema.empty_table())


def _parquet(con: duckdb.DuckDBPyConnection, folder: Path, name: str, partition: str | None = None) -> Path:
    path = folder / f"{Path(partition or name).name}.parquet"
    writer: pq.ParquetWriter | None = None
    for table in _batches(con, name, partition):
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()
    return path


def _csv(con: duckdb.DuckDBPyConnection, folder: Path, name: str, partition: str | None = None) -> Path:
    """UTF-8 with a byte order mark: spreadsheets take Chinese CSV without one for GBK."""
    path = folder / f"{Path(partition or name).name}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for number, table in enumerate(_batches(con, name, partition)):
            if number == 0:
                writer.writerow(table.column_names)
            for row in _cells(table):
                writer.writerow([inert(value) for value in row])
    return path


def _cells(table: pa.Table) -> Iterator[list[Any]]:
    for row in table.to_pylist():
        yield [cell(value) for value in row.values()]


def _workbook(con: duckdb.DuckDBPyConnection, path: Path, names: Sequence[str]) -> None:
    """One sheet a table; text goes in as text, so nothing of a page becomes a formula or a link."""
    for name in names:
        count = con.execute(f"SELECT count(*) FROM {name}").fetchone()
        if count and count[0] >= SHEET_ROWS:
            raise ExportError(
                f"{name} has {count[0]} rows, a worksheet holds {SHEET_ROWS - 1}: export it as Parquet or CSV"
            )
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        for name in names:
            sheet = book.add_worksheet(name[-31:])
            sheet.freeze_panes(1, 0)
            at = 1
            for number, table in enumerate(_batches(con, name)):
                if number == 0:
                    sheet.write_row(0, 0, table.column_names, bold)
                for row in _cells(table):
                    for column, value in enumerate(row):
                        _write(sheet, at, column, value)
                    at += 1


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value if len(value) <= SHEET_CELL else value[: SHEET_CELL - 1] + "…")
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)) and math.isfinite(value):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value))
