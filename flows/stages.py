"""The stages of a run between archive and warehouse, as plain functions that know nothing of Prefect.

What needs doing is derived, never remembered: a partition is read again when its fetches or the extractor have changed
since it was staged, and loaded again when what is staged differs from what is loaded. So a run that was killed
anywhere goes on by comparing, and running twice changes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from crawlers.archive import read_at
from crawlers.ledger import (
    Claim,
    Fetch,
    Key,
    Ledger,
    fetches_of,
    finish,
    heartbeat,
    list_partitions,
    open_ledger,
    records_of,
)
from flows.claims import claim_for
from flows.logs import LOG, configure
from flows.pool import is_worker
from flows.removals import left
from flows.summary import StageOutcome
from transforms.page import FetchedPage, Media, SourceFacts
from transforms.version import EXTRACTOR_VERSION
from warehouse import StagedPage, write_partition

LEASE = timedelta(minutes=10)
HEARTBEAT_PAGES = 200


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a stage finds and leaves things; picklable, so that it can go to another process or machine.

    The ledger's URL may hold a password, and Dask logs the arguments of a task that failed: it is not shown. `removed`
    are pages that are not read (flows/removals.py).
    """

    archive: Path
    staging: Path
    ledger_url: str = field(repr=False)
    removed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PartitionToRead:
    """A partition whose fetches are not what was last staged. `digest` says what they are now."""

    source: SourceFacts
    month: str
    pages: int
    digest: str


def partitions_to_read(
    ledger: Ledger, sources: Sequence[SourceFacts], removed: frozenset[str] = frozenset()
) -> list[PartitionToRead]:
    """Partitions of these sources that must be read (again): new fetches, pages removed, another extractor version."""
    wanted: list[PartitionToRead] = []
    for source in sources:
        staged = {
            partition.window: (partition.counts or {}).get("digest")
            for partition in list_partitions(ledger, source=source.id, stage="transform", status="done")
        }
        for month, records in records_of(ledger, source.id).items():
            kept = [record_id for record_id, canonical_url in records if canonical_url not in removed]
            digest = input_digest(kept, source)
            if (kept or month in staged) and staged.get(month) != digest:
                wanted.append(PartitionToRead(source, month, len(kept), digest))
    return wanted


def input_digest(records: Iterable[str], source: SourceFacts) -> str:
    """What a staged partition depends on, as one hash: its archived records, the source's facts, the extractor."""
    said = [EXTRACTOR_VERSION, repr(source), *records]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _digest_of(fetches: Sequence[Fetch], source: SourceFacts) -> str:
    return input_digest((fetch.record_id for fetch in fetches), source)


def batches(partitions: Iterable[PartitionToRead], pages: int) -> Iterator[list[PartitionToRead]]:
    """Group partitions so that each batch holds about `pages` pages: a task costs more than a page."""
    batch: list[PartitionToRead] = []
    held = 0
    for partition in partitions:
        batch.append(partition)
        held += partition.pages
        if held >= pages:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def stage_batch(place: Workplace, partitions: Sequence[PartitionToRead], run_id: str) -> list[StageOutcome]:
    """Read every page of these partitions from the archive and stage their rows.

    A partition that another run holds is left to it; what an earlier attempt of this same run held is taken over, for
    a task is only done again when whoever did it has failed or died.
    """
    configure()
    with _ledger_at(place.ledger_url) as ledger:
        outcomes = []
        for partition in partitions:
            key: Key = (partition.source.id, partition.month, "transform")
            claim = claim_for(ledger, key, run_id, LEASE, ("pending", "failed", "done"))
            if claim is not None:
                outcomes.append(_stage(place, ledger, claim, partition, run_id))
        return outcomes


@contextmanager
def _ledger_at(url: str) -> Iterator[Ledger]:
    """The ledger for one order, closed behind it. A worker of a pool, which works for one run alone, keeps it open:
    setting it up (tables looked for, statements compiled) costs as much as reading two or three pages."""
    if is_worker():
        yield _kept_ledger(url)
    else:
        with closing(open_ledger(url)) as ledger:
            yield ledger


@cache
def _kept_ledger(url: str) -> Ledger:
    return open_ledger(url)


def _stage(place: Workplace, ledger: Ledger, claim: Claim, partition: PartitionToRead, run_id: str) -> StageOutcome:
    outcome = StageOutcome(partition.source.id, partition.month)
    fetches = left(fetches_of(ledger, partition.source.id, partition.month, latest=False), place.removed)
    pages = []
    for number, page in enumerate(read_fetches(place, fetches, partition.source), 1):
        setattr(outcome, page.outcome, getattr(outcome, page.outcome) + 1)
        pages.append(page)
        if page.outcome in ("quarantine", "retry"):
            facts = {"run": run_id, "source": partition.source.id, "month": partition.month}
            LOG.info("page not read", extra=facts | {"url": page.url, "outcome": page.outcome, "reason": page.reason})
        if number % HEARTBEAT_PAGES == 0:
            heartbeat(ledger, claim)
    write_partition(place.staging, partition.source.id, partition.month, pages)
    # The digest of what was read, not of what was planned: fetches may have come in between.
    finish(ledger, claim, asdict(outcome) | {"digest": _digest_of(fetches, partition.source)})
    return outcome


def stage_beside(place: Workplace, partitions: Sequence[tuple[SourceFacts, str]]) -> int:
    """Read every page of these partitions (source, month) and write their rows, with no mark in the ledger: for a
    staging folder beside the one in force. Returns how many pages there were."""
    with _ledger_at(place.ledger_url) as ledger:
        read = 0
        for source, month in partitions:
            pages = list(
                read_fetches(place, left(fetches_of(ledger, source.id, month, latest=False), place.removed), source)
            )
            write_partition(place.staging, source.id, month, pages)
            read += len(pages)
        return read


def read_fetches(place: Workplace, fetches: Sequence[Fetch], source: SourceFacts) -> Iterator[StagedPage]:
    """Read archived pages through the transform, one after another."""
    for fetch in fetches:
        yield _read(place, fetch, source)


def mark_read(place: Workplace, source: str, month: str, facts: SourceFacts) -> None:
    """Enter that a partition, as archived now, has been read by the extractor of today."""
    ledger = open_ledger(place.ledger_url)
    try:
        claim = claim_for(ledger, (source, month, "transform"), None, LEASE, ("pending", "failed", "done"))
        if claim is not None:
            fetches = left(fetches_of(ledger, source, month, latest=False), place.removed)
            finish(ledger, claim, {"digest": _digest_of(fetches, facts)})
    finally:
        ledger.close()


def _read(place: Workplace, fetch: Fetch, source: SourceFacts) -> StagedPage:
    staged = partial(
        StagedPage,
        url=fetch.url,
        canonical_url=fetch.canonical_url,
        content_hash=fetch.content_hash or "",
        source=source.id,
        status=fetch.status,
        warc_file=fetch.warc_file,
        warc_offset=fetch.warc_offset,
        run_id=fetch.run_id,
        extractor_version=EXTRACTOR_VERSION,
    )
    try:
        response = read_at(place.archive / fetch.warc_file, fetch.warc_offset, with_meta=False)
        if response.record_id != fetch.record_id:
            raise ValueError("another record stands in its place")
    except (ValueError, FileNotFoundError) as error:
        LOG.warning(
            "%s: the archived page cannot be read any more (%s); `edumeet rebuild` tells all that is damaged, and the "
            "next crawl asks for it again",
            fetch.url,
            error,
            extra={"source": source.id},
        )
        return staged(
            fetched_at=fetch.fetched_at, outcome="quarantine", record=None, reason=f"archive_damaged: {error}"
        )
    # Here, for the readers take a second to import: a run with nothing to read need not wait, nor one with a pool.
    from transforms.extract import read_page

    media: Media = "text" if response.media_type == "text/plain" else "html"
    outcome = read_page(
        FetchedPage(
            id=fetch.canonical_url,
            content=response.body,
            media=media,
            url=None if fetch.url.startswith("file:") else fetch.url,
            headers=response.headers,
            fetched_at=response.fetched_at,
            listed_at=fetch.listed_at,
            source=source,
        )
    )
    return staged(fetched_at=response.fetched_at, outcome=outcome.status, record=outcome.record, reason=outcome.reason)
