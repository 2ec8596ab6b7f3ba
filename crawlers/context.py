"""What the parts of one crawl share: source, window, archive, ledger, counts."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from crawlers.addresses import Netlocs
from crawlers.archive import ArchiveWriter
from crawlers.ledger import Ledger
from crawlers.registry import Source
from crawlers.tally import Tally
from crawlers.walk import Window

META = "edumeet"
DAMAGED = "edumeet_damaged"
"""Key of a request's meta: what is wrong with the bytes of its response; None where nothing is."""

Recheck = Literal["due", "all", "none", "only"]
"""Which known articles are asked for again: those of the lists whose time has come, all in the window, none; or only
those whose time has come, wherever they stand, and no list."""


@dataclass(slots=True)
class Wanted:
    """Why a request is made; travels with it (redirects and retries included) and ends in the archive's metadata.

    `partition` is None for a page never fetched before whose list shows no date: the day of the fetch decides.
    `content_hash` is what the page was at its last fetch, None if it is new. `verdict` and `reason` are filled in
    when the response comes.
    """

    role: str
    canonical_url: str | None = None
    family: str | None = None
    partition: str | None = None
    listed_at: str | None = None
    listed_title: str | None = None
    list_url: str | None = None
    is_new: bool = True
    content_hash: str | None = None
    verdict: str | None = None
    reason: str | None = None
    fetched_hash: str | None = None


@dataclass(slots=True)
class Context:
    """One crawl."""

    source: Source
    window: Window
    run_id: str
    ledger: Ledger
    writer: ArchiveWriter | None
    local: Netlocs | None
    started_at: datetime
    max_list_pages: int = 500
    recheck: Recheck = "due"
    limit: int = 1_000_000
    pages: tuple[str, ...] = ()
    resweep: bool = False
    tally: Tally = field(default_factory=Tally)
    fatal: BaseException | None = None
    closed: str | None = None

    def hosts(self) -> frozenset[str]:
        """Hosts whose articles belong to the source."""
        return self.source.all_hosts()


def month_of(day: date | datetime) -> str:
    """The partition that a day belongs to, "YYYY-MM"."""
    return day.strftime("%Y-%m")


def wanted_of(meta: dict[str, Any]) -> Wanted | None:
    """The reason of a request, None for one that Scrapy makes by itself (robots.txt)."""
    found = meta.get(META)
    return found if isinstance(found, Wanted) else None
