"""Staged partitions: the rows of one source and month in one file, ready to be loaded.

    DIR/SOURCE/MONTH/partition.json        names the file that counts, its digest, and where in it each table lies
    DIR/SOURCE/MONTH/DIGEST.arrows         the tables that have rows, one Arrow IPC stream (LZ4) after the other

A month of a small site is some hundred pages and twenty tables: as a Parquet file each, opening them took longer than
loading their rows. The file is named after its contents, so identical input gives identical files, and a writer that
dies leaves the one before it in force: partition.json is replaced only when the other is written. That one is not
forced to the disk: should the machine lose power, the digest tells.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import ids
from warehouse.files import replace_text, sha256
from warehouse.rows import StagedPage, partition_rows
from warehouse.tables import STAGED

MANIFEST = "partition.json"
SUFFIX = ".arrows"


class StagingError(Exception):
    """A staged partition that is not there, not whole, or of another layout."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows of a table lie: a stretch of a file in bytes, or a Parquet file, as once they were staged."""

    file: Path
    start: int = 0
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Partition:
    """A staged partition: where it lies, what it holds. `tables` says where the rows of each table are."""

    partition_id: str
    source: str
    month: str
    path: Path
    digest: str
    tables: dict[str, Place]
    outcomes: dict[str, int]

    @property
    def pages(self) -> int:
        return sum(self.outcomes.values())


def write_partition(directory: str | Path, source: str, month: str, pages: Iterable[StagedPage]) -> Path:
    """Stage the pages of one source and month (`2024-04`); returns the partition's directory.

    Staging again replaces the partition in one step; one writer per partition at a time. Raises ValueError for pages
    that do not belong to it (see `partition_rows`) and for names that cannot be a directory.
    """
    _check_names(source, month)
    return write_tables(directory, source, month, partition_rows(source, month, pages))


def _check_names(*names: str) -> None:
    for name in names:
        if not name or name.startswith(".") or "/" in name or "\\" in name or "\0" in name:
            raise ValueError(f"not a name for a partition: {name!r}")


def write_tables(directory: str | Path, source: str, month: str, tables: Mapping[str, pa.Table]) -> Path:
    """Stage the rows of one source and month, as `partition_rows` makes them."""
    _check_names(source, month)
    home = Path(directory) / source / month
    home.mkdir(parents=True, exist_ok=True)
    for leftover in home.glob(".new-*"):
        leftover.unlink()
    fresh = home / f".new-{os.getpid()}"
    places: dict[str, tuple[int, int]] = {}
    # Threads would be for large tables: handing these over to them took as long as writing them.
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    with pa.OSFile(str(fresh), "wb") as file:
        for name, table in tables.items():
            if table.num_rows:
                start = file.tell()
                with pa.ipc.new_stream(file, table.schema, options=options) as stream:
                    stream.write_table(table)
                places[name] = (start, file.tell() - start)
    digest = sha256(fresh)
    kept = home / f"{digest[:16]}{SUFFIX}"
    fresh.replace(kept)
    outcomes = tables["raw.fetches"].column("outcome").to_pylist()
    manifest = {
        "partition_id": ids.partition_id(source, month),
        "source": source,
        "month": month,
        "digest": digest,
        "file": kept.name,
        "tables": places,
        "outcomes": {name: outcomes.count(name) for name in ("ok", "not_target", "retry", "quarantine")},
    }
    replace_text(home / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    for other in home.iterdir():
        if other.is_dir():
            shutil.rmtree(other)
        elif other.name not in (MANIFEST, kept.name):
            other.unlink()
    return home


def read_partition(path: str | Path, *, verify: bool = True) -> Partition:
    """What is staged at a partition's directory; raises StagingError where it is missing, damaged or unknown.

    Without `verify` only the manifest is read: enough to know whether anything has changed.
    """
    home = Path(path)
    try:
        manifest = json.loads((home / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise StagingError(f"no staged partition at {home}") from None
    except ValueError as error:
        raise StagingError(f"{home / MANIFEST} is damaged: {error}") from None
    try:
        return _partition(home, manifest, verify=verify)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise StagingError(f"{home / MANIFEST} is damaged: {type(error).__name__} {error}") from None


def _partition(home: Path, manifest: Any, *, verify: bool) -> Partition:
    if "generation" in manifest:  # staged when each table was a Parquet file of its own
        folder = home / manifest["generation"]
        tables = {name: Place(folder / f"{name}.parquet") for name in manifest["files"]}
        digests = {tables[name].file: digest for name, digest in manifest["files"].items()}
    else:
        file = home / manifest["file"]
        tables = {name: Place(file, start, size) for name, (start, size) in manifest["tables"].items()}
        digests = {file: manifest["digest"]}
    for name in tables:
        if name not in STAGED:
            raise StagingError(f"{home} holds the unknown table {name}: it was staged by another version")
    for file, digest in digests.items():
        if verify and (not file.exists() or sha256(file) != digest):
            raise StagingError(f"{file} is missing or damaged: stage the partition again")
    return Partition(
        manifest["partition_id"], manifest["source"], manifest["month"], home, manifest["digest"], tables,
        manifest["outcomes"],
    )  # fmt: skip


def read_rows(partition: Partition, table: str, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of a table, or some columns of it: none where the partition has none. Columns that are newer than the
    partition are null; raises StagingError for one that is not known any more."""
    schema = STAGED[table] if columns is None else pa.schema([STAGED[table].field(name) for name in columns])
    place = partition.tables.get(table)
    if place is None:
        return schema.empty_table()
    if place.size is None:
        rows = pq.read_table(place.file, columns=list(columns) if columns else None, use_threads=False)
    else:
        with place.file.open("rb") as file:
            file.seek(place.start)
            stream = file.read(place.size)
        wanted = None
        if columns is not None:
            names = pa.ipc.open_stream(stream).schema.names
            wanted = [at for at, name in enumerate(names) if name in columns]
        options = pa.ipc.IpcReadOptions(use_threads=False, included_fields=wanted)
        rows = pa.ipc.open_stream(stream, options=options).read_all()
    if rows.schema.equals(schema):
        return rows
    unknown = set(rows.column_names) - set(STAGED[table].names)
    if unknown:
        raise StagingError(f"{partition.path} holds unknown columns of {table}: {', '.join(sorted(unknown))}")
    missing = [name for name in schema.names if name not in rows.column_names]
    for name in missing:
        rows = rows.append_column(schema.field(name), pa.nulls(rows.num_rows, schema.field(name).type))
    return rows.select(schema.names).cast(schema)


def staged_partitions(directory: str | Path) -> list[Path]:
    """Every partition staged under a directory, in order of name."""
    return sorted(path.parent for path in Path(directory).glob(f"*/*/{MANIFEST}"))
