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
    codings = [each.strip().lower() for each in headers.get("content-encoding", "").split(",") if each.strip()]
    body = wire
    for coding in reversed(codings):
        if coding in ("gzip", "x-gzip", "deflate"):
            body = _unpacked(body, limit)
    return body


def _unpacked(body: bytes, limit: int) -> bytes:
    for bits in (_AUTO, _RAW):
        try:
            return zlib.decompressobj(bits).decompress(body, limit)
        except zlib.error:
            continue
    return body
