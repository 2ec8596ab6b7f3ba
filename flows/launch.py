"""Starting a flow from the command line: Prefect prepared first, mistakes of the room's own kinds said plainly."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from crawlers.ledger import LedgerError
from flows.errors import RunFailed, UserError
from flows.orchestrator import prepare
from flows.registry import NEWSROOM, chosen, read_registry, registry_path
from flows.settings import Settings
from flows.summary import RunSummary


def launch_daily(
    settings: Settings, *, sources: Sequence[str], since: date | None, until: date | None, crawl: bool
) -> RunSummary:
    """Run the daily flow in this process."""
    if since and until and since > until:
        raise UserError(f"--since {since} is after --until {until}")
    if settings.registry != NEWSROOM:
        chosen(read_registry(registry_path(settings.registry)), sources)
    return _run(settings, "daily", list(sources), settings.registry, since, until, crawl)


def launch_ingest(settings: Settings, inputs: Sequence[Path], source: str) -> RunSummary:
    """Run the ingest flow in this process."""
    for given in inputs:
        if not given.exists():
            raise UserError(f"{given}: no such file or folder")
    return _run(settings, "ingest", [given.absolute() for given in inputs], source)


def _run(settings: Settings, flow: str, *parameters: Any) -> RunSummary:
    prepare(settings)
    from flows import daily
    from warehouse import PublishError, SchemaError, StagingError, WarehouseBusy

    try:
        summary: RunSummary = getattr(daily, flow)(*parameters)
    except (LedgerError, WarehouseBusy, SchemaError, StagingError, PublishError) as error:
        raise RunFailed(str(error)) from error
    return summary
