"""Refuses requests that would leave the public web."""

from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawlers.addresses import Netlocs, RefusedAddressError, check_url
from crawlers.context import Context


class RefusedRequest(IgnoreRequest):
    """A request that was not sent: its address may not be reached."""


class GuardMiddleware:
    """Stands before all others, so robots.txt and redirects pass it too."""

    def __init__(self, local: Netlocs | None) -> None:
        self._local = local

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Made by Scrapy."""
        context: Context = crawler.spider.context
        return cls(context.local)

    def process_request(self, request: Request) -> Request | None:
        """Let the request pass, without the name and password that a redirect has put into it (`//li:x@host/`: the
        connection would take them for a part of the host), or raise `RefusedRequest`."""
        try:
            check_url(request.url, self._local)
        except RefusedAddressError as error:
            raise RefusedRequest(str(error)) from error
        parts = urlsplit(request.url)
        if "@" not in parts.netloc:
            return None
        bare: Request = request.replace(
            url=urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])), dont_filter=True
        )
        return bare
