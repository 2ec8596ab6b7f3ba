"""Runs and the visits they paid to sources: when each source was last seen well, what each run did."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawlers.clock import now
from crawlers.ledger.owners import is_dead, owner_token
from crawlers.ledger.store import Ledger
from crawlers.ledger.tables import runs, visits

RunStatus = Literal["running", "completed", "failed", "stopped"]
_R, _V = runs.c, visits.c


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `summary` is what it reported at its end."""

    run_id: str
    kind: str
    status: RunStatus
    owner: str | None
    started_at: datetime
    finished_at: datetime | None
    summary: Mapping[str, Any] | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One source as one run found it; `good` where nothing needs looking at."""

    source: str
    run_id: str
    kind: str
    started_at: datetime
    finished_at: datetime
    outcome: str
    good: bool
    counts: Mapping[str, Any] | None = None
    message: str | None = None


def start_run(ledger: Ledger, run_id: str, kind: str) -> None:
    """Enter a run as running, by this process; one that is started again goes on as it was."""
    put = sqlite.insert if ledger.dialect == "sqlite" else postgresql.insert
    working = {"status": "running", "owner": owner_token(), "finished_at": None, "error": None}
    started = {"run_id": run_id, "kind": kind, "started_at": now(), **working}
    with ledger.writing() as connection:
        connection.execute(put(runs).values(**started).on_conflict_do_update(index_elements=[_R.run_id], set_=working))


def end_run(
    ledger: Ledger,
    run_id: str,
    status: RunStatus,
    *,
    summary: Mapping[str, Any] | None = None,
    visited: Iterable[Visit] = (),
    error: str | None = None,
) -> None:
    """Enter how a run ended, and the sources that it visited."""
    put = sqlite.insert if ledger.dialect == "sqlite" else postgresql.insert
    with ledger.writing() as connection:
        connection.execute(
            update(runs)
            .where(_R.run_id == run_id)
            .values(status=status, finished_at=now(), summary=dict(summary or {}), error=error, owner=None)
        )
        for visit in visited:
            values = asdict(visit) | {"good": int(visit.good)}
            connection.execute(put(visits).values(**values).on_conflict_do_nothing())


def free_dead_runs(ledger: Ledger) -> list[Run]:
    """Mark runs whose process was one of this machine and lives no more as failed; returns what they were."""
    dead = [run for run in list_runs(ledger, status="running") if run.owner and is_dead(run.owner)]
    with ledger.writing() as connection:
        for run in dead:
            connection.execute(
                update(runs)
                .where(_R.run_id == run.run_id, _R.status == "running")
                .values(status="failed", finished_at=now(), owner=None, error="its process died")
            )
    return dead


def list_runs(
    ledger: Ledger, *, kind: str | None = None, status: RunStatus | None = None, limit: int | None = None
) -> list[Run]:
    """Runs that match all that is given, the newest first."""
    query = select(runs).order_by(_R.started_at.desc(), _R.run_id)
    if kind is not None:
        query = query.where(_R.kind == kind)
    if status is not None:
        query = query.where(_R.status == status)
    if limit is not None:
        query = query.limit(limit)
    with ledger.reading() as connection:
        return [Run(**row._mapping) for row in connection.execute(query)]


def last_visits(ledger: Ledger, kinds: Iterable[str], *, good: bool | None = None) -> dict[str, Visit]:
    """The last visit of these kinds to each source, by source; only good ones (or bad ones), if asked."""
    query = select(visits, func.max(_V.finished_at).over(partition_by=_V.source).label("newest"))
    query = query.where(_V.kind.in_(list(kinds)))
    if good is not None:
        query = query.where(_V.good == int(good))
    inner = query.subquery()
    with ledger.reading() as connection:
        rows = connection.execute(select(inner).where(inner.c.finished_at == inner.c.newest))
        return {row.source: _visit(row) for row in rows}


def _visit(row: Row[Any]) -> Visit:
    values = {each.name: row._mapping[each.name] for each in fields(Visit)}
    return Visit(**values | {"good": bool(values["good"])})
