"""Captures of a source in the indexes of others: found, and fetched into a file that is then imported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers.captures.bringing import COMMON_CRAWL_DATA, Brought, bring
from crawlers.captures.index import CaptureIndexError, Client, Found, Query, captures, collections
from crawlers.captures.selection import Selection, variants
from crawlers.ledger import open_ledger
from crawlers.ledger.imports import contents_of
from crawlers.registry import Source
from crawlers.settings import user_agent
from crawlers.urls import canonical_url
from flows.errors import UserError
from flows.settings import TIMEZONE, Settings

WAYBACK = "https://web.archive.org/cdx/search/cdx"
COMMON_CRAWL = "https://index.commoncrawl.org"


@dataclass(slots=True)
class Search:
    """What was found; `resume` is the token that goes on behind it, None where that was all. `left_out`: no article."""

    found: list[Found] = field(default_factory=list)
    resume: str | None = None
    left_out: int = 0

    def to_dict(self) -> dict[str, Any]:
        """For a machine."""
        return {"found": [each.to_dict() for each in self.found], "resume": self.resume, "left_out": self.left_out}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: captures of a source (its hosts, each as long as it was the source's), or of a host."""

    source: Source | None = None
    host: str | None = None
    since: date | None = None
    until: date | None = None
    every: bool = False


def client_for(settings: Settings, index: str) -> Client:
    """A client that says who we are. Raises UserError where a server of others would not be told whom to write to."""
    local = _is_local(index)
    if not settings.contact and not local:
        raise UserError(
            "say who is asking: set EDUMEET_CONTACT to a mail address or page where those who run the index reach you"
        )
    return Client(user_agent(settings.contact or "this machine"), pause=0.0 if local else 1.5)


def search(client: Client, index: str, wanted: Wanted, limit: int, resume: str | None = None) -> Search:
    """Look captures up, at most `limit`. `index` is `wayback`, `commoncrawl[:COLLECTION]` or the URL of a CDX server.

    Raises UserError where the index does not answer, or `resume` is no token of such a search.
    """
    try:
        queries = [
            Query(base, host, since, until)
            for base in _bases(client, index, wanted)
            for host, since, until in _hosts(wanted)
        ]
        if not queries:
            raise UserError("no collection of that index holds captures of these days")
        number, _, token = (resume or "0 ").partition(" ")
        if not number.isdigit() or int(number) >= len(queries):
            raise UserError(f"{resume!r} is no token of this search")
        done = Search()
        found = _found(client, queries, int(number), token or None, wanted, done)
        for each, place in islice(found, limit):
            done.found.append(each)
            done.resume = place
        if next(found, None) is None:
            done.resume = None
    except CaptureIndexError as error:
        raise UserError(str(error)) from error
    return done


def fetch(
    settings: Settings, client: Client, found: Sequence[Found], sources: dict[str, Source], data: str | None
) -> tuple[Path, Brought, int]:
    """Fetch captures that the archive does not have into a file under `captures/`; returns it, and how many it had."""
    selection = Selection(sources)
    settings.root.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(settings.ledger_url)
    try:
        fresh = []
        for each in found:
            source, _ = selection.source_of(each.url, each.at)
            names = variants(canonical_url(each.url)) if source else []
            times = {at for name in names for at, _ in contents_of(ledger, source.id if source else "", name)}
            if each.at not in times:
                fresh.append(each)
    finally:
        ledger.close()
    file = settings.root / "captures" / f"{datetime.now(TIMEZONE):%Y%m%dT%H%M%S}.warc.gz"
    return file, bring(client, fresh, file, data or COMMON_CRAWL_DATA), len(found) - len(fresh)


def _found(
    client: Client, queries: Sequence[Query], first: int, token: str | None, wanted: Wanted, done: Search
) -> Iterator[tuple[Found, str]]:
    selection = Selection({wanted.source.id: wanted.source}) if wanted.source and not wanted.every else None
    for number, query in enumerate(queries[first:], first):
        for each, place in captures(client, query, resume=token):
            if selection is not None and selection.source_of(each.url, each.at)[0] is None:
                done.left_out += 1
                continue
            yield each, f"{number} {place}"
        token = None


def _bases(client: Client, index: str, wanted: Wanted) -> list[str]:
    if index == "wayback":
        return [WAYBACK]
    name, _, collection = index.partition(":")
    if name == "commoncrawl":
        if collection:
            return [f"{COMMON_CRAWL}/{collection.removesuffix('-index')}-index"]
        return collections(client, f"{COMMON_CRAWL}/collinfo.json", wanted.since, wanted.until)
    if urlsplit(index).scheme not in ("http", "https"):
        raise UserError(
            f"--index {index}: name wayback, commoncrawl, commoncrawl:COLLECTION or the URL of a CDX server"
        )
    return [index]


def _hosts(wanted: Wanted) -> list[tuple[str, date | None, date | None]]:
    if wanted.source is None:
        return [(wanted.host or "", wanted.since, wanted.until)]
    source = wanted.source
    spans: dict[str, tuple[date | None, date | None]] = {}
    for point in source.endpoints:
        for url in point.lists:
            spans.setdefault(_netloc(url), (point.valid_from, point.valid_to))
    current = [url for url in (*source.lists, source.home, source.sample) if url]
    spans |= {_netloc(url): (None, None) for url in current} | dict.fromkeys(source.hosts, (None, None))
    asked = []
    for host, (begin, end) in spans.items():
        since = max(filter(None, (begin, wanted.since)), default=None)
        until = min(filter(None, (end, wanted.until)), default=None)
        if since is None or until is None or since <= until:
            asked.append((host, since, until))
    return asked


def _netloc(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.") if not _is_local(url) else urlsplit(url).netloc


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host.startswith("127.")
