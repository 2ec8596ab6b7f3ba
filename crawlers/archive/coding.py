"""Content coding: from the bytes on the wire to the bytes of the page."""

import zlib
from collections.abc import Mapping

_RAW, _AUTO = -zlib.MAX_WBITS, zlib.MAX_WBITS + 32


MAX_BODY = 32_000_000
"""Bytes to which a body is unpacked at most; no page is as large, and a few kilobytes can be made to unpack to more."""


def decoded_body(headers: Mapping[str, str], wire: bytes, limit: int = MAX_BODY) -> bytes:
    """The body without gzip or deflate; as it is where the header lies or the coding is one we never ask for.

    `headers` have names in lower case. No more than `limit` bytes are unpacked.
    """
    return checked_body(headers, wire, limit)[0]


def checked_body(headers: Mapping[str, str], wire: bytes, limit: int = MAX_BODY) -> tuple[bytes, str | None]:
    """As `decoded_body`, and what is wrong with the packed bytes: they end early, or their checksum is another."""
    codings = [each.strip().lower() for each in headers.get("content-encoding", "").split(",") if each.strip()]
    body, wrong = wire, None
    for coding in reversed(codings):
        if coding in ("gzip", "x-gzip", "deflate"):
            body, wrong = _unpacked(body, limit)
            if wrong:
                break
    return body, wrong


def _unpacked(body: bytes, limit: int) -> tuple[bytes, str | None]:
    for bits in (_AUTO, _RAW):
        unpacker = zlib.decompressobj(bits)
        try:
            content = unpacker.decompress(body, limit)
        except zlib.error:
            continue
        short = not unpacker.eof and len(content) < limit and bool(body)
        return content, "what was packed ends early" if short else None
    # Servers say gzip and send the plain page. A page has no NUL in it; packed bytes that are damaged nearly always do.
    return body, "what was packed does not unpack" if b"\0" in body else None
