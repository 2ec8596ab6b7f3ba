"""What the transform is given: one page as fetched, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from transforms.record import Record

Media = Literal["html", "text"]
OutcomeStatus = Literal["ok", "not_target", "retry", "quarantine"]


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the registry knows of the site that a page comes from."""

    id: str
    name: str | None = None
    kind: str | None = None
    division_code: str | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """One page as fetched.

    `content` is the bytes of the response body, or text that a text crawl has already decoded. `media` is "html" for
    markup and "text" for bare text (title, body and page furniture mixed, one line a block). `headers` are the
    response's, names in lower case. `fetched_at` is timezone-aware; nothing on the page can be later than it.
    `listed_at` is the ISO date that the list page showed beside the link, if it did.
    """

    id: str
    content: bytes | str
    media: Media = "html"
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None
    listed_at: str | None = None
    source: SourceFacts | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page: exactly one of four.

    `ok`: a record for the warehouse. `not_target`: read, and no article (a list page, a stub); the record says so.
    `retry`: a challenge or error page, worth fetching again. `quarantine`: not readable, `reason` says why in a
    short code with detail after a colon (`no_encoding: …`). `record` is None only for `retry` and `quarantine`.
    """

    status: OutcomeStatus
    reason: str | None = None
    record: Record | None = None
