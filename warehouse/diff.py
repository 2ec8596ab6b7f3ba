"""What changed between two published versions, table by table: of kept files, or of a lake that remembers them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.literals import literal
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

SKIPPED = ("core.minhash", "core.compared_texts", "core.similar_texts", "core.comparing")
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
            con.execute(f"ATTACH {literal(str(folder / f'{version:06}'))} AS {name} (READ_ONLY)")
        return _differing(con, "old.{}", "new.{}", sample)


def diff_in_lake(con: duckdb.DuckDBPyConnection, old: int, new: int, *, sample: int = 5) -> list[TableDiff]:
    """Differences of two versions that an open lake published, as it remembers them, kept as files or not.

    Raises PublishError for a version that it never published, or whose snapshot has expired.
    """
    before, after = (f"lake.{{}} AT (VERSION => {_snapshot(con, version)})" for version in (old, new))
    return _differing(con, before, after, sample)


def _snapshot(con: duckdb.DuckDBPyConnection, version: int) -> int:
    """The first snapshot of the lake that knows of a publication: what was published is what it holds.

    The clock of the machine that published may differ from the catalogue's, so some earlier ones are looked at too.
    """
    later = con.execute(
        "SELECT s.snapshot_id FROM lake.snapshots() AS s, ops.publications AS p "
        "WHERE p.version = ? AND s.snapshot_time >= p.published_at - INTERVAL 1 HOUR ORDER BY 1",
        [version],
    ).fetchall()
    for (snapshot,) in later:
        known = f"SELECT 1 FROM lake.ops.publications AT (VERSION => {snapshot}) WHERE version = {version}"
        try:
            if con.execute(known).fetchone():
                return int(snapshot)
        except duckdb.CatalogException:  # before the lake had that table
            continue
    raise PublishError(f"the lake does not remember version {version}")


def _differing(con: duckdb.DuckDBPyConnection, old: str, new: str, sample: int) -> list[TableDiff]:
    """Tables of raw and core that both sides have and that differ; each side is a table in SQL, {} for its name."""
    names = con.execute(
        "SELECT DISTINCT schema_name || '.' || table_name AS name FROM duckdb_tables() "
        "WHERE database_name IN ('old', 'new', 'lake') AND schema_name IN ('raw', 'core') ORDER BY name"
    ).fetchall()
    found = []
    for (name,) in names:
        if name not in SKIPPED:
            try:
                before, after = ((side.format(name), _columns(con, side.format(name))) for side in (old, new))
            except duckdb.CatalogException:  # only one of the two has it
                continue
            found.append(_compare(con, name, before, after, sample))
    return [table for table in found if table.added or table.removed or table.changed]


Side = tuple[str, dict[str, str]]
"""A table of one version in SQL, and its columns as they are selected."""


def _compare(con: duckdb.DuckDBPyConnection, table: str, old: Side, new: Side, sample: int) -> TableDiff:
    (old_table, before), (new_table, now) = old, new
    new_rows = f"SELECT {', '.join(now.values())} FROM {new_table}"
    old_rows = f"SELECT {', '.join(before.get(name, f'NULL AS {name}') for name in now)} FROM {old_table}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE gained AS {new_rows} EXCEPT ALL {old_rows}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE lost AS {old_rows} EXCEPT ALL {new_rows}")
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


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Columns by name, as they are selected: enums of two files are two types, their text can be compared."""
    described = con.execute(f"DESCRIBE FROM {table}").fetchall()
    return {
        name: name if "ENUM" not in kind else f"{name}::VARCHAR{'[]' * kind.count('[]')} AS {name}"
        for name, kind, *_ in described
    }
