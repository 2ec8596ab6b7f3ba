"""Indexes of captures (CDX): where others keep captures of a host. Two forms of answer, of which most servers are one.

- Wayback: `…/cdx/search/cdx`, a table as JSON arrays, the first row its header; goes on by a resume key.
- Common Crawl and pywb: `…-index` or `…/cdx`, one JSON object a line; goes on by page numbers.

An own small client, because what there is (cdx_toolkit) hides pages and resume keys, so that a search cannot be gone on
with, names itself to the servers, and keeps its pauses in module state.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

PAGE = 1000
TRIES = 5
_WAIT = 60.0  # the longest pause that a server is granted
_AGAIN = frozenset({429, 500, 502, 503, 504})


class CaptureIndexError(RuntimeError):
    """The index could not be asked, or answers what nobody understands; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Found:
    """One capture as an index tells of it. `file`, `offset` and `length` where its WARC record can be had by range."""

    url: str
    at: datetime
    status: int | None
    media_type: str
    digest: str
    index: str
    file: str | None = None
    offset: int | None = None
    length: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """For a machine."""
        return {
            "url": self.url, "at": self.at.isoformat(), "status": self.status, "media_type": self.media_type,
            "digest": self.digest, "index": self.index, "file": self.file, "offset": self.offset, "length": self.length,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """Captures of a host (with its port, if it names one) from `since` to `until`, both included; None is open."""

    index: str
    host: str
    since: date | None = None
    until: date | None = None

    def holds(self, at: datetime) -> bool:
        """Whether a capture lies in the span (days in UTC, as indexes count them)."""
        day = at.astimezone(UTC).date()
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Client:
    """Asks one request after another, with a pause in between, as long as servers ask for quiet, under our name."""

    def __init__(self, agent: str, *, pause: float = 1.0, sleep: Callable[[float], None] = time.sleep) -> None:
        self._http = httpx.Client(headers={"User-Agent": agent}, timeout=60, follow_redirects=False)
        self._pause, self._sleep = pause, sleep
        self._quiet_until: dict[str, float] = {}

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def get(
        self, url: str, params: Mapping[str, Any] | None = None, *, headers: Mapping[str, str] | None = None, limit: int
    ) -> httpx.Response:
        """The answer to a request, retried where it is worth it. Redirects are not followed.

        Raises CaptureIndexError where none comes, or its body is larger than `limit` bytes.
        """
        host = urlsplit(url).netloc
        why = ""
        for attempt in range(TRIES):
            self._sleep(max(0.0, self._quiet_until.get(host, 0.0) - time.monotonic()))
            pause = self._pause
            try:
                answer = self._read(url, params, headers, limit)
            except httpx.HTTPError as error:
                why = " ".join(f"{type(error).__name__} {error}".split())
                pause = max(pause, self._pause * 2**attempt)
            else:
                if answer.status_code not in _AGAIN:
                    self._quiet_until[host] = time.monotonic() + pause
                    return answer
                why = f"status {answer.status_code}"
                asked = answer.headers.get("Retry-After", "")
                pause = float(asked) if asked.isdigit() else max(pause, self._pause * 2 ** (attempt + 1))
                if pause > _WAIT:
                    raise CaptureIndexError(f"{url}: {why}, and asks for {pause:.0f} s of quiet: try again later")
            self._quiet_until[host] = time.monotonic() + pause
        raise CaptureIndexError(f"{url}: {why}, {TRIES} times")

    def _read(
        self, url: str, params: Mapping[str, Any] | None, headers: Mapping[str, str] | None, limit: int
    ) -> httpx.Response:
        with self._http.stream("GET", url, params=params, headers=headers) as answer:
            body = bytearray()
            # As it came, content coding and all: what is kept of a capture are its bytes.
            for part in answer.iter_raw():
                body += part
                if len(body) > limit:
                    raise CaptureIndexError(f"{url}: more than {limit // 1_000_000} MB")
            return httpx.Response(answer.status_code, headers=_uncoded(answer.headers, url), content=bytes(body))


def _uncoded(headers: httpx.Headers, url: str) -> list[tuple[str, str]]:
    coded = headers.get("content-encoding")
    if coded not in (None, "identity") and "id_/" not in url:
        raise CaptureIndexError(f"{url}: answers {coded}, which was not asked for")
    return [(name, value) for name, value in headers.multi_items() if name.lower() not in ("content-encoding",)]


def captures(client: Client, query: Query, *, resume: str | None = None) -> Iterator[tuple[Found, str]]:
    """Captures of a host that were pages with status 200, in the index's order, each with the token to go on behind it.

    Raises CaptureIndexError.
    """
    if urlsplit(query.index).path.endswith("/cdx/search/cdx"):
        yield from _by_key(client, query, resume)
    else:
        yield from _by_page(client, query, resume)


def collections(client: Client, info: str, since: date | None, until: date | None) -> list[str]:
    """The indexes of Common Crawl that hold captures of a span, the newest first; without `since` the newest alone."""
    answer = client.get(info, headers={"Accept-Encoding": "identity"}, limit=4_000_000)
    try:
        told = [(entry["cdx-api"], entry.get("from", ""), entry.get("to", "")) for entry in answer.json()]
    except (ValueError, KeyError, TypeError) as error:
        raise CaptureIndexError(f"{info}: no list of collections") from error
    if since is None:
        return [told[0][0]] if told else []
    first, last = since.isoformat(), (until or date.max).isoformat()
    return [api for api, begin, end in told if (not end or end[:10] >= first) and (not begin or begin[:10] <= last)]


def _span(query: Query) -> dict[str, str]:
    span = {
        "from": f"{query.since:%Y%m%d}" if query.since else "",
        "to": f"{query.until:%Y%m%d}" if query.until else "",
    }
    return {name: value for name, value in span.items() if value}


def _by_key(client: Client, query: Query, resume: str | None) -> Iterator[tuple[Found, str]]:
    key = resume or ""
    while True:
        params: dict[str, Any] = {
            "url": query.host, "matchType": "host", "output": "json", "limit": PAGE, "showResumeKey": "true",
            "filter": ["statuscode:200", "mimetype:text/html|text/plain"], **_span(query),
        }  # fmt: skip
        if key:
            params["resumeKey"] = key
        rows, following = _table(_ask(client, query.index, params), query.index)
        for number, row in enumerate(rows):
            found = _found(row, query.index, "original", "mimetype", "statuscode")
            # Behind a row in the middle: the key that the server would make of it, the mark says that it is done with.
            behind = following if number == len(rows) - 1 and following else f"{row.get('urlkey')} {row['timestamp']}!"
            if found is not None and query.holds(found.at):
                yield found, behind
        if not following:
            return
        key = following


def _by_page(client: Client, query: Query, resume: str | None) -> Iterator[tuple[Found, str]]:
    first, _, skipped = (resume or "0:0").partition(":")
    params: dict[str, Any] = {"url": query.host, "matchType": "host", "output": "json", **_span(query)}
    counted = _ask(client, query.index, params | {"showNumPages": "true"}).strip()
    try:
        told = json.loads(counted) if counted else 0
        pages = int(told["pages"] if isinstance(told, dict) else told)
    except (ValueError, KeyError, TypeError) as error:
        raise CaptureIndexError(f"{query.index}: does not say how many pages it has") from error
    skip = int(skipped or 0)
    for page in range(int(first), pages):
        lines = _ask(client, query.index, params | {"page": page, "filter": ["=status:200"]}).splitlines()
        for number, line in enumerate(lines[skip:], skip + 1):
            found = _found(_object(line, query.index), query.index, "url", "mime", "status")
            if found is not None and query.holds(found.at):
                yield found, f"{page}:{number}"
        skip = 0


def _ask(client: Client, index: str, params: Mapping[str, Any]) -> str:
    answer = client.get(index, params, headers={"Accept-Encoding": "identity"}, limit=64_000_000)
    if answer.status_code == 404:  # how indexes say that there is nothing
        return ""
    if answer.status_code != 200:
        said = " ".join(answer.text.split())[:120]
        raise CaptureIndexError(f"{index}: status {answer.status_code} {said}".strip())
    return answer.text


def _table(text: str, index: str) -> tuple[list[dict[str, str]], str]:
    try:
        rows = json.loads(text) if text.strip() else []
        if not rows:
            return [], ""
        header, *rows = rows
        following = ""
        if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
            following, rows = rows[-1][0], rows[:-2]
        return [dict(zip(header, row, strict=True)) for row in rows], following
    except (ValueError, TypeError) as error:
        raise CaptureIndexError(f"{index}: its answer is no table of captures") from error


def _object(line: str, index: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError as error:
        raise CaptureIndexError(f"{index}: a line of its answer is no JSON: {line[:60]!r}") from error
    return told if isinstance(told, dict) else {}


def _found(row: Mapping[str, Any], index: str, url: str, mime: str, status: str) -> Found | None:
    """A row as a capture; None for what is none: without address or time, no page, not had."""
    try:
        at = datetime.strptime(str(row["timestamp"])[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        said = str(row.get(status, ""))
        kind = str(row.get("mime-detected") or row.get(mime) or "").lower()
        found = Found(str(row[url]), at, int(said) if said.isdigit() else None, kind, str(row.get("digest", "")), index)
        if found.status not in (200, None) or not (kind in ("", "unk") or "html" in kind or kind == "text/plain"):
            return None
        if row.get("filename") is None:
            return found
        return replace(found, file=str(row["filename"]), offset=int(row["offset"]), length=int(row["length"]))
    except (KeyError, ValueError):
        return None
