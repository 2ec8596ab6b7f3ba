"""A server that breaks the rules of HTTP: what it sends is written byte by byte."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import brotli

from crawlers.archive.coding import zstd

Attack = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
LIMIT = 4_000_000_000
"""Bytes after which even an endless attack ends: a test that fails must not fill the machine."""


def plain(body: bytes, headers: bytes = b"") -> Attack:
    """An answer without malice."""

    def send(to: socket.socket) -> None:
        to.sendall(OK + headers + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)

    return send


def endless_headers(to: socket.socket) -> None:
    """Header after header, for ever."""
    to.sendall(OK)
    _pour(to, b"".join(b"X-%d: %s\r\n" % (number, b"a" * 900) for number in range(60)))


def one_endless_header(to: socket.socket) -> None:
    """One header whose value never ends."""
    to.sendall(OK + b"X-Long: ")
    _pour(to, b"a" * 65536)


def endless_body(to: socket.socket) -> None:
    """Chunk after chunk, for ever."""
    to.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    chunk = "<p>会议</p>".encode() * 4000
    _pour(to, b"%x\r\n" % len(chunk) + chunk + b"\r\n")


def drip(to: socket.socket) -> None:
    """Two bytes a second, for ever: never silent, never done."""
    to.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        to.sendall(b"1\r\na\r\n")
        time.sleep(0.5)


def dripping_head(to: socket.socket) -> None:
    """The same before any body."""
    to.sendall(OK)
    while True:
        to.sendall(b"X-A: b\r\n")
        time.sleep(0.5)


def gzip_bomb(to: socket.socket) -> None:
    """Three hundred kilobytes that unpack to three hundred megabytes."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(300)) + packer.flush()
    plain(packed, b"Content-Encoding: gzip\r\n")(to)


def deflate_bomb(to: socket.socket) -> None:
    """The same without a head that tells its kind."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(300)) + packer.flush()
    plain(packed, b"Content-Encoding: deflate\r\n")(to)


def brotli_bomb(to: socket.socket) -> None:
    """A few hundred bytes for three hundred megabytes, in a coding that nobody asked for."""
    packer = brotli.Compressor(quality=1)
    packed = b"".join(packer.process(b"\0" * 1_000_000) for _ in range(300)) + packer.finish()
    plain(packed, b"Content-Encoding: br\r\n")(to)


def zstd_bomb(to: socket.socket) -> None:
    """The same with the coding that packs tightest: ten kilobytes."""
    packer = zstd.ZstdCompressor()
    packed = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(300)) + packer.flush()
    plain(packed, b"Content-Encoding: zstd\r\n")(to)


def zstd_frames(to: socket.socket) -> None:
    """A flood of frames with nothing in them: no bytes to bound, and a second of work for each 500 kB."""
    plain(zstd.compress(b"") * 1_500_000, b"Content-Encoding: zstd\r\n")(to)


def a_thousand_codings(to: socket.socket) -> None:
    """A head that asks for unpacking again and again."""
    packed = gzip.compress(b"<p>x</p>" * 100)
    plain(packed, b"Content-Encoding: " + b", ".join([b"gzip"] * 5_000) + b"\r\n")(to)


def nested_gzip(to: socket.socket) -> None:
    """A bomb inside a bomb."""
    packed = gzip.compress(gzip.compress(b"\0" * 60_000_000, 6), 6)
    plain(packed, b"Content-Encoding: gzip, gzip\r\n")(to)


def no_http(to: socket.socket) -> None:
    """Something else than HTTP."""
    to.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" + bytes(range(256)) * 100)


def lying_length(to: socket.socket) -> None:
    """A length that no machine holds."""
    to.sendall(OK + b"Content-Length: 99999999999999999999\r\n\r\nshort")


def negative_length(to: socket.socket) -> None:
    """A length below nothing."""
    to.sendall(OK + b"Content-Length: -1\r\n\r\nshort")


def _pour(to: socket.socket, drop: bytes) -> None:
    sent = 0
    while sent < LIMIT:
        to.sendall(drop)
        sent += len(drop)


@contextmanager
def hostile(paths: dict[str, Attack]) -> Iterator[str]:
    """Serve these attacks by path on loopback; yields the base URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def answer(to: socket.socket) -> None:
        with to, suppress(OSError, IndexError):
            to.settimeout(60)
            asked = b""
            while b"\r\n\r\n" not in asked:
                if not (more := to.recv(65536)):
                    return
                asked += more
            path = asked.split(b" ", 2)[1].decode("latin-1")
            missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            paths.get(path, lambda other: other.sendall(missing))(to)

    def accept() -> None:
        while not stopped.is_set():
            with suppress(OSError):
                threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopped.set()
        with suppress(OSError):
            socket.create_connection(listener.getsockname(), timeout=1).close()
        accepting.join(5)
        listener.close()
