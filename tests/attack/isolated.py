"""A crawl of the public web on a machine of its own: one that has no way out, where every address is our server.

    unshare --net --mount python -m tests.attack.isolated REGISTRY HOME

The loopback device of the new network takes one public address and some that no crawl may reach; a DNS server answers
for the names below, some of them with another address each time. The crawl is what its user starts, with its pauses.
Prints as JSON how the crawls ended, and where requests arrived: [address, Host, path].
"""

import json
import socket
import struct
import subprocess
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.crawlers.site import article, crawl_command, listing

PUBLIC = "1.2.3.4"
SECRET = ("10.9.9.9", "169.254.169.254", "192.168.7.7", "100.64.0.9")
SITE = "www.yunxi.gov.cn"
NAMES: dict[str, tuple[str, ...]] = {
    SITE: (PUBLIC,),
    "loopback.example.com": ("127.0.0.1",),
    "private.example.com": ("10.9.9.9",),
    "cloud.example.com": ("169.254.169.254",),
    "carrier.example.com": ("100.64.0.9",),
    "nowhere.example.com": ("0.0.0.0",),
    "six.example.com": ("::1",),
    "mapped.example.com": ("::ffff:127.0.0.1",),
    "nat64.example.com": ("64:ff9b::7f00:1",),
    "alias.example.com": ("2002:7f00:1::",),
}
"""Names and what they resolve to."""
REBOUND = "rebound.example.com"
"""A public address at first, then in turn that of this machine and the public one: no check holds for the next."""
FORMS = (
    "2130706433",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "127.1",
    "0",
    "[::1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.9.9.9]",
    "localhost",
    "10.9.9.9",
)
"""Addresses that no crawl may reach, however they are written."""
ROWS = [f"t20240301_{number}.html" for number in range(len(FORMS) + 4)]


def pages() -> dict[str, tuple[int, dict[str, str], str]]:
    """What the public address serves: path to status, headers and body."""
    rows = [(f"./202403/{row}", f"会议{number}", "2024-03-01") for number, row in enumerate(ROWS)]
    found: dict[str, tuple[int, dict[str, str], str]] = {}
    found["/a/"] = (200, {}, listing(rows, extra='<link rel="canonical" href="http://private.example.com/a/">'))
    traps = [f"http://{form}/admin" for form in FORMS]
    for row, to in zip(
        ROWS, [*traps, "//loopback.example.com/admin", "http://private.example.com/admin"], strict=False
    ):
        found[f"/a/202403/{row}"] = (302, {"Location": to}, "")
    refresh = '<meta http-equiv="refresh" content="0; url=http://cloud.example.com/latest/">'
    found[f"/a/202403/{ROWS[-2]}"] = (200, {}, article("会议").replace("<head>", f"<head>{refresh}"))
    found[f"/a/202403/{ROWS[-1]}"] = (200, {}, article("好的"))
    inside = [
        ("202403/t20240301_90.html", "会议", "2024-03-01"),
        ("http://10.9.9.9/t20240301_91.html", "会议", "2024-03-01"),
    ]
    found["/b/"] = (200, {}, listing(inside).replace("<html>", '<html><head><base href="http://192.168.7.7/"></head>'))
    parts = "".join(f"<sitemap><loc>http://{name}/s.xml</loc></sitemap>" for name in (SITE, "private.example.com"))
    found["/index.xml"] = (200, {}, f"<sitemapindex>{parts}</sitemapindex>" + " " * 400)
    found["/s.xml"] = (200, {}, "<urlset>" + "".join(
        f"<url><loc>http://{name}/202403/t20240301_95.html</loc><lastmod>2024-03-01</lastmod></url>"
        for name in (SITE, "cloud.example.com", "10.9.9.9")) + "</urlset>" + " " * 400)  # fmt: skip
    found["/202403/t20240301_95.html"] = (200, {}, article("会议"))
    found["/"] = (200, {}, listing([("./202403/t20240301_95.html", "会议", "2024-03-01")]))
    return found


def registry() -> str:
    """Three sources of the web: one by name, with lists of many names; one with a base; one by sitemaps."""
    entries = {
        "names": ("trs_wcm", [f"http://{name}/" for name in (*list(NAMES)[1:], REBOUND)]),
        "traps": ("trs_wcm", [f"http://{SITE}/a/", f"http://{SITE}/b/"]),
        "maps": ("feed", [f"http://{SITE}/index.xml"]),
    }
    return "".join(
        f'[[source]]\nid = "{name}"\nname = "{name}"\nkind = "government"\nfamily = "{family}"\n'
        f"lists = {json.dumps(lists)}\n"
        for name, (family, lists) in entries.items()
    )


class Names(threading.Thread):
    """A DNS server on this machine's port 53."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.asked: Counter[str] = Counter()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 53))

    def run(self) -> None:
        while True:
            question, client = self._socket.recvfrom(4096)
            self._socket.sendto(self._answer(question), client)

    def _answer(self, question: bytes) -> bytes:
        labels, at = [], 12
        while length := question[at]:
            labels.append(question[at + 1 : at + 1 + length].decode())
            at += length + 1
        (kind,) = struct.unpack_from(">H", question, at + 1)
        name = ".".join(labels).lower()
        addresses = NAMES.get(name, ())
        if name == REBOUND and kind == 1:
            addresses = ((PUBLIC, "127.0.0.1")[self.asked[name] % 2],)
            self.asked[name] += 1
        family = {1: socket.AF_INET, 28: socket.AF_INET6}.get(kind)
        packed = [
            socket.inet_pton(family, each)
            for each in addresses
            if family and (":" in each) == (family == socket.AF_INET6)
        ]
        head = question[:2] + struct.pack(">HHHHH", 0x8180, 1, len(packed), 0, 0) + question[12 : at + 5]
        return head + b"".join(struct.pack(">HHHIH", 0xC00C, kind, 1, 0, len(each)) + each for each in packed)


class Server(ThreadingHTTPServer):
    """Every address of this machine, of one family."""

    daemon_threads = True

    def server_bind(self) -> None:
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        super().server_bind()


class SixServer(Server):
    address_family = socket.AF_INET6


def main() -> None:
    """Set the machine up, crawl, and say what happened."""
    file, home = map(Path, sys.argv[1:3])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in (PUBLIC, *SECRET):
        subprocess.run(["ip", "addr", "add", f"{address}/32", "dev", "lo"], check=True)
    with NamedTemporaryFile("w", suffix=".conf") as conf:
        conf.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        conf.flush()
        subprocess.run(["mount", "--bind", conf.name, "/etc/resolv.conf"], check=True)
        Names().start()
        arrived: list[tuple[str, str, str]] = []
        served = pages()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                arrived.append((self.connection.getsockname()[0], self.headers.get("Host", ""), self.path))
                status, headers, body = served.get(self.path, (404, {}, "<h1>404</h1>" + " " * 500))
                self.send_response(status)
                kind = "text/xml" if self.path.endswith(".xml") else "text/html"
                for name, value in {"Content-Type": f"{kind}; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *arguments: object) -> None:
                pass

        for server in (Server(("0.0.0.0", 80), Handler), SixServer(("::", 80), Handler)):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        file.write_text(registry(), "utf-8")
        since = ("--since", "2024-03-01", "--until", "2024-03-31", "--contact", "test", "--log-level", "ERROR")
        crawls = {
            name: subprocess.Popen(
                crawl_command(file, home / name, name, *since),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for name in ("names", "traps", "maps")
        }
        ended = {name: (child.communicate(timeout=240), child.returncode) for name, child in crawls.items()}
    told = {name: json.loads(out.splitlines()[-1]) | {"err": err} for name, ((out, err), _) in ended.items() if out}
    print(
        json.dumps({"crawls": told, "errors": [err for (out, err), _ in ended.values() if not out], "arrived": arrived})
    )


if __name__ == "__main__":
    main()
