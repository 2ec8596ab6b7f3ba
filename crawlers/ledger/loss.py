"""Records that the ledger knows and the archive has no longer: forgotten, so that their pages are asked for again.

The ledger's row follows the record onto the disk. Where a file ends before its last known record, the disk has lost
what it once held; that no crash of a writer can do. The place is written to again, so the rows must go before that.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from crawlers.archive import Lost
from crawlers.archive.members import member_at, whole_length
from crawlers.clock import now
from crawlers.ledger.fetches import Fetch, fetch_of_row, last_offset, see
from crawlers.ledger.recheck import recheck_time
from crawlers.ledger.store import Ledger
from crawlers.ledger.tables import fetches, seen_urls

_F, _S = fetches.c, seen_urls.c
_ARTICLES = ("detail", "import")


def forget_lost(ledger: Ledger, root: Path, warc_file: str) -> list[Lost]:
    """Forget the fetches whose records stood behind what can be read of an archive file, and repeats of them.

    Returns one entry for each of an article. Where all is well, one record is read. Damage in the middle of a file is
    not looked for.
    """
    known = last_offset(ledger, warc_file)
    if known is None or _stands(root / warc_file, known):
        return []
    end = whole_length(root / warc_file)
    with ledger.writing() as connection:
        lost = _select(connection, _F.warc_file == warc_file, _F.warc_offset >= end)
        lost += _repeats_of(connection, lost)
        for each in lost:
            connection.execute(
                delete(fetches).where(_F.warc_file == each.warc_file, _F.warc_offset == each.warc_offset)
            )
        articles = [each for each in lost if each.role in _ARTICLES]
        for each in {(each.source, each.canonical_url): each for each in articles}.values():
            _see_anew(connection, each)
    return [
        Lost(root / each.warc_file, each.warc_offset, 0, each.canonical_url, "lost, and asked for again")
        for each in articles
    ]


def _stands(path: Path, offset: int) -> bool:
    try:
        member_at(path, offset)
    except ValueError:
        return False
    return True


def _select(connection: Connection, *where: ColumnElement[Any]) -> list[Fetch]:
    rows = connection.execute(select(fetches).where(*where).order_by(_F.fetched_at, _F.id))
    return [fetch_of_row(row._mapping) for row in rows]


def _repeats_of(connection: Connection, lost: Sequence[Fetch]) -> list[Fetch]:
    """What only refers to one of these records, and is lost with it."""
    gone = {(each.warc_file, each.warc_offset) for each in lost}
    return [
        each
        for source, digest in sorted({(each.source, each.payload_digest or "") for each in lost if not each.is_repeat})
        for each in _select(connection, _F.source == source, _F.payload_digest == digest, _F.is_repeat == 1)
        if (each.warc_file, each.warc_offset) not in gone
    ]


def _see_anew(connection: Connection, lost: Fetch) -> None:
    """Let a page be what its other fetches say, and due; without any, one that has not been had yet."""
    page = and_(_S.source == lost.source, _S.canonical_url == lost.canonical_url)
    connection.execute(delete(seen_urls).where(page))
    left = _select(connection, _F.source == lost.source, _F.canonical_url == lost.canonical_url, _F.role.in_(_ARTICLES))
    for fetch in left:
        see(connection, fetch, recheck_time(fetch))
    if left:
        connection.execute(update(seen_urls).where(page).values(recheck_at=now()))
    else:
        never_had = replace(lost, verdict="error", content_hash=None, etag=None, last_modified=None)
        see(connection, never_had, None)
