"""Hostile files given to the command line: archives whose records unpack to what no machine holds."""

import gzip
import io
import json
import zlib
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.bench.memory import watched
from tests.flows.conftest import Cli

brotli = pytest.importorskip("brotli")
MEMORY = 500_000_000
PAGE = (
    "<title>乐安县召开2024年教育工作会议</title><h1>乐安县召开2024年教育工作会议</h1>"
    + "<p>3月1日，乐安县召开教育工作会议。</p>" * 9
)


def packed(coding: str) -> bytes:
    """Some kilobytes that unpack to 400 MB."""
    piece, times = b"\0" * 4_000_000, 100
    if coding == "br":
        squeeze = brotli.Compressor(quality=1)
        return bytes(b"".join(squeeze.process(piece) for _ in range(times)) + squeeze.finish())
    pack = zlib.compressobj(6, zlib.DEFLATED, 31 if "gzip" in coding else 15)
    once = b"".join(pack.compress(piece) for _ in range(times)) + pack.flush()
    return gzip.compress(once) if coding == "gzip, gzip" else once


def record(url: str, body: bytes, coding: str = "") -> bytes:
    """One response as a member of a WARC file."""
    headers = [("Content-Type", "text/html; charset=utf-8"), *([("Content-Encoding", coding)] if coding else [])]
    http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(
        writer.create_warc_record(url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http)
    )
    return out.getvalue()


def bomb(head: bytes) -> bytes:
    """A member that begins as a record does and goes on for 400 MB."""
    pack = zlib.compressobj(6, zlib.DEFLATED, 31)
    begun = pack.compress(head)
    return begun + b"".join(pack.compress(b"a" * 4_000_000) for _ in range(100)) + pack.flush()


RECORD = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://bomb.example/\r\n"
BOMBS = {
    "gzip": record("http://bomb.example/", packed("gzip"), "gzip"),
    "deflate": record("http://bomb.example/", packed("deflate"), "deflate"),
    "gzip in gzip": record("http://bomb.example/", packed("gzip, gzip"), "gzip, gzip"),
    "brotli": record("http://bomb.example/", packed("br"), "br"),
    "record": bomb(RECORD + b"WARC-Date: 2024-03-01T00:00:00Z\r\nContent-Length: 400000000\r\n\r\n"),
    "header": bomb(RECORD + b"X-Long: "),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_record_that_unpacks_to_a_flood_is_left_out_and_the_next_one_read(
    name: str, cli: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "pages.warc.gz"
    file.write_bytes(BOMBS[name] + record("http://a.example/1.html", PAGE.encode()))
    with watched(itself=False) as children:
        done = cli("extract", file)
    peak = max(child.bytes for child in children.processes.values())
    assert peak < MEMORY, f"{peak / 1e6:.0f} MB"
    assert "Traceback" not in done.stderr
    if name == "header":
        assert done.returncode == 2 and "damaged archive after 0 bytes" in done.stderr
        return
    assert done.returncode == 0, done.stderr
    found = {row["url"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert found["http://a.example/1.html"]["title"] == "乐安县召开2024年教育工作会议"
    assert "http://bomb.example/" in done.stderr or "quarantine: no_encoding" in done.stderr, (
        "what is left out is named"
    )
