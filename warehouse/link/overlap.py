"""Measuring candidate pairs in full: how much of each text stands in the other."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from warehouse.fingerprint import Hashes, letters, overlap, shingles

KEPT_JACCARD, KEPT_CONTAINMENT = 0.3, 0.5
"""Pairs that share less are forgotten: bands bring them up by accident."""

BLOCK = 2_000


def measure(con: duckdb.DuckDBPyConnection) -> None:
    """Read the pairs of the temporary table `candidate`, write those that overlap to core.similar_texts."""
    columns: list[tuple[str, pa.DataType]] = [("text_a", pa.string()), ("text_b", pa.string())]
    columns += [(name, pa.float64()) for name in ("jaccard", "a_in_b", "b_in_a")]
    schema = pa.schema(columns)
    found: list[dict[str, object]] = []
    for first, second, values in _compared(con):
        jaccard, a_in_b, b_in_a = (round(value, 4) for value in values)
        if jaccard >= KEPT_JACCARD or max(a_in_b, b_in_a) >= KEPT_CONTAINMENT:
            found.append({"text_a": first, "text_b": second, "jaccard": jaccard, "a_in_b": a_in_b, "b_in_a": b_in_a})
    measured = pa.Table.from_pylist(found, schema=schema)
    con.register("measured_pairs", measured)
    con.execute("INSERT INTO core.similar_texts SELECT * FROM measured_pairs ORDER BY text_a, text_b")
    con.unregister("measured_pairs")


def _compared(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, tuple[float, float, float]]]:
    """Pairs in order of the first text, in blocks, so that only a block's texts are in memory."""
    pairs = con.execute("SELECT text_a, text_b FROM candidate ORDER BY text_a, text_b").fetchall()
    known: dict[str, Hashes] = {}
    for start in range(0, len(pairs), BLOCK):
        block = pairs[start : start + BLOCK]
        needed = {text for pair in block for text in pair}
        known = {text: hashes for text, hashes in known.items() if text in needed}
        con.register("needed_texts", pa.table({"text_hash": sorted(needed - known.keys())}))
        bodies = con.execute(
            "SELECT t.text_hash, d.body FROM needed_texts JOIN all_text AS t USING (text_hash) "
            "JOIN core.documents AS d USING (version_id)"
        ).fetchall()
        con.unregister("needed_texts")
        known |= {text: shingles(letters(body)) for text, body in bodies}
        for first, second in block:
            yield first, second, overlap(known[first], known[second])
