"""Search over titles, bodies and directives: any substring, ranked, with snippets.

All text of the warehouse is Simplified Chinese; a query in Traditional characters is converted by the caller first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import log1p
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from warehouse.literals import listed
from warehouse.query import rows, run
from warehouse.search_index import IN_TITLE, SHIFT

Numbers = NDArray[np.int64]

BATCH = 60
"""Candidates are read in blocks, the most promising first, until enough of them hold the words: this many at first,
then twice as many each time."""

ENOUGH = 200
"""So few candidates are read rather than narrowed down by another list of pages."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that holds every word. `snippet` is cut around the first of them, each word between 【 and 】.

    `found_in` lists title, directives, body; `meeting_id` is the meeting that the page reports, if it does.
    """

    document_id: str
    url: str
    title: str | None
    published_on: date | None
    meeting_id: str | None
    score: float
    found_in: tuple[str, ...]
    snippet: str


def words_of(query: str) -> list[str]:
    """Words of a query: apart at blanks, together in quotation marks; each word is sought as it stands."""
    found = re.findall(r"[\"“]([^\"“”]+)[\"”]|(\S+)", query.lower())
    return list(dict.fromkeys(word for pair in found for word in pair if word))


def search(con: duckdb.DuckDBPyConnection, query: str, *, limit: int = 20, copies: bool = False) -> list[Hit]:
    """The best pages that hold every word of the query; copies of a page are left out unless asked for.

    Pages with the words in the headline come before others and newer before older among those read; within them,
    words in directives and more mentions count more.
    """
    words = words_of(query)
    if not words or limit < 1:
        return []
    hits: list[Hit] = []
    for block in _blocks(*_candidates(con, words)):
        hits += _verified(con, block, words, copies)
        if len(hits) >= limit:
            break
    hits.sort(key=lambda hit: (-hit.score, -(hit.published_on or date.min).toordinal(), hit.document_id))
    return _with_meetings(con, hits[:limit])


def _candidates(con: duckdb.DuckDBPyConnection, words: list[str]) -> tuple[Numbers, Numbers]:
    """Numbers of the pages with all pairs of the words, and how promising each is.

    Words in the title come before all else, then the day of publication. Rare pairs are looked up first: where few
    pages are left, the lists of the common ones are not read at all.
    """
    known = con.execute(
        "SELECT number, coalesce(published_on - DATE '1970-01-01', 0) FROM core.search_documents"
    ).fetchnumpy()
    number = known.get("number", np.empty(0, np.uint32))
    left = np.zeros(int(number.max()) + 1 if number.size else 0, bool)
    left[number] = True
    sought = {pair: _count(con, pair) for word in words for pair in _pairs_of(word)}
    for pair in sorted(sought, key=lambda p: (sought[p], p)):
        if np.count_nonzero(left) <= ENOUGH:
            break
        left &= _pages_with(con, pair, left.size)
    chosen = np.flatnonzero(left)
    promise = np.zeros(left.size, np.int64)
    promise[number] = list(known.values())[1]
    for word in words:
        in_title = left.copy()
        for low, high in _pairs_of(word):
            in_title &= _pages_with(con, (low | IN_TITLE, high | IN_TITLE), left.size)
        promise[in_title] += 1 << 32
    return chosen, promise[chosen]


def _pairs_of(word: str) -> list[tuple[int, int]]:
    """Ranges of pairs of which a text with the word has one each. A single character begins some pair."""
    if len(word) == 1:
        return [(ord(word) << SHIFT, (ord(word) + 1 << SHIFT) - 1)]
    return [(gram, gram) for gram in sorted({(ord(a) << SHIFT) | ord(b) for a, b in pairwise(word)})]


def _count(con: duckdb.DuckDBPyConnection, pair: tuple[int, int]) -> int:
    """Pages with one of these pairs, at most: a page with two of them counts twice."""
    row = con.execute(
        f"SELECT sum(pages)::BIGINT FROM core.search_postings WHERE gram BETWEEN {pair[0]} AND {pair[1]}"
    ).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _pages_with(con: duckdb.DuckDBPyConnection, pair: tuple[int, int], size: int) -> NDArray[np.bool_]:
    """Which numbers stand in the lists of these pairs."""
    lists = con.execute(
        f"SELECT numbers FROM core.search_postings WHERE gram BETWEEN {pair[0]} AND {pair[1]}"
    ).to_arrow_table()
    with_it = np.zeros(size, bool)
    chunks: list[Any] = lists.column("numbers").chunks
    for chunk in chunks:
        numbers = np.asarray(chunk.flatten(), np.int64)
        with_it[numbers[numbers < size]] = True
    return with_it


def _blocks(numbers: Numbers, promise: Numbers) -> Iterator[list[int]]:
    """Candidates in blocks, the most promising first; the later a block, the larger."""
    size = BATCH
    while numbers.size:
        if numbers.size > size:
            best = np.argpartition(-promise, size)
            head, rest = best[:size], best[size:]
        else:
            head, rest = np.arange(numbers.size), np.empty(0, np.int64)
        yield [int(n) for n in numbers[head]]
        numbers, promise = numbers[rest], promise[rest]
        size = min(2 * size, 1_000)


def _verified(con: duckdb.DuckDBPyConnection, numbers: list[int], words: list[str], copies: bool) -> list[Hit]:
    """Those that hold every word, in full. The ids stand in the text of the queries: so the keys' indexes find them."""
    found = con.execute(
        f"SELECT document_id, version_id FROM core.search_documents WHERE number IN ({', '.join(map(str, numbers))})"
    )
    ids = dict(found.fetchall())
    if not copies:
        repeats = f"SELECT document_id FROM core.duplicates WHERE document_id IN ({listed(ids)})"
        for (copy,) in con.execute(repeats).fetchall():
            del ids[copy]
    if not ids:
        return []
    pages = rows(
        run(con, "SELECT version_id, document_id, partition_id, url, title, published_on, body FROM core.documents "
                 f"WHERE version_id IN ({listed(ids.values())})")
    )  # fmt: skip
    pages = [page for page in pages if _holds(page, words)]
    points: dict[str, list[tuple[int, int]]] = {}
    if pages:
        # the partitions let DuckDB skip what cannot hold them: this table has no key
        for version, start, end in con.execute(
            "SELECT version_id, span_start, span_end FROM core.directives WHERE span_start IS NOT NULL "
            f"AND version_id IN ({listed(page['version_id'] for page in pages)}) "
            f"AND partition_id IN ({listed({page['partition_id'] for page in pages})})"
        ).fetchall():
            points.setdefault(version, []).append((start, end))
    for page in pages:
        body = page["body"]
        page["directives"] = "\n".join(body[start:end] for start, end in points.get(page["version_id"], []))
    return [_hit(page, words) for page in pages]


def _holds(page: dict[str, Any], words: list[str]) -> bool:
    title, body = (page["title"] or "").lower(), page["body"].lower()
    return all(word in title or word in body for word in words)


def _with_meetings(con: duckdb.DuckDBPyConnection, hits: list[Hit]) -> list[Hit]:
    if not hits:
        return []
    found = con.execute(
        "SELECT document_id, min(meeting_id) FROM core.meeting_documents "
        f"WHERE document_id IN ({listed(hit.document_id for hit in hits)}) GROUP BY 1"
    )
    meetings = dict(found.fetchall())
    return [replace(hit, meeting_id=meetings.get(hit.document_id)) for hit in hits]


def _hit(page: dict[str, Any], words: list[str]) -> Hit:
    title, body, directives = ((page[key] or "").lower() for key in ("title", "body", "directives"))
    places = {"title": title, "directives": directives, "body": body}
    found_in = tuple(name for name, text in places.items() if any(word in text for word in words))
    mentions = sum(body.count(word) for word in words)
    score = 4.0 * sum(w in title for w in words) + 1.5 * sum(w in directives for w in words) + log1p(mentions)
    return Hit(
        page["document_id"], page["url"], page["title"], page["published_on"], None,
        round(score, 3), found_in, snippet(page["body"] or page["title"] or "", words),
    )  # fmt: skip


def snippet(text: str, words: list[str], width: int = 80) -> str:
    """About `width` characters around the first word, words marked, line breaks as blanks."""
    folded = text.lower()
    at = min((spot for word in words if (spot := folded.find(word)) >= 0), default=0)
    start = max(0, at - width // 3)
    cut = text[start : start + width].replace("\n", " ")
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    marked = re.sub(either, r"【\g<0>】", cut, flags=re.I)
    return ("…" if start else "") + marked + ("…" if start + width < len(text) else "")
