"""When an article is asked for again: young ones are corrected, old ones hardly ever."""

from datetime import date, datetime, timedelta

from crawlers.clock import SHANGHAI
from crawlers.ledger.fetches import Fetch

# Age of the article at a fetch (less than), and how long after that fetch it is asked for again.
_STEPS = ((timedelta(days=2), timedelta(days=1)), (timedelta(days=10), timedelta(days=7)))


def recheck_time(fetch: Fetch) -> datetime | None:
    """The moment of the next recheck of a fetched article, None: never. Undated ones are not."""
    if fetch.role != "detail" or fetch.verdict not in ("ok", "not_modified"):
        return None
    if fetch.listed_at is None:
        return None
    listed = datetime.combine(date.fromisoformat(fetch.listed_at), datetime.min.time(), SHANGHAI)
    age = fetch.fetched_at - listed
    for younger_than, pause in _STEPS:
        if age < younger_than:
            return fetch.fetched_at + pause
    return None
