"""The ledger from the archive: rows that a crash left out, or all of them where the ledger itself was lost; and rows
that nothing in the archive answers to any more, taken out."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from crawlers.archive import ArchivedResponse, Lost, Written, iter_archive
from crawlers.archive.meta import PageMeta
from crawlers.archive.reader import AT_THE_END
from crawlers.ledger.fetches import Fetch, last_offset, record_fetches
from crawlers.ledger.loss import forget_lost
from crawlers.ledger.recheck import recheck_time
from crawlers.ledger.store import Ledger

LOG = logging.getLogger("edumeet.ledger")
_CHUNK = 200


def fetch_of(response: ArchivedResponse, meta: PageMeta, warc_file: str) -> Fetch:
    """The ledger's row for a response in the archive, from its records alone."""
    return Fetch(
        url=response.url,
        canonical_url=meta.canonical_url or response.url,
        source=meta.source,
        partition=meta.partition,
        role=meta.role,
        fetched_at=response.fetched_at,
        status=304 if meta.verdict == "not_modified" else response.status,
        verdict=meta.verdict,
        record_id=response.record_id,
        warc_file=warc_file,
        warc_offset=response.offset,
        content_hash=meta.content_hash,
        payload_digest=response.payload_digest,
        is_repeat=response.is_repeat,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        listed_at=meta.listed_at,
        listed_title=meta.listed_title,
        list_url=meta.list_url,
        run_id=meta.run_id,
        family=meta.family,
    )


def fetch_of_written(
    written: Written, *, url: str, status: int, fetched_at: datetime, headers: Mapping[str, str]
) -> Fetch:
    """The ledger's row for a response that was just written; names of `headers` in lower case."""
    meta = written.meta
    return Fetch(
        url=url,
        canonical_url=meta.canonical_url or url,
        source=meta.source,
        partition=meta.partition,
        role=meta.role,
        fetched_at=fetched_at,
        status=status,
        verdict=meta.verdict,
        record_id=written.record_id,
        warc_file=written.file,
        warc_offset=written.offset,
        content_hash=meta.content_hash,
        payload_digest=written.payload_digest,
        is_repeat=written.is_repeat,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        listed_at=meta.listed_at,
        listed_title=meta.listed_title,
        list_url=meta.list_url,
        run_id=meta.run_id,
        family=meta.family,
    )


def told(lost: Lost) -> None:
    """Say on the log what of the archive cannot be read."""
    LOG.warning("the archive is damaged: %s", lost)


def enter_file(
    ledger: Ledger, root: Path, warc_file: str, *, whole: bool = False, lost: Callable[[Lost], object] = told
) -> int:
    """Enter the records of one archive file that the ledger lacks. Returns how many there were.

    Rows are written in the file's order, so only what follows the last known record is read, unless `whole`. What
    cannot be read is told to `lost` and passed over. What the ledger knows behind the end of what can be read is
    forgotten, so that it is asked for again, and told as well.
    """

    def tell(what: Lost) -> None:
        # The end that nobody was told of may be a record that another process is writing.
        if whole or what.why != AT_THE_END:
            lost(what)

    for what in forget_lost(ledger, root, warc_file):
        lost(what)
    start = 0 if whole else last_offset(ledger, warc_file) or 0
    entered = 0
    chunk: list[tuple[Fetch, datetime | None]] = []
    for response in iter_archive(root / warc_file, start, tell):
        if response.meta is not None:
            fetch = fetch_of(response, response.meta, warc_file)
            chunk.append((fetch, recheck_time(fetch)))
        if len(chunk) == _CHUNK:
            entered += record_fetches(ledger, chunk)
            chunk = []
    return entered + (record_fetches(ledger, chunk) if chunk else 0)


def enter_archive(
    ledger: Ledger,
    root: Path,
    source: str | None = None,
    *,
    whole: bool = False,
    lost: Callable[[Lost], object] = told,
) -> int:
    """Enter all records under the archive's `root` (of one source, if given) that the ledger lacks."""
    files = sorted(root.glob(f"{source or '*'}/*.warc.gz"))
    return sum(enter_file(ledger, root, f"{path.parent.name}/{path.name}", whole=whole, lost=lost) for path in files)
