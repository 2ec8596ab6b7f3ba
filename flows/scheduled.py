"""Flows that deployments run and the command line calls as functions: publish, replay, import."""

from collections.abc import Sequence

from prefect import flow

from flows.daily import publish_staged
from flows.importing import archive_import
from flows.registry import known_sources
from flows.replaying import Replayed, replay_run
from flows.running import Page, begin, conclude, supervised, tell_of_crash
from flows.settings import Settings
from flows.summary import RunSummary
from flows.transforming import transform_changed

__all__ = ["archive_import", "publish_warehouse", "rebuild", "replay"]


@flow(name="publish", on_crashed=[tell_of_crash])
@supervised("publish")
def publish_warehouse(read: bool = True) -> RunSummary:
    """Load what any worker has staged, link, check and publish it. Where nothing is new, nothing changes.

    Args:
        read: First read what the archive holds and nobody has read yet. Off: only what is staged already.
    """
    settings = Settings()
    summary, began = begin("publish")
    known = known_sources(settings)
    if read:
        transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)


@flow(name="replay", on_crashed=[tell_of_crash])
@supervised("replay")
def replay(sources: Sequence[str] = (), months: Sequence[str] = (), publish: bool = False) -> Replayed:
    """Read archived pages again with the extractor of today, into a warehouse beside the one in force.

    What differs is the run's artifact. Nothing is fetched, and nothing in force changes unless `publish` is on and
    every blocking check passes.

    Args:
        sources: Ids of the sources to read again. None: all that are archived.
        months: Months to read again, as 2024-03. None: all.
        publish: Put the new version in force, if its checks pass.
    """
    settings = Settings()
    summary, began = begin("replay")
    done = replay_run(settings, summary, sources, months, publish_it=publish)
    page = Page("replay", done.to_markdown(), "What a replay changes")
    conclude(settings, summary, began, {"run/replay": done.blocked_by}, page)
    return done


@flow(name="rebuild", on_crashed=[tell_of_crash])
@supervised("rebuild")
def rebuild() -> RunSummary:
    """Read all that the archive holds, into the ledger and warehouse that are there now. Nothing is fetched."""
    settings = Settings()
    summary, began = begin("rebuild")
    known = known_sources(settings)
    transform_changed(settings, known, summary)
    return publish_staged(settings, known, summary, began)
