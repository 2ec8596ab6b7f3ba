"""Every response goes to the archive, then to the ledger, before anything reads it."""

import hashlib
import re
from http.client import responses
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawlers.archive import Exchange, PageMeta
from crawlers.archive.coding import MAX_BODY, checked_body
from crawlers.clock import now
from crawlers.context import DAMAGED, Context, Wanted, month_of, wanted_of
from crawlers.judge import judge
from crawlers.ledger import newest_record, record_fetch
from crawlers.ledger.recheck import recheck_time
from crawlers.ledger.reconcile import fetch_of_written
from crawlers.secrets import masked
from crawlers.urls import canonical_url, host_of


class ArchiveError(RuntimeError):
    """A response could not be archived; the crawl must not go on as if it had been."""


class ArchiveMiddleware:
    """The innermost middleware: it sees responses as received, before decompression, redirects and retries."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._context: Context = crawler.spider.context

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Archive the response, enter it in the ledger, and hand it on. A failure to do so ends the crawl."""
        try:
            body = self._keep(request, response)
        except Exception as error:
            if self._context.fatal is None:
                self._context.fatal = error
                self._crawler.stop()
            raise ArchiveError(f"{request.url}: {error}") from error
        if request.meta[DAMAGED]:
            # Archived as it came; nobody further out reads what is no page.
            return response.replace(body=b"", headers={})
        if b"Content-Encoding" not in response.headers:
            return response
        # Unpacked here, once and within bounds. Scrapy's own unpacking takes a second for each 500 kB of empty frames.
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=kind, body=body, headers=headers)

    def _keep(self, request: Request, response: Response) -> bytes:
        """Archive and enter a response; returns its body as it is to be read."""
        context, fetched_at = self._context, now()
        wanted = wanted_of(request.meta) or Wanted("robots" if request.url.endswith("/robots.txt") else "other")
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        known = {name.lower(): value for name, value in headers}
        body, damage = checked_body(known, response.body)
        request.meta[DAMAGED] = damage
        wanted.verdict, wanted.reason = judge(response.status, known, body)
        if damage:
            wanted.verdict, wanted.reason = "error", damage
        wanted.reason = masked(wanted.reason) if wanted.reason else None
        url = masked(request.url)
        key = wanted.canonical_url or canonical_url(url)
        confirmed = newest_record(context.ledger, context.source.id, key) if response.status == 304 else None
        if response.status == 304 and confirmed is None:
            wanted.verdict, wanted.reason = "error", "304 for a page we do not have"
        if len(body) >= MAX_BODY:
            wanted.verdict, wanted.reason = "error", f"unpacks to more than {MAX_BODY // 1_000_000} MB"
        if wanted.role == "detail" and wanted.verdict == "ok" and _sent_home(request):
            wanted.verdict, wanted.reason = "missing", "leads to the home page"
        if wanted.role in ("robots", "other") and wanted.verdict == "blocked":
            wanted.verdict = "error" if response.status >= 400 else "ok"
        digest = hashlib.sha256(body).hexdigest() if wanted.verdict == "ok" else None
        wanted.fetched_hash = digest
        partition = wanted.partition = wanted.partition or month_of(fetched_at)
        meta = PageMeta(
            source=context.source.id,
            partition=partition,
            role=wanted.role,  # type: ignore[arg-type]
            canonical_url=key,
            listed_at=wanted.listed_at,
            listed_title=wanted.listed_title,
            list_url=masked(wanted.list_url) if wanted.list_url else None,
            run_id=context.run_id,
            family=wanted.family,
            verdict=wanted.verdict,  # type: ignore[arg-type]
            content_hash=digest,
            original=confirmed,
        )
        exchange = Exchange(
            url=url,
            status=response.status,
            reason=responses.get(response.status, ""),
            headers=headers,
            body=response.body,
            fetched_at=fetched_at,
            method=request.method,
            request_headers=_request_headers(request),
            protocol=response.protocol or "HTTP/1.1",
            ip=str(response.ip_address) if response.ip_address else None,
        )
        assert context.writer is not None
        written = context.writer.write(exchange, meta)
        fetch = fetch_of_written(written, url=url, status=response.status, fetched_at=fetched_at, headers=known)
        record_fetch(context.ledger, fetch, recheck_at=recheck_time(fetch))
        tally = context.tally
        tally.statuses[host_of(request.url)][str(response.status)] += 1
        tally.bytes += len(response.body)
        tally.files.add(written.file)
        return body


def _sent_home(request: Request) -> bool:
    """Whether an article was redirected to the home page, which is how some sites say that it is gone."""
    parts = urlsplit(request.url)
    home = re.fullmatch(r"/?(?:(?:index|default)\.\w{3,5})?", parts.path) is not None
    return bool(request.meta.get("redirect_urls")) and home and not parts.query


# What a site gave us to be known again by; whoever reads the archive must not become us.
_SECRET = frozenset(["cookie", "authorization", "proxy-authorization"])


def _request_headers(request: Request) -> tuple[tuple[str, str], ...]:
    host = request.url.split("/", 3)[2].rpartition("@")[2]
    sent = [
        (name.decode("latin-1"), masked(value.decode("latin-1")))  # Referer is an address too
        for name, values in request.headers.items()
        for value in values
        if name.decode("latin-1").lower() not in _SECRET
    ]
    return (("Host", host), *sent)
