"""Content coding: from the bytes on the wire to the bytes of the page.

A crawl asks for gzip and deflate alone. Servers send br and zstd all the same, and archives of others are full of them:
browsers ask for both.
"""

import sys
import zlib
from collections.abc import Mapping

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_BODY = 32_000_000
"""Bytes to which a body is unpacked at most; no page is as large, and a few kilobytes can be made to unpack to more."""
_RAW, _AUTO = -zlib.MAX_WBITS, zlib.MAX_WBITS + 32
_FRAME = b"\x28\xb5\x2f\xfd"
_FRAMES = 64  # a page is one; a megabyte of empty ones takes seconds to look through
_WINDOW: Mapping[int, int] = {
    zstd.DecompressionParameter.window_log_max: 23
}  # RFC 9659: 8 MB, what a browser gives a page


def decoded_body(headers: Mapping[str, str], wire: bytes, limit: int = MAX_BODY) -> bytes:
    """The body without its content coding; as it is where the header lies or the coding is unknown.

    `headers` have names in lower case. No more than `limit` bytes are unpacked.
    """
    return checked_body(headers, wire, limit)[0]


def checked_body(headers: Mapping[str, str], wire: bytes, limit: int = MAX_BODY) -> tuple[bytes, str | None]:
    """As `decoded_body`, and what is wrong with the packed bytes: they end early, or their checksum is another."""
    codings = [each.strip().lower() for each in headers.get("content-encoding", "").split(",") if each.strip()]
    body, wrong = wire, None
    for coding in reversed(codings):
        match coding:
            case "gzip" | "x-gzip" | "deflate":
                body, wrong = _inflated(body, limit)
            case "br":
                body, wrong = _of_brotli(body, limit)
            case "zstd":
                body, wrong = _of_zstd(body, limit)
            case "identity":
                continue
            case _:
                break
        if wrong:
            break
    return body, wrong


def _inflated(body: bytes, limit: int) -> tuple[bytes, str | None]:
    for bits in (_AUTO, _RAW):
        unpacker = zlib.decompressobj(bits)
        try:
            content = unpacker.decompress(body, limit)
        except zlib.error:
            continue
        return content, _early(body, content, limit, unpacker.eof)
    return _unpackable(body)


def _of_brotli(body: bytes, limit: int) -> tuple[bytes, str | None]:
    unpacker, content = brotli.Decompressor(), b""
    try:
        content = unpacker.process(body, output_buffer_limit=limit)[:limit]
    except brotli.error:
        return _unpackable(body)
    return content, _early(body, content, limit, unpacker.is_finished())


def _of_zstd(body: bytes, limit: int) -> tuple[bytes, str | None]:
    parts: list[bytes] = []
    rest, room = body, limit
    for _ in range(_FRAMES):
        unpacker = zstd.ZstdDecompressor(options=_WINDOW)
        try:
            parts.append(unpacker.decompress(rest, room))
        except zstd.ZstdError:
            return _unpackable(body)
        room -= len(parts[-1])
        rest = unpacker.unused_data
        if not unpacker.eof or not rest or not room:
            break
    content = b"".join(parts)
    return content, _early(body, content, limit, unpacker.eof and not rest)


def _early(body: bytes, content: bytes, limit: int, whole: bool) -> str | None:
    return "what was packed ends early" if body and not whole and len(content) < limit else None


def _unpackable(body: bytes) -> tuple[bytes, str | None]:
    # Servers say gzip and send the plain page. A page has no NUL in it; packed bytes that are damaged nearly always do.
    packed = b"\0" in body or body.startswith(_FRAME)
    return body, "what was packed does not unpack" if packed else None
