"""robots.txt as RFC 9309 has it: where the server fails to give it, everything is forbidden for the time being."""

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawlers.context import DAMAGED

NOT_HAD = "robots.txt could not be had"
MOST = 512_000
"""Bytes of it that are read: RFC 9309 asks for 500 KiB, and of a million rules each is compared with each address."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's reading of robots.txt, except that a server error (after retries) or no answer does not mean consent."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._failed: dict[str, str] = {}

    def process_request_2(self, rp: Any, request: Request) -> None:
        """Let the request pass or raise IgnoreRequest."""
        why = self._failed.get(urlparse_cached(request).netloc)
        if why is not None:
            raise IgnoreRequest(f"{NOT_HAD}: {why}")
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._failed[netloc] = f"status {response.status}"
        elif damage := request.meta.get(DAMAGED):
            self._failed[netloc] = damage
        await super()._parse_robots(response.replace(body=response.body[:MOST]), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self._failed[netloc] = " ".join(f"{type(exc).__name__} {exc}".split())[:120]
        super()._robots_error(exc, netloc)
