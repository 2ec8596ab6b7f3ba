"""Publishing: a whole copy of the writer's file takes the place of the published one in a single rename.

    PUBLISHED                   what analysts open
    PUBLISHED.versions/NNNNNN   the last versions; PUBLISHED is the newest of them, or the one rolled back to
    PUBLISHED.versions/NNNNNN.sha256   what each was when it was published (see checksum.py)

A reader that has the old file open goes on reading it: the rename gives the name to another file, the old one lives
until the last reader closes it.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.audit import AuditFailed, audit
from warehouse.checksum import is_as_published, write_checksum
from warehouse.files import sync
from warehouse.literals import literal
from warehouse.schema import migrate
from warehouse.transaction import transaction


class PublishError(Exception):
    """A publication or rollback that cannot be done."""


class PublishedDamagedError(PublishError):
    """A published file that DuckDB cannot read; the writer's warehouse, or the archive, holds what it held."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A published version: its number, the published path, the file that keeps it, rows by table."""

    version: int
    path: Path
    kept: Path
    rows: dict[str, int]


def publish(
    con: duckdb.DuckDBPyConnection, published: str | Path, *, keep: int = 5, accept_loss: bool = False
) -> Publication:
    """Audit the open warehouse and publish it at `published`, keeping the last `keep` versions.

    Raises AuditFailed, with the offences, where a blocking check fails: the published file stays as it was. With
    `accept_loss` a loss of rows against the last publication (rows_were_not_lost) does not stop it.
    """
    target = Path(published)
    failed = [
        result for result in audit(con) if result.failed and not (accept_loss and result.name == "rows_were_not_lost")
    ]
    if failed:
        raise AuditFailed(failed)
    version, rows = _register(con, max(published_versions(target), default=0))
    versions = _versions(target)
    versions.mkdir(parents=True, exist_ok=True)
    for leftover in versions.glob(".new-*"):
        leftover.unlink()
    fresh = versions / f".new-{os.getpid()}"
    copy_warehouse(con, fresh)
    _verify(fresh, rows)
    sync(fresh)
    kept = versions / f"{version:06}"
    write_checksum(fresh, kept.name)
    fresh.replace(kept)
    sync(versions)
    _put(kept, target)
    drop_versions(target, keep=keep)
    return Publication(version, target, kept, rows)


def published_versions(published: str | Path) -> list[int]:
    """Numbers of the versions that are kept, oldest first."""
    folder = _versions(Path(published))
    return sorted(int(f.name) for f in folder.iterdir() if f.name.isdecimal()) if folder.exists() else []


def drop_versions(published: str | Path, *, keep: int) -> int:
    """Drop all but the newest `keep` versions (never the one that readers see); returns how many were dropped."""
    target = Path(published)
    current = current_version(target)
    old = [version for version in published_versions(target)[:-keep] if version != current]
    for version in old:
        (_versions(target) / f"{version:06}").unlink()
    kept = published_versions(target)
    for note in _versions(target).glob("*.*"):  # checksums of those, and of one whose publication was cut off
        if kept and note.stem.isdecimal() and int(note.stem) not in kept and int(note.stem) < kept[-1]:
            note.unlink(missing_ok=True)
    return len(old)


def verify_version(published: str | Path, version: int, *, believed: float = 0) -> None:
    """Read a kept version in full and raise PublishedDamagedError where it is not what was published.

    A reading of the last `believed` seconds is taken at its word where nobody has written to the file since.
    """
    kept = _versions(Path(published)) / f"{version:06}"
    if not is_as_published(kept, believed=believed):
        raise PublishedDamagedError(f"{kept}: version {version} is not what was published: its checksum differs")


def kept_file(published: Path) -> Path | None:
    """The kept version that the published name stands for; None where the file was put there by other means."""
    for version in reversed(published_versions(published)):
        file = _versions(published) / f"{version:06}"
        try:
            if file.samefile(published):
                return file
        except FileNotFoundError:  # dropped or replaced while we look
            continue
    return None


def newest_version(published: str | Path) -> Path | None:
    """The file of the last publication, rolled back or not; None where nothing is published."""
    target = Path(published)
    kept = published_versions(target)
    return _versions(target) / f"{kept[-1]:06}" if kept and target.exists() else None


def current_version(published: str | Path) -> int | None:
    """Number of the version that readers see; None where nothing is published."""
    file = kept_file(Path(published))
    return int(file.name) if file else None


def rollback(published: str | Path, version: int | None = None) -> int:
    """Publish an earlier version again: the given one, else the one before the current; returns its number.

    Raises PublishError where there is none, PublishedDamagedError where it is not what was published.
    """
    target = Path(published)
    kept = published_versions(target)
    if version is None:
        current = current_version(target)
        earlier = [v for v in kept if current is None or v < current]
        if not earlier:
            raise PublishError(f"no version before the current one is kept beside {target}")
        version = earlier[-1]
    if version not in kept:
        raise PublishError(f"version {version} is not kept beside {target}; there are {kept}")
    verify_version(target, version)
    _put(_versions(target) / f"{version:06}", target)
    return version


def _versions(target: Path) -> Path:
    return target.with_name(target.name + ".versions")


def copy_warehouse(con: duckdb.DuckDBPyConnection, fresh: Path) -> None:
    """Copy the open warehouse to a new file: the file itself, or the rows where it is a lake of many files.

    Raises PublishError where it is neither.
    """
    row = con.execute(
        "SELECT type, path, database_name FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchone()
    kind, path, name = row or (None, None, None)
    if kind == "duckdb" and path:
        con.execute("CHECKPOINT")
        shutil.copyfile(path, fresh)
    elif kind == "ducklake":
        migrate(fresh)
        con.execute(f"ATTACH {literal(str(fresh))} AS published_copy")
        try:
            for table in _tables(con):
                if table not in ("ops.migrations", "ops.views"):
                    con.execute(f"INSERT INTO published_copy.{table} BY NAME SELECT * FROM {name}.{table} ORDER BY ALL")
            con.execute("CHECKPOINT published_copy")
        finally:
            con.execute("DETACH published_copy")
    else:
        raise PublishError("only a warehouse in a file or a lake can be published")


def _tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    found = con.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database() "
        "AND schema_name IN ('raw', 'core', 'ops') ORDER BY 1"
    ).fetchall()
    return [name for (name,) in found]


def _register(con: duckdb.DuckDBPyConnection, kept: int) -> tuple[int, dict[str, int]]:
    """Number the publication and note the rows of each table: the next audit compares with them.

    A warehouse made anew knows of no publication; its first comes after the last that is `kept`.
    """
    tables = [name for name in _tables(con) if not name.startswith("ops.")]
    rows = {name: int((con.execute(f"SELECT count(*) FROM {name}").fetchone() or (0,))[0]) for name in tables}
    with transaction(con):
        found = con.execute("SELECT coalesce(max(version), 0) FROM ops.publications").fetchone()
        version = max(int(found[0]) if found else 0, kept) + 1
        con.execute("INSERT INTO ops.publications VALUES (?, now())", [version])
        for name, count in rows.items():
            con.execute("INSERT INTO ops.publication_counts VALUES (?, ?, ?)", [version, name, count])
    return version, rows


def _verify(file: Path, rows: dict[str, int]) -> None:
    """Open the copy as a reader would before anybody else can."""
    con = duckdb.connect(str(file), read_only=True)
    try:
        for name, count in rows.items():
            found = con.execute(f"SELECT count(*) FROM {name}").fetchone()
            if found != (count,):
                raise PublishError(f"the copy has {found} rows in {name}, the warehouse {count}")
    finally:
        con.close()


def _put(kept: Path, target: Path) -> None:
    """Give the name of the published file to a kept version."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    try:
        os.link(kept, fresh)
    except OSError:  # a file system without hard links
        shutil.copyfile(kept, fresh)
        sync(fresh)
    fresh.replace(target)
    sync(target.parent)
