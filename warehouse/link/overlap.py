"""Measuring candidate pairs in full: how much of each text stands in the other."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from warehouse.fingerprint import Hashes, letters, overlap, shingles

KEPT_JACCARD, KEPT_CONTAINMENT = 0.3, 0.5
"""Pairs that share less are forgotten: bands bring them up by accident."""

BLOCK = 2_000

POINTS = 500
"""Bodies asked for at a time, by name: so the index of the key finds them and nothing else is read."""


_COLUMNS: list[tuple[str, pa.DataType]] = [("text_a", pa.string()), ("text_b", pa.string())]
SCHEMA = pa.schema(_COLUMNS + [(name, pa.float64()) for name in ("jaccard", "a_in_b", "b_in_a")])


def measure(con: duckdb.DuckDBPyConnection) -> None:
    """Read the pairs of the temporary table `candidate`, write those that overlap to core.similar_texts."""
    for compared in _compared(con):
        rounded = [(first, second, [round(value, 4) for value in values]) for first, second, values in compared]
        kept = [
            (first, second, *values)
            for first, second, values in rounded
            if values[0] >= KEPT_JACCARD or max(values[1:]) >= KEPT_CONTAINMENT
        ]
        if kept:
            columns = [
                pa.array(column, kind) for column, kind in zip(zip(*kept, strict=True), SCHEMA.types, strict=True)
            ]
            # not registered under a name: see search_index.py
            con.from_arrow(pa.Table.from_arrays(columns, schema=SCHEMA)).insert_into("core.similar_texts")


def _compared(con: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[str, str, tuple[float, float, float]]]]:
    """Pairs in order of the first text, in blocks, so that only a block's texts are in memory."""
    pairs = con.execute("SELECT text_a, text_b FROM candidate ORDER BY text_a, text_b").to_arrow_table()
    known: dict[str, Hashes] = {}
    for start in range(0, pairs.num_rows, BLOCK):
        block = [(pair["text_a"], pair["text_b"]) for pair in pairs.slice(start, BLOCK).to_pylist()]
        needed = {text for pair in block for text in pair}
        known = {text: hashes for text, hashes in known.items() if text in needed}
        text_of: dict[str, str] = {}
        for listed in _chunks(sorted(needed - known.keys())):
            stands_for = f"SELECT version_id, text_hash FROM body_of WHERE text_hash IN ({listed})"
            text_of |= dict(con.execute(stands_for).fetchall())
        bodies = [(text_of[version], body) for version, body in _bodies(con, sorted(text_of))]
        known |= {text: shingles(letters(body)) for text, body in bodies}
        yield [(first, second, overlap(known[first], known[second])) for first, second in block]


def _chunks(names: list[str]) -> Iterator[str]:
    for start in range(0, len(names), POINTS):
        yield ", ".join(f"'{name}'" for name in names[start : start + POINTS])


def _bodies(con: duckdb.DuckDBPyConnection, versions: list[str]) -> Iterator[tuple[str, str]]:
    for listed in _chunks(versions):
        yield from con.execute(f"SELECT version_id, body FROM core.documents WHERE version_id IN ({listed})").fetchall()


def bodies_of_news(con: duckdb.DuckDBPyConnection) -> None:
    """The table `body`: version and body of the pages in near pairs that tell of no meeting."""
    versions = con.execute(
        "SELECT DISTINCT unnest([version_a, version_b]) FROM measured "
        "WHERE relation = 'near' AND NOT has_meeting ORDER BY 1"
    ).fetchall()
    con.execute("CREATE OR REPLACE TEMP TABLE body (version_id VARCHAR, body VARCHAR)")
    for listed in _chunks([version for (version,) in versions]):
        con.execute(f"INSERT INTO body SELECT version_id, body FROM core.documents WHERE version_id IN ({listed})")
