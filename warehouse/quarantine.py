"""The quarantine: pages that gave no record, why, where their bytes lie, and which partitions to read again.

Replaying is the flows' business: they read the bytes again from the archive and stage the partition anew; here is the
list of what is worth it.
"""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from warehouse.query import rows, run


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One fetch without a record. `warc_file` and `warc_offset` lead to its bytes in the archive."""

    fetch_id: str
    document_id: str
    partition_id: str
    source_id: str
    run_id: str | None
    url: str
    fetched_at: datetime
    outcome: str
    reason_code: str
    reason_detail: str | None
    content_hash: str
    warc_file: str | None
    warc_offset: int | None
    extractor_version: str | None
    resolved: bool


def quarantined(
    con: duckdb.DuckDBPyConnection,
    *,
    source: str | None = None,
    reason: str | None = None,
    outcome: str | None = "quarantine",
    resolved: bool | None = False,
    limit: int | None = None,
) -> list[Quarantined]:
    """Fetches in quarantine, oldest first; None for a filter means all. `reason` is the short code."""
    wanted, values = _filter(source=source, reason=reason, outcome=outcome, resolved=resolved)
    found = run(
        con, f"FROM mart.quarantine AS q WHERE {wanted} ORDER BY fetched_at, fetch_id LIMIT ?", [*values, limit]
    )
    return [Quarantined(**row) for row in rows(found)]


def one_quarantined(con: duckdb.DuckDBPyConnection, fetch_id: str) -> Quarantined | None:
    """The fetch of this id, or None."""
    found = rows(run(con, "FROM mart.quarantine WHERE fetch_id = ?", [fetch_id]))
    return Quarantined(**found[0]) if found else None


def reasons(con: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """Reasons with their number of fetches, sources, unresolved ones and an example URL, most frequent first."""
    return rows(
        run(
            con,
            "SELECT outcome, reason_code, count(*) AS fetches, count(*) FILTER (NOT resolved) AS unresolved, "
            "count(DISTINCT source_id) AS sources, min(url) AS example FROM mart.quarantine "
            "GROUP BY ALL ORDER BY fetches DESC, outcome, reason_code",
        )
    )


def partitions_to_replay(
    con: duckdb.DuckDBPyConnection,
    *,
    source: str | None = None,
    reason: str | None = None,
    read_before: str | None = None,
) -> list[tuple[str, str, int]]:
    """(source, month, fetches) of partitions with unresolved quarantine, for the flows to read again from the archive.

    With `read_before` only those that another version of the extractor gave up on than this one.
    """
    wanted, values = _filter(source=source, reason=reason, outcome="quarantine", resolved=False)
    if read_before is not None:
        wanted, values = f"{wanted} AND q.extractor_version IS DISTINCT FROM ?", [*values, read_before]
    return con.execute(
        f"SELECT p.source_id, p.month, count(*) FROM mart.quarantine AS q "
        f"JOIN ops.partitions AS p USING (partition_id) WHERE {wanted} GROUP BY ALL ORDER BY ALL",
        values,
    ).fetchall()


def _filter(
    *, source: str | None, reason: str | None, outcome: str | None, resolved: bool | None
) -> tuple[str, list[object]]:
    given = {"source_id": source, "reason_code": reason, "outcome::VARCHAR": outcome, "resolved": resolved}
    chosen = {column: value for column, value in given.items() if value is not None}
    return " AND ".join(f"q.{column} = ?" for column in chosen) or "true", list(chosen.values())
