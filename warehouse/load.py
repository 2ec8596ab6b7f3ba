"""Loading staged partitions: delete and insert in one transaction, so that loading twice changes nothing.

Partitions go in by batches: a small partition has a few rows of twenty tables, and a transaction and twenty statements
for each would cost more than its rows. A batch is made of whole partitions and fails whole, so a killed load leaves
each either as it was or as it is staged, and ops.partitions with it.

The same version of a page (same URL, same bytes) may be staged in two partitions, when two sources list one page or
a window is cut differently. It is stored once: the later fetch wins, then the greater partition id, whichever is
loaded first. If the winner is loaded again without the page, the partition that had lost it is loaded again.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.literals import listed, literal
from warehouse.staging import Partition, StagingError, read_partition, read_rows
from warehouse.tables import STAGED, VERSIONED
from warehouse.transaction import transaction

BATCH_PAGES = 122_880
"""Pages of a transaction: a row group of DuckDB's, which a smaller transaction would begin and the next write again.
Rows are read table by table and partition by partition, and full row groups go to the disk before the commit: so a
transaction takes no more memory than one row group."""

THREADS = 2
"""Files whose digests are computed at a time."""

AHEAD = 4
"""Partitions whose rows of a table are read ahead of their loading."""

FEW_PAGES = 5_000
"""Fewer pages than these are loaded by one thread, because what several have taken must be put together again, and wait
in the write-ahead log for those that follow, because a checkpoint writes row groups that have room left once more."""


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
    return load_partitions(con, [path], force=force)[0]


def load_partitions(
    con: duckdb.DuckDBPyConnection,
    paths: Iterable[str | Path],
    *,
    force: bool = False,
    done: Callable[[LoadResult], object] | None = None,
) -> list[LoadResult]:
    """Load staged partitions, several in one transaction; tells `done` of each when it is committed.

    Raises as `load_partition` does: the batches before the one that failed are loaded, and that one is not.
    """
    results: list[LoadResult] = []
    known = dict(con.execute("SELECT partition_id, digest FROM ops.partitions").fetchall())
    for batch in _batches(read_partition(path, verify=False) for path in paths):
        changed = [part for part in batch if force or known.get(part.partition_id) != part.digest]
        if changed:
            with ThreadPoolExecutor(THREADS) as pool:  # each file is read in full for its digest
                whole = list(pool.map(read_partition, [part.path for part in changed]))
            _load(con, whole, known.keys())
        for part in batch:
            known[part.partition_id] = part.digest
            result = LoadResult(
                part.partition_id, part in changed, part.pages, part.outcomes["ok"], part.outcomes["quarantine"],
            )  # fmt: skip
            results.append(result)
            if done:
                done(result)
    return results


def _batches(parts: Iterable[Partition]) -> Iterator[list[Partition]]:
    """Partitions in their order, about BATCH_PAGES pages together; one that comes twice begins a new batch."""
    batch: dict[str, Partition] = {}
    pages = 0
    for part in parts:
        if batch and (pages >= BATCH_PAGES or part.partition_id in batch):
            yield list(batch.values())
            batch, pages = {}, 0
        batch[part.partition_id] = part
        pages += part.pages
    if batch:
        yield list(batch.values())


def unload_partition(con: duckdb.DuckDBPyConnection, partition_id: str) -> None:
    """Take a partition out of the warehouse."""
    with transaction(con):
        _delete(con, [partition_id])
        _restore_losers(con)


def _load(con: duckdb.DuckDBPyConnection, parts: Sequence[Partition], loaded: Iterable[str]) -> None:
    """One transaction: these partitions, and those that have pages again which these took from them before."""
    before = sorted({part.partition_id for part in parts} & set(loaded))
    # A commit that is a checkpoint needs no write-ahead log: many rows go to the disk once, not twice.
    at_once = {} if _few(parts) else {"checkpoint_threshold": "0B"}
    with _set(con, **at_once), transaction(con):
        if before:
            _delete(con, before)
        _insert(con, parts)
        if before:
            _restore_losers(con)


def _few(parts: Sequence[Partition]) -> bool:
    return sum(part.pages for part in parts) < FEW_PAGES


def _delete(con: duckdb.DuckDBPyConnection, partition_ids: Sequence[str]) -> None:
    """Delete the rows of partitions; the temporary table `taken` keeps which versions went."""
    these = f"partition_id IN ({listed(partition_ids)})"
    con.execute(f"CREATE OR REPLACE TEMP TABLE taken AS SELECT version_id FROM core.documents WHERE {these}")
    for table in (*STAGED, "ops.partitions"):
        con.execute(f"DELETE FROM {table} WHERE {these}")


def _insert(con: duckdb.DuckDBPyConnection, parts: Sequence[Partition]) -> None:
    # Of many partitions several threads take the next as it comes. The rows of a partition stay together and in their
    # order, because one thread takes all of them; partitions whose rows are a row group need not follow each other.
    threads = {"threads": "1"} if _few(parts) else {"preserve_insertion_order": "false"}
    with _set(con, **threads), ThreadPoolExecutor(1) as reading:
        skipped = _settle(con, parts, reading)
        for table in STAGED:
            lost = "AS s ANTI JOIN lost_versions AS l USING (version_id, partition_id)"
            if any(table in part.tables for part in parts):
                con.register("staged_rows", _stream(parts, table, reading))
                con.execute(
                    f"INSERT INTO {table} BY NAME SELECT * FROM staged_rows "
                    f"{lost if skipped and table in VERSIONED else ''}"
                )
                con.unregister("staged_rows")
        con.register("loaded_partitions", _books(parts))
        con.execute("INSERT INTO ops.partitions BY NAME SELECT *, now() AS loaded_at FROM loaded_partitions")
        con.unregister("loaded_partitions")


@contextmanager
def _set(con: duckdb.DuckDBPyConnection, **settings: str) -> Iterator[None]:
    """Let settings of DuckDB's be others while the block runs."""
    with con.cursor() as beside:  # a transaction that failed takes no more statements
        before = {}
        for name, value in settings.items():
            (before[name],) = beside.execute(f"SELECT current_setting('{name}')::VARCHAR").fetchone() or (value,)
            beside.execute(f"SET {name} = {literal(value)}")
        try:
            yield
        finally:
            for name, value in before.items():
                beside.execute(f"SET {name} = {literal(value)}")


def _stream(parts: Sequence[Partition], table: str, reading: Executor, columns: Sequence[str] | None = None) -> object:
    """The rows of a table of these partitions, to be read once: a few partitions in memory at a time, read while those
    before are loaded.

    DuckDB takes the bare stream of Arrow's C interface as it comes. It would lead a reader of pyarrow's, or anything
    that only offers such a stream, through pyarrow's dataset engine, whose threads take a tenth of the time of a load.
    """
    schema = STAGED[table] if columns is None else pa.schema([STAGED[table].field(name) for name in columns])
    read = (partial(read_rows, part, table, columns) for part in parts if table in part.tables)
    batches = (batch for rows in _ahead(reading, read) for batch in rows.to_batches())
    stream: object = pa.RecordBatchReader.from_batches(schema, batches).__arrow_c_stream__()  # type: ignore[no-untyped-call]
    return stream


def _ahead(reading: Executor, calls: Iterable[Callable[[], pa.Table]]) -> Iterator[pa.Table]:
    """What the calls return, in their order, AHEAD of them made before they are asked for."""
    coming: deque[Future[pa.Table]] = deque()
    for call in calls:
        coming.append(reading.submit(call))
        if len(coming) > AHEAD:
            yield coming.popleft().result()
    while coming:
        yield coming.popleft().result()


def _books(parts: Sequence[Partition]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "partition_id": part.partition_id,
                "source_id": part.source,
                "month": part.month,
                "digest": part.digest,
                "staged_path": str(part.path),
                "pages": part.pages,
                **{name: part.outcomes[name] for name in ("ok", "not_target", "retry")},
                "quarantined": part.outcomes["quarantine"],
            }
            for part in parts
        ]
    )


def _settle(con: duckdb.DuckDBPyConnection, parts: Sequence[Partition], reading: Executor) -> bool:
    """Take versions away from partitions that lose them to these; list those that these lose."""
    keys = ("version_id", "fetched_at", "partition_id")
    con.register("staged_rows", _stream(parts, "core.documents", reading, keys))
    con.execute("CREATE OR REPLACE TEMP TABLE claim AS SELECT *, true AS fresh FROM staged_rows")
    con.unregister("staged_rows")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE contested AS "
        "WITH every AS ("
        "  FROM claim UNION ALL SELECT d.version_id, d.fetched_at, d.partition_id, false FROM core.documents AS d "
        "  WHERE d.version_id IN (SELECT version_id FROM claim)"
        ") SELECT version_id, partition_id, fresh, "
        "row_number() OVER (PARTITION BY version_id ORDER BY fetched_at DESC, partition_id DESC) = 1 AS won "
        "FROM every QUALIFY count(*) OVER (PARTITION BY version_id) > 1"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE lost_versions AS "
        "SELECT version_id, partition_id FROM contested WHERE fresh AND NOT won"
    )
    beaten = "SELECT version_id FROM contested WHERE NOT fresh AND NOT won"
    if con.execute(f"{beaten} LIMIT 1").fetchone():
        for table in VERSIONED:
            con.execute(f"DELETE FROM {table} WHERE version_id IN ({beaten})")
    return con.execute("SELECT 1 FROM lost_versions LIMIT 1").fetchone() is not None


def _restore_losers(con: duckdb.DuckDBPyConnection) -> None:
    """Load again the partitions that should store a version which went: the latest fetch is theirs now."""
    bare = con.execute(
        "WITH heir AS ("
        "  SELECT version_id, arg_max(partition_id, (fetched_at, partition_id)) AS partition_id FROM raw.fetches "
        "  WHERE version_id IN (SELECT version_id FROM taken) GROUP BY version_id"
        ") SELECT DISTINCT p.staged_path, p.partition_id FROM heir AS h "
        "ANTI JOIN core.documents AS d USING (version_id, partition_id) "
        "JOIN ops.partitions AS p ON p.partition_id = h.partition_id ORDER BY 1"
    ).fetchall()
    for staged, _ in bare:
        if not Path(staged).exists():
            raise StagingError(
                f"{staged} holds pages that no other partition has any more, but it is gone: stage it again"
            )
    if bare:
        parts = [read_partition(staged) for staged, _ in bare]
        _delete(con, [name for _, name in bare])
        _insert(con, parts)
        _restore_losers(con)
