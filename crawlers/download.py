"""Scrapy's HTTP client with a limit on what stands before a body.

Bodies have DOWNLOAD_MAXSIZE and lines have Twisted's own limit, but header lines may come without end: a server that
sends them for as long as the time-out allows would fill the memory of the machine.
"""

from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure

MAX_HEAD_BYTES = 262_144
"""Bytes of status line and headers; what servers send has a few thousand, what their software allows 64 KiB."""


class HeadTooLargeError(Exception):
    """A response whose headers do not end."""


def _too_large() -> Failure:
    return Failure(HeadTooLargeError(f"more than {MAX_HEAD_BYTES} bytes of headers"))  # type: ignore[no-untyped-call]


def limited(factory: type[Any]) -> type[Any]:
    """The factory of connections, whose connections give up a response with too large a head."""

    class Limited(factory):  # type: ignore[misc]
        def buildProtocol(self, addr: IAddress | None) -> Any:
            connection = super().buildProtocol(addr)
            received = connection.dataReceived
            response, size = None, 0

            def counted(data: bytes) -> None:
                nonlocal response, size
                parser = connection._parser
                if parser is not response:
                    response, size = parser, 0
                if parser is not None and parser.state in ("STATUS", "HEADER"):
                    size += len(data)
                    if size > MAX_HEAD_BYTES:
                        connection._giveUp(_too_large())
                        return
                received(data)

            connection.dataReceived = counted
            return connection

    return Limited


class DownloadHandler(HTTP11DownloadHandler):
    """The handler for http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = limited(self._pool._factory)
