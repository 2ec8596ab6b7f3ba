"""What changed between two published versions, table by table."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.publish import PublishError, published_versions
from warehouse.query import plain

KEYS = {
    "core.documents": ("version_id",),
    "core.duplicates": ("document_id",),
    "core.meetings": ("meeting_id",),
    "core.meeting_documents": ("url", "document_id"),
    "core.meeting_aliases": ("alias_id",),
    "core.sources": ("source_id",),
    "raw.fetches": ("fetch_id",),
}
"""Tables whose rows are things: a row under the same key is the same thing, changed. Others only gain and lose rows."""

SKIPPED = ("core.minhash", "core.compared_texts", "core.similar_texts")
"""Machinery of the links: what it did shows in duplicates and meetings."""


@dataclass(frozen=True, slots=True)
class TableDiff:
    """One table: rows that only the new version has, that only the old one had, and things that changed.

    `sample` holds the first differing rows as mappings, each with `change` (added, removed, changed).
    """

    table: str
    added: int
    removed: int
    changed: int
    sample: list[dict[str, Any]]


def diff(published: str | Path, old: int, new: int, *, sample: int = 5) -> list[TableDiff]:
    """Differences of two kept versions, only of tables that differ; raises PublishError for a version not kept."""
    target = Path(published)
    kept = published_versions(target)
    for version in (old, new):
        if version not in kept:
            raise PublishError(f"version {version} is not kept beside {target}; there are {kept}")
    folder = target.with_name(target.name + ".versions")
    with duckdb.connect() as con:
        for name, version in (("old", old), ("new", new)):
            con.execute(f"ATTACH '{str(folder / f'{version:06}').replace(chr(39), chr(39) * 2)}' AS {name} (READ_ONLY)")
        found = [_compare(con, table, sample) for table in _common(con)]
    return [table for table in found if table.added or table.removed or table.changed]


def _common(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables of raw and core that both versions have."""
    names = con.execute(
        "SELECT schema_name || '.' || table_name AS name FROM duckdb_tables() "
        "WHERE database_name IN ('old', 'new') AND schema_name IN ('raw', 'core') "
        "GROUP BY name HAVING count(*) = 2 ORDER BY name"
    ).fetchall()
    return [name for (name,) in names if name not in SKIPPED]


def _compare(con: duckdb.DuckDBPyConnection, table: str, sample: int) -> TableDiff:
    now, before = _columns(con, "new", table), _columns(con, "old", table)
    new_listed = ", ".join(now.values())
    listed = ", ".join(before.get(name, f"NULL AS {name}") for name in now)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE gained AS SELECT {new_listed} FROM new.{table} EXCEPT ALL "
        f"SELECT {listed} FROM old.{table}"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE lost AS SELECT {listed} FROM old.{table} EXCEPT ALL "
        f"SELECT {new_listed} FROM new.{table}"
    )
    key = KEYS.get(table)
    same = " AND ".join(f"gained.{c} = lost.{c}" for c in key) if key else "false"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE changes AS
        SELECT CASE WHEN EXISTS (SELECT 1 FROM lost WHERE {same}) THEN 'changed' ELSE 'added' END AS change, *
        FROM gained
        UNION ALL
        SELECT 'removed', * FROM lost WHERE NOT EXISTS (SELECT 1 FROM gained WHERE {same})
        """
    )
    counts = dict(con.execute("SELECT change, count(*) FROM changes GROUP BY change").fetchall())
    first = plain(con.execute("FROM changes ORDER BY ALL LIMIT ?", [sample]).to_arrow_table()).to_pylist()
    return TableDiff(table, counts.get("added", 0), counts.get("removed", 0), counts.get("changed", 0), first)


def _columns(con: duckdb.DuckDBPyConnection, database: str, table: str) -> dict[str, str]:
    """Columns by name, as they are selected: enums of two files are two types, their text can be compared."""
    described = con.execute(f"DESCRIBE {database}.{table}").fetchall()
    return {
        name: name if "ENUM" not in kind else f"{name}::VARCHAR{'[]' * kind.count('[]')} AS {name}"
        for name, kind, *_ in described
    }
