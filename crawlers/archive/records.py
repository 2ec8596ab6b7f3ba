"""One WARC record, read from the bytes of its member.

Records laid out as every careful writer lays them out are read here in one go; warcio, which bears with all others,
reads the rest. It is five times slower, and a replay reads a record a page and more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from crawlers.archive.coding import MAX_BODY, decoded_body

_END = b"\r\n\r\n"
_HTTP = ("response", "revisit")


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """A record: `about` its WARC headers, names in lower case; `http` those of the response in it, None without one.

    Of headers that come twice `about` has the first. `wire` is the body as received.
    """

    kind: str
    about: Mapping[str, str]
    status: int
    http: list[tuple[str, str]] | None
    wire: bytes


def parsed(content: bytes) -> WarcRecord:
    """The record that a member holds. Raises ValueError where it is none."""
    return _plain(content) or _of_warcio(content)


def loaded(content: bytes) -> ArcWarcRecord:
    """The record that a member holds, as warcio reads it. Raises ValueError where it is none."""
    try:
        return next(iter(ArchiveIterator(BytesIO(content))))
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, StopIteration) as error:
        raise ValueError(f"no WARC record: {type(error).__name__}") from error


def _of_warcio(content: bytes) -> WarcRecord:
    record = loaded(content)
    about: dict[str, str] = {}
    for name, value in record.rec_headers.headers:
        about.setdefault(name.lower(), value)
    answer = record.http_headers
    status = int(answer.get_statuscode()) if answer else 200
    return WarcRecord(
        record.rec_type or "", about, status, answer.headers if answer else None, record.raw_stream.read()
    )


def page_of(record: WarcRecord) -> bytes:
    """The body without its codings, up to the size of the largest page that is read."""
    coding = transfer = ""
    for name, value in reversed(record.http or ()):
        match name.lower():
            case "content-encoding":
                coding = value
            case "transfer-encoding":
                transfer = value
    wire = dechunked(record.wire) if transfer == "chunked" else record.wire
    return decoded_body({"content-encoding": coding}, wire)[:MAX_BODY] if coding else wire[:MAX_BODY]


def dechunked(body: bytes) -> bytes:
    """A body without the marks of its chunks; as it is where it has none."""
    reader = ChunkedDataReader(BytesIO(body))
    parts = []
    while part := reader.read():
        parts.append(part)
    return b"".join(parts)


def _plain(content: bytes) -> WarcRecord | None:
    """A record whose every header is one line of UTF-8; None for any other."""
    end = content.find(_END)
    found = _headers(content[:end]) if end > 0 else None
    if found is None or not found[0].startswith(("WARC/1.0", "WARC/1.1")):
        return None
    about: dict[str, str] = {}
    for name, value in found[1]:
        about.setdefault(name.lower(), value)
    kind, address = about.get("warc-type", ""), about.get("warc-target-uri", "")
    length = about.get("content-length", "")
    if not length.isdecimal() or " " in address or address.startswith("<"):
        return None
    block = content[end + len(_END) : end + len(_END) + int(length)]
    if kind not in _HTTP or not block:
        return WarcRecord(kind, about, 200, None, block)
    end = block.find(_END)
    answer = _headers(block[:end]) if end > 0 else None
    if answer is None or not address.startswith(("http:", "https:")):
        return None
    protocol, _, status = answer[0].partition(" ")
    code = status.strip().partition(" ")[0]
    if protocol not in ("HTTP/1.0", "HTTP/1.1") or not code.isdecimal():
        return None
    return WarcRecord(kind, about, int(code), answer[1], block[end + len(_END) :])


def _headers(head: bytes) -> tuple[str, list[tuple[str, str]]] | None:
    """The first line, and the names and values of the others; None where a line is folded or holds no header."""
    try:
        first, *lines = head.decode().split("\r\n")
    except UnicodeDecodeError:
        return None
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or "\n" in line or "\r" in line or line[0] in " \t":
            return None
        headers.append((name.rstrip(" \t"), value.strip()))
    return first, headers
