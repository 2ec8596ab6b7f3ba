"""The writer's warehouse, wherever it is: one DuckDB file, or a lake that several machines write.

store = Store("ducklake:postgres:dbname=edumeet host=db", "/srv/edumeet/lake")     # or Store("data/warehouse.duckdb")
with open_store(store) as writer:
    for path in staged_partitions(staging):
        writer.load(path)                       # beside others who load
    with writer.alone():                        # nobody else loads, links or publishes
        link(writer.con); publish(writer.con, published)
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.gate import Gate
from warehouse.interruption import stop_heard
from warehouse.lake import LAKE, catalogue_file, file_lock, gate_to, open_lake, without_password
from warehouse.load import LoadResult, load_partition, load_partitions
from warehouse.publish import copy_warehouse
from warehouse.schema import migrate
from warehouse.transaction import transaction
from warehouse.writer import open_writer, write_lock

ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Store:
    """Where the writer's warehouse is.

    `address` is the path of a DuckDB file or a `ducklake:…` URL (catalogue in a DuckDB file, `ducklake:sqlite:FILE` or
    `ducklake:postgres:CONNECTION`); `data` is the folder or bucket for a lake's Parquet files.
    """

    address: str
    data: str = ""

    @property
    def is_lake(self) -> bool:
        return self.address.startswith(LAKE)

    def __str__(self) -> str:
        return without_password(self.address)

    def exists(self) -> bool:
        """Whether there is something to open; of a catalogue in Postgres it is taken for granted."""
        file = catalogue_file(self.address) if self.is_lake else Path(self.address)
        return file is None or file.exists()


@dataclass(frozen=True, slots=True)
class Writer:
    """An open store: its connection, and the gate to it where other machines may write too."""

    con: duckdb.DuckDBPyConnection
    gate: Gate | None

    def load(self, path: str | Path, *, force: bool = False) -> LoadResult:
        """Load one staged partition, see `load_partition`; on a lake again where another machine's commit came first.

        Raises WarehouseBusy where somebody links or publishes for longer than one waits.
        """
        if self.gate is None:
            return load_partition(self.con, path, force=force)
        folder = Path(path)
        for attempt in range(1, ATTEMPTS + 1):
            with self.gate.loading(f"{folder.parent.name}/{folder.name}"):
                try:
                    return load_partition(self.con, folder, force=force)
                except duckdb.TransactionException:
                    if attempt == ATTEMPTS:
                        raise
            time.sleep(random.uniform(0, 0.1 * attempt))
        raise AssertionError("the last attempt returns or raises")

    def load_all(self, paths: Iterable[str | Path], done: Callable[[LoadResult], object]) -> None:
        """Load staged partitions and tell `done` of each; in a file several share a transaction (`load_partitions`)."""
        if self.gate is None:
            load_partitions(self.con, paths, done=done)
        else:
            for path in paths:
                done(self.load(path))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Link and publish while nobody else loads, links or publishes; raises WarehouseBusy."""
        if self.gate is None:
            yield
            return
        with self.gate.alone():
            _settle(self.con)
            yield


@contextmanager
def open_store(store: Store) -> Iterator[Writer]:
    """Open (or make) the warehouse for writing, at the current schema.

    Raises WarehouseBusy where a warehouse that one process writes at a time is being written; SchemaError, LakeError.
    """
    if not store.is_lake:
        with open_writer(store.address) as con:
            yield Writer(con, None)
        return
    with (
        stop_heard(),
        file_lock(store.address),
        gate_to(store.address) as gate,
        open_lake(store.address, store.data) as con,
    ):
        yield Writer(con, gate)


def copy_store(store: Store, target: Path) -> None:
    """Copy what the warehouse holds now to a DuckDB file of its own. Raises WarehouseBusy."""
    if store.is_lake:
        with open_store(store) as writer, writer.alone():
            copy_warehouse(writer.con, target)
    else:
        with write_lock(store.address):
            migrate(Path(store.address))
            with duckdb.connect(store.address) as con:
                copy_warehouse(con, target)


def empty(store: Store, aside: str) -> None:
    """Take everything out, for a warehouse that is to be made anew.

    A file is renamed, with `aside` behind its name. The tables of a lake are emptied in one transaction; what they
    held stays in its snapshots.
    """
    if not store.is_lake:
        file = Path(store.address)
        with write_lock(file):
            for path in (file, file.with_name(f"{file.name}.wal")):
                if path.exists():
                    path.rename(path.with_name(f"{path.name}.{aside}"))
        return
    with open_store(store) as writer, writer.alone():
        tables = writer.con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database() "
            "AND schema_name IN ('raw', 'core', 'ops') AND NOT (schema_name = 'ops' AND table_name IN "
            "('migrations', 'views')) ORDER BY 1"
        ).fetchall()
        with transaction(writer.con):
            for (table,) in tables:
                writer.con.execute(f"DELETE FROM {table}")


def _settle(con: duckdb.DuckDBPyConnection) -> None:
    """A version that two machines loaded from two partitions at the same moment is stored twice: load one again."""
    twice = con.execute(
        "SELECT DISTINCT p.staged_path FROM (SELECT max(partition_id) AS partition_id FROM core.documents "
        "GROUP BY version_id HAVING count(*) > 1) JOIN ops.partitions AS p USING (partition_id) ORDER BY 1"
    ).fetchall()
    for (staged,) in twice:
        load_partition(con, staged, force=True)
