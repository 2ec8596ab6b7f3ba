"""The same tables in DuckLake: Parquet on shared storage, a catalogue in Postgres, several machines that load at once.

    with open_lake("ducklake:postgres:dbname=edumeet host=db", "/srv/edumeet/lake") as con:
        load_partition(con, home); link(con); publish(con, published)

Everything else takes the connection as it takes the one of `open_writer`. What differs: DuckLake knows no keys, checks
and enums (checks/*.sql look after them as everywhere), and keeps no comments on columns of views. Any number of
processes may load different partitions at a time; linking and publishing is for one. Analysts get the same single file.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.resources import files
from pathlib import Path

import duckdb
import psycopg

from warehouse.gate import Gate
from warehouse.literals import literal
from warehouse.schema import pending, sql_files, views_digest
from warehouse.transaction import transaction
from warehouse.writer import write_lock

LAKE = "ducklake:"
SCANNERS = {"postgres": "postgres_scanner", "sqlite": "sqlite_scanner"}
"""Extensions that catalogues in other databases need; one in a DuckDB file needs none."""


class LakeError(Exception):
    """A lake that cannot be opened: a missing extension, an unreachable catalogue."""


@contextmanager
def open_lake(catalogue: str, data: str | Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open (or make) the lake with this catalogue (`ducklake:…` URL) and this folder or bucket for its Parquet files.

    Raises LakeError, and SchemaError where the lake is newer than this version.
    """
    kind = _kind(catalogue)
    con = duckdb.connect()
    try:
        for name in ("ducklake", *([SCANNERS[kind]] if kind in SCANNERS else [])):
            con.execute(f"LOAD {literal(str(extension_file(name)))}")
        file = catalogue_file(catalogue)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        # Two that make a lake at the same moment would be in each other's way.
        with gate_to(catalogue) as gate, gate.alone() if gate else nullcontext():
            try:
                con.execute(f"ATTACH {literal(catalogue)} AS lake (DATA_PATH {literal(str(data))})")
            except duckdb.Error as error:
                raise _unreachable(catalogue, error) from None
            con.execute("USE lake")
            con.execute("SET TimeZone = 'Asia/Shanghai'")
            migrate_lake(con)
        yield con
    finally:
        con.close()


def _kind(catalogue: str) -> str:
    """Where the catalogue is: `postgres`, `sqlite`, or `` for a DuckDB file."""
    kind, colon, _ = catalogue.removeprefix(LAKE).partition(":")
    if not colon:
        return ""
    if kind not in SCANNERS:
        raise LakeError(
            f"{LAKE}{kind}: is no place for a catalogue; use {LAKE}FILE, {LAKE}sqlite:FILE, {LAKE}postgres:…"
        )
    return kind


def catalogue_file(catalogue: str) -> Path | None:
    """The file that holds the catalogue; None where it is in Postgres."""
    kind = _kind(catalogue)
    return None if kind == "postgres" else Path(catalogue.removeprefix(LAKE).removeprefix(f"{kind}:"))


def file_lock(catalogue: str) -> AbstractContextManager[None]:
    """The lock of a catalogue in a file, which one process opens at a time; raises WarehouseBusy when entered."""
    file = catalogue_file(catalogue)
    return nullcontext() if file is None else write_lock(file)


@contextmanager
def gate_to(catalogue: str) -> Iterator[Gate | None]:
    """The gate of a catalogue in Postgres, which many machines open; None for one in a file. Raises LakeError."""
    if _kind(catalogue) != "postgres":
        yield None
        return
    try:
        gate = Gate(catalogue.removeprefix(f"{LAKE}postgres:"))
    except psycopg.OperationalError as error:
        raise _unreachable(catalogue, error) from None
    try:
        yield gate
    finally:
        gate.close()


def without_password(catalogue: str) -> str:
    """The URL as it may be shown."""
    return re.sub(r"(password=|://[^:/@\s]*:)('[^']*'|[^\s@]+)", r"\1***", catalogue)


def _unreachable(catalogue: str, error: Exception) -> LakeError:
    told = without_password(str(error).strip().splitlines()[0])
    return LakeError(f"the catalogue {without_password(catalogue)} cannot be opened: {told}")


def extension_file(name: str) -> Path:
    """The extension as its package of DuckDB's own version brings it: nothing is downloaded at run time."""
    try:
        found = files(f"duckdb_extension_{name}")
    except ModuleNotFoundError:
        raise LakeError(f"the package duckdb-extension-{name.replace('_', '-')} is not installed") from None
    path = Path(str(found)) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not path.exists():
        raise LakeError(f"the package of the extension {name} is not of DuckDB {duckdb.__version__}")
    return path


def migrate_lake(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Apply what is missing, in one transaction; returns the names of the migrations."""
    missing = pending(con)
    if not missing and con.execute("SELECT sha256 FROM ops.views").fetchone() == (views_digest(),):
        return []
    with transaction(con):
        for step in missing:
            con.execute(lake_sql(step.sql))
        for step in missing:
            con.execute("INSERT INTO ops.migrations VALUES (?, ?, ?, now())", [step.number, step.name, step.sha256])
        for text in sql_files("views").values():
            con.execute(re.sub(r"COMMENT ON COLUMN [^;]*;", "", text))
        con.execute("DELETE FROM ops.views")
        con.execute("INSERT INTO ops.views VALUES (?)", [views_digest()])
    return [step.name for step in missing]


def lake_sql(sql: str) -> str:
    """A migration without what DuckLake does not know: types of our own, keys, checks, comments on views' columns."""
    for name in re.findall(r"CREATE TYPE (core\.\w+)", "".join(sql_files("migrations").values())):
        sql = re.sub(rf"(?<=[ (]){re.escape(name)}\b(?! AS ENUM)(?!\.)(?! \()", "VARCHAR", sql)
    sql = re.sub(r"CREATE TYPE [^;]*;", "", sql)
    sql = re.sub(r",\n    (CHECK|PRIMARY KEY) \(.*\)(?=,?\n)", "", sql)
    sql = re.sub(r" CHECK \(.*\)(?=,?\n)", "", sql)
    return re.sub(r" PRIMARY KEY(?=[,\n ])", "", sql)
