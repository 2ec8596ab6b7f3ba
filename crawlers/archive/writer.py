"""The archive's writer: WARC 1.1, one file a source and day, every record its own gzip member, on disk before told of.

What "bytes as received" means: the body of the HTTP message as the server sent it, content coding (gzip) and all. The
transfer coding (chunks) is gone, because the HTTP client undoes it before anybody sees the body; header names are as
the client hands them over (it writes `content-type` as `Content-Type`), their values untouched.
"""

import base64
import contextlib
import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive.members import mend, sync_folder
from crawlers.archive.meta import Original, PageMeta
from crawlers.clock import SHANGHAI

MAX_FILE_BYTES = 1_000_000_000
SOFTWARE = "edumeet/0.1"
Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response as they went over the wire; `body` with its content coding."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = ()
    protocol: str = "HTTP/1.1"
    ip: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """Where a response came to lie: `file` relative to the archive's root, `offset` of the record's gzip member."""

    file: str
    offset: int
    record_id: str
    payload_digest: str
    meta: PageMeta

    @property
    def is_repeat(self) -> bool:
        """Whether the body was not written again but refers to an earlier record."""
        return self.meta.original is not None


def payload_digest(body: bytes) -> str:
    """The digest of a body as WARC writes it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


class ArchiveWriter:
    """Appends to the archive of one source. One process a file: a second writer of the same day takes the next number.

    `root` is the archive's folder; files are `<root>/<source>/<source>-YYYYMMDD-NNN.warc.gz`, the day in
    Asia/Shanghai. `find_original(digest)` names an earlier response of this source with the same body, or None.
    `put_aside` are files that keep what was taken off the ends of files found torn.
    With `sync_every` above 1 (for imports, which can be repeated) records are on disk only after that many writes, or
    after `sync`; nobody must be told of them before.
    """

    def __init__(
        self,
        root: Path,
        source: str,
        *,
        find_original: Callable[[str], Original | None] | None = None,
        max_bytes: int = MAX_FILE_BYTES,
        sync_every: int = 1,
    ) -> None:
        self._root = root
        self._source = source
        self._find_original = find_original or (lambda digest: None)
        self._max_bytes = max_bytes
        self._sync_every, self._unsynced = sync_every, 0
        self.put_aside: list[Path] = []
        self._day: str | None = None
        self._name = ""
        self._fd = -1
        self._end = 0

    def write(self, exchange: Exchange, meta: PageMeta) -> Written:
        """Append response, request and metadata records; they are on disk when this returns.

        What others captured (`meta.capture`) has no request of ours, and stands in the file of the day of its import.
        An exact repeat of an earlier body becomes a revisit record. Raises OSError if the disk does not take it; the
        file is then as before.
        """
        digest = payload_digest(exchange.body)
        original = self._find_original(digest) if exchange.body and exchange.status == 200 else meta.original
        record_id, date = _record_id(), _warc_date(exchange.fetched_at)
        meta = replace(meta, original=original)
        common = {"WARC-Date": date, **({"WARC-IP-Address": exchange.ip} if exchange.ip else {})}
        block = _Block()
        http = StatusAndHeaders(
            f"{exchange.status} {exchange.reason}".strip(), list(exchange.headers), protocol=exchange.protocol
        )
        kind = "revisit" if original else "response"
        about = {"WARC-Record-ID": record_id, "WARC-Payload-Digest": digest, **common}
        if original:
            about |= _refers_to(original, unmodified=exchange.status == 304)
        block.add(exchange.url, kind, exchange.body if not original else b"", about, http=http)
        beside = {**common, "WARC-Concurrent-To": record_id}
        if meta.capture is None:
            asked = StatusAndHeaders(
                f"{exchange.method} {_target(exchange.url)} {exchange.protocol}",
                list(exchange.request_headers),
                is_http_request=True,
            )
            block.add(exchange.url, "request", b"", {"WARC-Record-ID": _record_id(), **beside}, http=asked)
        block.add_meta(exchange.url, meta, {"WARC-Record-ID": _record_id(), **beside})
        at = exchange.fetched_at if meta.capture is None else datetime.now(UTC)
        return self._append(block, at, record_id, digest, meta)

    def write_import(self, url: str, content: bytes, media_type: str, meta: PageMeta, fetched_at: datetime) -> Written:
        """Append bytes that came by another way than HTTP (a text dump) as a resource record with its metadata.

        `media_type` is e.g. `text/plain; charset=utf-8`; `fetched_at` is when the page was fetched where that is known,
        else the moment of the import. The record stands in the file of the day of the import.
        """
        digest = payload_digest(content)
        original = self._find_original(digest) if content else None
        record_id, common = _record_id(), {"WARC-Date": _warc_date(fetched_at)}
        meta = replace(meta, original=original, role="import")
        block = _Block()
        about = {"WARC-Record-ID": record_id, "WARC-Payload-Digest": digest, **common}
        if original:
            block.add(url, "revisit", b"", about | _refers_to(original), media_type=media_type)
        else:
            block.add(url, "resource", content, about, media_type=media_type)
        block.add_meta(url, meta, {"WARC-Record-ID": _record_id(), **common, "WARC-Concurrent-To": record_id})
        return self._append(block, datetime.now(UTC), record_id, digest, meta)

    def sync(self) -> None:
        """Bring all that was written to disk."""
        if self._fd >= 0 and self._unsynced:
            os.fsync(self._fd)
        self._unsynced = 0

    def close(self) -> None:
        """Let go of the file, all on disk. The writer may be used again."""
        if self._fd >= 0:
            self.sync()
            os.close(self._fd)
        self._fd, self._day = -1, None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, block: "_Block", at: datetime, record_id: str, digest: str, meta: PageMeta) -> Written:
        content = block.content()
        day = at.astimezone(SHANGHAI).strftime("%Y%m%d")
        if self._fd < 0 or self._day != day or self._end + len(content) > self._max_bytes:
            self._open(day, len(content))
        offset = self._end
        try:
            _write_all(self._fd, content)
            self._unsynced += 1
            if self._unsynced >= self._sync_every:
                self.sync()
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, offset)
            raise
        self._end += len(content)
        return Written(self._name, offset, record_id, digest, meta)

    def _open(self, day: str, needed: int) -> None:
        self.close()
        folder = self._root / self._source
        folder.mkdir(parents=True, exist_ok=True)
        number = _last_number(folder, f"{self._source}-{day}-")
        while True:
            path = folder / f"{self._source}-{day}-{number:03d}.warc.gz"
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            if _locked(fd):
                if aside := mend(path):
                    self.put_aside.append(aside)
                end = os.fstat(fd).st_size
                if end == 0 or end + needed <= self._max_bytes:
                    break
            os.close(fd)
            number += 1
        self._fd, self._day, self._end, self._name = fd, day, end, f"{self._source}/{path.name}"
        if end == 0:
            about = {"WARC-Record-ID": _record_id(), "WARC-Date": _warc_date(datetime.now(UTC))}
            info = f"software: {SOFTWARE}\r\nformat: WARC File Format 1.1\r\nisPartOf: {self._source}\r\n".encode()
            block = _Block()
            block.add(None, "warcinfo", info, {**about, "WARC-Filename": path.name})
            _write_all(fd, block.content())
            os.fsync(fd)
            sync_folder(folder)
            self._end = os.fstat(fd).st_size


class _Block:
    """Records that are written in one go."""

    def __init__(self) -> None:
        self._stream = BytesIO()
        self._writer = WARCWriter(self._stream, gzip=True, warc_version="1.1")

    def add(
        self,
        url: str | None,
        kind: str,
        body: bytes,
        headers: dict[str, str],
        *,
        http: StatusAndHeaders | None = None,
        media_type: str | None = None,
    ) -> None:
        record: ArcWarcRecord = self._writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict=headers,
            warc_content_type=media_type or "",
        )
        self._writer.write_record(record)

    def add_meta(self, url: str, meta: PageMeta, headers: dict[str, str]) -> None:
        self.add(url, "metadata", meta.to_json(), headers, media_type="application/json")

    def content(self) -> bytes:
        return self._stream.getvalue()


def _refers_to(original: Original, *, unmodified: bool = False) -> dict[str, str]:
    profile = "server-not-modified" if unmodified else "identical-payload-digest"
    return {
        "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
        "WARC-Refers-To": original.record_id,
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": original.fetched_at,
    }


def _record_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _target(url: str) -> str:
    return re.sub(r"^https?://[^/?#]*", "", url).split("#")[0] or "/"


def _last_number(folder: Path, prefix: str) -> int:
    numbers = [
        int(path.name[len(prefix) : len(prefix) + 3]) for path in folder.glob(f"{prefix}[0-9][0-9][0-9].warc.gz")
    ]
    return max(numbers, default=0)


def _locked(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_all(fd: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(fd, view) :]
