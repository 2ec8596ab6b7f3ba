"""Reading the published warehouse: open it read-only, run SQL, write the result in the format that is asked for."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.damage import damage_told
from warehouse.interruption import stop_heard
from warehouse.publish import PublishedDamagedError, PublishError, kept_file

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


@contextmanager
def open_published(published: str | Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published warehouse read-only, times shown as in China; raises PublishError where there is none.

    The connection reads the version that was published when it was opened, however long it stays open. SQL that runs
    on it cannot reach other files or the network. Raises PublishedDamagedError, also from within the block, where a
    damaged part of the file is met.
    """
    with stop_heard(), damage_told(Path(published), "the published file", PublishedDamagedError):
        con = _connect(Path(published))
        try:
            con.execute("SET TimeZone = 'Asia/Shanghai'")
            yield con
        finally:
            con.close()


def _connect(target: Path) -> duckdb.DuckDBPyConnection:
    """Open the kept version that the published name stands for.

    DuckDB hands out one database per path and process: under the published name, a process that still reads the old
    version would be given that one again. A version may be dropped between looking and opening: then look again.
    """
    for _ in range(20):
        if not target.exists():
            raise PublishError(f"nothing is published at {target}")
        path = kept_file(target) or target
        try:
            return duckdb.connect(str(path), read_only=True, config={"enable_external_access": False})
        except duckdb.IOException:
            if path.exists():
                raise
    raise PublishError(f"{target} changes faster than it can be opened")


def run(con: duckdb.DuckDBPyConnection, sql: str, parameters: Any = None) -> pa.Table:
    """Result of one statement as an Arrow table, enums as text; raises duckdb.Error with DuckDB's own explanation."""
    result = con.execute(sql, parameters)
    if result is None:
        raise duckdb.InvalidInputException("there is no statement in it")
    return plain(result.to_arrow_table())


def plain(table: pa.Table) -> pa.Table:
    """Enums (dictionaries in Arrow) as the text they stand for."""
    fields = [pa.field(f.name, _plain_type(f.type)) for f in table.schema]
    return table.cast(pa.schema(fields))


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if isinstance(kind, pa.DictionaryType):
        return pa.string()
    if isinstance(kind, pa.ListType):
        return pa.list_(_plain_type(kind.value_type))
    return kind


def rows(table: pa.Table) -> list[dict[str, Any]]:
    """The result as mappings."""
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def write_jsonl(table: pa.Table, out: "SupportsWrite[str]") -> None:
    """One JSON object a row; dates as ISO 8601."""
    for row in rows(table):
        out.write(json.dumps(row, ensure_ascii=False, default=jsonable) + "\n")


def write_csv(table: pa.Table, out: IO[str]) -> None:
    """CSV with a header; lists as JSON; cells that a spreadsheet would run as a formula begin with an apostrophe."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([inert(name) for name in table.column_names])
    for row in rows(table):
        writer.writerow([inert(cell(value)) for value in row.values()])


def to_csv(table: pa.Table) -> str:
    out = io.StringIO()
    write_csv(table, out)
    return out.getvalue()


def write_parquet(table: pa.Table, path: str | Path) -> None:
    """Parquet, zstd."""
    pq.write_table(table, path, compression="zstd")


def cell(value: Any) -> Any:
    """A value as one cell of a sheet: numbers stay numbers, lists and objects become JSON, times ISO 8601."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=jsonable)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


_BEGINS_FORMULA = frozenset("=+-@＝＋－＠\t\r\n")


def inert(value: Any) -> Any:
    """Text that a spreadsheet would read as a formula (=, +, -, @, tab, return at its start), made plain text.

    Chinese and Japanese spreadsheets take the wide forms of these for them.
    """
    if isinstance(value, str) and value[:1] in _BEGINS_FORMULA:
        return "'" + value
    return value


def jsonable(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return value.hex()
    return str(value)
