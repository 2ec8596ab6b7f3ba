"""How the state stands, read from ledger, archive and published file without changing any of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.table import Table
from rich.text import Text

from crawlers.archive.members import TORN
from crawlers.ledger import (
    LedgerError,
    fetches_of,
    free_dead,
    free_lapsed,
    gone_pages,
    list_alerts,
    list_partitions,
    open_ledger,
)
from flows.machine import REBUILD, with_advice
from flows.registry import known_sources
from flows.screen import Screen
from flows.settings import Settings
from flows.source_health import health_of_sources
from warehouse import PublishedDamagedError, PublishError, current_version, verify_version
from warehouse.checksum import BELIEVED
from warehouse.query import open_published, rows, run

GOOD = ("ok", "empty", "skipped")


@dataclass(slots=True)
class Overview:
    """What the home folder holds. `trouble` has one line for everything that needs looking at, `unread` one for
    everything that could not be read at all. `put_aside` are the torn ends of archive files, with their bytes."""

    home: str
    archived: dict[str, int] = field(default_factory=dict)
    health: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    put_aside: dict[str, int] = field(default_factory=dict)
    partitions: dict[str, dict[str, int]] = field(default_factory=dict)
    published: str | None = None
    version: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Everything, for a machine."""
        return asdict(self)


def overview(settings: Settings) -> Overview:
    """Look at everything that a run leaves behind."""
    found = Overview(str(settings.root))
    sources = sorted(folder.name for folder in settings.archive.glob("*") if folder.is_dir())
    found.put_aside = {
        path.relative_to(settings.archive).as_posix(): path.stat().st_size
        for path in sorted(settings.archive.glob(f"*/*{TORN}*"))
    }
    if sources:
        try:
            _look_at_ledger(settings, sources, found)
        except LedgerError as error:
            found.unread.append(with_advice(error, settings.root))
    _look_at_published(settings, found)
    return found


def _look_at_ledger(settings: Settings, sources: Sequence[str], found: Overview) -> None:
    ledger = open_ledger(settings.ledger_url)
    try:
        free_dead(ledger)
        free_lapsed(ledger)
        found.archived = {source: len(fetches_of(ledger, source)) for source in sources}
        stages: dict[str, Counter[str]] = {}
        for partition in list_partitions(ledger):
            stages.setdefault(partition.stage, Counter())[partition.status] += 1
            if partition.status == "failed":
                found.trouble.append(
                    f"{partition.source} {partition.window} {partition.stage} failed: {partition.error}"
                )
        found.trouble += [
            f"alert {each.key} since {each.since:%Y-%m-%d %H:%M}: {each.message}" for each in list_alerts(ledger)
        ]
        found.partitions = {stage: dict(counts) for stage, counts in stages.items()}
        found.gone = gone_pages(ledger)
    finally:
        ledger.close()
    _look_at_sources(settings, found)


def _look_at_sources(settings: Settings, found: Overview) -> None:
    for source, health in health_of_sources(settings, known_sources(settings)).items():
        found.health[source] = health.to_dict()
        if health.verdict != "healthy":
            since = f" (since {health.since:%Y-%m-%d})" if health.since else ""
            found.trouble.append(f"{source} is {health}{since}")


def _look_at_published(settings: Settings, found: Overview) -> None:
    try:
        if current := current_version(settings.published):
            verify_version(settings.published, current, believed=BELIEVED)
        with open_published(settings.published) as con:
            for name in ("core.current_documents", "mart.meetings", "ops.quarantine"):
                found.counts[name] = rows(run(con, f"SELECT count(*) AS n FROM {name}"))[0]["n"]
            worst = run(
                con,
                "SELECT source_id, day, state, detail FROM ops.source_health "
                "QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY day DESC) = 1",
            )
            found.trouble += [
                f"{row['source_id']} {row['state']} on {row['day']} {row['detail'] or ''}".strip()
                for row in rows(worst)
                # What the ledger knows of a source is newer than what was published of it.
                if row["state"] not in GOOD and row["source_id"] not in found.health
            ]
    except PublishedDamagedError as error:
        found.unread.append(f"{error}; {REBUILD}")
    except PublishError:
        found.trouble.append("nothing is published yet; `edumeet run` publishes")
    else:
        found.published = str(settings.published)
        found.version = current_version(settings.published)


def _told(health: dict[str, Any] | None) -> Text:
    if health is None:
        return Text()
    why = "; ".join(health["reasons"]) or health["recovered"] or ""
    colour = {"healthy": "green", "degraded": "yellow", "stale": "yellow"}.get(health["verdict"], "red")
    return Text.assemble((health["verdict"], colour), f" {why}".rstrip())


def print_overview(found: Overview) -> None:
    """Print it for people."""
    console = Screen()
    console.print(f"Home: {found.home}", soft_wrap=True)
    if found.archived:
        table = Table("source", title="Archived pages and health of sources", title_justify="left", show_edge=False)
        table.add_column("pages", justify="right")
        table.add_column("gone", justify="right")
        table.add_column("health")
        for source, pages in found.archived.items():
            gone = found.gone.get(source, 0)
            table.add_row(source, str(pages), str(gone or ""), _told(found.health.get(source)))
        console.print(table)
    for name, size in found.put_aside.items():
        console.print(f"Put aside: archive/{name}, {size} bytes that were no whole record", soft_wrap=True)
    for stage, counts in found.partitions.items():
        console.print(f"Partitions, {stage}: " + ", ".join(f"{n} {name}" for name, n in sorted(counts.items())))
    if found.published:
        rows_told = ", ".join(f"{name} {n}" for name, n in found.counts.items())
        console.print(f"Published version {found.version}: {found.published} ({rows_told})", soft_wrap=True)
    for line in found.trouble:
        console.print(line, style="yellow", soft_wrap=True)
