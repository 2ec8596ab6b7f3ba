"""What others know and the warehouse keeps: sources, divisions, runs, the health of sources.

Rows come as an Arrow table or as mappings; columns that are not given are null, unknown ones raise ValueError.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

TableRows = pa.Table | Iterable[Mapping[str, Any]]


def load_sources(con: duckdb.DuckDBPyConnection, rows: TableRows) -> int:
    """Replace core.sources (source_id, name, kind, division_code, family, url); returns the number of rows."""
    return _put(con, "core.sources", rows, replace=True)


def load_divisions(con: duckdb.DuckDBPyConnection, rows: TableRows) -> int:
    """Replace core.divisions (code, name, short_names, parent_code, level, valid_from, valid_to)."""
    given = rows.to_pylist() if isinstance(rows, pa.Table) else [dict(row) for row in rows]
    return _put(con, "core.divisions", ({**row, "short_names": list(row.get("short_names") or [])} for row in given),
                replace=True)  # fmt: skip


def load_source_health(con: duckdb.DuckDBPyConnection, rows: TableRows) -> int:
    """Add or replace states of sources by day (source_id, day, state, pages, articles, detail, run_id)."""
    return _put(con, "ops.source_health", rows, replace=False)


def record_run(con: duckdb.DuckDBPyConnection, rows: TableRows) -> int:
    """Add or replace runs (run_id, kind, started_at, finished_at, status, code_version, detail)."""
    return _put(con, "ops.runs", rows, replace=False)


def _put(con: duckdb.DuckDBPyConnection, table: str, rows: TableRows, *, replace: bool) -> int:
    given = rows.to_pylist() if isinstance(rows, pa.Table) else [dict(row) for row in rows]
    columns = [name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()]
    unknown = {key for row in given for key in row} - set(columns)
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    con.execute("BEGIN")
    try:
        if replace:
            con.execute(f"DELETE FROM {table}")
        if given:
            staged = pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in given])
            con.register("given_rows", staged)
            how = "INSERT" if replace else "INSERT OR REPLACE"
            con.execute(f"{how} INTO {table} BY NAME SELECT * FROM given_rows")
            con.unregister("given_rows")
        con.execute("COMMIT")
    except duckdb.Error:
        con.execute("ROLLBACK")
        raise
    return len(given)
