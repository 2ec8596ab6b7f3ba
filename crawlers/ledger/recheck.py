"""When an article is asked for again: young ones are corrected, old ones hardly ever; and which are due now."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from crawlers.clock import SHANGHAI
from crawlers.ledger.fetches import GOT, MAX_FAILURES, Fetch, Seen
from crawlers.ledger.store import Ledger
from crawlers.ledger.tables import seen_urls

# Age of the article at a fetch (less than), and how long after that fetch it is asked for again.
_STEPS = (
    (timedelta(days=2), timedelta(days=1)),
    (timedelta(days=10), timedelta(days=7)),
    (timedelta(days=60), timedelta(days=30)),
    (timedelta(days=365), timedelta(days=120)),
)
_AT_LAST = timedelta(days=365)
_S = seen_urls.c


def recheck_time(fetch: Fetch) -> datetime | None:
    """The moment of the next recheck of a fetched article, None: never.

    The pause grows with the article's age, up to a year. One without a date is as old as the month it belongs to.
    Captures of others are history and not asked for again, except where only the bare text of a page was had (which
    belongs to no family of sites): the page itself is worth more.
    """
    if fetch.role == "import" and fetch.family is None and fetch.url.startswith("http"):
        return fetch.fetched_at
    if fetch.role != "detail" or fetch.verdict not in ("ok", "not_modified"):
        return None
    listed = datetime.combine(date.fromisoformat(fetch.listed_at or f"{fetch.partition}-01"), datetime.min.time())
    age = fetch.fetched_at - listed.replace(tzinfo=SHANGHAI)
    for younger_than, pause in _STEPS:
        if age < younger_than:
            return fetch.fetched_at + pause
    return fetch.fetched_at + _AT_LAST


def due_pages(
    ledger: Ledger, source: str, moment: datetime, *, since: date | None = None, until: date | None = None, limit: int
) -> list[Seen]:
    """At most `limit` known pages of a source whose time has come (`Seen.is_due`), the longest overdue first.

    `since` and `until` (both included) leave out pages that lists dated otherwise.
    """
    query = select(seen_urls).where(_S.source == source, _is_due(moment))
    if since is not None:
        query = query.where(or_(_S.listed_at.is_(None), _S.listed_at >= since.isoformat()))
    if until is not None:
        query = query.where(or_(_S.listed_at.is_(None), _S.listed_at <= until.isoformat()))
    query = query.order_by(_S.recheck_at, _S.canonical_url).limit(limit)
    with ledger.reading() as connection:
        return [Seen(**row._mapping) for row in connection.execute(query)]


def gone_pages(ledger: Ledger) -> dict[str, int]:
    """How many pages each source once had that were gone when last asked for; what was archived of them stays."""
    query = select(_S.source, func.count()).where(_S.last_verdict == "missing", _S.versions > 0).group_by(_S.source)
    with ledger.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def _is_due(moment: datetime) -> ColumnElement[bool]:
    had = _S.last_verdict.in_(GOT)
    come = _S.recheck_at <= moment
    return or_(and_(had, come), and_(~had, _S.failures < MAX_FAILURES, or_(_S.versions == 0, come)))
