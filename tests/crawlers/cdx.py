"""A CDX server on loopback, in both forms that indexes of captures have, and the captures themselves."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.crawlers.foreign import Snap
from tests.listening import listening

COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


@dataclass
class Index:
    """What a server knows: captures with the place of their record in `file`. `busy` answers 503 come first."""

    snaps: list[Snap]
    file: Path
    offsets: list[int]
    page: int = 3
    busy: int = 0
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def rows(self, asked: dict[str, list[str]]) -> list[dict[str, str]]:
        """Captures of the host asked for, as rows, in the order of a CDX: by address, then time."""
        ends = [*self.offsets[1:], self.file.stat().st_size]
        found = []
        for snap, begin, end in zip(self.snaps, self.offsets, ends, strict=True):
            parts = urlsplit(snap.url)
            stamp = "".join(character for character in snap.at if character.isdigit())
            if parts.netloc.removeprefix("www.") != asked["url"][0]:
                continue
            if not asked.get("from", ["0"])[0] <= stamp[:8] <= asked.get("to", ["9"])[0]:
                continue
            found.append(
                {
                    "urlkey": f"{','.join(reversed(parts.netloc.split('.')))}){parts.path}", "timestamp": stamp,
                    "url": snap.url, "mime": dict(snap.headers).get("Content-Type", "").split(";")[0],
                    "status": snap.status[:3], "digest": f"D{begin}", "length": str(end - begin), "offset": str(begin),
                    "filename": self.file.name,
                }
            )  # fmt: skip
        return sorted(found, key=lambda row: (row["urlkey"], row["timestamp"]))

    def table(self, asked: dict[str, list[str]]) -> list[list[str]]:
        rows = [row for row in self.rows(asked) if row["status"] == "200"]
        if "resumeKey" in asked:
            rows = [row for row in rows if f"{row['urlkey']} {row['timestamp']}!" > asked["resumeKey"][0]]
        names = ("urlkey", "timestamp", "url", "mime", "status", "digest", "length")
        shown = [[row[name] for name in names] for row in rows[: self.page]]
        more = len(rows) > self.page
        last = rows[min(self.page, len(rows)) - 1] if rows else {}
        return [[*COLUMNS], *shown, *([[], [f"{last['urlkey']} {last['timestamp']}!"]] if more else [])] if rows else []

    def answer(self, target: str, span: str | None) -> tuple[int, bytes, dict[str, str]]:
        self.asked.append(target)
        if self.busy:
            self.busy -= 1
            return 503, b"busy", {"Retry-After": "0"}
        parts, asked = urlsplit(target), parse_qs(urlsplit(target).query)
        if parts.path == "/cdx/search/cdx":
            return 200, json.dumps(self.table(asked)).encode(), {}
        if parts.path == "/TEST-index":
            rows = self.rows(asked)
            if "showNumPages" in asked:
                return 200, json.dumps({"pages": -(-len(rows) // self.page), "pageSize": 1}).encode(), {}
            if not rows:
                return 404, b'{"message": "No Captures found"}', {}
            at = int(asked["page"][0]) * self.page
            shown = [row for row in rows[at : at + self.page] if row["status"] == "200"]
            return 200, "".join(json.dumps(row) + "\n" for row in shown).encode(), {}
        if parts.path == f"/{self.file.name}" and span:
            begin, end = map(int, span.removeprefix("bytes=").split("-"))
            return 206, self.file.read_bytes()[begin : end + 1], {}
        if parts.path.startswith("/web/"):
            stamp, _, url = target.removeprefix("/web/").partition("id_/")
            for snap in self.snaps:
                if snap.url == url and "".join(filter(str.isdigit, snap.at)) == stamp:
                    return 200, snap.body, {f"X-Archive-Orig-{name}": value for name, value in snap.headers}
        return 404, b"nothing here", {}


@contextmanager
def serving(index: Index) -> Iterator[Index]:
    """Serve the index on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            index.agents.add(self.headers.get("User-Agent", ""))
            status, body, headers = index.answer(self.path, self.headers.get("Range"))
            self.send_response(status)
            for name, value in ({"Content-Type": "text/html"} | headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    with listening(Handler) as index.port:
        yield index
