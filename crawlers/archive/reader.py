"""The archive's reader: one response by file and offset, or all of a file in order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from crawlers.archive.members import member_at, members, record_type
from crawlers.archive.meta import PageMeta
from crawlers.archive.records import WarcRecord, page_of, parsed
from crawlers.clock import SHANGHAI

AT_THE_END = "its end is torn off or damaged"
"""Why the last bytes of a file cannot be read; while somebody appends to it, that is not yet true."""
_ANSWERS = ("response", "revisit", "resource", "conversion")


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """One response out of the archive.

    `body` is without its content coding (what a browser would read), `wire_body` with it, as received. `headers` have
    names in lower case, repeated ones joined by ", ". `fetched_at` is in Asia/Shanghai. A repeat has the body of the
    record it refers to, and its own headers. `meta` is None in a WARC that edumeet did not write. `file` is as given
    to the reader, `offset` that of the record.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    wire_body: bytes
    fetched_at: datetime
    record_id: str
    payload_digest: str | None
    meta: PageMeta | None
    file: Path
    offset: int
    is_repeat: bool = False

    @property
    def media_type(self) -> str:
        """The content type without parameters, in lower case; "" where there is none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Lost:
    """What of an archive file cannot be read: `length` bytes from `offset` on (0: a whole record that is of no use).

    `page` is the canonical URL of the article that was there, where other records still tell it.
    """

    file: Path
    offset: int
    length: int
    page: str | None
    why: str

    def __str__(self) -> str:
        what = (
            f"{self.length} bytes at {self.offset}" if self.length else f"{self.page or 'the record'} at {self.offset}"
        )
        return f"{self.file.parent.name}/{self.file.name}: {what}: {self.why}"


def read_at(path: Path, offset: int, *, with_meta: bool = True) -> ArchivedResponse:
    """The response at `offset` of `path`, with its metadata; a repeat is resolved within the same archive.

    Without `with_meta` the metadata record is read of a repeat alone: half the work, for who has the ledger's row.
    Raises ValueError where no response begins there, OSError where the file cannot be read.
    """
    if not with_meta and record_type(content := member_at(path, offset)) == "response":
        return _answer(path, offset, parsed(content), None)
    for response in iter_archive(path, offset):
        if response.offset == offset:
            return response
        break
    member_at(path, offset)
    raise ValueError(f"{path}: the record at offset {offset} is no response")


def iter_archive(
    path: Path, start: int = 0, lost: Callable[[Lost], object] | None = None
) -> Iterator[ArchivedResponse]:
    """Every response of an archive file from offset `start` on, in file order; a torn tail is left out.

    Records need a gzip member each, as every WARC writer makes them. What is damaged is passed over and told to `lost`;
    without it, a repeat of what cannot be read raises as `read_at` does.
    """
    held: tuple[int, WarcRecord] | None = None
    meta: PageMeta | None = None
    tell = lost or (lambda what: None)
    read_to = start

    def answer() -> Iterator[ArchivedResponse]:
        if held is None:
            return
        try:
            yield _answer(path, *held, meta)
        except (ValueError, OSError) as error:
            if lost is None:
                raise
            tell(Lost(path, held[0], 0, _page_told_by(held[1], meta), f"what it repeats cannot be read: {error}"))

    for offset, end, content in members(path, start):
        if offset > read_to:
            tell(Lost(path, read_to, offset - read_to, None, "damaged"))
        read_to = end
        kind = record_type(content)
        if kind not in (*_ANSWERS, "metadata"):
            continue
        try:
            record = parsed(content)
        except ValueError as error:
            tell(Lost(path, offset, end - offset, None, str(error)))
            continue
        if kind in _ANSWERS:
            yield from answer()
            held, meta = (offset, record), None
        else:
            if held and record.about.get("warc-concurrent-to") == held[1].about.get("warc-record-id"):
                meta = _meta(record.wire)
                yield from answer()
                held, meta = None, None
            elif (orphan := _meta(record.wire)) is not None:
                tell(Lost(path, offset, 0, _page_told_by(record, orphan), "its response is damaged"))
    yield from answer()
    if (size := path.stat().st_size) > read_to:
        tell(Lost(path, read_to, size - read_to, None, AT_THE_END))


def _page_told_by(record: WarcRecord, meta: PageMeta | None) -> str | None:
    """The address under which a page is known, of what is left of it; None for list pages and the like."""
    if meta is not None and meta.role not in ("detail", "import"):
        return None
    known = meta.canonical_url if meta else None
    return known or record.about.get("warc-target-uri")


def _meta(payload: bytes) -> PageMeta | None:
    try:
        return PageMeta.from_json(payload)
    except ValueError:
        return None


def _answer(path: Path, offset: int, record: WarcRecord, meta: PageMeta | None) -> ArchivedResponse:
    if record.kind == "revisit" and meta and meta.original:
        original = path.parent.parent / meta.original.file
        source = parsed(member_at(original, meta.original.offset))
        if source.about.get("warc-record-id") != meta.original.record_id:
            raise ValueError(f"{original}: another record stands at offset {meta.original.offset}")
        # A 304 stands for the page it confirms, so the reader sees that page.
        return _assembled(
            path,
            offset,
            replace(record, status=source.status if record.status == 304 else record.status, wire=source.wire),
            meta,
            body=page_of(source),
            headers={**_headers(source), **(_headers(record) if record.http is not None else {})},
        )
    return _assembled(path, offset, record, meta)


def _assembled(
    path: Path,
    offset: int,
    record: WarcRecord,
    meta: PageMeta | None,
    *,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> ArchivedResponse:
    about = record.about
    try:
        fetched_at = datetime.fromisoformat(about["warc-date"]).astimezone(SHANGHAI)
    except (KeyError, OverflowError) as error:
        raise ValueError(f"{path}: the record at offset {offset} has no time") from error
    return ArchivedResponse(
        url=about.get("warc-target-uri", ""),
        status=record.status,
        headers=headers if headers is not None else _headers(record),
        body=body if body is not None else page_of(record),
        wire_body=record.wire,
        fetched_at=fetched_at,
        record_id=about.get("warc-record-id", ""),
        payload_digest=about.get("warc-payload-digest"),
        meta=meta,
        file=path,
        offset=offset,
        is_repeat=record.kind == "revisit",
    )


def _headers(record: WarcRecord) -> dict[str, str]:
    if record.http is None:
        return {"content-type": record.about.get("content-type", "")}
    joined: dict[str, str] = {}
    for name, value in record.http:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined
