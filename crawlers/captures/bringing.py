"""Captures that an index told of, brought into a WARC file of our own, from which they are imported like any others."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.captures.index import CaptureIndexError, Client, Found
from crawlers.captures.reading import MAX_RECORD

COMMON_CRAWL_DATA = "https://data.commoncrawl.org/"
_ORIGINAL = "x-archive-orig-"


@dataclass(slots=True)
class Brought:
    """What was fetched: how many captures lie in the file, and those that could not be had, each with why."""

    count: int = 0
    failed: list[str] = field(default_factory=list)


def bring(client: Client, wanted: Iterable[Found], into: Path, data: str = COMMON_CRAWL_DATA) -> Brought:
    """Fetch captures one after another and append them to the WARC file `into` (made where it is not there).

    Where the index names file and offset, the record is had by range from `data`, just as it lies there; else the page
    is had from the Wayback machine beside the index, as it was received (`id_`).
    """
    brought = Brought()
    into.parent.mkdir(parents=True, exist_ok=True)
    with into.open("ab") as stream:
        for found in wanted:
            try:
                record = _by_range(client, found, data) if found.file else _by_address(client, found)
            except CaptureIndexError as error:
                brought.failed.append(str(error))
                continue
            stream.write(record)
            brought.count += 1
    return brought


def _by_range(client: Client, found: Found, data: str) -> bytes:
    assert found.file is not None and found.offset is not None and found.length is not None
    url = urljoin(data, found.file)
    if urlsplit(url).netloc != urlsplit(data).netloc:
        raise CaptureIndexError(f"{url}: the index leads to another host than {data}")
    span = f"bytes={found.offset}-{found.offset + found.length - 1}"
    answer = client.get(url, headers={"Range": span, "Accept-Encoding": "identity"}, limit=MAX_RECORD)
    if answer.status_code != 206 or len(answer.content) != found.length:
        raise CaptureIndexError(f"{url}: status {answer.status_code} for bytes {span[6:]}")
    unpack = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        begins = unpack.decompress(answer.content, 5)
    except zlib.error:
        begins = b""
    if begins != b"WARC/":
        raise CaptureIndexError(f"{url}: no record at offset {found.offset}")
    return answer.content


def _by_address(client: Client, found: Found) -> bytes:
    parts = urlsplit(found.index)
    url = f"{parts.scheme}://{parts.netloc}/web/{found.at:%Y%m%d%H%M%S}id_/{found.url}"
    answer = client.get(url, headers={"Accept-Encoding": "identity"}, limit=MAX_RECORD)
    if answer.status_code != 200:
        raise CaptureIndexError(f"{url}: status {answer.status_code}")
    kept = [
        (name[len(_ORIGINAL) :].title(), value)
        for name, value in answer.headers.multi_items()
        if name.lower().startswith(_ORIGINAL)
    ]
    if not any(name == "Content-Type" for name, _ in kept):
        kept.append(("Content-Type", answer.headers.get("content-type", "text/html")))
    # The body comes without transfer and content coding; what the headers said of these is kept under other names.
    coded = ("Content-Encoding", "Transfer-Encoding", "Content-Length")
    headers = [(f"X-Crawl-{name}" if name in coded else name, value) for name, value in kept]
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    about = {"WARC-Date": f"{found.at:%Y-%m-%dT%H:%M:%SZ}", "WARC-Source-URI": url}
    body = answer.content
    record = writer.create_warc_record(
        found.url, "response", payload=BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=about
    )
    writer.write_record(record)
    return stream.getvalue()
