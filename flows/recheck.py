"""The recheck: articles that are known are asked for again when their time has come, and no list."""

from collections.abc import Sequence

from prefect import flow

from flows.daily import crawl_chosen, publish_staged
from flows.running import begin, supervised, tell_of_crash
from flows.settings import Settings
from flows.summary import RunSummary
from flows.times import EVER
from flows.transforming import transform_changed


@flow(name="recheck", on_crashed=[tell_of_crash])
@supervised("recheck")
def recheck(limit: int = 200, sources: Sequence[str] = (), registry: str | None = None) -> RunSummary:
    """Ask again for known articles that are due, on the condition that they have changed; publish what came of it.

    The pause between two looks at an article grows with its age, from a day to a year.

    Args:
        limit: How many articles of each source to ask for at most, the longest overdue first.
        sources: Ids of the sources to look at. None: all that can be.
        registry: Where the sources come from: newsroom, builtin, or a TOML file or folder. None: as set.
    """
    settings = Settings() if registry is None else Settings(registry=registry)
    summary, began = begin("recheck")
    options = ("--recheck", "only", "--limit", str(limit))
    known = crawl_chosen(settings, summary, sources, EVER, None, options)
    transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)
