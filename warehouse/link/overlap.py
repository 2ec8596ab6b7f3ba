"""Measuring candidate pairs in full: how much of each text stands in the other, and whether they tell of two things."""

import hashlib
from collections.abc import Iterator

import duckdb
import pyarrow as pa

from warehouse.fingerprint import Hashes, letters, overlap, shingles
from warehouse.link.template import RULES, WORDS, Places, headlines_apart, told_apart
from warehouse.literals import listed

KEPT_JACCARD, KEPT_CONTAINMENT = 0.3, 0.5
"""Pairs that share less are forgotten: bands bring them up by accident."""

NEAR = 0.8
"""Pairs of which neither text overlaps the other by so much are no copies, whatever they tell (29_copies.sql)."""

BLOCK = 2_000

POINTS = 500
"""Bodies asked for at a time, by name: so the index of the key finds them and nothing else is read."""


Compared = tuple[str, str, tuple[float, float, float], str | None]
"""Two texts, their Jaccard likeness and how much of each stands in the other, and by what they are told apart."""

_COLUMNS: list[tuple[str, pa.DataType]] = [("text_a", pa.string()), ("text_b", pa.string())]
_MEASURES: list[tuple[str, pa.DataType]] = [(name, pa.float64()) for name in ("jaccard", "a_in_b", "b_in_a")]
SCHEMA = pa.schema([*_COLUMNS, *_MEASURES, ("told_apart", pa.string())])


def known_places(con: duckdb.DuckDBPyConnection) -> Places:
    """Every name of a division with the codes of those that bear it."""
    rows = con.execute(
        "SELECT name, list(DISTINCT code ORDER BY code) FROM ("
        "SELECT name, code FROM core.divisions UNION ALL SELECT unnest(short_names), code FROM core.divisions"
        ") WHERE length(name) >= 2 GROUP BY name ORDER BY name"
    ).fetchall()
    return {name: frozenset(codes) for name, codes in rows}


def rules(places: Places) -> str:
    """Digest of what comparing goes by: where it is another, every pair is compared anew."""
    known = sorted((name, sorted(codes)) for name, codes in places.items())
    return hashlib.sha256(repr((RULES, WORDS.read_text("utf-8"), known)).encode()).hexdigest()


def measure(con: duckdb.DuckDBPyConnection, places: Places) -> None:
    """Read the pairs of the temporary table `candidate`, write those that overlap to core.similar_texts."""
    for compared in _compared(con, places):
        kept = [
            (first, second, *values, apart)
            for first, second, values, apart in compared
            if values[0] >= KEPT_JACCARD or max(values[1:]) >= KEPT_CONTAINMENT
        ]
        if kept:
            columns = [
                pa.array(column, kind) for column, kind in zip(zip(*kept, strict=True), SCHEMA.types, strict=True)
            ]
            # not registered under a name: see search_index.py
            con.from_arrow(pa.Table.from_arrays(columns, schema=SCHEMA)).insert_into("core.similar_texts")


def _compared(con: duckdb.DuckDBPyConnection, places: Places) -> Iterator[list[Compared]]:
    """Pairs in order of a band that they share, in blocks, so that only a block's texts are in memory."""
    pairs = con.execute(
        "SELECT text_a, a.version_id AS version_a, text_b, b.version_id AS version_b FROM candidate "
        "JOIN body_of AS a ON a.text_hash = text_a JOIN body_of AS b ON b.text_hash = text_b "
        "ORDER BY value, text_a, text_b"
    ).to_arrow_table()
    known: dict[str, tuple[str, Hashes]] = {}
    for start in range(0, pairs.num_rows, BLOCK):
        block = pairs.slice(start, BLOCK).to_pylist()
        body_of = {pair[f"text_{side}"]: pair[f"version_{side}"] for pair in block for side in "ab"}
        known = {text: kept for text, kept in known.items() if text in body_of}
        text_of = {version: text for text, version in body_of.items() if text not in known}
        bodies = [(text_of[version], letters(body)) for version, body in _bodies(con, sorted(text_of))]
        known |= {text: (kept, shingles(kept)) for text, kept in bodies}
        yield [_pair(p["text_a"], known[p["text_a"]], p["text_b"], known[p["text_b"]], places) for p in block]


def _pair(first: str, one: tuple[str, Hashes], second: str, other: tuple[str, Hashes], places: Places) -> Compared:
    jaccard, a_in_b, b_in_a = (round(value, 4) for value in overlap(one[1], other[1]))
    apart = told_apart(one[0], other[0], places) if max(jaccard, a_in_b, b_in_a) >= NEAR else None
    return first, second, (jaccard, a_in_b, b_in_a), apart


def _bodies(con: duckdb.DuckDBPyConnection, versions: list[str]) -> Iterator[tuple[str, str]]:
    for start in range(0, len(versions), POINTS):
        some = listed(versions[start : start + POINTS])
        yield from con.execute(f"SELECT version_id, body FROM core.documents WHERE version_id IN ({some})").fetchall()


def ask_headlines(con: duckdb.DuckDBPyConnection, places: Places) -> None:
    """Take the pairs out of the temporary table `edge` that tell of no meeting and whose headlines tell them apart."""
    found = con.execute(
        "SELECT text_a, text_b, title_a, title_b, one_site FROM edge WHERE NOT has_meeting AND title_a <> title_b"
    ).fetchall()
    apart = [
        (first, second)
        for first, second, a, b, one_site in found
        if headlines_apart(letters(a), letters(b), places, one_site=one_site)
    ]
    if apart:
        con.executemany("DELETE FROM edge WHERE text_a = ? AND text_b = ?", apart)
