"""Replay: archived pages through the transform of today, into a warehouse beside the one in force.

The copy beside becomes the writer's warehouse only when its checks have passed; until then nothing that counts has
been touched, so a replay can be killed at any moment.
"""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from crawlers.ledger import enter_archive, open_ledger, records_of
from flows.bookkeeping import leave_run, run_here
from flows.errors import RunFailed, UserError
from flows.progress import report
from flows.publishing import link_sparingly, timed
from flows.reading import workers
from flows.registry import facts_of, known_sources
from flows.removals import removed_urls
from flows.settings import Settings
from flows.stages import Workplace, mark_read, stage_beside
from flows.summary import RunSummary
from warehouse import (
    AuditFailed,
    current_version,
    load_partitions,
    open_writer,
    publish,
    published_versions,
    staged_partitions,
)
from warehouse.diff import TableDiff, diff
from warehouse.store import copy_store, open_store
from warehouse.writer import write_lock

TURNS = 8
"""Turns that each process takes, so that none stands idle for long at the end."""


@dataclass(slots=True)
class Replayed:
    """What a replay did: how much it read, what would differ, and whether it was published."""

    partitions: int = 0
    pages: int = 0
    differences: list[TableDiff] = field(default_factory=list)
    published: bool = False
    blocked_by: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Everything, for a machine."""
        return asdict(self)

    def to_markdown(self) -> str:
        """What a replay read and would change, as a page for people."""
        lines = [f"- pages read: {self.pages} of {self.partitions} partitions"]
        lines.append(f"- **stopped by** {self.blocked_by}" if self.blocked_by else f"- published: {self.published}")
        lines += ["", "| table | added | removed | changed |", "|---|--:|--:|--:|"]
        lines += [f"| {each.table} | {each.added} | {each.removed} | {each.changed} |" for each in self.differences]
        return "\n".join(lines)

    def raise_if_blocked(self) -> None:
        """Raise RunFailed where checks kept the new version from being published."""
        if self.blocked_by:
            raise RunFailed(self.blocked_by)


def replay_here(settings: Settings, sources: Sequence[str], months: Sequence[str], *, publish_it: bool) -> Replayed:
    """A replay in this process, without Prefect."""
    with run_here(settings, "replay") as (summary, began):
        done = replay_run(settings, summary, sources, months, publish_it=publish_it)
        leave_run(settings, summary, began, {"run/replay": done.blocked_by})
    return done


def replay_run(
    settings: Settings, summary: RunSummary, sources: Sequence[str], months: Sequence[str], *, publish_it: bool
) -> Replayed:
    """`replay_archive` as the work of a run, whose summary says how it went."""
    with timed(summary, "replay"):
        done = replay_archive(settings, sources, months, publish_it=publish_it)
    summary.counts = {"partitions": done.partitions, "pages": done.pages}
    summary.published = str(settings.published) if done.published else None
    summary.blocked_by = [done.blocked_by] if done.blocked_by else []
    return done


def replay_archive(
    settings: Settings, sources: Sequence[str], months: Sequence[str], *, publish_it: bool = True
) -> Replayed:
    """Read the selected partitions again beside the current version, compare, and publish if asked and sound.

    Raises UserError where there is nothing to compare with or nothing to read, WarehouseBusy where a run writes.
    """
    current = check_comparable(settings)
    beside = settings.root / "replay"
    shutil.rmtree(beside, ignore_errors=True)
    place = Workplace(settings.archive, beside / "staging", settings.ledger_url, removed_urls(settings.removed_file))
    done = Replayed()
    (beside / "published.versions").mkdir(parents=True)
    copy_store(settings.store, beside / "warehouse.duckdb")
    partitions = _stage(settings, place, sources, months, done)
    if not partitions:
        raise UserError("the archive holds no page of that selection")
    with open_writer(beside / "warehouse.duckdb") as con:
        load_partitions(con, staged_partitions(place.staging))
        link_sparingly(con)
        try:
            published = publish(con, beside / "published", keep=settings.keep_versions)
        except AuditFailed as failure:
            done.blocked_by = str(failure)
            return done
    kept = settings.published.with_name(settings.published.name + ".versions") / f"{current:06}"
    if current in published_versions(settings.published):
        shutil.copyfile(kept, beside / "published.versions" / f"{current:06}")
        done.differences = diff(beside / "published", current, published.version)
    if publish_it:
        _put_in_force(settings, beside, place, partitions)
        done.published = True
    shutil.rmtree(beside)
    return done


def check_comparable(settings: Settings) -> int:
    """The version in force, which a replay compares with. Raises UserError where there is none."""
    current = current_version(settings.published)
    if current is None or not settings.store.exists():
        raise UserError("nothing is published to compare with; `edumeet run` publishes")
    return current


def _stage(
    settings: Settings, place: Workplace, sources: Sequence[str], months: Sequence[str], done: Replayed
) -> list[tuple[str, str]]:
    known = known_sources(settings)
    ledger = open_ledger(settings.ledger_url)
    try:
        archived = sorted(folder.name for folder in settings.archive.glob("*") if folder.is_dir())
        partitions, pages = [], 0
        for source in archived:
            if not sources or source in sources:
                enter_archive(ledger, settings.archive, source)
                found = records_of(ledger, source)
                partitions += [(source, month) for month in found if not months or month in months]
                pages += sum(len(records) for month, records in found.items() if not months or month in months)
    finally:
        ledger.close()
    size = max(1, len(partitions) // (settings.worker_count * TURNS))
    groups = [partitions[at : at + size] for at in range(0, len(partitions), size)]
    orders = [{"place": place, "partitions": [(facts_of(s, known), m) for s, m in group]} for group in groups]
    with workers(settings, pages) as spread:
        for turn, read in enumerate(spread(stage_beside, orders), 1):
            done.pages += read
            report("replay", turn, len(orders))
    done.partitions = len(partitions)
    return partitions


def _put_in_force(settings: Settings, beside: Path, place: Workplace, partitions: Sequence[tuple[str, str]]) -> None:
    """Staging first, then the warehouse, then the publication: killed in between, the next run loads what differs."""
    known = known_sources(settings)
    for source, month in partitions:
        target = settings.staging / source / month
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        (place.staging / source / month).rename(target)
        mark_read(place, source, month, facts_of(source, known))
    store = settings.store
    if not store.is_lake:
        with write_lock(store.address):
            (beside / "warehouse.duckdb").replace(store.address)
    with open_store(store) as writer:
        loaded = [writer.load(path).changed for path in staged_partitions(settings.staging)]
        with writer.alone():
            if any(loaded):
                link_sparingly(writer.con)
            publish(writer.con, settings.published, keep=settings.keep_versions)
