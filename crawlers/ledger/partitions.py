"""Partitions: which source and window has been through which stage. Claims are leases: a dead owner's claim lapses.

Leases are counted by the ledger's moment, which no setting of a clock moves; other times are those of the calendar.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawlers.clock import now
from crawlers.ledger.owners import is_dead, owner_token
from crawlers.ledger.store import Ledger
from crawlers.ledger.tables import partitions

Stage = Literal["crawl", "transform", "load"]
Status = Literal["pending", "running", "done", "failed"]
Key = tuple[str, str, Stage]
"""Source, window, stage."""

LEASE = timedelta(minutes=10)
_T = partitions.c


class ClaimLostError(RuntimeError):
    """The claim is no longer held: its lease lapsed and another owner took the partition, or it was reset."""


@dataclass(frozen=True, slots=True)
class Partition:
    """The state of one partition. `counts` is what the last run that ended reported."""

    source: str
    window: str
    stage: Stage
    status: Status
    attempts: int
    run_id: str | None
    owner: str | None
    lease_until: datetime | None
    code_version: str | None
    counts: Mapping[str, Any] | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def key(self) -> Key:
        """Source, window, stage."""
        return self.source, self.window, self.stage


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one partition until the lease lapses. `attempt` counts from 1."""

    source: str
    window: str
    stage: Stage
    owner: str
    attempt: int
    lease: timedelta


def add_partitions(ledger: Ledger, keys: Iterable[Key]) -> int:
    """Add partitions as pending; those that exist stay as they are. Returns how many were new."""
    rows = [
        {"source": source, "window": window, "stage": stage, "status": "pending", "attempts": 0, "created_at": now()}
        for source, window, stage in dict.fromkeys(keys)
    ]
    if not rows:
        return 0
    with ledger.writing() as connection:
        return sum(_add(ledger, connection, row) for row in rows)


def claim_partition(
    ledger: Ledger,
    source: str,
    window: str,
    stage: Stage,
    *,
    run_id: str | None = None,
    code_version: str | None = None,
    lease: timedelta = LEASE,
    of_status: Iterable[Status] = ("pending", "failed"),
) -> Claim | None:
    """Claim one partition (added if it is new): running from now on. None if another owner holds it, or its status is
    not in `of_status`. A partition that is running under a lapsed lease can always be claimed.
    """
    moment, owner = now(), owner_token()
    wanted = {"source": source, "window": window, "stage": stage}
    with ledger.writing() as connection:
        at = ledger.moment(connection)
        _add(ledger, connection, {**wanted, "status": "pending", "attempts": 0, "created_at": moment})
        taken = connection.execute(
            update(partitions)
            .where(_is(source, window, stage), or_(_T.status.in_(list(of_status)), _lapsed(at)))
            .where(or_(_T.status != "running", _lapsed(at)))
            .values(
                status="running",
                attempts=_T.attempts + 1,
                owner=owner,
                run_id=run_id,
                code_version=code_version,
                lease_until=at + lease,
                started_at=moment,
                finished_at=None,
                error=None,
            )
        )
        if taken.rowcount != 1:
            return None
        attempt = connection.execute(select(_T.attempts).where(_is(source, window, stage))).scalar_one()
    return Claim(source, window, stage, owner, attempt, lease)


def heartbeat(ledger: Ledger, claim: Claim) -> None:
    """Prolong the lease. Raises `ClaimLostError` if the claim is no longer held."""
    _change(ledger, claim, {}, lease=claim.lease)


def finish(ledger: Ledger, claim: Claim, counts: Mapping[str, Any] | None = None) -> None:
    """Mark the partition done. Raises `ClaimLostError` if the claim is no longer held."""
    ended = {"status": "done", "counts": dict(counts or {}), "error": None, "finished_at": now()}
    _change(ledger, claim, {**ended, "owner": None, "lease_until": None})


def fail(ledger: Ledger, claim: Claim, error: str, counts: Mapping[str, Any] | None = None) -> None:
    """Mark the partition failed and say why. Raises `ClaimLostError` if the claim is no longer held."""
    ended = {"status": "failed", "counts": dict(counts or {}), "error": error, "finished_at": now()}
    _change(ledger, claim, {**ended, "owner": None, "lease_until": None})


def release(ledger: Ledger, claim: Claim) -> None:
    """Give the partition back as pending (a clean stop before the end). Raises `ClaimLostError` as `finish` does."""
    _change(ledger, claim, {"status": "pending", "owner": None, "lease_until": None})


def reset_partitions(ledger: Ledger, keys: Iterable[Key]) -> int:
    """Make partitions pending again, whatever they were, unless a live owner runs them. Returns how many changed."""
    changed = 0
    with ledger.writing() as connection:
        moment = ledger.moment(connection)
        for source, window, stage in keys:
            done = connection.execute(
                update(partitions)
                .where(_is(source, window, stage), or_(_T.status != "running", _lapsed(moment)))
                .values(status="pending", owner=None, lease_until=None, error=None)
            )
            changed += done.rowcount
    return changed


def drop_partitions(
    ledger: Ledger, *, stage: Stage, status: Iterable[Status] = ("pending", "failed"), source: str | None = None
) -> int:
    """Forget partitions of a stage that stand so; what a live owner runs stays. Returns how many there were."""
    chosen = and_(_T.stage == stage, _T.status.in_([each for each in status if each != "running"]))
    if source is not None:
        chosen = and_(chosen, _T.source == source)
    with ledger.writing() as connection:
        return connection.execute(delete(partitions).where(chosen)).rowcount


def free_lapsed(ledger: Ledger) -> int:
    """Mark partitions whose owner has died (lease lapsed) failed, so that listings tell the truth. Returns how many."""
    with ledger.writing() as connection:
        freed = connection.execute(
            update(partitions)
            .where(_lapsed(ledger.moment(connection)))
            .values(status="failed", owner=None, lease_until=None, error="owner died: its lease lapsed")
        )
        return freed.rowcount


def free_dead(ledger: Ledger) -> int:
    """Give back partitions whose owner was a process of this machine and lives no more. Returns how many.

    What a run that was killed held can so be claimed at once, without waiting for its leases to lapse.
    """
    freed = 0
    for partition in list_partitions(ledger, status="running"):
        if partition.owner and is_dead(partition.owner):
            with ledger.writing() as connection:
                done = connection.execute(
                    update(partitions)
                    .where(_is(*partition.key), _T.status == "running", _T.owner == partition.owner)
                    .values(status="pending", owner=None, lease_until=None)
                )
                freed += done.rowcount
    return freed


def list_partitions(
    ledger: Ledger,
    *,
    source: str | None = None,
    stage: Stage | None = None,
    status: Status | Iterable[Status] | None = None,
    windows: Iterable[str] | None = None,
    run_id: str | None = None,
) -> list[Partition]:
    """Partitions that match all that is given, by source, window and stage."""
    query = select(partitions).order_by(_T.source, _T.window, _T.stage)
    if source is not None:
        query = query.where(_T.source == source)
    if stage is not None:
        query = query.where(_T.stage == stage)
    if status is not None:
        query = query.where(_T.status.in_([status] if isinstance(status, str) else list(status)))
    if windows is not None:
        query = query.where(_T.window.in_(list(windows)))
    if run_id is not None:
        query = query.where(_T.run_id == run_id)
    with ledger.reading() as connection:
        return [_partition(row) for row in connection.execute(query)]


def _add(ledger: Ledger, connection: Connection, row: Mapping[str, Any]) -> int:
    add = sqlite.insert if ledger.dialect == "sqlite" else postgresql.insert
    added = connection.execute(add(partitions).values(**row).on_conflict_do_nothing().returning(_T.source))
    return len(added.all())


def _is(source: str, window: str, stage: str) -> ColumnElement[bool]:
    return and_(_T.source == source, _T.window == window, _T.stage == stage)


def _lapsed(moment: datetime) -> ColumnElement[bool]:
    return and_(_T.status == "running", _T.lease_until < moment)


def _change(ledger: Ledger, claim: Claim, values: Mapping[str, Any], *, lease: timedelta | None = None) -> None:
    with ledger.writing() as connection:
        if lease is not None:
            values = {**values, "lease_until": ledger.moment(connection) + lease}
        changed = connection.execute(
            update(partitions)
            .where(_is(claim.source, claim.window, claim.stage), _T.status == "running", _T.owner == claim.owner)
            .values(**values)
        )
        if changed.rowcount != 1:
            raise ClaimLostError(f"{claim.source} {claim.window} {claim.stage}: the claim is no longer held")


def _partition(row: Row[Any]) -> Partition:
    return Partition(**row._mapping)
