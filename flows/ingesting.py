"""Pages from disk into the archive, the way a crawl puts them there: bytes first, then the ledger."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from crawlers.archive import ArchiveWriter, PageMeta
from crawlers.ledger import Ledger, enter_archive, enter_file, find_original, seen
from flows.settings import TIMEZONE
from flows.summary import CrawlOutcome
from transforms.page import FetchedPage

BATCH = 200
"""Pages between two syncs: a killed import archives at most so many anew."""


def archive_pages(
    ledger: Ledger, archive: Path, source: str, pages: Iterable[FetchedPage], run_id: str
) -> CrawlOutcome:
    """Archive pages that are not archived yet with the same content, and enter them in the ledger.

    A page without a URL is known by its id (`file:<id>`). It belongs to the month in which it was fetched, where its
    input says when that was, else to the month of this import.
    """
    outcome = CrawlOutcome(source, "ok")
    began = datetime.now(TIMEZONE)
    # What an import that was killed had archived but not entered.
    enter_archive(ledger, archive, source)
    written: set[str] = set()
    original = partial(find_original, ledger, source)
    with ArchiveWriter(archive, source, find_original=original, sync_every=BATCH) as writer:
        for number, page in enumerate(pages, 1):
            if number % BATCH == 0:
                _enter(ledger, archive, writer, written)
            content = page.content if isinstance(page.content, bytes) else page.content.encode("utf-8", "surrogatepass")
            url = page.url or f"file:{page.id}"
            content_hash = hashlib.sha256(content).hexdigest()
            known = seen(ledger, source, [url]).get(url)
            if known is not None and known.content_hash == content_hash:
                outcome.known += 1
                continue
            fetched_at = page.fetched_at or datetime.now(TIMEZONE)
            meta = PageMeta(
                source=source,
                partition=known.partition if known else fetched_at.astimezone(TIMEZONE).strftime("%Y-%m"),
                role="import",
                canonical_url=url,
                run_id=run_id,
                content_hash=content_hash,
            )
            written.add(writer.write_import(url, content, _media_type(page), meta, fetched_at).file)
            if known is None:
                outcome.new += 1
            else:
                outcome.changed += 1
        _enter(ledger, archive, writer, written)
    outcome.seconds = (datetime.now(TIMEZONE) - began).total_seconds()
    return outcome


def _enter(ledger: Ledger, archive: Path, writer: ArchiveWriter, written: set[str]) -> None:
    """Bring the archive to the disk, then enter in the ledger what it holds: never the other way round."""
    writer.sync()
    for file in sorted(written):
        enter_file(ledger, archive, file)
    written.clear()


def _media_type(page: FetchedPage) -> str:
    declared = page.headers.get("content-type")
    if declared:
        return declared
    kind = "text/plain" if page.media == "text" else "text/html"
    return f"{kind}; charset=utf-8" if isinstance(page.content, str) else kind
