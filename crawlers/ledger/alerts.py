"""Alerts: what is wrong now, and whether people have been told. Each is told once, and once more when it is over.

Who finds something wrong (or right again) settles it here and is handed what people are yet to be told. Handed out is
each telling to one process only; where the telling fails it is taken back, and the next that settles tries again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawlers.clock import now
from crawlers.ledger.store import Ledger
from crawlers.ledger.tables import alerts

TELLING = timedelta(minutes=5)
_A = alerts.c


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that is wrong since a moment; `times` in a row it was found so; `told_at` None: nobody knows yet."""

    key: str
    message: str
    since: datetime
    times: int
    told_at: datetime | None
    over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tellings:
    """What this process is to tell people now."""

    raised: Sequence[Alert] = field(default_factory=list)
    over: Sequence[Alert] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.raised or self.over)


def settle(ledger: Ledger, found: Mapping[str, str | None], *, after: int = 1) -> Tellings:
    """Enter what was looked at: key to what is wrong, None where all is well. Returns what people are to be told.

    An alert is raised when it was found `after` times in a row. One that nobody was told of goes away silently.
    """
    moment = now()
    raised: list[Alert] = []
    over: list[Alert] = []
    with ledger.writing() as connection:
        for key, message in sorted(found.items()):
            alert = _settle_one(ledger, connection, key, message, moment, after)
            if alert is not None:
                (over if message is None else raised).append(alert)
    return Tellings(raised, over)


def _settle_one(
    ledger: Ledger, connection: Connection, key: str, message: str | None, moment: datetime, after: int
) -> Alert | None:
    """Enter one finding; returns the alert that this process is to tell people of."""
    put = sqlite.insert if ledger.dialect == "sqlite" else postgresql.insert
    if message is not None:
        new = {"key": key, "message": message, "since": moment, "times": 0}
        connection.execute(put(alerts).values(**new).on_conflict_do_nothing())
    row = connection.execute(select(alerts).where(_A.key == key).with_for_update()).first()
    if row is None:
        return None
    if message is None and row.told_at is None:
        connection.execute(delete(alerts).where(_A.key == key))
        return None
    values: dict[str, Any] = {"over_at": row.over_at or moment}
    if message is not None:
        values = {"message": message, "times": row.times + 1, "over_at": None}
    due = message is None or (values["times"] >= after and row.told_at is None)
    at = ledger.moment(connection)
    mine = due and (row.telling_until is None or row.telling_until < at)
    if mine:
        values["telling_until"] = at + TELLING
    connection.execute(update(alerts).where(_A.key == key).values(**values))
    return _alert(connection.execute(select(alerts).where(_A.key == key)).one()) if mine else None


def told(ledger: Ledger, tellings: Tellings, *, success: bool) -> None:
    """Enter that people were told, or that the telling failed and is to be tried again."""
    moment = now()
    with ledger.writing() as connection:
        for alert in tellings.raised:
            values = {"told_at": moment if success else None, "telling_until": None}
            connection.execute(update(alerts).where(_A.key == alert.key).values(**values))
        for alert in tellings.over:
            here = (_A.key == alert.key) & _A.over_at.is_not(None)
            if success:
                connection.execute(delete(alerts).where(here))
            else:
                connection.execute(update(alerts).where(here).values(telling_until=None))


def list_alerts(ledger: Ledger) -> list[Alert]:
    """What is wrong now, the oldest first."""
    with ledger.reading() as connection:
        rows = connection.execute(select(alerts).where(_A.over_at.is_(None)).order_by(_A.since, _A.key))
        return [_alert(row) for row in rows]


def _alert(row: Row[Any]) -> Alert:
    return Alert(row.key, row.message, row.since, row.times, row.told_at, row.over_at)
