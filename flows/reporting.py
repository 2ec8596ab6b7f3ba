"""The report of the published warehouse, with what only the ledger knows: how each partition stands."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.ledger import LedgerError, list_partitions, open_ledger
from flows.backfill.grid import state_of
from flows.logs import LOG
from flows.machine import with_advice
from flows.settings import TIMEZONE, Settings
from warehouse import current_version
from warehouse.report.writing import write_report

MONTH = re.compile(r"\d{4}-\d{2}")


def write(con: Any, settings: Settings, out: Path) -> int:
    """Write the report of an open published file to `out`; returns the number of files."""
    frame = write_report(
        con,
        out,
        made_at=datetime.now(TIMEZONE),
        version=current_version(settings.published),
        partitions=partitions(settings),
    )
    return len(frame.written)


WORST_FIRST = ("failed", "running", "pending", "stale", "done")


def partitions(settings: Settings) -> list[dict[str, str]]:
    """How every source and month stands over crawl and transform: the grid of `edumeet backfill status`, the worse
    of both stages where they differ. Nothing where the ledger cannot be read: the report is of what is published."""
    if not any(settings.archive.glob("*")):
        return []
    try:
        return _standing(settings.ledger_url)
    except LedgerError as error:
        LOG.warning("the report goes without the grid of partitions: %s", with_advice(error, settings.root))
        return []


def _standing(ledger_url: str) -> list[dict[str, str]]:
    ledger = open_ledger(ledger_url)
    try:
        found: dict[tuple[str, str], str] = {}
        for each in list_partitions(ledger):
            key, state = (each.source, each.window), state_of(each)
            if MONTH.fullmatch(each.window) and each.stage in ("crawl", "transform"):
                found[key] = min(state, found.get(key, state), key=WORST_FIRST.index)
    finally:
        ledger.close()
    return [{"source_id": source, "month": month, "state": state} for (source, month), state in found.items()]
