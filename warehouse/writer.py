"""The one writer of a warehouse file: a lock that tells who holds it, and the open, migrated connection."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from warehouse.damage import damage_told
from warehouse.interruption import stop_heard
from warehouse.schema import WarehouseDamagedError, migrate


class WarehouseBusy(Exception):
    """Another process writes to the warehouse; the message tells which, where and since when."""


@contextmanager
def write_lock(path: str | Path) -> Iterator[None]:
    """Hold `PATH.lock` while the block runs; raises WarehouseBusy where another process holds it.

    The lock is the operating system's, so it ends with its process however that dies; what the file says is for people.
    """
    file = Path(f"{path}.lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WarehouseBusy(f"{path} is being written by {_holder(file)}") from None
        handle.truncate(0)
        since = datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds")
        handle.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since}) + "\n")
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)


def _holder(file: Path) -> str:
    try:
        told = json.loads(file.read_text("utf-8"))
        return f"process {told['pid']} on {told['host']} since {told['since']}"
    except (ValueError, KeyError):
        return "a process that has just taken it"


MEMORY = "1300MB"
"""What DuckDB may hold; what does not fit goes to disk. With Python's own part and what the allocator keeps the writer
stays below 2 GB."""

SETTINGS = {
    "TimeZone": "Asia/Shanghai",
    "enable_progress_bar": "false",  # DuckDB takes a process that was spawned for somebody at a prompt
    # Trying FSST on every text takes half of the time of loading and saves a third of the file; texts that are read
    # again and again are then unpacked again and again.
    "disabled_compression_methods": "fsst",
    # Loading, linking and publishing a day are three transactions: what they change is written once, not three times.
    "checkpoint_threshold": "64MB",
    # A row group goes to the disk as soon as it is full: five of a thread's together are a tenth of all the memory.
    "write_buffer_row_group_count": "1",
}


@contextmanager
def open_writer(path: str | Path, *, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open (or create) the warehouse file for writing, migrated to the current schema, within that much memory.

    Use as `with open_writer(path) as con`. Raises WarehouseBusy, SchemaError, WarehouseDamagedError for a file that is
    no DuckDB database, and from within the block where a damaged part of it is met.
    """
    file = Path(path)
    with write_lock(file), stop_heard(), damage_told(file, "the warehouse", WarehouseDamagedError):
        migrate(file)
        con = duckdb.connect(str(file))
        try:
            for name, value in (SETTINGS | {"memory_limit": memory}).items():
                con.execute(f"SET {name} = '{value}'")
            yield con
        finally:
            con.close()
