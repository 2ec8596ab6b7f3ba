"""Opening the ledger: SQLite for one machine, Postgres for many, the same functions on both."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, make_url, select, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from crawlers.clock import now
from crawlers.ledger.tables import VERSION, clocks, ledger_version, metadata

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_BUSY_MS = 60_000
_SETUP_LOCK = 0x65_64_75_6D  # "edum": one set-up at a time on Postgres


_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


class LedgerError(RuntimeError):
    """The ledger cannot be opened, read or written; the message says why and what to do."""


class LedgerAddressError(LedgerError):
    """What was given as the ledger's address is none: the user's mistake."""


class LedgerDamagedError(LedgerError):
    """The ledger's file is no database any more; the archive holds all that is needed to make it anew."""


class Ledger:
    """An open ledger. Safe for many processes; do not carry one across a fork.

    Whatever is done with it raises `LedgerError` where the database fails: a full disk, a damaged file, no answer.
    """

    def __init__(self, engine: Engine, began: datetime | None = None) -> None:
        self._engine = engine
        self._began = began

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    def moment(self, connection: Connection) -> datetime:
        """The present moment for leases, the same for all who share the ledger, however their clocks are set.

        On Postgres it is the server's. On SQLite, which one machine has to itself, it is counted from the clock that
        runs since that machine started; a lease would otherwise lapse under its living owner when the clock is put
        forward, and outlive a dead one when it is put back.
        """
        if self.dialect == "postgresql":
            at: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
            return at
        return self._began + timedelta(seconds=time.monotonic()) if self._began else now()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with (
            self._failing(),
            self._engine.connect().execution_options(ledger_reads=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing."""
        with self._failing(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def unbound(self) -> Iterator[Connection]:
        """A connection outside any transaction, for what databases do only there (vacuum)."""
        with self._failing(), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Say plainly what the database could not do; a statement that is wrong (our bug) stays as loud as it is."""
        try:
            yield
        except DatabaseError as error:
            if type(error) not in (OperationalError, DatabaseError):
                raise
            raise _told(error, self._engine.url.render_as_string(hide_password=True), "use") from error

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def open_ledger(url: str | Path) -> Ledger:
    """Open (and at first set up) the ledger at `url`: `sqlite:///path`, a bare path, or `postgresql://…`.

    Raises `LedgerError` if it cannot be reached or was written by a later version of edumeet.
    """
    if isinstance(url, Path) or "://" not in url:
        path = Path(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{path}"
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=parsed.drivername.startswith("postgresql"))
    except (ArgumentError, ValueError, ModuleNotFoundError) as error:
        # What cannot be parsed may hold a password all the same.
        known, at, host = url.rpartition("@")
        shown = f"{known.partition('//')[0]}//***@{host}" if at else url
        raise LedgerAddressError(
            f"{shown}: no database URL: use sqlite:///path or postgresql://user@host/name"
        ) from error
    if engine.dialect.name == "sqlite":
        _tune_sqlite(engine)
    try:
        began = _set_up(engine)
    except DatabaseError as error:
        engine.dispose()
        raise _told(error, parsed.render_as_string(hide_password=True), "open") from error
    except LedgerError:
        engine.dispose()
        raise
    return Ledger(engine, began)


def _told(error: DatabaseError, where: str, what: str) -> LedgerError:
    name = getattr(error.orig, "sqlite_errorname", "")
    if name.startswith(_DAMAGED) or type(error) is DatabaseError:
        return LedgerDamagedError(f"{where}: the ledger is damaged: {error.orig}")
    return LedgerError(f"{where}: cannot {what} the ledger: {error.orig}")


def _set_up(engine: Engine) -> datetime | None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SETUP_LOCK})
        metadata.create_all(connection)
        found = connection.execute(select(ledger_version.c.version)).scalar()
        if found is None:
            connection.execute(insert(ledger_version).values(version=VERSION))
        elif found > VERSION:
            raise LedgerError(f"the ledger is of version {found}, this edumeet knows {VERSION}: upgrade edumeet")
        return _clock(connection) if engine.dialect.name == "sqlite" else None


def _clock(connection: Connection) -> datetime | None:
    """When the steady clock of this machine stood at nought, as whoever came first since its start has entered it;
    None where the machine does not tell one start from another.
    """
    try:
        boot = _BOOT.read_text("ascii").strip()
    except OSError:
        return None
    known = select(clocks.c.began).where(clocks.c.boot == boot)
    began: datetime | None = connection.execute(known).scalar()
    if began is None:
        began = now() - timedelta(seconds=time.monotonic())
        connection.execute(delete(clocks))
        connection.execute(insert(clocks).values(boot=boot, began=began))
    return began


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(raw: Any, record: Any) -> None:
        # The driver's own transaction handling begins late and cannot wait for the lock: BEGIN is ours, below.
        raw.isolation_level = None
        raw.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A writer takes the lock at once, so that two of them queue up instead of failing half-way.
        options = connection.get_execution_options()
        if options.get("isolation_level") == "AUTOCOMMIT":
            return
        reads = options.get("ledger_reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
