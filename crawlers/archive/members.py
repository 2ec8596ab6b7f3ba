"""The gzip members of a WARC file: one a record. Finds them, whole ones only, and mends a torn tail.

A process that is killed while it appends leaves a last group of records that is cut off. Nobody was told of that group
(the ledger row follows the fsync), so the tail is dropped at the next open and appending goes on from whole ground.
"""

import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

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


def mend(path: Path, start: int = 0) -> int:
    """Cut a torn tail off `path` and return how many bytes were dropped (0: it was whole)."""
    size = path.stat().st_size
    safe = whole_length(path, start)
    if safe < size:
        with path.open("r+b") as stream:
            stream.truncate(safe)
            os.fsync(stream.fileno())
    return size - safe


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
