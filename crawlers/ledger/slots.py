"""Slots: what only one process may do at a time, on whatever machine. A dead owner's slot can be taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawlers.ledger.owners import is_dead, owner_token
from crawlers.ledger.store import Ledger
from crawlers.ledger.tables import slots

LEASE = timedelta(minutes=3)
_S = slots.c


@dataclass(frozen=True, slots=True)
class Slots:
    """Slots that are held together under one token."""

    names: Sequence[str]
    owner: str


def take_slots(ledger: Ledger, names: Iterable[str], *, lease: timedelta = LEASE) -> Slots | None:
    """Take all of these slots, or none: None where another living owner holds any of them."""
    owner = owner_token()
    wanted = sorted(set(names))
    try:
        with ledger.writing() as connection:
            _take(ledger, connection, wanted, owner, lease)
    except _TakenError:
        return None
    return Slots(wanted, owner)


class _TakenError(Exception):
    """Another owner holds one of the slots."""


def _take(ledger: Ledger, connection: Connection, wanted: Sequence[str], owner: str, lease: timedelta) -> None:
    put = sqlite.insert if ledger.dialect == "sqlite" else postgresql.insert
    # In order of name, so that two that want the same ones never wait for each other.
    query = select(slots).where(_S.name.in_(wanted)).order_by(_S.name).with_for_update()
    held = {row.name: row for row in connection.execute(query)}
    moment = ledger.moment(connection)
    values = {"owner": owner, "lease_until": moment + lease}
    if any(row.lease_until >= moment and not is_dead(row.owner) for row in held.values()):
        raise _TakenError
    for name in wanted:
        if name in held:
            connection.execute(update(slots).where(_S.name == name).values(**values))
            continue
        row = put(slots).values(name=name, **values).on_conflict_do_nothing().returning(_S.name)
        if connection.execute(row).first() is None:  # by another, since we looked
            raise _TakenError


def keep_slots(ledger: Ledger, held: Slots, *, lease: timedelta = LEASE) -> bool:
    """Prolong the lease; False where any of them was lost to another owner."""
    with ledger.writing() as connection:
        until = ledger.moment(connection) + lease
        kept = connection.execute(
            update(slots).where(_S.name.in_(held.names), _S.owner == held.owner).values(lease_until=until)
        )
        return kept.rowcount == len(held.names)


def free_slots(ledger: Ledger, held: Slots) -> None:
    """Give the slots back."""
    with ledger.writing() as connection:
        connection.execute(delete(slots).where(_S.name.in_(held.names), _S.owner == held.owner))
