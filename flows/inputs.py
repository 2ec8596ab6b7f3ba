"""Pages from files: HTML, bare text, WARC, WET and JSONL, as `edumeet extract` and `edumeet ingest` take them."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import UserError
from flows.logs import LOG
from flows.settings import TIMEZONE
from transforms.page import FetchedPage, Media

if TYPE_CHECKING:
    from crawlers.captures.reading import RawRecord

SUFFIXES = {".html": "html", ".htm": "html", ".shtml": "html", ".txt": "text"}
ARCHIVES = (".warc", ".warc.gz", ".wet", ".wet.gz")


def read_pages(inputs: Iterable[Path]) -> Iterator[FetchedPage]:
    """Yield the pages of files and folders, in the order given, files of a folder by name.

    A page's id is what its line says (JSONL), its WARC record id, or its path below the input that was named.
    Raises UserError where an input is missing, holds no page, or a line is no page.
    """
    for given in inputs:
        if given.is_dir():
            files = sorted(path for path in given.rglob("*") if path.is_file() and _is_input(path))
            if not files:
                raise UserError(f"{given}: no .html, .txt, .warc, .wet or .jsonl file in this folder")
            for path in files:
                yield from _file_pages(path, path.relative_to(given).as_posix())
        elif given.is_file():
            if not _is_input(given):
                raise UserError(f"{given}: not a .html, .txt, .warc[.gz], .wet[.gz] or .jsonl file")
            yield from _file_pages(given, given.name)
        else:
            raise UserError(f"{given}: no such file or folder")


def _is_input(path: Path) -> bool:
    name = path.name.lower()
    return path.suffix.lower() in SUFFIXES or name.endswith(ARCHIVES) or name.endswith(".jsonl")


def _file_pages(path: Path, name: str) -> Iterator[FetchedPage]:
    lower = path.name.lower()
    if lower.endswith(".jsonl"):
        yield from _jsonl_pages(path)
    elif lower.endswith(ARCHIVES):
        yield from _archive_pages(path)
    else:
        media: Media = "text" if SUFFIXES[path.suffix.lower()] == "text" else "html"
        yield FetchedPage(id=name, content=path.read_bytes(), media=media)


def _jsonl_pages(path: Path) -> Iterator[FetchedPage]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise UserError(f"{path}:{number}: not JSON ({error.msg} at column {error.colno})") from error
            yield _page_of_row(row, f"{path}:{number}")


def _page_of_row(row: Any, where: str) -> FetchedPage:
    if not isinstance(row, dict) or not row.get("id"):
        raise UserError(f'{where}: a line must be an object with an "id"')
    if isinstance(row.get("html"), str):
        content, media = row["html"], "html"
    elif isinstance(row.get("text"), str):
        content, media = row["text"], "text"
    else:
        raise UserError(f'{where}: neither "html" nor "text" holds a string')
    headers = {str(name).lower(): str(value) for name, value in (row.get("headers") or {}).items()}
    return FetchedPage(
        id=str(row["id"]),
        content=content,
        media="text" if media == "text" else "html",
        url=row.get("url") or None,
        headers=headers,
        fetched_at=_moment(row.get("fetched_at"), where),
    )


def _moment(text: str | None, where: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise UserError(f'{where}: "fetched_at" is not an ISO 8601 time: {text!r}') from error
    if not 1 < moment.year < 9999:
        raise UserError(f'{where}: "fetched_at": no page is of {moment.year}')
    return moment if moment.tzinfo else moment.replace(tzinfo=TIMEZONE)


def _archive_pages(path: Path) -> Iterator[FetchedPage]:
    """Pages of a WARC or WET file, a record in memory at a time; one that is too large is left out, and said so."""
    from crawlers.captures.reading import MAX_RECORD, UnreadableFileError, records

    try:
        for record in records(path):
            if record.damaged:
                raise UserError(f"{path}: damaged archive after {record.offset} bytes")
            if record.content is None:
                LOG.warning("%s: left out, larger than %d MB", record.url, MAX_RECORD // 1_000_000)
            elif (page := _page_of_record(record, path)) is not None:
                yield page
    except UnreadableFileError as error:
        raise UserError(str(error)) from error


def _page_of_record(record: "RawRecord", path: Path) -> FetchedPage | None:
    """A response with markup, or a conversion (WET: the text of a page); None for any other record."""
    from crawlers.archive.coding import MAX_BODY
    from crawlers.captures.reading import captured

    if record.kind not in ("conversion", "response", "resource"):
        return None
    try:
        found = captured(record)
    except (ValueError, KeyError) as error:
        raise UserError(f"{path}: no sound record at {record.offset}: {error}") from error
    if not found.is_text and found.media_type and "html" not in found.media_type and found.media_type != "text/plain":
        return None
    if len(found.page) >= MAX_BODY:
        LOG.warning("%s: left out, unpacks to more than %d MB", record.url, MAX_BODY // 1_000_000)
        return None
    return FetchedPage(
        id=record.about["warc-record-id"].strip("<>"),
        content=found.page,
        media="text" if found.is_text or found.media_type == "text/plain" else "html",
        url=record.url or None,
        headers=found.known_headers,
        fetched_at=found.at.astimezone(TIMEZONE),
    )
