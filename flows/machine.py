"""What a machine does to a run: its disk is full or read-only, a file of ours is damaged. Said in one line.

Whatever goes wrong on a full disk goes wrong in the words of whoever noticed first: the ledger, DuckDB, Arrow,
Prefect's own database. The user is told the cause and what to do.
"""

import errno
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

REBUILD = "`edumeet rebuild` makes it anew from the archive"
_ROOM = "make room and give the same command again: what was archived is safe"
_SCARCE = 1 << 20
"""Bytes below which a disk counts as full: databases need that much to say anything at all."""

_REFUSED = {
    errno.ENOSPC: f"the disk is full: {_ROOM}",
    errno.EDQUOT: f"the disk quota is used up: {_ROOM}",
    errno.EFBIG: "a file has reached the size that this user's files may have (ulimit -f): raise it and give the same "
    "command again",
    errno.EROFS: "the disk is read-only: make it writable and give the same command again",
    errno.EIO: "the disk has failed, or a file may not grow (ulimit -f): see the machine's log",
    errno.EMFILE: "too many open files: raise the limit (ulimit -n)",
    errno.EACCES: "the file may not be opened by this user",
}
# DuckDB and SQLite tell in words what the system told them by number.
_WORDS = (
    (re.compile(r"No space left on device|database or disk is full|disk is full", re.I), errno.ENOSPC),
    (re.compile(r"File too large"), errno.EFBIG),
    (re.compile(r"Read-only file system|readonly database", re.I), errno.EROFS),
    (re.compile(r"Input/output error|disk I/O error"), errno.EIO),
)
_WORDY = ("_duckdb", "duckdb", "sqlalchemy", "sqlite3", "pyarrow", "warehouse")
"""Whose errors tell in words only."""


def fault_of(error: BaseException, home: Path) -> str | None:
    """What of the machine or its files made this error, as one line for the user; None where it is our bug."""
    for each in _chain(error):
        if (said := _of_files(each, home)) is not None:
            return said
        if isinstance(each, FileNotFoundError) and str(each.filename).startswith(f"{home / 'archive'}/"):
            return (
                f"{each.filename}: this file of the archive is missing (is its disk mounted?); `edumeet rebuild` goes "
                "on without what it held"
            )
        if (number := _number(each)) in _REFUSED:
            place = "" if getattr(each, "filename", None) else f"{home}: "
            told = str(each).split("\n")[0] or type(each).__name__
            return f"{place}{told}: {_REFUSED[number]}"
    state = _disk(home)
    return f"{home}: {_REFUSED[state]} (what failed: {type(error).__name__})" if state else None


def refused_by_machine(error: BaseException) -> bool:
    """Whether trying again is of no use: the disk will be as full in a minute, and a file as damaged."""
    return any(_is_damage(each) or (_number(each) or _by_words(str(each))) in _REFUSED for each in _chain(error))


def with_advice(error: BaseException, home: Path) -> str:
    """The line of an error that is said already, with what to do where the machine or its files are to blame."""
    said = str(error)
    number = _by_words(said) or _unopened(said, home)
    advice = _REFUSED[number] if number else REBUILD if any(map(_is_damage, _chain(error))) else ""
    return said if advice in said else f"{said}; {advice}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _number(error: BaseException) -> int | None:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    return _by_words(str(error)) if type(error).__module__.startswith(_WORDY) or isinstance(error, OSError) else None


def _by_words(message: str) -> int | None:
    return next((number for words, number in _WORDS if words.search(message)), None)


def _unopened(message: str, home: Path) -> int | None:
    """Why SQLite could not open a file, which it does not say."""
    return _disk(home) if "unable to open database file" in message else None


def _of_files(error: BaseException, home: Path) -> str | None:
    """What is wrong with the ledger or the warehouse itself."""
    if _is_damage(error):
        return f"{error}; {REBUILD}"
    # Only what has been imported can have been raised.
    ledger = sys.modules.get("crawlers.ledger")
    if ledger and isinstance(error, ledger.LedgerError):
        return with_advice(error, home)
    return None


def _is_damage(error: BaseException) -> bool:
    ledger, schema = sys.modules.get("crawlers.ledger"), sys.modules.get("warehouse.schema")
    return bool(
        (ledger and isinstance(error, ledger.LedgerDamagedError))
        or (schema and isinstance(error, schema.WarehouseDamagedError))
    )


def _disk(home: Path) -> int | None:
    """ENOSPC or EROFS where the disk of the home folder is so; None where all is well, or there is no such folder."""
    place = home
    while not place.exists() and place != place.parent:
        place = place.parent
    found = os.statvfs(place)
    if found.f_flag & os.ST_RDONLY:
        return errno.EROFS
    return errno.ENOSPC if found.f_bavail * found.f_frsize < _SCARCE else None
