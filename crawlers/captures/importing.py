"""Captures of others into the archive, file by file: streaming, resumable, each capture once.

What is wanted is appended to the archive of its source and, batch by batch, brought to the disk, entered in the
ledger, and only then is the place in the file noted. A process killed anywhere in between finds some captures again
when it goes on; it knows them by page, time of capture and content, and leaves them out.
"""

import fcntl
import hashlib
import os
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from crawlers.archive import ArchiveWriter, Capture, Exchange, Original, PageMeta, Written
from crawlers.archive.coding import MAX_BODY
from crawlers.captures.reading import Captured, RawRecord, UnreadableFileError, captured, records
from crawlers.captures.selection import Selection, is_page, variants
from crawlers.clock import SHANGHAI
from crawlers.families.dates import date_in_url
from crawlers.judge import judge
from crawlers.ledger import Fetch, Ledger, enter_archive, find_original, recheck_time, record_fetches, seen
from crawlers.ledger.imports import Progress, contents_of, file_id, progress_of, save_progress
from crawlers.ledger.reconcile import fetch_of_written
from crawlers.registry import Source
from crawlers.urls import canonical_url

BATCH = 200
BATCH_BYTES = 64_000_000
SPARSE = 20_000
"""Records without a single wanted one after which the place is noted all the same."""
_OPEN_WRITERS = 64
_KINDS = ("response", "resource", "conversion")


class ImportBusy(RuntimeError):
    """Another process imports into this archive."""


@dataclass(slots=True)
class FileCounts:
    """What came of one file. `new` pages, further `versions`, `repeats` (the same content at another time).

    `known` are captures that the archive has already. `skipped` counts records by why they were not wanted. `error` is
    one line where the file could not be read to its end.
    """

    file: str
    records: int = 0
    new: int = 0
    versions: int = 0
    repeats: int = 0
    known: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    done_before: bool = False
    error: str | None = None

    @property
    def imported(self) -> int:
        """Captures that went into the archive."""
        return self.new + self.versions + self.repeats

    def to_dict(self) -> dict[str, Any]:
        """For a machine."""
        return {
            "file": self.file, "records": self.records, "new": self.new, "versions": self.versions,
            "repeats": self.repeats, "known": self.known, "skipped": dict(self.skipped), "sources": dict(self.sources),
            "done_before": self.done_before, "error": self.error,
        }  # fmt: skip


Listener = Callable[[Path, int], None]
"""Called with the file and the offset up to which it has been read."""


def import_files(
    ledger: Ledger,
    root: Path,
    files: Sequence[Path],
    selection: Selection,
    *,
    run_id: str | None = None,
    dry_run: bool = False,
    listener: Listener = lambda path, offset: None,
) -> Iterator[FileCounts]:
    """Import WARC and WET files into the archive at `root`, one after another; yields what came of each.

    A file that was read to its end before, for the same selection, is not read again. With `dry_run` nothing is
    written and what would be is counted. A file that cannot be read says why in its counts, and the next one follows.
    Raises ImportBusy where another process imports into the archive.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root):
        for path in files:
            counts = FileCounts(str(path))
            try:
                _FileImport(ledger, root, path, selection, counts, run_id, dry_run, listener).run()
            except (UnreadableFileError, OSError) as error:
                counts.error = " ".join(str(error).split())
            yield counts


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    lock = os.open(root / ".importing", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise ImportBusy(f"another process imports into {root}; try again when it is done") from None
    try:
        yield
    finally:
        os.close(lock)


class _FileImport:
    """One file on its way into the archive."""

    def __init__(
        self,
        ledger: Ledger,
        root: Path,
        path: Path,
        selection: Selection,
        counts: FileCounts,
        run_id: str | None,
        dry_run: bool,
        listener: Listener,
    ) -> None:
        self._ledger, self._root, self._path, self._selection = ledger, root, path, selection
        self._counts, self._run_id, self._dry_run, self._listener = counts, run_id, dry_run, listener
        self._writers: OrderedDict[str, ArchiveWriter] = OrderedDict()
        self._entered: set[str] = set()
        self._batch: list[Fetch] = []
        self._pending: dict[tuple[str, str], list[tuple[datetime, str | None]]] = {}
        self._fresh: dict[tuple[str, str], Original] = {}
        self._bytes = 0
        self._file_id = file_id(path)

    def run(self) -> None:
        """Read the file from where an earlier import stopped to its end."""
        progress = Progress() if self._dry_run else progress_of(self._ledger, self._file_id, self._selection.id)
        if progress.done:
            self._counts.done_before = True
            return
        end = progress.read_to
        since_noted = 0
        try:
            for record in records(self._path, progress.read_to):
                self._counts.records += 1
                why = self._take(record)
                if why:
                    self._counts.skipped[why] += 1
                end = record.end
                since_noted += 1
                if len(self._batch) >= BATCH or self._bytes >= BATCH_BYTES or since_noted >= SPARSE:
                    self._note(end)
                    since_noted = 0
            self._note(end, done=True)
        finally:
            for writer in self._writers.values():
                writer.close()

    def _take(self, record: RawRecord) -> str:
        """Archive a record, or say why not in a few words; "" for what is archived or known."""
        if record.damaged:
            return "damaged"
        if record.kind not in _KINDS:
            return "revisit without bytes" if record.kind == "revisit" else "not a page"
        try:
            at = datetime.fromisoformat(record.about.get("warc-date", "").replace("Z", "+00:00"))
            url = canonical_url(record.url)
        except ValueError:
            return "no address or time"
        source, why = self._selection.source_of(url, at)
        if source is None:
            return why
        if record.content is None:
            return "too large"
        try:
            page = captured(record)
        except (ValueError, KeyError, StopIteration):
            return "damaged"
        if len(page.page) >= MAX_BODY:
            return "too large"
        if not is_page(page.media_type):
            return "not a page"
        verdict, _ = ("ok", None) if page.is_text else judge(page.status, page.known_headers, page.page)
        if verdict != "ok":
            return f"status {page.status}" if page.status != 200 else "a challenge or shell"
        kind = page.known_headers.get("content-type", "")
        if not self._selection.wants_text(source, page.page, kind, is_text=page.is_text):
            return "no keyword"
        self._file(source, url, page, record)
        return ""

    def _file(self, source: Source, url: str, page: Captured, record: RawRecord) -> None:
        if source.id not in self._entered and not self._dry_run:
            # What an import or crawl that was killed had archived but not entered.
            enter_archive(self._ledger, self._root, source.id)
            self._entered.add(source.id)
        names = variants(url)
        known = seen(self._ledger, source.id, names)
        key = next((name for name in names if name in known or (source.id, name) in self._pending), url)
        content_hash = hashlib.sha256(page.page).hexdigest()
        earlier = contents_of(self._ledger, source.id, key) + self._pending.get((source.id, key), [])
        at = page.at.astimezone(SHANGHAI)
        if any(when == at and (content == content_hash or page.is_text) for when, content in earlier):
            self._counts.known += 1
            return
        contents = {content for _, content in earlier if content is not None}
        if not contents:
            self._counts.new += 1
        elif content_hash in contents:
            self._counts.repeats += 1
        else:
            self._counts.versions += 1
        self._counts.sources[source.id] += 1
        self._pending.setdefault((source.id, key), []).append((at, content_hash))
        if self._dry_run:
            return
        day = date_in_url(url, at.date()) or at.date()
        before = known.get(key)
        meta = PageMeta(
            source=source.id,
            partition=before.partition if before else self._partition_of(source.id, key) or day.strftime("%Y-%m"),
            role="import",
            canonical_url=key,
            listed_at=before.listed_at if before else None,
            listed_title=before.listed_title if before else None,
            run_id=self._run_id,
            family=None if page.is_text else source.family,
            content_hash=content_hash,
            capture=Capture(self._path.name, record.offset, record.about.get("warc-record-id", ""), record.kind),
        )
        written = self._write(source.id, url, page, meta, at)
        status, headers = page.status, page.known_headers
        self._batch.append(fetch_of_written(written, url=url, status=status, fetched_at=at, headers=headers))
        if not written.is_repeat:
            first = Original(written.file, written.offset, written.record_id, url, at.isoformat())
            self._fresh.setdefault((source.id, written.payload_digest), first)
        self._bytes += len(page.body)

    def _partition_of(self, source: str, key: str) -> str | None:
        return next(
            (each.partition for each in self._batch if (each.source, each.canonical_url) == (source, key)), None
        )

    def _write(self, source: str, url: str, page: Captured, meta: PageMeta, at: datetime) -> Written:
        writer = self._writer(source)
        if page.is_text:
            return writer.write_import(url, page.body, page.headers[0][1], meta, at)
        exchange = Exchange(url, page.status, page.reason, page.headers, page.body, at, protocol=page.protocol)
        return writer.write(exchange, meta)

    def _writer(self, source: str) -> ArchiveWriter:
        writer = self._writers.get(source)
        if writer is None:
            if len(self._writers) >= _OPEN_WRITERS:
                self._writers.popitem(last=False)[1].close()
            original = partial(self._original, source)
            writer = ArchiveWriter(self._root, source, find_original=original, sync_every=BATCH * 2)
            self._writers[source] = writer
        self._writers.move_to_end(source)
        return writer

    def _original(self, source: str, digest: str) -> Original | None:
        return self._fresh.get((source, digest)) or find_original(self._ledger, source, digest)

    def _note(self, read_to: int, *, done: bool = False) -> None:
        """Bring what was archived to the disk, then enter it, then note the place: never in another order."""
        self._listener(self._path, read_to)
        if self._dry_run:
            return
        self._pending.clear()
        for writer in self._writers.values():
            writer.sync()
        record_fetches(self._ledger, [(fetch, recheck_time(fetch)) for fetch in self._batch])
        self._batch, self._bytes = [], 0
        self._fresh.clear()
        save_progress(
            self._ledger,
            self._file_id,
            self._selection.id,
            Progress(read_to, done),
            path=self._path,
            counts=self._counts.to_dict(),
        )
