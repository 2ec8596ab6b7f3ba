"""Loading staged partitions: each one in one transaction, delete and insert, so that loading twice changes nothing.

The same version of a page (same URL, same bytes) may be staged in two partitions, when two sources list one page or
a window is cut differently. It is stored once: the later fetch wins, then the greater partition id, whichever is
loaded first. If the winner is loaded again without the page, the partition that had lost it is loaded again.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.staging import Partition, StagingError, read_partition
from warehouse.tables import STAGED, VERSIONED


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What one load did. `changed` is False where the same rows were loaded before."""

    partition_id: str
    changed: bool
    pages: int
    documents: int
    quarantined: int


def load_partition(con: duckdb.DuckDBPyConnection, path: str | Path, *, force: bool = False) -> LoadResult:
    """Load one staged partition; with `force` also where the same rows are loaded already.

    Raises StagingError for a partition that is not whole and duckdb.Error for rows that the tables refuse; either
    way the warehouse stays as it was.
    """
    part = read_partition(path, verify=False)
    before = con.execute("SELECT digest FROM ops.partitions WHERE partition_id = ?", [part.partition_id]).fetchone()
    changed = force or before != (part.digest,)
    if changed:
        part = read_partition(path)
        con.execute("BEGIN")
        try:
            _replace(con, part, loaded=before is not None)
            con.execute("COMMIT")
        except duckdb.Error:
            con.execute("ROLLBACK")
            raise
        _restore_losers(con, part.partition_id)
    return LoadResult(
        part.partition_id, changed, sum(part.outcomes.values()), part.outcomes["ok"], part.outcomes["quarantine"]
    )


def unload_partition(con: duckdb.DuckDBPyConnection, partition_id: str) -> None:
    """Take a partition out of the warehouse."""
    con.execute("BEGIN")
    try:
        _delete(con, partition_id)
        con.execute("DELETE FROM ops.partitions WHERE partition_id = ?", [partition_id])
        con.execute("COMMIT")
    except duckdb.Error:
        con.execute("ROLLBACK")
        raise
    _restore_losers(con, partition_id)


def _delete(con: duckdb.DuckDBPyConnection, partition_id: str) -> None:
    for table in STAGED:
        con.execute(f"DELETE FROM {table} WHERE partition_id = ?", [partition_id])


def _replace(con: duckdb.DuckDBPyConnection, part: Partition, *, loaded: bool) -> None:
    if loaded:
        _delete(con, part.partition_id)
    skipped = "core.documents" in part.files and _settle(con, part)
    for table, file in part.files.items():
        chosen = (
            "WHERE version_id NOT IN (SELECT version_id FROM lost_versions)" if skipped and table in VERSIONED else ""
        )
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM read_parquet(?) {chosen}", [str(file)])
    counts = part.outcomes
    if loaded:
        con.execute("DELETE FROM ops.partitions WHERE partition_id = ?", [part.partition_id])
    con.execute(
        "INSERT INTO ops.partitions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now())",
        [
            part.partition_id, part.source, part.month, part.digest, str(part.path), sum(counts.values()),
            counts["ok"], counts["not_target"], counts["retry"], counts["quarantine"],
        ],
    )  # fmt: skip


def _settle(con: duckdb.DuckDBPyConnection, part: Partition) -> bool:
    """Take versions away from partitions that lose them to this one; list those that this one loses."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE contested AS "
        "SELECT d.version_id, (s.fetched_at, s.partition_id) > (d.fetched_at, d.partition_id) AS won "
        "FROM core.documents d JOIN read_parquet(?) s USING (version_id)",
        [str(part.files["core.documents"])],
    )
    con.execute("CREATE OR REPLACE TEMP TABLE lost_versions AS SELECT version_id FROM contested WHERE NOT won")
    if con.execute("SELECT 1 FROM contested WHERE won LIMIT 1").fetchone():
        for table in VERSIONED:
            con.execute(f"DELETE FROM {table} WHERE version_id IN (SELECT version_id FROM contested WHERE won)")
    return con.execute("SELECT 1 FROM lost_versions LIMIT 1").fetchone() is not None


def _restore_losers(con: duckdb.DuckDBPyConnection, left: str) -> None:
    """Load again the partitions that hold a fetch of a version which no partition stores any more."""
    bare = con.execute(
        "SELECT DISTINCT p.staged_path FROM raw.fetches f JOIN ops.partitions p USING (partition_id) "
        "WHERE f.version_id IS NOT NULL AND f.partition_id <> ? "
        "AND f.version_id NOT IN (SELECT version_id FROM core.documents) ORDER BY 1",
        [left],
    ).fetchall()
    for (staged,) in bare:
        if not Path(staged).exists():
            raise StagingError(f"{staged} holds pages that {left} no longer has, but it is gone: stage it again")
        load_partition(con, staged, force=True)
