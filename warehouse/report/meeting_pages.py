"""The meeting page: one page that draws itself, and the shards of data that hold every meeting."""

from collections.abc import Iterator
from itertools import groupby, pairwise

import duckdb

from warehouse.report.meeting_data import meetings
from warehouse.report.shell import Frame

PER_SHARD = 24
"""Meetings in a shard, about: a quarter of a megabyte, which opens at once from disk and soon from a server."""
PER_BATCH = 5_500
"""Pages held at a time while writing, about: a hundred megabytes."""


def write(frame: Frame, con: duckdb.DuckDBPyConnection) -> None:
    """Write `meeting.html` and `data/meetings/<first digits of the id>.js`.

    A shard maps the ids of its meetings to what `meeting_data.meetings` tells of them, and ids that are no longer used
    to `{"now": <id>}`, so that an old link still finds its meeting.
    """
    total, pages = con.execute(
        "SELECT (SELECT count(*) FROM core.meetings), (SELECT count(*) FROM core.meeting_documents)"
    ).fetchall()[0]
    digits = shard_digits(total)
    frame.page("meeting", "meeting.html", {"digits": digits})
    moved = _moved(con, digits)
    for low, high in _ranges(digits, pages):
        for shard, members in groupby(meetings(con, low, high), key=lambda told: told[0][:digits]):
            entries = [*members, *moved.pop(shard, ())]
            frame.data_text(f"meetings/{shard or 'all'}", _object(entries))
    for shard, entries in moved.items():
        frame.data_text(f"meetings/{shard or 'all'}", _object(entries))


def shard_digits(meetings: int) -> int:
    """Of how many digits of a meeting's id the name of its shard is made."""
    return next(digits for digits in range(16) if meetings <= PER_SHARD * 16**digits)


def _ranges(digits: int, pages: int) -> Iterator[tuple[str, str]]:
    """Ranges of ids that hold whole shards and about PER_BATCH pages each: every one costs a scan of all bodies."""
    shards = 16**digits
    batches = min(shards, -(-pages // PER_BATCH) or 1)
    edges = [f"{shards * batch // batches:0{digits}x}" for batch in range(1, batches)]
    return pairwise(["", *edges, "~"])


def _object(entries: list[tuple[str, str]]) -> str:
    return "{" + ",\n".join(f'"{key}":{text}' for key, text in entries) + "}"


def _moved(con: duckdb.DuckDBPyConnection, digits: int) -> dict[str, list[tuple[str, str]]]:
    """Ids that lead to another, by shard."""
    moved: dict[str, list[tuple[str, str]]] = {}
    for alias, now in con.execute("SELECT alias_id, meeting_id FROM core.meeting_aliases ORDER BY 1").fetchall():
        moved.setdefault(alias[:digits], []).append((alias, f'{{"now":"{now}"}}'))
    return moved
