"""What a run reads out of the archive: partitions that have changed, spread over processes or machines."""

from collections.abc import Sequence

from prefect.futures import PrefectFuture, as_completed
from prefect.logging import get_run_logger

from crawlers.ledger import enter_archive, free_dead, open_ledger
from crawlers.registry import Source
from flows.progress import report
from flows.publishing import timed
from flows.registry import facts_of
from flows.removals import removed_urls
from flows.runners import batch_pages, lost_workers, staging
from flows.settings import Settings
from flows.stages import PartitionToRead, Workplace, batches, partitions_to_read
from flows.summary import RunSummary, StageOutcome
from transforms.page import SourceFacts

ROUNDS = 3


def transform_changed(settings: Settings, known: dict[str, Source], summary: RunSummary) -> None:
    """Stage every partition, of whatever source the archive holds, whose fetches or extractor have changed.

    Where a process or a Dask worker dies, what it held is read again by another; where the whole pool is gone, a new
    one goes on with what is left. Raises what killed it when that has happened `ROUNDS` times.
    """
    with timed(summary, "transform"):
        staged: dict[tuple[str, str], StageOutcome] = {}
        for last in (*[False] * (ROUNDS - 1), True):
            wanted = to_read(settings, known)
            try:
                _read(settings, wanted, summary.run_id, staged)
            except lost_workers() as death:
                if last:
                    raise
                get_run_logger().warning("workers died (%s); going on with what is left", type(death).__name__)
            else:
                break
        summary.staged = [staged[key] for key in sorted(staged)]


def _read(
    settings: Settings, wanted: Sequence[PartitionToRead], run_id: str, staged: dict[tuple[str, str], StageOutcome]
) -> None:
    """Read these partitions; what is done goes into `staged` at once, so that it stays known if the rest fails."""
    place = Workplace(settings.archive, settings.staging, settings.ledger_url, removed_urls(settings.removed_file))
    pages = sum(partition.pages for partition in wanted)
    groups = list(batches(wanted, batch_pages(settings, pages)))
    report("transform", 0, len(groups))
    if not groups:
        return
    with staging(settings, pages) as (runner, stage):
        futures: list[PrefectFuture[list[StageOutcome]]] = [
            runner.submit(stage, {"place": place, "partitions": group, "run_id": run_id}) for group in groups
        ]
        for done, future in enumerate(as_completed(futures), 1):
            staged |= {(outcome.source, outcome.month): outcome for outcome in future.result()}
            report("transform", done, len(groups))


def to_read(settings: Settings, known: dict[str, Source]) -> list[PartitionToRead]:
    """The partitions to read, after what was archived and not entered (its crawl was killed) has been entered."""
    ledger = open_ledger(settings.ledger_url)
    try:
        free_dead(ledger)
        archived = sorted(folder.name for folder in settings.archive.glob("*") if folder.is_dir())
        facts: list[SourceFacts] = []
        for source in archived:
            enter_archive(ledger, settings.archive, source)
            facts.append(facts_of(source, known))
        return partitions_to_read(ledger, facts, removed_urls(settings.removed_file))
    finally:
        ledger.close()
