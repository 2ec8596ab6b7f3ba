"""The sample sites on loopback: one port a site, so that each has its own root and robots.txt."""

import gzip
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from crawlers.newsroom.faults import CHALLENGES, Fault, FaultPlan
from crawlers.newsroom.newsroom import Content, Newsroom

FIRST_PORT = 8801
APART = 100
"""From a port that is taken to the next one that is tried: more than there are sites."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One request as it was answered; status 0 where the connection was reset. `agent` is the User-Agent sent."""

    site: str
    target: str
    status: int
    agent: str
    conditional: bool


@dataclass(slots=True)
class Served:
    """A newsroom that is being served: its base URLs by site key, and what was asked of it."""

    newsroom: Newsroom
    bases: dict[str, str]
    log: list[Hit] = field(default_factory=list)

    def hits(self, site: str, target: str) -> int:
        """How often the site was asked for this path and query."""
        return sum(hit.site == site and hit.target == target for hit in self.log)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], site: str, served: Served, faults: FaultPlan, zipped: bool) -> None:
        self.site, self.served, self.faults, self.zipped = site, served, faults, zipped
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "SampleNewsroom", ""
    server: _Server

    def do_GET(self) -> None:
        self._serve(send_body=True)

    def do_HEAD(self) -> None:
        self._serve(send_body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are kept in `Served.log`, not printed."""

    def _serve(self, *, send_body: bool) -> None:
        site, target = self.server.site, self.path
        try:
            faults = self.server.faults
            fault, unpublished = faults.strike(site, target), faults.unpublished(site, target)
            content = (
                self._faulty(fault, site, target, unpublished) if fault else self._content(site, target, unpublished)
            )
            if content is None:
                self._note(0)
                self._reset()
                return
            self._note(content.status)
            self._send(content, send_body, cut_short=bool(fault and fault.kind == "truncate"))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _note(self, status: int) -> None:
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        agent = self.headers.get("User-Agent", "")
        self.server.served.log.append(Hit(self.server.site, self.path, status, agent, conditional))

    def _content(self, site: str, target: str, unpublished: int, layout: str | None = None) -> Content:
        served = self.server.served
        content = served.newsroom.answer(site, target, served.bases, unpublished=unpublished, layout=layout)
        return Content(304, b"", content.headers) if self._unchanged(content) else content

    def _unchanged(self, content: Content) -> bool:
        if content.status != 200:
            return False
        tag = self.headers.get("If-None-Match")
        if tag is not None:
            return content.headers.get("ETag") in [t.strip() for t in tag.split(",")]
        since, changed = self.headers.get("If-Modified-Since"), content.headers.get("Last-Modified")
        if not since or not changed:
            return False
        try:
            return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):  # a date that nobody can read asks for the page
            return False

    def _faulty(self, fault: Fault, site: str, target: str, unpublished: int) -> Content | None:
        plain = {"Content-Type": "text/html; charset=utf-8"}
        instead = {
            "reset": None,
            "too_many": Content(
                429, "请求过于频繁".encode(), plain | {"Retry-After": str(max(1, round(fault.seconds)))}
            ),
            "unavailable": Content(503, "<html><body>系统维护中</body></html>".encode(), plain),
            "loop": Content(302, b"", {"Location": target}),
            "denied": Content(200, b"User-agent: *\nDisallow: /\n", {"Content-Type": "text/plain"}),
            "gone": Content(404, "<html><body><h1>404</h1><p>页面不存在</p></body></html>".encode(), plain),
            "stub": Content(200, b"<html><head><title></title></head><body></body></html>", plain),
        }
        if fault.kind in instead:
            return instead[fault.kind]
        if fault.kind in CHALLENGES:
            status = 521 if fault.kind == "challenge" else 200
            cookie = {"Set-Cookie": "__jsluid_s=0a1b2c; path=/"} if status == 521 else {}
            return Content(status, CHALLENGES[fault.kind].encode(), plain | cookie)
        if fault.kind == "slow":
            time.sleep(fault.seconds)
        content = self._content(site, target, unpublished, fault.layout if fault.kind == "relaunch" else None)
        if fault.kind == "lying_charset":
            return Content(content.status, content.body, content.headers | {"Content-Type": "text/html; charset=big5"})
        return content

    def _send(self, content: Content, send_body: bool, *, cut_short: bool) -> None:
        body, headers = content.body, dict(content.headers)
        if self.server.zipped and body and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.send_response(content.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if content.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if send_body and content.status != 304:
            self.wfile.write(body[: len(body) // 2] if cut_short else body)
        if cut_short:
            self.close_connection = True

    def _reset(self) -> None:
        """Close with RST, as a firewall does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True


def _bind(host: str, port: int, site: str, served: Served, faults: FaultPlan, zipped: bool) -> _Server:
    """Listen on the port; where it is taken, on one a few hundred above it; on any free one where 0 is asked for.

    Any free one would lie among those the system hands out to whoever connects, and be taken by a stranger until the
    newsroom comes back.
    """
    for other in range(port, min(port + 20 * APART, 65_536), APART) if port else ():
        with suppress(OSError):
            return _Server((host, other), site, served, faults, zipped)
    return _Server((host, 0), site, served, faults, zipped)


@contextmanager
def serve(
    newsroom: Newsroom,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    ports: Mapping[str, int] | None = None,
    faults: FaultPlan | Sequence[Fault] = (),
    gzip: bool = False,
) -> Iterator[Served]:
    """Serve the sites until the block ends. `port` 0 takes free ports; else the sites take `port`, `port` + 1, …,
    each one above it where its own is taken. `ports` names ports by site key. Ask `Served.bases` for the URLs.
    """
    plan = faults if isinstance(faults, FaultPlan) else FaultPlan(tuple(faults))
    served = Served(newsroom, {})
    servers: list[_Server] = []
    threads: list[threading.Thread] = []
    try:
        for number, site in enumerate(newsroom.sites):
            wanted = (ports or {}).get(site.key, port + number if port else 0)
            server = _bind(host, wanted, site.key, served, plan, gzip)
            servers.append(server)
            served.bases[site.key] = f"http://{host}:{server.server_address[1]}"
        for server in servers:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            threads.append(thread)
        yield served
    finally:
        for server, thread in zip(servers, threads, strict=False):
            server.shutdown()
            thread.join()
        for server in servers:
            server.server_close()
