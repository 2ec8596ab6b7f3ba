"""From pages to rows: what the transform made of each page of a partition, as the rows of every table.

Pure: no I/O and no clock. The same pages in whatever order give the same rows in the same order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from transforms.page import OutcomeStatus
from transforms.record import Record
from warehouse import fingerprint, ids
from warehouse.contents import Rows, content_rows
from warehouse.tables import STAGED
from warehouse.validity import fault


@dataclass(frozen=True, slots=True)
class StagedPage:
    """One fetched page on its way into the warehouse.

    `canonical_url` names the page; where there is none (a text crawl without URLs) the caller gives a stable name of
    the page, such as `file:a.html`. `fetched_at` is timezone-aware. `content_hash` is the SHA-256 of the response
    body in hex. `warc_file` (relative to the archive) and `warc_offset` (bytes) say where that body lies. `status` is
    the HTTP status; `outcome`, `reason` and `record` are those of the transform's outcome.
    """

    url: str
    canonical_url: str
    fetched_at: datetime
    content_hash: str
    source: str
    outcome: OutcomeStatus
    record: Record | None = None
    reason: str | None = None
    status: int | None = 200
    warc_file: str | None = None
    warc_offset: int | None = None
    run_id: str | None = None
    extractor_version: str | None = None


def _order(page: StagedPage) -> tuple[str, datetime, str, str, int, str]:
    return (
        page.canonical_url,
        page.fetched_at,
        page.content_hash,
        page.warc_file or "",
        page.warc_offset or 0,
        page.url,
    )


def _text_key(record: Record) -> tuple[object, ...]:
    """What a page says: a new view count or hot list is no new version of it."""
    return (record["title"], record["published_at"], record["body"], record["doc_type"], record["source_label"])


def partition_rows(source: str, month: str, pages: Iterable[StagedPage]) -> dict[str, pa.Table]:
    """Rows of every table for the pages of one partition.

    Fetches of one page that say the same are one version, which carries the newest fetch. A page whose record is
    malformed (a span outside its body, a word outside the vocabulary) becomes a quarantine row with the reason
    `invalid_record`. Raises ValueError for a page of another source, a naive time, or an outcome ok without record.
    """
    partition = ids.partition_id(source, month)
    rows: Rows = {name: [] for name in STAGED}
    unique = {_order(page): _checked(page, source) for page in pages}
    ordered = [unique[key] for key in sorted(unique)]
    for _, fetches in groupby(ordered, key=lambda p: p.canonical_url):
        _document(rows, partition, list(fetches))
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in STAGED.items()}


def _checked(page: StagedPage, source: str) -> StagedPage:
    if page.source != source:
        raise ValueError(f"page of source {page.source} in a partition of {source}: {page.url}")
    if page.fetched_at.tzinfo is None:
        raise ValueError(f"fetched_at without time zone: {page.url}")
    if page.outcome == "ok" and page.record is None:
        raise ValueError(f"outcome ok without a record: {page.url}")
    return page


def _document(rows: Rows, partition: str, fetches: list[StagedPage]) -> None:
    """Rows of one page: its fetches in order of time, and its versions."""
    document = ids.document_id(fetches[0].canonical_url)
    version: str | None = None
    said: tuple[object, ...] | None = None
    first: StagedPage = fetches[0]
    newest: dict[str, tuple[StagedPage, StagedPage, str]] = {}
    for page in fetches:
        fetch = ids.digest(
            "fetch", partition, page.url, page.fetched_at.isoformat(), page.warc_file or "", str(page.warc_offset)
        )
        wrong = fault(page.record) if page.outcome == "ok" and page.record is not None else None
        outcome: OutcomeStatus = "quarantine" if wrong else page.outcome
        reason = f"invalid_record: {wrong}" if wrong else page.reason
        confirmed: str | None = None
        if outcome == "ok" and page.record is not None:
            if version is None or _text_key(page.record) != said:
                version, said, first = ids.version_id(document, page.content_hash), _text_key(page.record), page
                # A page that went back to an earlier text under the same bytes is that earlier version again.
                first = newest[version][0] if version in newest else first
            newest[version] = (first, page, fetch)
            confirmed = version
        facts = _fetch_facts(partition, document, fetch, page)
        rows["raw.fetches"].append(
            facts
            | {
                "canonical_url": page.canonical_url,
                "version_id": confirmed,
                "http_status": page.status,
                "outcome": outcome,
                "reason": reason,
            }
        )
        if outcome in ("retry", "quarantine"):
            code, _, detail = (reason or "unknown").partition(":")
            rows["ops.quarantine"].append(
                facts | {"outcome": outcome, "reason_code": code.strip(), "reason_detail": detail.strip() or None}
            )
    for key, (seen_first, page, fetch) in sorted(newest.items(), key=lambda item: item[1][1].fetched_at):
        _version(rows, partition, document, key, fetch, seen_first, page)


def _fetch_facts(partition: str, document: str, fetch: str, page: StagedPage) -> dict[str, Any]:
    return {
        "fetch_id": fetch,
        "partition_id": partition,
        "source_id": page.source,
        "run_id": page.run_id,
        "url": page.url,
        "document_id": document,
        "fetched_at": page.fetched_at,
        "content_hash": page.content_hash,
        "warc_file": page.warc_file,
        "warc_offset": page.warc_offset,
        "extractor_version": page.extractor_version or (page.record["extractor_version"] if page.record else None),
    }


def _version(
    rows: Rows, partition: str, document: str, version: str, fetch: str, first: StagedPage, page: StagedPage
) -> None:
    record = page.record
    assert record is not None
    owner = {"version_id": version, "document_id": document, "partition_id": partition}
    kept = fingerprint.letters(record["body"])
    comments = record["comments"]
    rows["core.documents"].append(
        owner
        | {
            "source_id": page.source,
            "fetch_id": fetch,
            "url": page.url,
            "canonical_url": page.canonical_url,
            "first_fetched_at": first.fetched_at,
            "fetched_at": page.fetched_at,
            "content_hash": page.content_hash,
            "title": record["title"],
            **_publication(record["published_at"]),
            "published_evidence": record["published_evidence"],
            "doc_type": record["doc_type"],
            "is_education_meeting": record["is_education_meeting"],
            "script": record["language_script"],
            "body": record["body"],
            "body_chars": len(record["body"]),
            "text_chars": len(kept),
            "text_hash": fingerprint.text_hash(kept),
            "source_label": record["source_label"],
            "views": record["views"],
            "visibility": record["visibility"],
            "comment_participants": comments["participants"] if comments else None,
            "comment_count": comments["count"] if comments else None,
            "extractor_version": record["extractor_version"],
        }
    )
    content_rows(rows, owner, record)
    rows["core.minhash"].append(owner | {"bands": fingerprint.bands(kept)})


def _publication(stated: str | None) -> dict[str, date | datetime | None]:
    """Day and, where the page gives one, time of publication; a time without offset is Chinese time."""
    if stated is None:
        return {"published_on": None, "published_at": None}
    if len(stated) == 10:
        return {"published_on": date.fromisoformat(stated), "published_at": None}
    moment = datetime.fromisoformat(stated)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    return {"published_on": moment.date(), "published_at": moment}
