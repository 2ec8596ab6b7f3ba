"""Who may do what to a lake at the same time: many load, one links and publishes, each partition is loaded by one.

The locks are the catalogue's own (Postgres advisory locks), so they hold on every machine and end with the connection
of whoever holds them, however that dies.
"""

import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from warehouse.writer import WarehouseBusy

LAKE = int.from_bytes(b"edum", "big")
PATIENCE_SECONDS = 600
"""Longer than others take to link and publish."""


class Gate:
    """A connection to the catalogue that holds this process's locks. Raises psycopg.OperationalError if unreachable."""

    def __init__(self, conninfo: str, patience: float = PATIENCE_SECONDS) -> None:
        name = f"edumeet process {os.getpid()} on {socket.gethostname()}"[:63]
        self._connection = psycopg.connect(conninfo, autocommit=True, application_name=name)
        self._connection.execute(f"SET lock_timeout = '{int(patience * 1000)}ms'")

    def close(self) -> None:
        """End the connection, and with it every lock."""
        self._connection.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody loads, links or publishes, and keep everybody from it. Raises WarehouseBusy."""
        with self._held("pg_advisory_lock", "pg_advisory_unlock", LAKE):
            yield

    @contextmanager
    def loading(self, partition: str) -> Iterator[None]:
        """Load one partition beside others who load other ones. Raises WarehouseBusy."""
        digest = hashlib.sha256(partition.encode()).digest()
        with (
            self._held("pg_advisory_lock_shared", "pg_advisory_unlock_shared", LAKE),
            self._held("pg_advisory_lock", "pg_advisory_unlock", LAKE, int.from_bytes(digest[:4], "big", signed=True)),
        ):
            yield

    @contextmanager
    def _held(self, lock: str, unlock: str, *key: int) -> Iterator[None]:
        # One number is a bigint key, two are a pair of integers: two spaces of keys that do not meet.
        marks = ", ".join(["%s::int"] * 2 if len(key) == 2 else ["%s::bigint"])
        try:
            self._connection.execute(f"SELECT {lock}({marks})", key)
        except psycopg.errors.LockNotAvailable:
            raise WarehouseBusy(f"the lake is being written by {self._holder()}") from None
        try:
            yield
        finally:
            self._connection.execute(f"SELECT {unlock}({marks})", key)

    def _holder(self) -> str:
        found = self._connection.execute(
            "SELECT a.application_name, a.backend_start FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) "
            "WHERE l.locktype = 'advisory' AND l.granted AND l.objid = %s AND a.pid <> pg_backend_pid() LIMIT 1",
            [LAKE],
        ).fetchone()
        return f"{found[0]} since {found[1]:%Y-%m-%dT%H:%M:%S%z}" if found else "a process that has just ended"
