"""Fetches and seen URLs: what was fetched, where it lies in the archive, and what need not be fetched again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, TextClause, bindparam, func, select, text, update

from crawlers.archive.meta import Original, Role, Verdict
from crawlers.clock import now
from crawlers.ledger.store import Ledger
from crawlers.ledger.tables import fetches, seen_urls

MAX_FAILURES = 5
_DAY = timedelta(days=1)
GOT: tuple[Verdict, ...] = ("ok", "not_modified", "redirect")
_F, _S = fetches.c, seen_urls.c

# Made once: a page costs five of these, and building a statement costs more than running it.
_THIS_PAGE = (_S.source == bindparam("of_source"), _S.canonical_url == bindparam("of_url"))
_PAGE = select(seen_urls).where(*_THIS_PAGE)
_CHANGE = update(seen_urls).where(*_THIS_PAGE)
_CONTENTS = select(func.count(_F.content_hash.distinct())).where(
    _F.source == bindparam("of_source"),
    _F.canonical_url == bindparam("of_url"),
    _F.role.in_(("detail", "import")),
)
_FIRST_OF_DIGEST = (
    select(fetches)
    .where(
        _F.source == bindparam("of_source"),
        _F.payload_digest == bindparam("of_digest"),
        _F.is_repeat == 0,
        _F.status == 200,
    )
    .order_by(_F.id)
    .limit(1)
)


_KEYS = {fetches: ("warc_file", "warc_offset"), seen_urls: ("source", "canonical_url")}
BLOCK = 25
"""Rows of one insert, where there are so many: a statement for each costs more than what it does."""


@cache
def _insertion(table: Table, rows: int) -> TextClause:
    """An insert that leaves alone what is there, and returns the keys of what was not.

    As text, because SQLAlchemy compiles its own form anew each time.
    """
    names = [column.name for column in table.c if column.name != "id"]
    columns, keys = (", ".join(f'"{name}"' for name in each) for each in (names, _KEYS[table]))
    values = ", ".join("(" + ", ".join(f":{name}_{row}" for name in names) + ")" for row in range(rows))
    entry = f'INSERT INTO "{table.name}" ({columns}) VALUES {values} ON CONFLICT DO NOTHING RETURNING {keys}'
    types = {f"{name}_{row}": table.c[name].type for name in names for row in range(rows)}
    return text(entry).bindparams(*(bindparam(name, type_=kind) for name, kind in types.items()))


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> set[tuple[Any, ...]]:
    """Insert rows; returns the keys of those that were not there."""
    new: set[tuple[Any, ...]] = set()
    at = 0
    while at < len(rows):
        size = BLOCK if len(rows) - at >= BLOCK else 1
        values = {f"{name}_{row}": rows[at + row][name] for row in range(size) for name in rows[at]}
        new |= {tuple(row) for row in connection.execute(_insertion(table, size), values)}
        at += size
    return new


@dataclass(frozen=True, slots=True)
class Fetch:
    """One response that is in the archive. `warc_file` is relative to the archive's root; `verdict` as in the archive.

    `canonical_url` is the key of the link that was followed, so after a redirect it is not that of `url`.
    """

    url: str
    canonical_url: str
    source: str
    partition: str
    role: Role
    fetched_at: datetime
    status: int
    verdict: Verdict
    record_id: str
    warc_file: str
    warc_offset: int
    content_hash: str | None = None
    payload_digest: str | None = None
    is_repeat: bool = False
    etag: str | None = None
    last_modified: str | None = None
    listed_at: str | None = None
    listed_title: str | None = None
    list_url: str | None = None
    run_id: str | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a detail page."""

    source: str
    canonical_url: str
    partition: str
    listed_at: str | None
    listed_title: str | None
    first_fetched_at: datetime
    last_fetched_at: datetime
    last_verdict: Verdict
    failures: int
    versions: int
    content_hash: str | None
    etag: str | None
    last_modified: str | None
    recheck_at: datetime | None

    def is_due(self, moment: datetime) -> bool:
        """Whether the page is to be fetched (again) at `moment`: its last fetch failed, or its recheck has come.

        A page never had is asked for at once, five times in all; one that was had and then failed or vanished after
        1, 2, 4, 8 and 16 days, and then no more.
        """
        if self.last_verdict not in GOT and self.failures >= MAX_FAILURES:
            return False
        if self.last_verdict not in GOT and self.versions == 0:
            return True
        return self.recheck_at is not None and self.recheck_at <= moment


def record_fetch(ledger: Ledger, fetch: Fetch, *, recheck_at: datetime | None = None) -> bool:
    """Enter a fetch whose record is on disk, and what it tells of the page. False if it was entered before.

    Only detail pages and imports become seen; list pages and robots.txt never do.
    """
    return record_fetches(ledger, [(fetch, recheck_at)]) == 1


def record_fetches(ledger: Ledger, fetched: Iterable[tuple[Fetch, datetime | None]]) -> int:
    """Enter many fetches, each with the moment of its recheck, in one transaction. Returns how many were new."""
    unique = {(fetch.warc_file, fetch.warc_offset): (fetch, recheck_at) for fetch, recheck_at in fetched}
    rows = [
        {name: getattr(fetch, name) for name in _NAMES} | {"is_repeat": int(fetch.is_repeat)}
        for fetch, _ in unique.values()
    ]
    with ledger.writing() as connection:
        new = _insert(connection, fetches, rows)
        entered = [each for key, each in unique.items() if key in new]
        _see_all(connection, [each for each in entered if each[0].role in ("detail", "import")])
    return len(entered)


def _see_all(connection: Connection, fetched: Sequence[tuple[Fetch, datetime | None]]) -> None:
    """Enter what fetches tell of their pages: at once for pages of which one is the first and only one."""
    times = Counter((fetch.source, fetch.canonical_url) for fetch, _ in fetched)
    alone = [_first(*each) for each in fetched if times[each[0].source, each[0].canonical_url] == 1]
    first = _insert(connection, seen_urls, alone)
    for fetch, recheck_at in fetched:
        if (fetch.source, fetch.canonical_url) not in first:
            see(connection, fetch, recheck_at)


def seen(ledger: Ledger, source: str, canonical_urls: Iterable[str]) -> dict[str, Seen]:
    """What is known of these pages of `source`, by canonical URL; pages never fetched are left out."""
    found: dict[str, Seen] = {}
    wanted = list(canonical_urls)
    with ledger.reading() as connection:
        for at in range(0, len(wanted), 500):
            chunk = wanted[at : at + 500]
            query = select(seen_urls).where(_S.source == source, _S.canonical_url.in_(chunk))
            found |= {row.canonical_url: Seen(**row._mapping) for row in connection.execute(query)}
    return found


def is_seen(ledger: Ledger, source: str, canonical_url: str) -> bool:
    """Whether the page has been fetched with success (or given up) and is not due for a recheck now."""
    known = seen(ledger, source, [canonical_url]).get(canonical_url)
    return known is not None and not known.is_due(now())


def fetches_of(
    ledger: Ledger,
    source: str,
    partition: str | None = None,
    *,
    roles: Sequence[Role] = ("detail", "import"),
    verdicts: Sequence[Verdict] = ("ok", "not_modified"),
    latest: bool = True,
) -> list[Fetch]:
    """Fetches of a source (and month), in order of time. `latest` keeps the newest of each canonical URL only.

    A page that was confirmed (304, or the same bytes again) reads from the archive like the first.
    """
    query = select(fetches).where(_F.source == source, _F.role.in_(roles), _F.verdict.in_(verdicts))
    if partition is not None:
        query = query.where(_F.partition == partition)
    with ledger.reading() as connection:
        rows = [fetch_of_row(row._mapping) for row in connection.execute(query.order_by(_F.fetched_at, _F.id))]
    if not latest:
        return rows
    return sorted({row.canonical_url: row for row in rows}.values(), key=lambda row: row.fetched_at)


def records_of(ledger: Ledger, source: str) -> dict[str, list[tuple[str, str]]]:
    """The good fetches of each month in which `source` has archived pages, in order of time: record id, canonical URL.

    Of the fetches that `fetches_of` gives, no more than it takes to see whether they have changed.
    """
    query = (
        select(_F.partition, _F.verdict, _F.record_id, _F.canonical_url)
        .where(_F.source == source, _F.role.in_(("detail", "import")))
        .order_by(_F.partition, _F.fetched_at, _F.id)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    with ledger.reading() as connection:
        for month, verdict, record_id, canonical_url in connection.execute(query):
            good = found.setdefault(month, [])
            if verdict in ("ok", "not_modified"):
                good.append((record_id, canonical_url))
    return found


def months_of(ledger: Ledger, source: str, *, run_id: str | None = None) -> list[str]:
    """The months in which `source` has archived pages (of one run, if given), in order."""
    query = select(_F.partition).distinct().where(_F.source == source, _F.role.in_(("detail", "import")))
    if run_id is not None:
        query = query.where(_F.run_id == run_id)
    with ledger.reading() as connection:
        return sorted(connection.execute(query).scalars())


def pages_had(ledger: Ledger) -> set[tuple[str, str]]:
    """Every article of which a good fetch is known, as source and canonical URL."""
    query = select(_F.source, _F.canonical_url).distinct().where(_F.role.in_(("detail", "import")), _F.verdict == "ok")
    with ledger.reading() as connection:
        return {(row.source, row.canonical_url) for row in connection.execute(query)}


def find_original(ledger: Ledger, source: str, payload_digest: str) -> Original | None:
    """The first full record of `source` with this payload, for a revisit record to refer to."""
    asked = {"of_source": source, "of_digest": payload_digest}
    with ledger.reading() as connection:
        row = connection.execute(_FIRST_OF_DIGEST, asked).first()
    if row is None:
        return None
    fetch = fetch_of_row(row._mapping)
    return Original(fetch.warc_file, fetch.warc_offset, fetch.record_id, fetch.url, fetch.fetched_at.isoformat())


def newest_record(ledger: Ledger, source: str, canonical_url: str) -> Original | None:
    """The full record of what a page was at its newest fetch, for a 304 to refer to.

    That may be the record of another page, where the newest fetch was itself a repeat.
    """
    query = (
        select(_F.payload_digest)
        .where(_F.source == source, _F.canonical_url == canonical_url, _F.status == 200)
        .order_by(_F.fetched_at.desc(), _F.id.desc())
        .limit(1)
    )
    with ledger.reading() as connection:
        digest = connection.execute(query).scalar()
    return find_original(ledger, source, digest) if digest else None


def last_offset(ledger: Ledger, warc_file: str) -> int | None:
    """The largest offset of `warc_file` that the ledger knows, None if it knows none."""
    with ledger.reading() as connection:
        return connection.execute(select(func.max(_F.warc_offset)).where(_F.warc_file == warc_file)).scalar()


def see(connection: Connection, fetch: Fetch, recheck_at: datetime | None) -> None:
    """Enter what a fetch tells of its page."""
    key = {"of_source": fetch.source, "of_url": fetch.canonical_url}
    known = connection.execute(_PAGE, key).first()
    if known is None:
        first = _first(fetch, recheck_at)
        if _insert(connection, seen_urls, [first]):
            return
        known = connection.execute(_PAGE, key).one()  # by another process, since we looked
    changes: dict[str, Any] = {}
    if fetch.fetched_at >= known.last_fetched_at:
        changes = _newest(fetch, known.failures, recheck_at)
    elif fetch.fetched_at < known.first_fetched_at:
        changes = {"first_fetched_at": fetch.fetched_at}
    if fetch.verdict == "ok" and fetch.content_hash != known.content_hash:
        changes["versions"] = connection.execute(_CONTENTS, key).scalar_one()
    if changes:
        connection.execute(_CHANGE, key | changes)


def _first(fetch: Fetch, recheck_at: datetime | None) -> dict[str, Any]:
    """All that is known of a page after its first fetch."""
    nothing = dict.fromkeys(("content_hash", "etag", "last_modified", "recheck_at"))
    return {
        "source": fetch.source,
        "canonical_url": fetch.canonical_url,
        "partition": fetch.partition,
        "listed_at": fetch.listed_at,
        "listed_title": fetch.listed_title,
        "first_fetched_at": fetch.fetched_at,
        "failures": 0,
        "versions": int(fetch.verdict == "ok"),
        **nothing,
        **_newest(fetch, 0, recheck_at),
    }


def _newest(fetch: Fetch, failures: int, recheck_at: datetime | None) -> dict[str, Any]:
    """What the newest fetch of a page says of it; an older capture that is imported later says nothing of today."""
    changes: dict[str, Any] = {"last_fetched_at": fetch.fetched_at, "last_verdict": fetch.verdict}
    if fetch.verdict == "redirect":
        # Where the redirect leads has a fetch of its own, which says whether the page was had.
        return changes | {"recheck_at": recheck_at}
    if fetch.verdict not in GOT:
        pause = _DAY * 2 ** min(failures, MAX_FAILURES)
        return changes | {"failures": failures + 1, "recheck_at": fetch.fetched_at + pause}
    changes |= {"failures": 0, "recheck_at": recheck_at}
    if fetch.verdict == "ok":
        changes |= {"content_hash": fetch.content_hash, "etag": fetch.etag, "last_modified": fetch.last_modified}
    return changes


_NAMES = [each.name for each in fields(Fetch)]


def fetch_of_row(row: Any) -> Fetch:
    """A row of the table as what it says."""
    return Fetch(**{name: row[name] for name in _NAMES} | {"is_repeat": bool(row["is_repeat"])})
