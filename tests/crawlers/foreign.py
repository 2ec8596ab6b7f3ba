"""WARC and WET files as Common Crawl, Wayback and others write them, made with their tools' own library."""

import gzip
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.crawlers.site import FILLER


@dataclass(frozen=True)
class Snap:
    """One capture: what a foreign file holds of a page."""

    url: str
    at: str = "2021-03-05T04:05:06Z"
    body: bytes = b""
    status: str = "200 OK"
    kind: str = "response"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    about: dict[str, str] = field(default_factory=dict)


def page(title: str, *, encoding: str = "utf-8") -> bytes:
    body = f"<body><a href='/'>教育工作会议</a><h1>{title}</h1>{FILLER}</body>"
    return f"<html><head><title>{title}</title></head>{body}</html>".encode(encoding)


def write(path: Path, *snaps: Snap, compressed: bool = True) -> list[int]:
    """Write the captures, each with a request and a metadata record beside it; returns their offsets."""
    offsets = []
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=compressed, warc_version="1.0")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another crawler"}))
        for snap in snaps:
            about = {"WARC-Date": snap.at, **snap.about}
            if snap.kind == "response":
                asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
                writer.write_record(
                    writer.create_warc_record(snap.url, "request", http_headers=asked, warc_headers_dict=about)
                )
            offsets.append(stream.tell())
            http = StatusAndHeaders(snap.status, list(snap.headers), protocol="HTTP/1.1")
            is_text = snap.kind == "conversion"
            writer.write_record(
                writer.create_warc_record(
                    snap.url,
                    snap.kind,
                    payload=BytesIO(snap.body),
                    length=len(snap.body),
                    http_headers=None if is_text else http,
                    warc_headers_dict=about,
                    warc_content_type="text/plain" if is_text else "",
                )
            )
    return offsets


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    parts = (body[:half], body[half:])
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def in_one_piece(path: Path) -> None:
    """Compress a file the way that no WARC tool does."""
    path.write_bytes(gzip.compress(path.read_bytes()))
