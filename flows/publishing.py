"""From staged partitions to the published file: load, link, check, publish, under the one writer's lock."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter
from typing import Any

import duckdb

from crawlers.ledger import Key, list_runs, open_ledger, reset_partitions
from crawlers.registry import Source
from flows.errors import RunFailed
from flows.logs import LOG
from flows.progress import report
from flows.settings import TIMEZONE, Settings
from flows.slots import WRITER, turn
from flows.summary import RunSummary
from transforms.gazetteer import all_divisions
from transforms.version import EXTRACTOR_VERSION
from warehouse import (
    AuditFailed,
    LoadResult,
    PublishedDamagedError,
    StagingError,
    WarehouseBusy,
    link,
    load_divisions,
    load_source_health,
    load_sources,
    open_published,
    publish,
    read_partition,
    record_run,
    staged_partitions,
)
from warehouse.decisions import load_decisions, read_decisions
from warehouse.publish import newest_version
from warehouse.schema import applied, pending
from warehouse.store import open_store
from warehouse.writer import MEMORY

LINKING = "900MB"
"""What DuckDB may hold from linking on, where that is enough. A run stays below 1.5 GB then, with Python's own part and
what the allocator keeps."""
COUNTED = {
    "documents": "core.current_documents",
    "meetings": "mart.meetings",
    "participants": "core.participants",
    "directives": "core.directives",
}


@contextmanager
def timed(summary: RunSummary, stage: str) -> Iterator[None]:
    """Add what a stage took to the summary, in seconds."""
    began = perf_counter()
    try:
        yield
    finally:
        summary.timings[stage] = round(summary.timings.get(stage, 0.0) + perf_counter() - began, 2)


@contextmanager
def _turn_to_write(settings: Settings) -> Iterator[None]:
    """Wait for this run's turn to write. Raises WarehouseBusy where it does not come in time."""
    # A lake takes many writers and keeps apart by itself what one must do alone.
    with turn(settings.ledger_url, () if settings.store.is_lake else [WRITER], settings.wait_seconds) as mine:
        if not mine:
            raise WarehouseBusy(f"another run wrote to the warehouse for {settings.wait_seconds} s; try again later")
        yield


def load_and_publish(
    settings: Settings,
    sources: Sequence[Source],
    summary: RunSummary,
    began: datetime,
    again: Collection[tuple[str, str]] = (),
) -> RunSummary:
    """Load what is staged and not loaded, link, check, publish; what was done goes into the summary.

    Partitions (source, month) of `again` are loaded although the same rows are loaded already.
    Nothing changed and something published: the published file stays the one it is. A failing blocking check leaves
    it as it was, and the summary says which check and why. Raises WarehouseBusy where the turn to write does not come
    in time, and as the writer does.
    """
    with _turn_to_write(settings), open_store(settings.store) as writer:
        decisions = read_decisions(settings.decisions_file)
        with timed(summary, "load"):
            staged = staged_partitions(settings.staging)
            results: list[LoadResult] = []

            def loaded(result: LoadResult) -> None:
                results.append(result)
                report("load", len(results), len(staged))

            forced = [path for path in staged if (path.parent.name, path.name) in again]
            try:
                for path in forced:
                    loaded(writer.load(path, force=True))
                writer.load_all((path for path in staged if path not in forced), loaded)
            except StagingError as error:
                raise RunFailed(_to_be_read_again(settings, error)) from error
            summary.loaded += sum(result.changed for result in results)
        with writer.alone():
            con = writer.con
            _registers(con, sources, [folder.name for folder in settings.archive.glob("*") if folder.is_dir()])
            load_decisions(con, decisions)
            load_source_health(con, [_health(summary, crawl) for crawl in summary.crawls])
            if summary.loaded or not _is_published(con, settings):
                with timed(summary, "link"):
                    link_sparingly(con)
                record_run(con, [*_runs_since(con, settings), _run_row(summary, began)])
                with timed(summary, "publish"):
                    _publish(con, settings, summary)
            summary.counts = {name: _count(con, table) for name, table in COUNTED.items()}
    return summary


def _to_be_read_again(settings: Settings, error: StagingError) -> str:
    """Let the next run read every staged partition again that is damaged, not only the one that was met first.

    Returns what to tell: staging can always be had again from the archive, and nothing else is lost.
    """
    again: list[Key] = []
    for path in staged_partitions(settings.staging):
        try:
            read_partition(path)
        except StagingError:
            again.append((path.parent.name, path.name, "transform"))
    ledger = open_ledger(settings.ledger_url)
    try:
        reset_partitions(ledger, again)
    finally:
        ledger.close()
    if not again:
        return str(error)
    return f"{error}; the same command, given again, reads {len(again)} such partitions anew from the archive"


def link_sparingly(con: Any) -> None:
    """Link within LINKING, and where that is not enough, within what a writer has at most: the run takes more then."""
    con.execute(f"SET memory_limit = '{LINKING}'")
    try:
        link(con)
    except duckdb.OutOfMemoryException as error:
        LOG.warning("linking takes more than %s: %s", LINKING, error)
        con.execute(f"SET memory_limit = '{MEMORY}'")
        link(con)


def _is_published(con: Any, settings: Settings) -> bool:
    """Whether the newest version holds the partitions that are loaded, with the tables of today.

    A run that was killed, or stopped by a check, has loaded what is not published. The newest version counts, not the
    one that readers see: a rollback stays in force until there is something new.
    """
    file = newest_version(settings.published)
    if file is None:
        return False
    try:
        # Where the file system has no hard links, or a backup has split them, what readers see is a file of its own.
        with open_published(settings.published) as seen:
            applied(seen)
        with open_published(file) as newest:
            return not pending(newest) and _loaded(newest) == _loaded(con)
    except PublishedDamagedError as damage:
        LOG.warning("%s; publishing anew", damage)
        return False


def _loaded(con: Any) -> Any:
    """The partitions that a warehouse holds, and what people decided: all that linking starts from."""
    return [
        con.execute(statement).fetchall()
        for statement in (
            "SELECT partition_id, digest FROM ops.partitions ORDER BY ALL",
            "FROM core.decisions ORDER BY ALL",
        )
    ]


def _publish(con: Any, settings: Settings, summary: RunSummary) -> None:
    try:
        publish(con, settings.published, keep=settings.keep_versions)
    except AuditFailed as failure:
        summary.blocked_by = [
            f"{result.name}: {result.offences} offences ({result.description}), first {result.sample[:1]}"
            for result in failure.results
        ]
    else:
        summary.published = str(settings.published)
    summary.checks = [
        f"{name}: {offences} offences ({description})"
        for name, offences, description in con.execute(
            "SELECT check_name, offences, description FROM ops.check_results "
            "WHERE severity = 'warning' AND offences > 0 ORDER BY 1"
        ).fetchall()
    ]


def _registers(con: Any, sources: Sequence[Source], archived: Iterable[str]) -> None:
    """Divisions, and the sources: those of the registry, and those that only the archive knows (imports)."""
    load_divisions(
        con,
        [
            {
                "code": division.code,
                "name": division.name,
                "short_names": list(division.short_names),
                "parent_code": division.parent,
                "level": division.level,
                "valid_from": division.valid_from,
                "valid_to": division.valid_to,
            }
            for division in all_divisions()
        ],
    )
    load_sources(
        con,
        [
            {
                "source_id": source.id,
                "name": source.name,
                "kind": source.kind,
                "division_code": source.division,
                "family": source.family,
                "url": source.home or next(iter(source.lists), None),
            }
            for source in sources
        ]
        + [{"source_id": name, "name": name} for name in sorted(set(archived) - {source.id for source in sources})],
    )


def _health(summary: RunSummary, crawl: Any) -> dict[str, Any]:
    return {
        "source_id": crawl.source,
        "day": datetime.now(TIMEZONE).date(),
        "state": crawl.verdict if crawl.alerts and crawl.outcome in ("ok", "empty") else crawl.outcome,
        "pages": crawl.new + crawl.known + crawl.changed + crawl.failed,
        "articles": crawl.new + crawl.changed,
        "detail": crawl.said or None,
        "run_id": summary.run_id,
    }


def _run_row(summary: RunSummary, began: datetime) -> dict[str, Any]:
    return {
        "run_id": summary.run_id,
        "kind": summary.kind,
        "started_at": began,
        "finished_at": datetime.now(TIMEZONE),
        "status": "completed" if all(crawl.good for crawl in summary.crawls) else "failed",
        "code_version": EXTRACTOR_VERSION,
        "detail": f"{summary.loaded} partitions loaded",
    }


def _runs_since(con: Any, settings: Settings) -> list[dict[str, Any]]:
    """Runs of the ledger that have ended and are not in the warehouse yet: most change no page, or ended badly."""
    there = {run_id for (run_id,) in con.execute("SELECT run_id FROM ops.runs").fetchall()}
    ledger = open_ledger(settings.ledger_url)
    try:
        ended = [run for run in list_runs(ledger) if run.finished_at and run.run_id not in there]
    finally:
        ledger.close()
    return [
        {
            "run_id": run.run_id,
            "kind": run.kind,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
            "status": run.status,
            "detail": run.error or f"{(run.summary or {}).get('loaded', 0)} partitions loaded",
        }
        for run in ended
    ]


def _count(con: Any, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0])
