"""How far the files of others have been read, so that an import that was killed goes on where it was."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from crawlers.clock import now
from crawlers.ledger.store import Ledger
from crawlers.ledger.tables import fetches, imports

_HEAD = 1 << 16
_I, _F = imports.c, fetches.c


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file was read: all that is wanted up to offset `read_to` is archived and entered."""

    read_to: int = 0
    done: bool = False


def file_id(path: Path) -> str:
    """What tells one file from another, wherever it lies: its size and its beginning."""
    with path.open("rb") as stream:
        return hashlib.sha256(b"%d:" % path.stat().st_size + stream.read(_HEAD)).hexdigest()


def progress_of(ledger: Ledger, file: str, selection: str) -> Progress:
    """How far this file was read for this selection."""
    query = select(_I.read_to, _I.done).where(_I.file_id == file, _I.selection == selection)
    with ledger.reading() as connection:
        row = connection.execute(query).first()
    return Progress(row.read_to, bool(row.done)) if row else Progress()


def save_progress(
    ledger: Ledger, file: str, selection: str, progress: Progress, *, path: Path, counts: Mapping[str, Any]
) -> None:
    """Enter how far a file was read. Whatever was wanted before that offset must be in archive and ledger already."""
    values = {
        "name": path.name,
        "size": path.stat().st_size,
        "read_to": progress.read_to,
        "done": int(progress.done),
        "counts": dict(counts),
        "updated_at": now(),
    }
    put = sqlite.insert if ledger.dialect == "sqlite" else postgresql.insert
    entry = put(imports).values(file_id=file, selection=selection, **values)
    with ledger.writing() as connection:
        connection.execute(entry.on_conflict_do_update(index_elements=["file_id", "selection"], set_=values))


def contents_of(ledger: Ledger, source: str, canonical_url: str) -> list[tuple[datetime, str | None]]:
    """When a page was fetched or captured, and what it was then (hash of its content)."""
    query = select(_F.fetched_at, _F.content_hash).where(
        _F.source == source, _F.canonical_url == canonical_url, _F.role.in_(("detail", "import"))
    )
    with ledger.reading() as connection:
        return [(row.fetched_at, row.content_hash) for row in connection.execute(query)]
