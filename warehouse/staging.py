"""Staged partitions: the rows of one source and month as Parquet, ready to be loaded.

    DIR/SOURCE/MONTH/partition.json        names the generation that counts, with the digest of every file
    DIR/SOURCE/MONTH/GENERATION/core.documents.parquet …   one file per table that has rows

A generation is named after its contents, so identical input gives identical files, and a writer that dies leaves the
generation before it in force: partition.json is replaced only when all files are written. They are not forced to the
disk one by one (a month of a small site is twenty tiny files): should the machine lose power, the digests tell.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import ids
from warehouse.files import replace_text, sha256
from warehouse.rows import StagedPage, partition_rows
from warehouse.tables import STAGED

MANIFEST = "partition.json"


class StagingError(Exception):
    """A staged partition that is not there, not whole, or of another layout."""


@dataclass(frozen=True, slots=True)
class Partition:
    """A staged partition: where it lies, what it holds. `files` maps table names to paths."""

    partition_id: str
    source: str
    month: str
    path: Path
    digest: str
    files: dict[str, Path]
    outcomes: dict[str, int]


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
        shutil.rmtree(leftover)
    fresh = Path(mkdtemp(prefix=".new-", dir=home))
    fresh.chmod(0o755)
    files: dict[str, str] = {}
    for name, table in tables.items():
        if table.num_rows:
            path = fresh / f"{name}.parquet"
            pq.write_table(table, path, compression="zstd", row_group_size=50_000)
            files[name] = sha256(path)
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    generation = home / digest[:16]
    if generation.exists():
        shutil.rmtree(generation)
    fresh.rename(generation)
    outcomes = tables["raw.fetches"].column("outcome").to_pylist()
    manifest = {
        "partition_id": ids.partition_id(source, month),
        "source": source,
        "month": month,
        "digest": digest,
        "generation": generation.name,
        "files": files,
        "outcomes": {name: outcomes.count(name) for name in ("ok", "not_target", "retry", "quarantine")},
    }
    replace_text(home / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    for other in home.iterdir():
        if other.is_dir() and other != generation:
            shutil.rmtree(other)
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
    except json.JSONDecodeError as error:
        raise StagingError(f"{home / MANIFEST} is damaged: {error}") from None
    files = {name: home / manifest["generation"] / f"{name}.parquet" for name in manifest["files"]}
    for name, file in files.items():
        if name not in STAGED:
            raise StagingError(f"{home} holds the unknown table {name}: it was staged by another version")
        if verify and (not file.exists() or sha256(file) != manifest["files"][name]):
            raise StagingError(f"{file} is missing or damaged: stage the partition again")
    return Partition(
        manifest["partition_id"], manifest["source"], manifest["month"], home, manifest["digest"], files,
        manifest["outcomes"],
    )  # fmt: skip


def staged_partitions(directory: str | Path) -> list[Path]:
    """Every partition staged under a directory, in order of name."""
    return sorted(path.parent for path in Path(directory).glob(f"*/*/{MANIFEST}"))
