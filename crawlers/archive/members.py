"""The gzip members of a WARC file: one a record. Finds them, whole ones only, and mends a torn tail.

A process that is killed while it appends leaves a last group of records that is cut off. Nobody was told of that group
(the ledger row follows the fsync), so the tail is taken off at the next open and appending goes on from whole ground.
A tail that a bad disk has damaged looks the same from here; so what is taken off is kept beside the file, and the
ledger, which knows what was once whole, tells what was lost (crawlers/ledger/loss.py).
"""

import logging
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from crawlers.clock import now

LOG = logging.getLogger("edumeet.archive")
TORN = ".torn-"
"""Stands in the name of a file with such a tail, between that of the archive file and the moment it was taken off."""
_CHUNK = 1 << 14
_TYPE = re.compile(rb"\nwarc-type[ \t]*:([^\r\n]*)", re.IGNORECASE)
_MAGIC = b"\x1f\x8b\x08"


def members(path: Path, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """Yield (offset, end, content) of each whole gzip member from `start` on, in file order.

    Bytes that are no member (a damaged disk block) are passed over up to the next one; a torn tail ends the iteration.
    """
    with path.open("rb") as stream:
        offset: int | None = start
        while offset is not None:
            member = _inflate(stream, offset)
            if member is None:
                offset = next_magic(stream, offset + 1)
                continue
            end, content = member
            yield offset, end, content
            offset = end


def member_at(path: Path, offset: int) -> bytes:
    """The content of the member at `offset`. Raises ValueError where no whole member begins there."""
    with path.open("rb") as stream:
        member = _inflate(stream, offset)
    if member is None:
        raise ValueError(f"{path}: no whole record at offset {offset}")
    return member[1]


def whole_length(path: Path, start: int = 0) -> int:
    """Length of the file up to the end of its last whole group of records (a group ends with its metadata record)."""
    safe = start
    for _, end, content in members(path, start):
        if record_type(content) in ("metadata", "warcinfo"):
            safe = end
    return safe


def mend(path: Path, start: int = 0) -> Path | None:
    """Take a tail that is no whole group off `path`; returns the file beside it that keeps the tail, None: no tail.

    The tail is on disk in its own file before it is cut off. Raises OSError where the disk does not take it.
    """
    safe = whole_length(path, start)
    with path.open("r+b") as stream:
        stream.seek(safe)
        tail = stream.read()
        if not tail:
            return None
        aside = _kept(path, tail)
        stream.truncate(safe)
        os.fsync(stream.fileno())
    LOG.warning("%s: %d bytes at its end are no whole record, kept as %s", path, len(tail), aside.name)
    return aside


def _kept(path: Path, tail: bytes) -> Path:
    stamp = f"{path.name}{TORN}{now():%Y%m%dT%H%M%S%f}"
    with path.with_name(stamp).open("xb") as stream:
        stream.write(tail)
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(path.parent)
    return path.with_name(stamp)


def sync_folder(folder: Path) -> None:
    """Bring to disk which files a folder holds."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def record_type(content: bytes) -> str:
    """The WARC-Type of a record given as bytes; "" where there is none."""
    found = _TYPE.search(content, 0, content.find(b"\r\n\r\n") + 1)
    return found[1].strip().decode("ascii", "replace") if found else ""


def next_magic(stream: BinaryIO, offset: int) -> int | None:
    """The first offset from `offset` on at which a gzip member may begin, None where there is none."""
    stream.seek(offset)
    kept = b""
    while chunk := stream.read(_CHUNK):
        window = kept + chunk
        at = window.find(_MAGIC)
        if at >= 0:
            return offset - len(kept) + at
        offset += len(chunk)
        kept = window[-2:]
    return None


def _inflate(stream: BinaryIO, offset: int) -> tuple[int, bytes] | None:
    stream.seek(offset)
    inflater = zlib.decompressobj(zlib.MAX_WBITS + 16)
    parts: list[bytes] = []
    read = 0
    try:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            parts.append(inflater.decompress(chunk))
            if inflater.eof:
                content = b"".join(parts)
                if not content.startswith(b"WARC/"):
                    return None
                return offset + read - len(inflater.unused_data), content
    except zlib.error:
        return None
    return None
