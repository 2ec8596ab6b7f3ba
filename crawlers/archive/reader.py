"""The archive's reader: one response by file and offset, or all of a file in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from crawlers.archive.coding import MAX_BODY
from crawlers.archive.members import member_at, members, record_type
from crawlers.archive.meta import PageMeta
from crawlers.clock import SHANGHAI

_PART = 1 << 20
_ANSWERS = ("response", "revisit", "resource", "conversion")


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """One response out of the archive.

    `body` is without its content coding (what a browser would read), `wire_body` with it, as received. `headers` have
    names in lower case, repeated ones joined by ", ". `fetched_at` is in Asia/Shanghai. A repeat has the body of the
    record it refers to, and its own headers. `meta` is None in a WARC that edumeet did not write. `file` is as given
    to the reader, `offset` that of the record.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    wire_body: bytes
    fetched_at: datetime
    record_id: str
    payload_digest: str | None
    meta: PageMeta | None
    file: Path
    offset: int
    is_repeat: bool = False

    @property
    def media_type(self) -> str:
        """The content type without parameters, in lower case; "" where there is none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


def read_at(path: Path, offset: int) -> ArchivedResponse:
    """The response at `offset` of `path`, with its metadata; a repeat is resolved within the same archive.

    Raises ValueError where no response begins there, OSError where the file cannot be read.
    """
    for response in iter_archive(path, offset):
        if response.offset == offset:
            return response
        break
    member_at(path, offset)
    raise ValueError(f"{path}: the record at offset {offset} is no response")


def iter_archive(path: Path, start: int = 0) -> Iterator[ArchivedResponse]:
    """Every response of an archive file from offset `start` on, in file order; a torn tail is left out.

    Records need a gzip member each, as every WARC writer makes them; `iter_foreign` reads others.
    """
    held: tuple[int, ArcWarcRecord, bytes] | None = None
    meta: PageMeta | None = None
    for offset, _, content in members(path, start):
        kind = record_type(content)
        if kind in _ANSWERS:
            if held:
                yield _answer(path, *held, meta)
            held, meta = (offset, *_parsed(content)), None
        elif kind == "metadata" and held:
            record, payload = _parsed(content)
            if record.rec_headers.get_header("WARC-Concurrent-To") == held[1].rec_headers.get_header("WARC-Record-ID"):
                meta = _meta(payload)
                yield _answer(path, *held, meta)
                held, meta = None, None
    if held:
        yield _answer(path, *held, meta)


def iter_foreign(path: Path) -> Iterator[ArchivedResponse]:
    """Every response, resource and conversion record of any WARC or WET file, compressed or not.

    Repeats come with an empty body, since what they refer to may lie anywhere. Offsets are those of the file.
    """
    with path.open("rb") as stream:
        records = ArchiveIterator(stream)
        for record in records:
            if record.rec_type in _ANSWERS:
                wire = record.raw_stream.read()
                yield _assembled(path, records.get_record_offset(), record, wire, None)


def _parsed(content: bytes) -> tuple[ArcWarcRecord, bytes]:
    record = next(iter(ArchiveIterator(BytesIO(content))))
    return record, record.raw_stream.read()


def _meta(payload: bytes) -> PageMeta | None:
    try:
        return PageMeta.from_json(payload)
    except ValueError:
        return None


def _answer(path: Path, offset: int, record: ArcWarcRecord, wire: bytes, meta: PageMeta | None) -> ArchivedResponse:
    if record.rec_type == "revisit" and meta and meta.original:
        original = path.parent.parent / meta.original.file
        source, wire = _parsed(member_at(original, meta.original.offset))
        decoded = _assembled(original, meta.original.offset, source, wire, None)
        headers = {**_headers(source), **_headers(record)} if record.http_headers else _headers(source)
        # A 304 stands for the page it confirms, so the reader sees that page.
        status = decoded.status if _status(record) == 304 else _status(record)
        return _assembled(path, offset, record, wire, meta, body=decoded.body, headers=headers, status=status)
    return _assembled(path, offset, record, wire, meta)


def _assembled(
    path: Path,
    offset: int,
    record: ArcWarcRecord,
    wire: bytes,
    meta: PageMeta | None,
    *,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    status: int | None = None,
) -> ArchivedResponse:
    about = record.rec_headers
    if body is None:
        record.raw_stream = BytesIO(wire)
        body = _bounded(record.content_stream())
    moment = datetime.fromisoformat(about.get_header("WARC-Date").replace("Z", "+00:00"))
    return ArchivedResponse(
        url=about.get_header("WARC-Target-URI") or "",
        status=status if status is not None else _status(record),
        headers=headers if headers is not None else _headers(record),
        body=body,
        wire_body=wire,
        fetched_at=moment.astimezone(SHANGHAI),
        record_id=about.get_header("WARC-Record-ID") or "",
        payload_digest=about.get_header("WARC-Payload-Digest"),
        meta=meta,
        file=path,
        offset=offset,
        is_repeat=record.rec_type == "revisit",
    )


def _bounded(stream: Any) -> bytes:
    """What a stream unpacks to, up to the size of the largest page that is read."""
    parts: list[bytes] = []
    length = 0
    while length < MAX_BODY and (part := stream.read(_PART)):
        parts.append(part)
        length += len(part)
    return b"".join(parts)[:MAX_BODY]


def _status(record: ArcWarcRecord) -> int:
    return int(record.http_headers.get_statuscode()) if record.http_headers else 200


def _headers(record: ArcWarcRecord) -> dict[str, str]:
    if not record.http_headers:
        return {"content-type": record.rec_headers.get_header("Content-Type") or ""}
    joined: dict[str, str] = {}
    for name, value in record.http_headers.headers:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined
