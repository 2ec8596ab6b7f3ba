"""Answers every request from the archive; nothing goes to the network, whatever the answer."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Self

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawlers.archive import ArchivedResponse
from crawlers.context import Context, Wanted, wanted_of
from crawlers.judge import judge
from crawlers.replay.index import ArchiveIndex


class NotArchived(IgnoreRequest):
    """The archive holds no answer to this request."""


@dataclass(slots=True)
class Differences:
    """What the rows, as they are read now, do not share with what was known when the pages were fetched."""

    absent: list[str] = field(default_factory=list)
    relisted: list[dict[str, str | None]] = field(default_factory=list)


class ReplayMiddleware:
    """The innermost middleware of a replay: it answers before the downloader is reached."""

    def __init__(self, crawler: Any) -> None:
        self._context: Context = crawler.spider.context
        self._index: ArchiveIndex = crawler.spider.archive_index
        self._found: Differences = crawler.spider.differences

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response:
        """The archived response; raises `NotArchived` where there is none."""
        archived = self._index.find(request.url)
        wanted = wanted_of(request.meta)
        if archived is None:
            if wanted is not None and wanted.role == "detail":
                self._found.absent.append(request.url)
            raise NotArchived(f"not in the archive: {request.url}")
        if wanted is not None:
            self._compare(wanted, archived)
            wanted.verdict, wanted.reason = judge(archived.status, archived.headers, archived.body)
            wanted.fetched_hash = hashlib.sha256(archived.body).hexdigest()
            wanted.partition = archived.meta.partition if archived.meta else None
        headers = {name: value for name, value in archived.headers.items() if name != "content-encoding"}
        kind = responsetypes.from_args(headers=_scrapy_headers(headers), url=request.url, body=archived.body)
        response: Response = kind(
            url=request.url, status=archived.status, headers=headers, body=archived.body, request=request
        )
        return response

    def _compare(self, wanted: Wanted, archived: ArchivedResponse) -> None:
        told = archived.meta
        if wanted.role != "detail" or told is None:
            return
        for name in ("listed_at", "listed_title"):
            was, found = getattr(told, name), getattr(wanted, name)
            if was != found:
                self._found.relisted.append({"url": archived.url, "field": name, "was": was, "now": found})


def _scrapy_headers(headers: dict[str, str]) -> dict[bytes, bytes]:
    return {name.title().encode("latin-1"): value.encode("latin-1", "replace") for name, value in headers.items()}
