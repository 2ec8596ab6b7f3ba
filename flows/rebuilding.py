"""Rebuild: ledger and warehouse anew from the archive alone, and what of the archive is lost for good."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from crawlers.archive import Lost
from crawlers.ledger import LedgerError, enter_archive, open_ledger, pages_had
from flows.settings import TIMEZONE, Settings
from warehouse.store import empty


def put_aside_and_enter(settings: Settings) -> list[str]:
    """Put ledger, staging and warehouse aside, and enter the archive into a new ledger.

    Returns what of the archive cannot be read, one line a place and one a page that is lost by it.
    """
    stamp = datetime.now(TIMEZONE).strftime("%Y%m%dT%H%M%S")
    empty(settings.store, f"aside-{stamp}")
    for path in (settings.staging, *settings.root.glob("ledger.sqlite*")):
        if path.exists() and ".aside-" not in path.name:
            path.rename(_aside(path, stamp))
    lost: list[Lost] = []
    ledger = open_ledger(settings.ledger_url)
    try:
        enter_archive(ledger, settings.archive, whole=True, lost=lost.append)
        had = pages_had(ledger)
    finally:
        ledger.close()
    return _told(lost, had, _known_before(_aside(settings.root / "ledger.sqlite", stamp)))


def _aside(path: Path, stamp: str) -> Path:
    # What belongs together keeps belonging together: ledger.sqlite.aside-X and its ledger.sqlite.aside-X-wal.
    name, dash, part = path.name.partition("-")
    return path.with_name(f"{name}.aside-{stamp}{dash}{part}")


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


def _told(lost: Sequence[Lost], had: set[tuple[str, str]], before: set[tuple[str, str]]) -> list[str]:
    by_traces = {(each.file.parent.name, each.page) for each in lost if each.page}
    pages = sorted((before | by_traces) - had)
    places = [f"the archive is damaged: {each}" for each in lost if each.length]
    return places + [f"lost, and asked for again by the next crawl: {page} of {source}" for source, page in pages]
