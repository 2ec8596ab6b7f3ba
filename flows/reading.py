"""What is read out of the archive: partitions that have changed, spread over the processes of this machine.

Of Prefect it knows nothing: what the transform is there, flows/transforming.py adds.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from itertools import chain, islice

from crawlers.ledger import Ledger, enter_archive, free_dead, open_ledger
from crawlers.registry import Source
from flows.logs import LOG
from flows.pool import POOL_PAGES, Spread, here, pool
from flows.progress import report
from flows.publishing import timed
from flows.registry import facts_of
from flows.removals import removed_urls
from flows.settings import Settings
from flows.stages import PartitionToRead, Workplace, batches, partitions_to_read, stage_batch
from flows.summary import RunSummary, StageOutcome

ROUNDS = 3
BATCH_PAGES = 50
"""Pages that a process is given at a time: enough that asking for them costs nothing beside reading them, and few
enough that none stands idle for long at the end."""
HEAD_START = 100
"""Partitions found before the first are read, where all are: until the lexicons are read no process begins, and the
finder would wait for that."""

Staged = dict[tuple[str, str], StageOutcome]
Enter = Callable[[Ledger, str], object]
"""Enters in the ledger what the archive holds of a source."""


def read_changed(settings: Settings, known: dict[str, Source], summary: RunSummary) -> None:
    """Stage every partition, of whatever source the archive holds, whose fetches or extractor have changed.

    Where a process dies, the whole pool is gone; a new one goes on with what is left. Raises what killed it when that
    has happened `ROUNDS` times.
    """

    def read(staged: Staged) -> None:
        wanted = list(to_read(settings, known))
        with workers(settings, sum(partition.pages for partition in wanted)) as spread:
            stage(settings, wanted, summary.run_id, staged, spread)

    in_rounds(summary, read, (BrokenProcessPool,))


def read_all(settings: Settings, known: dict[str, Source], summary: RunSummary, pages: int, enter: Enter) -> None:
    """The same for an archive of about so many pages that the ledger knows nothing of: what has been entered by `enter`
    is read while the next is. It may be called more than once for a source. Raises as `read_changed` does.
    """

    def read(staged: Staged) -> None:
        with workers(settings, pages) as spread:
            found = to_read(settings, known, enter)
            stage(settings, chain(list(islice(found, HEAD_START)), found), summary.run_id, staged, spread)

    in_rounds(summary, read, (BrokenProcessPool,))


def in_rounds(summary: RunSummary, read: Callable[[Staged], None], deaths: tuple[type[BaseException], ...]) -> None:
    """Have `read` note what is staged, again for what is left where one of `deaths` ends it; `ROUNDS` times at most."""
    with timed(summary, "transform"):
        staged: Staged = {}
        for last in (*[False] * (ROUNDS - 1), True):
            try:
                read(staged)
            except deaths as death:
                if last:
                    raise
                LOG.warning("workers died (%s); going on with what is left", type(death).__name__)
            else:
                break
        summary.staged = [staged[key] for key in sorted(staged)]


def workers(settings: Settings, pages: int) -> AbstractContextManager[Spread]:
    """Processes, where so many pages are worth more than one."""
    many = pages >= POOL_PAGES and settings.worker_count > 1
    return pool(settings.worker_count) if many else here()


def stage(
    settings: Settings,
    wanted: Iterable[PartitionToRead],
    run_id: str,
    staged: Staged,
    spread: Spread,
    batch: int = BATCH_PAGES,
) -> None:
    """Read these partitions; what is done goes into `staged` at once, so that it stays known if the rest fails."""
    place = Workplace(settings.archive, settings.staging, settings.ledger_url, removed_urls(settings.removed_file))
    given = 0

    def orders() -> Iterator[dict[str, object]]:
        nonlocal given
        for group in batches(wanted, batch):
            given += 1
            yield {"place": place, "partitions": group, "run_id": run_id}

    for done, outcomes in enumerate(spread(stage_batch, orders()), 1):
        staged |= {(outcome.source, outcome.month): outcome for outcome in outcomes}
        report("transform", done, given)


def to_read(settings: Settings, known: dict[str, Source], enter: Enter | None = None) -> Iterator[PartitionToRead]:
    """The partitions to read, source by source, after what was archived of it and not entered (its crawl was killed)
    has been entered."""
    removed = removed_urls(settings.removed_file)
    ledger = open_ledger(settings.ledger_url)
    try:
        free_dead(ledger)
        for source in sorted(folder.name for folder in settings.archive.glob("*") if folder.is_dir()):
            if enter:
                enter(ledger, source)
            else:
                enter_archive(ledger, settings.archive, source)
            yield from partitions_to_read(ledger, [facts_of(source, known)], removed)
    finally:
        ledger.close()
