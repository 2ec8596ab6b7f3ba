"""The re-sweep: the lists of the last month walked once more, so that what was put in late or shifted away is found."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from prefect import flow

from flows.daily import crawl_chosen, publish_staged
from flows.running import begin, supervised, tell_of_crash
from flows.settings import TIMEZONE, Settings
from flows.summary import RunSummary
from flows.transforming import transform_changed


@flow(name="resweep", on_crashed=[tell_of_crash])
@supervised("resweep")
def resweep(days: int = 31, sources: Sequence[str] = (), registry: str | None = None) -> RunSummary:
    """Walk the lists of the last days through, past everything that is known, and publish what came of it.

    Args:
        days: How many days back to look.
        sources: Ids of the sources to crawl. None: all that can be.
        registry: Where the sources come from: newsroom, builtin, or a TOML file or folder. None: as set.
    """
    settings = Settings() if registry is None else Settings(registry=registry)
    summary, began = begin("resweep")
    since = datetime.now(TIMEZONE).date() - timedelta(days=days)
    known = crawl_chosen(settings, summary, sources, since, None, ("--resweep",))
    transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)
