"""The hourly flow: sources whose own hours the daily run does not fall into, and those that are due every hour."""

from collections.abc import Sequence

from prefect import flow

from flows.conditions import conditions
from flows.daily import crawl_chosen, publish_staged
from flows.due import due_between
from flows.running import begin, conclude, supervised, tell_of_crash
from flows.settings import Settings
from flows.summary import RunSummary
from flows.transforming import transform_changed


@flow(name="hourly", on_crashed=[tell_of_crash])
@supervised("hourly")
def hourly(sources: Sequence[str] = (), registry: str | None = None) -> RunSummary:
    """Crawl sources whose own hours (`schedule.window`) have begun since they were last visited, and hourly ones.

    Where none is due, nothing else is done. After downtime a source is crawled once, as soon as its hours allow.

    Args:
        sources: Ids of the sources to crawl, due or not. None: all that are due.
        registry: Where the sources come from: newsroom, builtin, or a TOML file or folder on the worker. None: as set.
    """
    settings = Settings() if registry is None else Settings(registry=registry)
    summary, began = begin("hourly")
    known = crawl_chosen(settings, summary, sources, None, None, due=due_between)
    if not summary.crawls:
        conclude(settings, summary, began, conditions(summary, publication=False))
        return summary
    transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)
