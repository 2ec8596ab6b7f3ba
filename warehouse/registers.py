"""What others know and the warehouse keeps: sources, divisions, runs, the health of sources.

Rows come as an Arrow table or as mappings; columns that are not given are null, unknown ones raise ValueError.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.transaction import transaction

TableRows = pa.Table | Iterable[Mapping[str, Any]]


def load_sources(con: duckdb.DuckDBPyConnection, rows: TableRows) -> int:
    """Replace core.sources (source_id, name, kind, division_code, family, url); returns the number of rows."""
    return _put(con, "core.sources", rows)


def load_divisions(con: duckdb.DuckDBPyConnection, rows: TableRows) -> int:
    """Replace core.divisions (code, name, short_names, parent_code, level, valid_from, valid_to)."""
    given = rows.to_pylist() if isinstance(rows, pa.Table) else [dict(row) for row in rows]
    return _put(con, "core.divisions", ({**row, "short_names": list(row.get("short_names") or [])} for row in given))


def load_source_health(con: duckdb.DuckDBPyConnection, rows: TableRows) -> int:
    """Add or replace states of sources by day (source_id, day, state, pages, articles, detail, run_id)."""
    return _put(con, "ops.source_health", rows, ("source_id", "day"))


def record_run(con: duckdb.DuckDBPyConnection, rows: TableRows) -> int:
    """Add or replace runs (run_id, kind, started_at, finished_at, status, code_version, detail)."""
    return _put(con, "ops.runs", rows, ("run_id",))


def _put(con: duckdb.DuckDBPyConnection, table: str, rows: TableRows, key: tuple[str, ...] = ()) -> int:
    """Write rows: in the place of those with the same key, or of the whole table where no key is given."""
    given = rows.to_pylist() if isinstance(rows, pa.Table) else [dict(row) for row in rows]
    columns = [name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()]
    unknown = {column for row in given for column in row} - set(columns)
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    by_key = {tuple(row.get(k) for k in key) if key else (n,): row for n, row in enumerate(given)}
    staged = pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in by_key.values()])
    with transaction(con):
        if not key:
            con.execute(f"DELETE FROM {table}")
        if by_key:
            con.register("given_rows", staged)
            if key:
                same = " AND ".join(f"t.{k}::VARCHAR = g.{k}::VARCHAR" for k in key)
                con.execute(f"DELETE FROM {table} AS t USING given_rows AS g WHERE {same}")
            con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM given_rows")
            con.unregister("given_rows")
    return len(by_key)
