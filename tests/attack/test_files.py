"""Hostile files given to the command line: archives whose records unpack to what no machine holds."""

import gzip
import io
import json
import re
import subprocess
import zlib
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive.coding import zstd
from flows.errors import UserError
from flows.inputs import read_pages
from tests.bench.memory import watched
from tests.flows.conftest import Cli

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
    if coding == "zstd":
        press = zstd.ZstdCompressor()
        return b"".join(press.compress(piece) for _ in range(times)) + press.flush()
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


def peak_of(cli: Cli, file: Path) -> "subprocess.CompletedProcess[str]":
    """`edumeet extract` of a file, which must stay small."""
    with watched(itself=False) as children:
        done = cli("extract", file)
    peak = max(child.bytes for child in children.processes.values())
    assert peak < MEMORY, f"{peak / 1e6:.0f} MB"
    assert "Traceback" not in done.stderr
    return done


RECORD = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://bomb.example/record\r\n"
CODINGS = ("gzip", "deflate", "gzip, gzip", "br", "zstd")
SOUND = {
    "": PAGE.encode(),
    "gzip": gzip.compress(PAGE.encode()),
    "br": brotli.compress(PAGE.encode()),
    "zstd": zstd.compress(PAGE.encode()),
    "gzip, zstd": zstd.compress(gzip.compress(PAGE.encode())),
}


def test_records_that_unpack_to_a_flood_are_left_out_and_sound_ones_read_whatever_packs_them(
    cli: Cli, tmp_path: Path
) -> None:
    """In a file, in this order: floods, and pages packed as browsers take them."""
    parts = [record(f"http://bomb.example/{coding}", packed(coding), coding) for coding in CODINGS]
    parts.append(bomb(RECORD + b"WARC-Date: 2024-03-01T00:00:00Z\r\nContent-Length: 400000000\r\n\r\n"))
    parts.append(record("http://bomb.example/frames", zstd.compress(b"") * 200_000, "zstd"))
    parts += [record(f"http://a.example/{coding}", body, coding) for coding, body in SOUND.items()]
    file = tmp_path / "pages.warc.gz"
    file.write_bytes(b"".join(parts))
    done = peak_of(cli, file)
    assert done.returncode == 0, done.stderr
    found = {row["url"]: row for row in map(json.loads, done.stdout.splitlines())}
    for coding in SOUND:
        assert found[f"http://a.example/{coding}"]["title"] == "乐安县召开2024年教育工作会议", coding
    for coding in (*CODINGS, "record"):
        assert f"http://bomb.example/{coding}: left out" in done.stderr, (coding, done.stderr)
        assert f"http://bomb.example/{coding}" not in found
    assert found["http://bomb.example/frames"]["title"] is None


def test_a_header_that_unpacks_to_a_flood_is_damage(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "pages.warc.gz"
    file.write_bytes(bomb(RECORD + b"X-Long: "))
    done = peak_of(cli, file)
    assert done.returncode == 2 and "damaged archive after 0 bytes" in done.stderr


def test_times_at_the_ends_of_the_calendar_are_a_mistake(tmp_path: Path) -> None:
    """No time zone can be told there: the last of December 9999 in London has no Shanghai."""
    late = gzip.decompress(record("http://a.example/", PAGE.encode()))
    date = re.search(rb"WARC-Date: (\S+)", late)
    assert date
    archive, lines = tmp_path / "a.warc", tmp_path / "a.jsonl"
    archive.write_bytes(late.replace(date[1], b"9999-12-31T23:59:59Z"))
    lines.write_text(json.dumps({"id": "a", "html": PAGE, "fetched_at": "9999-12-31T23:59:59Z"}), "utf-8")
    for file in (archive, lines):
        with pytest.raises(UserError, match="no page is of 9999"):
            list(read_pages([file]))
