"""Rebuild: ledger and warehouse anew from the archive alone, and what of the archive is lost for good."""

from collections.abc import Sequence
from pathlib import Path

from crawlers.archive import Lost
from crawlers.ledger import Ledger, LedgerError, enter_archive, open_ledger, pages_had
from flows.aside import aside, put_aside, stamp_of_now
from flows.bookkeeping import leave_run, run_here
from flows.conditions import conditions
from flows.pool import POOL_PAGES, prepare_pool
from flows.publishing import load_and_publish
from flows.reading import read_all
from flows.registry import known_sources
from flows.settings import Settings
from flows.summary import RunSummary
from warehouse.store import empty

PAGE_BYTES = 4_000
"""About what a page takes in the archive, for want of a count: what depends on it is whether processes are worth it."""


def rebuild_here(settings: Settings) -> RunSummary:
    """Rebuild in this process, without Prefect: what it starts takes as long as reading a thousand pages."""
    pages = sum(file.stat().st_size for file in settings.archive.glob("*/*.warc.gz")) // PAGE_BYTES
    if pages >= POOL_PAGES and settings.worker_count > 1:
        prepare_pool()
    stamp = _put_aside(settings)
    lost: dict[Lost, None] = {}  # in order, and once each: where workers have died, what they had is looked at again

    def enter(ledger: Ledger, source: str) -> None:
        enter_archive(ledger, settings.archive, source, whole=True, lost=lambda what: lost.setdefault(what))

    with run_here(settings, "rebuild") as (summary, began):
        known = known_sources(settings)
        read_all(settings, known, summary, pages, enter)
        load_and_publish(settings, list(known.values()), summary, began)
        leave_run(settings, summary, began, conditions(summary))
    summary.damage = _told(settings, [*lost], stamp)
    return summary


def put_aside_and_enter(settings: Settings) -> list[str]:
    """Put ledger, staging and warehouse aside, and enter the archive into a new ledger.

    Returns what of the archive cannot be read, one line a place and one a page that is lost by it.
    """
    stamp = _put_aside(settings)
    lost: list[Lost] = []
    ledger = open_ledger(settings.ledger_url)
    try:
        enter_archive(ledger, settings.archive, whole=True, lost=lost.append)
    finally:
        ledger.close()
    return _told(settings, lost, stamp)


def _put_aside(settings: Settings) -> str:
    """Put ledger, staging and warehouse aside under names with the time, which is returned."""
    stamp = stamp_of_now()
    empty(settings.store, f"aside-{stamp}")
    put_aside((settings.staging, *settings.root.glob("ledger.sqlite*")), stamp)
    return stamp


def _known_before(ledger: Path) -> set[tuple[str, str]]:
    """The pages that the ledger knew which was put aside, as far as it can be read; none where it cannot."""
    if not ledger.exists():
        return set()
    try:
        old = open_ledger(ledger)
    except LedgerError:
        return set()
    try:
        return pages_had(old)
    except LedgerError:
        return set()
    finally:
        old.close()


def _told(settings: Settings, lost: Sequence[Lost], stamp: str) -> list[str]:
    """What is lost, a line each, beside what the ledger of today and the one put aside know."""
    ledger = open_ledger(settings.ledger_url)
    try:
        had = pages_had(ledger)
    finally:
        ledger.close()
    before = _known_before(aside(settings.root / "ledger.sqlite", stamp))
    by_traces = {(each.file.parent.name, each.page) for each in lost if each.page}
    pages = sorted((before | by_traces) - had)
    places = [f"the archive is damaged: {each}" for each in lost if each.length]
    return places + [f"lost, and asked for again by the next crawl: {page} of {source}" for source, page in pages]
