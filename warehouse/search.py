"""Search over titles, bodies and directives: any substring, ranked, with snippets.

All text of the warehouse is Simplified Chinese; a query in Traditional characters is converted by the caller first.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import log1p
from typing import Any

import duckdb

from warehouse.query import rows, run
from warehouse.search_index import SHIFT

BATCH = 300
"""Candidates are read in blocks of this size, the most promising first, until enough of them hold the words."""

PATIENCE = 4
"""After so many blocks the bodies of all pages are looked through."""


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
    candidates = _candidates(con, words, copies)
    hits: list[Hit] = []
    for start in range(0, len(candidates), BATCH):
        if start == PATIENCE * BATCH:
            # Common characters in an uncommon order: look through the bodies once instead of page by page.
            holding = _holding(con, words)
            candidates[start:] = [version for version in candidates[start:] if version in holding]
        if start >= len(candidates) or len(hits) >= limit:
            break
        hits += _verified(con, candidates[start : start + BATCH], words)
    hits.sort(key=lambda hit: (-hit.score, -(hit.published_on or date.min).toordinal(), hit.document_id))
    return hits[:limit]


def _candidates(con: duckdb.DuckDBPyConnection, words: list[str], copies: bool) -> list[str]:
    """Versions worth reading, those with a word in the title first, then the newest.

    The two rarest pairs of the words say which: reading the lists of common pairs would cost more than it saves.
    Where even the rarest stands in every fifth page, all pages are worth reading, and the first few will do.
    """
    # A single character is the beginning of any pair that begins with it.
    sought = [(g, g) for g in sorted({(ord(a) << SHIFT) | ord(b) for word in words for a, b in pairwise(word)})]
    sought += [(ord(word) << SHIFT, (ord(word) + 1 << SHIFT) - 1) for word in words if len(word) == 1]
    pages = {(low, high): _pages_with(con, low, high) for low, high in sought}
    if not all(pages.values()):
        return []
    total = con.execute("SELECT count(*) FROM core.search_documents").fetchone()
    rare = [pair for pair in sorted(sought, key=lambda p: (pages[p], p))[:2] if total and 5 * pages[pair] < total[0]]
    having = "SELECT DISTINCT unnest(numbers) AS number FROM core.search_postings WHERE gram BETWEEN"
    among = " INTERSECT ".join(f"({having} {low} AND {high})" for low, high in rare)
    among = f"JOIN ({among}) USING (number)" if rare else ""
    originals = "" if copies else "WHERE d.document_id NOT IN (SELECT document_id FROM core.duplicates)"
    in_title = " + ".join("contains(lower(d.title), ?)::INT" for _ in words)
    found = con.execute(
        f"SELECT d.version_id FROM core.search_documents {among} "
        f"JOIN core.documents AS d USING (version_id) {originals} "
        f"ORDER BY {in_title} DESC NULLS LAST, d.published_on DESC NULLS LAST, d.document_id",
        words,
    ).fetchall()
    return [row[0] for row in found]


def _pages_with(con: duckdb.DuckDBPyConnection, low: int, high: int) -> int:
    """Pages with one of these pairs, at most: a page with two of them counts twice."""
    row = con.execute(
        "SELECT sum(pages)::BIGINT FROM core.search_postings WHERE gram BETWEEN ? AND ?", [low, high]
    ).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _holding(con: duckdb.DuckDBPyConnection, words: list[str]) -> set[str]:
    """Versions whose title or body holds every word, by looking through all of them."""
    body, title = ("lower(body)", "lower(title)") if any(c.isascii() for w in words for c in w) else ("body", "title")
    each = " AND ".join(f"(contains({body}, ?) OR contains({title}, ?))" for _ in words)
    found = con.execute(f"SELECT version_id FROM core.documents WHERE {each}", [w for w in words for _ in range(2)])
    return {row[0] for row in found.fetchall()}


def _verified(con: duckdb.DuckDBPyConnection, versions: list[str], words: list[str]) -> list[Hit]:
    """Those that hold every word, in full. The ids stand in the text of the query: so the key's index finds them."""
    listed = ", ".join(f"'{version}'" for version in versions)
    points: dict[str, list[tuple[int, int]]] = {}
    for version, start, end in con.execute(
        f"SELECT version_id, span_start, span_end FROM core.directives "
        f"WHERE version_id IN ({listed}) AND span_start IS NOT NULL"
    ).fetchall():
        points.setdefault(version, []).append((start, end))
    pages = rows(
        run(con, f"SELECT version_id, document_id, url, title, published_on, body FROM core.documents "
                 f"WHERE version_id IN ({listed})")
    )  # fmt: skip
    meetings = dict(
        con.execute(
            f"SELECT version_id, min(meeting_id) FROM core.meeting_documents WHERE version_id IN ({listed}) GROUP BY 1"
        ).fetchall()
    )
    for page in pages:
        body = page["body"]
        page["directives"] = "\n".join(body[start:end] for start, end in points.get(page["version_id"], []))
        page["meeting_id"] = meetings.get(page["version_id"])
    return [hit for page in pages if (hit := _hit(page, words)) is not None]


def _hit(page: dict[str, Any], words: list[str]) -> Hit | None:
    title, body, directives = ((page[key] or "").lower() for key in ("title", "body", "directives"))
    if not all(word in title or word in body for word in words):
        return None
    places = {"title": title, "directives": directives, "body": body}
    found_in = tuple(name for name, text in places.items() if any(word in text for word in words))
    mentions = sum(body.count(word) for word in words)
    score = 4.0 * sum(w in title for w in words) + 1.5 * sum(w in directives for w in words) + log1p(mentions)
    return Hit(
        page["document_id"], page["url"], page["title"], page["published_on"], page["meeting_id"],
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
