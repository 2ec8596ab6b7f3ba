"""Bringing a warehouse file to the current schema: numbered migrations, then the views.

Migrations are files `migrations/NNN_name.sql`, applied once each, in order. Views are code and not state: they are
made anew whenever their text has changed.

All of it happens on a copy that takes the file's place when it is whole. DuckDB 1.5.5 cannot be trusted with it in
place: a process killed between the commit of `CREATE SCHEMA core; CREATE TYPE core.…` and the checkpoint leaves a
write-ahead log that does not replay ("Schema with name core does not exist"), and with it a file that does not open.
"""

import hashlib
import os
import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb

from warehouse.files import sync
from warehouse.literals import literal


class SchemaError(Exception):
    """A warehouse file that this version cannot work with."""


class WarehouseDamagedError(SchemaError):
    """A warehouse file that DuckDB cannot open; the archive holds all that is needed to make it anew."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def sql_files(folder: str) -> dict[str, str]:
    """Texts of the .sql files of one folder of the package, by name, in order."""
    found = (f for f in files("warehouse").joinpath(folder).iterdir() if f.name.endswith(".sql"))
    return {f.name: f.read_text("utf-8") for f in sorted(found, key=lambda f: f.name)}


def migrations() -> list[Migration]:
    return [Migration(int(name.split("_")[0]), name, sql) for name, sql in sql_files("migrations").items()]


def applied(con: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """Numbers and digests of the migrations that a file has seen; empty for a new file."""
    known = con.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() "
        "AND schema_name = 'ops' AND table_name = 'migrations'"
    ).fetchone()
    return dict(con.execute("SELECT number, sha256 FROM ops.migrations").fetchall()) if known else {}


def pending(con: duckdb.DuckDBPyConnection) -> list[Migration]:
    """Migrations that a file still needs.

    Raises SchemaError where the file is newer than this version, or where a migration that it has seen reads
    differently now.
    """
    steps, seen = migrations(), applied(con)
    for number, sha256 in seen.items():
        step = next((s for s in steps if s.number == number), None)
        if step is None:
            raise SchemaError(f"the warehouse is newer than this edumeet: it has migration {number:03}")
        if step.sha256 != sha256:
            raise SchemaError(f"migration {step.name} was changed after it was applied")
    return [step for step in steps if step.number not in seen]


def migrate(path: Path) -> list[str]:
    """Bring the file at `path` to the current schema, or make it; returns the names of the migrations applied.

    An old file is kept beside the new one as `NAME.before-NNN`, after the first migration that it lacked. The caller
    holds the write lock. Raises SchemaError, see `pending`.
    """
    old = path.exists()
    if old:
        with duckdb.connect(str(path)) as con:
            missing = pending(con)
            if not missing and _views_are_current(con):
                return []
            con.execute("CHECKPOINT")
    else:
        missing = migrations()
    fresh = path.with_name(f".{path.name}.migrating")
    for leftover in (fresh, fresh.with_name(fresh.name + ".wal")):
        leftover.unlink(missing_ok=True)
    if old:
        shutil.copyfile(path, fresh)
    with duckdb.connect(str(fresh)) as con:
        for step in missing:
            con.execute(step.sql)
        for step in missing:
            con.execute("INSERT INTO ops.migrations VALUES (?, ?, ?, now())", [step.number, step.name, step.sha256])
        _make_views(con)
        con.execute("CHECKPOINT")
    sync(fresh)
    if old and missing:
        kept = path.with_name(f"{path.name}.before-{missing[0].number:03}")
        kept.unlink(missing_ok=True)
        os.link(path, kept)
    fresh.replace(path)
    sync(path.parent)
    return [step.name for step in missing]


def views_digest() -> str:
    """Digest over the texts of all views: what tells whether a file carries these."""
    return hashlib.sha256("".join(sql_files("views").values()).encode()).hexdigest()


def _views_are_current(con: duckdb.DuckDBPyConnection) -> bool:
    return con.execute("SELECT sha256 FROM ops.views").fetchone() == (views_digest(),)


def _make_views(con: duckdb.DuckDBPyConnection) -> None:
    for text in sql_files("views").values():
        con.execute(text)
    _inherit_comments(con)
    con.execute("DELETE FROM ops.views")
    con.execute("INSERT INTO ops.views VALUES (?)", [views_digest()])


def _inherit_comments(con: duckdb.DuckDBPyConnection) -> None:
    """A view's column that says nothing of itself is described by the table's column that it carries on."""
    bare = con.execute(
        """
        WITH described AS (
            SELECT column_name, any_value(c.comment ORDER BY schema_name, table_name) AS comment
            FROM duckdb_columns() AS c JOIN duckdb_tables() AS t USING (schema_name, table_name)
            WHERE c.comment IS NOT NULL
            GROUP BY column_name
        )
        SELECT c.schema_name, c.table_name, c.column_name, d.comment
        FROM duckdb_columns() AS c
        JOIN duckdb_views() AS v ON v.schema_name = c.schema_name AND v.view_name = c.table_name
        JOIN described AS d USING (column_name)
        WHERE c.comment IS NULL AND NOT v.internal
        """
    ).fetchall()
    for schema, view, column, comment in bare:
        con.execute(f"COMMENT ON COLUMN {schema}.{view}.{column} IS {literal(comment)}")
