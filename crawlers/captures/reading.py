"""WARC and WET files of others, record by record in flat memory, from any offset on; damage hides no later record.

A compressed file is read member by member, as every WARC writer makes them (one a record), so each offset is a place to
go on from. Memory holds one record at most.
"""

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from crawlers.archive.coding import decoded_body
from crawlers.archive.members import next_magic
from crawlers.archive.records import dechunked, loaded

MAX_RECORD = 32_000_000
_CHUNK = 1 << 16
_HEAD = 1 << 14
_GZIP = b"\x1f\x8b"
_ENDS = (b"\r\n\r\n", b"\n\n")


class UnreadableFileError(ValueError):
    """The file is no WARC or WET file that can be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as it lies in its file: `offset` to `end` (where the next one may begin).

    `about` are its WARC headers, names in lower case. `content` is None where the record is larger than `MAX_RECORD`
    or damaged; `damaged` tells which.
    """

    offset: int
    end: int
    about: dict[str, str]
    content: bytes | None
    damaged: bool = False

    @property
    def kind(self) -> str:
        """The WARC-Type, "" where there is none."""
        return self.about.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        """The WARC-Target-URI without the brackets that some writers put around it."""
        return self.about.get("warc-target-uri", "").strip("<> ")


@dataclass(frozen=True, slots=True)
class Captured:
    """What a record holds: the answer of a site, without transfer coding; `page` also without content coding.

    A conversion (the text of a page, WET) has status 200 and no headers but its content type.
    """

    status: int
    reason: str
    protocol: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    page: bytes
    at: datetime
    is_text: bool

    @property
    def known_headers(self) -> dict[str, str]:
        """Headers by name in lower case, the last of repeated ones."""
        return {name.lower(): value for name, value in self.headers}

    @property
    def media_type(self) -> str:
        """The content type without parameters, in lower case; "" where there is none."""
        return self.known_headers.get("content-type", "").split(";")[0].strip().lower()


def records(path: Path, start: int = 0) -> Iterator[RawRecord]:
    """Every record of a WARC or WET file from offset `start` on.

    Raises UnreadableFileError where the file is none, or is compressed as one piece; OSError where it cannot be read.
    """
    with path.open("rb") as stream:
        first = stream.read(5)
        if first[:2] == _GZIP:
            yield from _compressed(stream, start, path)
        elif first == b"WARC/":
            yield from _plain(stream, start)
        elif first:
            raise UnreadableFileError(f"{path}: no WARC or WET file")


def captured(record: RawRecord) -> Captured:
    """Read what a record holds. Raises ValueError where its headers make no sense."""
    assert record.content is not None
    parsed = loaded(record.content)
    body = parsed.raw_stream.read()
    at = datetime.fromisoformat(record.about["warc-date"].replace("Z", "+00:00"))
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if not 1 < at.year < 9999:
        raise ValueError(f"no page is of {at.year}")  # at the ends of the calendar no time zone can be told
    http = parsed.http_headers
    if http is None:
        kind = record.about.get("content-type", "text/plain")
        is_text = record.kind == "conversion"
        kind = "text/plain; charset=utf-8" if is_text and kind.lower().startswith("text/plain") else kind
        return Captured(200, "OK", "HTTP/1.1", (("Content-Type", kind),), body, body, at, is_text)
    headers = []
    for name, value in http.headers:
        if name.lower() == "transfer-encoding":
            body, name = dechunked(body), "X-Crawl-Transfer-Encoding"
        headers.append((name, value))
    known = {name.lower(): value for name, value in headers}
    status, _, reason = http.statusline.partition(" ")
    page = decoded_body(known, body)
    return Captured(int(status), reason, http.protocol or "HTTP/1.1", tuple(headers), body, page, at, False)


def _compressed(stream: BinaryIO, start: int, path: Path) -> Iterator[RawRecord]:
    offset = start
    while (found := next_magic(stream, offset)) is not None:
        if found > offset:
            yield RawRecord(offset, found, {}, None, damaged=True)
        member = _member(stream, found)
        if member is None:
            following = next_magic(stream, found + 1)
            yield RawRecord(found, following or found + 1, {}, None, damaged=True)
            offset = found + 1 if following is None else following
            continue
        end, length, content = member
        about, head = _about(content)
        size = _size(about)
        if size is not None and length > head + size + 8:
            raise UnreadableFileError(f"{path}: compressed as one piece: unpack it with gunzip and import the result")
        whole = size is not None and length >= head + size
        yield RawRecord(found, end, about, content if whole and length <= MAX_RECORD else None, damaged=not whole)
        offset = end


def _member(stream: BinaryIO, offset: int) -> tuple[int, int, bytes] | None:
    """End, unpacked length and content (its beginning, where it is too large) of a gzip member; None: not whole."""
    stream.seek(offset)
    inflater = zlib.decompressobj(zlib.MAX_WBITS + 16)
    parts: list[bytes] = []
    length = read = 0
    try:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            part = inflater.decompress(chunk)
            length += len(part)
            if length <= MAX_RECORD or not parts:
                parts.append(part)
            else:
                del parts[1:]
            if inflater.eof:
                content = b"".join(parts)
                return (offset + read - len(inflater.unused_data), length, content) if content[:5] == b"WARC/" else None
    except zlib.error:
        return None
    return None


def _plain(stream: BinaryIO, start: int) -> Iterator[RawRecord]:
    offset, length = start, os.fstat(stream.fileno()).st_size
    while True:
        stream.seek(offset)
        opening = stream.read(_HEAD)
        blank = len(opening) - len(opening.lstrip(b"\r\n"))
        if blank == len(opening):
            return
        offset += blank
        about, head = _about(opening[blank:])
        size = _size(about)
        if size is None or offset + head + size > length:
            following = _next_plain(stream, offset + 1)
            yield RawRecord(offset, following or offset + 1, {}, None, damaged=True)
            if following is None:
                return
            offset = following
            continue
        end = offset + head + size
        content = None
        stream.seek(offset)
        if head + size <= MAX_RECORD:
            content = stream.read(head + size)
        yield RawRecord(offset, end, about, content)
        offset = end


def _next_plain(stream: BinaryIO, offset: int) -> int | None:
    stream.seek(offset)
    kept = b""
    while chunk := stream.read(_CHUNK):
        window = kept + chunk
        at = window.find(b"\nWARC/1.")
        if at >= 0:
            return offset - len(kept) + at + 1
        offset += len(chunk)
        kept = window[-8:]
    return None


def _about(content: bytes) -> tuple[dict[str, str], int]:
    """The WARC headers of a record, and where they end; none where it is no record."""
    ends = [(at, len(mark)) for mark in _ENDS if (at := content.find(mark, 0, _HEAD)) >= 0]
    if not content.startswith(b"WARC/") or not ends:
        return {}, 0
    at, width = min(ends)
    about: dict[str, str] = {}
    for line in content[:at].splitlines()[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            about[name.strip().lower().decode("latin-1")] = value.strip().decode("utf-8", "replace")
    return about, at + width


def _size(about: dict[str, str]) -> int | None:
    size = about.get("content-length", "")
    return int(size) if re.fullmatch(r"[0-9]{1,18}", size) else None
