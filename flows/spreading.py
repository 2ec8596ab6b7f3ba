"""Crawls spread over many machines: groups of parts become runs of a deployment, which any worker of its pool works.

    daily ──► crawl (group 1) ──► worker-1        A group whose worker dies is started again by Prefect's automations
          └─► crawl (group 2) ──► worker-2        (flows/deployments/automations.toml); the parts that it had finished
                                                  are noted under runs/ in the home folder, and are not done again.

A group is known by its run and its first part, so a `daily` that is itself started again finds its groups, and waits
for them instead of starting them a second time.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from prefect import flow, runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelling

from flows.attempts import count_attempts
from flows.crawls import CrawlPart, crawl_here, noted
from flows.errors import UserError
from flows.progress import report
from flows.registry import NEWSROOM, registry_path
from flows.settings import TIMEZONE, Settings
from flows.summary import CrawlOutcome

POLL_SECONDS = 2.0
CRASHED_FOR = timedelta(minutes=2)
"""A crashed group is waited for so long: an automation starts it again within seconds."""
LOOKED_UP = 100


@flow(name="crawl")
def crawl(parts: list[CrawlPart], run_id: str, registry: str | None = None) -> None:
    """Crawl a group of parts for another run, which started this one. Not to be started by hand.

    Args:
        parts: What to crawl: a source and a window, or months of a backfill.
        run_id: The run that this is a part of; names its folder under runs/.
        registry: Where the sources come from, as the setting. None: as set.
    """
    count_attempts()
    settings = Settings() if registry is None else Settings(registry=registry)
    path = settings.newsroom_registry if settings.registry == NEWSROOM else registry_path(settings.registry)
    left = [part for part in parts if noted(settings, run_id, part) is None]
    crawl_here(settings, path, left, run_id, "crawl")


def spread(settings: Settings, parts: Sequence[CrawlPart], run_id: str, stage: str) -> list[CrawlOutcome]:
    """Have the parts crawled by runs of the deployment, wait for them, and say how each part went.

    A part whose run did not end well is `broken`, and says so; the run that asks goes on with the others. Raises
    UserError where there is no such deployment.
    """
    total = sum(part.weight for part in parts)
    report(stage, 0, total)
    groups: dict[UUID, FlowRun] = {}
    of: dict[CrawlPart, UUID] = {}
    for group in grouped(parts, settings.crawl_group):
        started = _start(settings, group, run_id)
        groups[started.id] = started
        of |= dict.fromkeys(group, started.id)
    with get_client(sync_client=True) as client:
        try:
            while not all(_is_over(run) for run in groups.values()):
                time.sleep(POLL_SECONDS)
                groups |= {run.id: run for run in _look_up(client, [*groups])}
                report(stage, sum(part.weight for part in parts if noted(settings, run_id, part)), total)
        except BaseException:
            _call_off(client, groups.values())
            raise
    return [noted(settings, run_id, part) or _lost(part, groups[of[part]]) for part in parts]


def grouped(parts: Sequence[CrawlPart], size: int) -> Iterator[list[CrawlPart]]:
    """Cut parts into groups of `size` sources; all parts of a source are in one, so one at a time asks its site."""
    by_source: dict[str, list[CrawlPart]] = {}
    for part in parts:
        by_source.setdefault(part.source, []).append(part)
    sources = list(by_source.values())
    for start in range(0, len(sources), size):
        yield [part for of_source in sources[start : start + size] for part in of_source]


def _start(settings: Settings, group: Sequence[CrawlPart], run_id: str) -> FlowRun:
    try:
        started = run_deployment(
            settings.crawl_deployment,
            parameters={"parts": [asdict(part) for part in group], "run_id": run_id, "registry": settings.registry},
            flow_run_name=f"{group[0].key} and {len(group) - 1} more" if len(group) > 1 else group[0].key,
            timeout=0,
            idempotency_key=f"{run_id}/{group[0].key}/{len(group)}",
        )
    except ObjectNotFound as error:
        raise UserError(
            f"there is no deployment {settings.crawl_deployment} (EDUMEET_CRAWL_DEPLOYMENT): `edumeet deploy` makes it"
        ) from error
    return cast(FlowRun, started)  # outside of an event loop it is no coroutine


def _look_up(client: SyncPrefectClient, ids: Sequence[UUID]) -> Iterator[FlowRun]:
    for start in range(0, len(ids), LOOKED_UP):
        chosen = FlowRunFilter(id=FlowRunFilterId(any_=list(ids[start : start + LOOKED_UP])))
        yield from client.read_flow_runs(flow_run_filter=chosen, limit=LOOKED_UP)


def _is_over(run: FlowRun) -> bool:
    if run.state is None or not run.state.is_final():
        return False
    return not run.state.is_crashed() or datetime.now(TIMEZONE) - run.state.timestamp > CRASHED_FOR


def _call_off(client: SyncPrefectClient, groups: Iterable[FlowRun]) -> None:
    """Cancel the groups where a person has cancelled the run that waits for them; else they go on, for its next try."""
    own = client.read_flow_run(UUID(str(runtime.flow_run.id)))
    if own.state is not None and (own.state.is_cancelling() or own.state.is_cancelled()):
        for run in groups:
            if run.state is None or not run.state.is_final():
                client.set_flow_run_state(run.id, Cancelling())


def _lost(part: CrawlPart, run: FlowRun) -> CrawlOutcome:
    state = run.state.name if run.state else "unknown"
    return CrawlOutcome(part.source, "broken", message=f"its run {run.name!r} ended as {state}")
