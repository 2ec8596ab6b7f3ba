"""Retries with back-off, Retry-After, Crawl-delay: a host that asks for quiet gets it, for all requests to it."""

import asyncio
import random
import time
from collections import defaultdict
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

from scrapy import Request, signals
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response
from scrapy.utils.misc import load_object

from crawlers.context import DAMAGED, Context
from crawlers.middlewares.guard import RefusedRequest
from crawlers.resolver import REFUSED_NAMES
from crawlers.urls import host_of


class PatienceMiddleware:
    """Scrapy's retries, each after a pause that doubles; `Retry-After` counts where it is longer.

    A host that asks for more than `EDUMEET_MAX_PAUSE` seconds is not waited for: the response stands.
    """

    def __init__(self, crawler: Any) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._codes = {int(code) for code in settings.getlist("RETRY_HTTP_CODES")}
        self._exceptions = tuple(
            load_object(each) if isinstance(each, str) else each for each in settings.getlist("RETRY_EXCEPTIONS")
        )
        self._max_pause = settings.getfloat("EDUMEET_MAX_PAUSE")
        self._first_pause = settings.getfloat("EDUMEET_FIRST_PAUSE")
        self._context: Context = crawler.spider.context
        self._quiet_until: dict[str, float] = defaultdict(float)
        self._interval: dict[str, float] = {}
        self._agent = settings["ROBOTSTXT_USER_AGENT"]
        crawler.signals.connect(self.robots_read, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait while the host wants quiet."""
        host = host_of(request.url)
        while (left := self._quiet_until[host] - time.monotonic()) > 0:
            await asyncio.sleep(left)
        if host in self._interval:
            self._quiet_until[host] = time.monotonic() + self._interval[host]

    def robots_read(self, robotparser: Any, request: Request) -> None:
        """Take the Crawl-delay of a host, up to the longest pause that is waited for at all."""
        asked = robotparser.crawl_delay(self._agent)
        if asked:
            self._interval[host_of(request.url)] = min(float(asked), self._max_pause)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Retry what is worth it."""
        if damage := request.meta.get(DAMAGED):
            return self._again(request, damage, 0.0) or response
        if response.status not in self._codes:
            return response
        asked = retry_after(response.headers.get("Retry-After"))
        if asked is not None and asked > self._max_pause:
            return response
        return self._again(request, f"status {response.status}", asked or 0.0) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Retry after network failures. Raises `RefusedRequest` where the name led to a forbidden address."""
        if host_of(request.url) in REFUSED_NAMES:
            raise RefusedRequest(f"{request.url}: the name resolves to no public address") from exception
        return self._again(request, type(exception).__name__, 0.0) if isinstance(exception, self._exceptions) else None

    def _again(self, request: Request, reason: str, asked: float) -> Request | None:
        retry = get_retry_request(request, spider=self._crawler.spider, reason=reason)
        if retry is not None:
            self._context.tally.retries += 1
            backoff = self._first_pause * 2 ** request.meta.get("retry_times", 0) * random.uniform(0.8, 1.2)
            pause = max(asked, min(backoff, self._max_pause))
            host = host_of(request.url)
            self._quiet_until[host] = max(self._quiet_until[host], time.monotonic() + pause)
        return retry


def retry_after(value: bytes | None) -> float | None:
    """Seconds that a Retry-After header asks for (given in seconds or as a date), None where it asks nothing."""
    if not value:
        return None
    text = value.decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
