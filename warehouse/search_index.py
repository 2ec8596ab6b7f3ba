"""The search index: postings of character pairs, made for new pages and merged from time to time.

A pair of characters is the smallest thing that is both rare enough to lead somewhere and found in every substring of
two characters or more, so that any substring of a text can be found without cutting Chinese into words.
"""

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SEGMENT = 10_000
MAX_SEGMENTS = 16
SHIFT = 21
"""Code points need 21 bits."""


def index(con: duckdb.DuckDBPyConnection) -> int:
    """Bring the index up to date inside the caller's transaction; returns the number of pages that were added."""
    con.execute(
        "DELETE FROM core.search_documents WHERE version_id NOT IN (SELECT version_id FROM core.current_documents)"
    )
    if _worn(con):
        con.execute("DELETE FROM core.search_postings")
        con.execute("DELETE FROM core.search_documents")
    fresh = con.execute(
        "SELECT version_id FROM core.current_documents "
        "WHERE version_id NOT IN (SELECT version_id FROM core.search_documents) ORDER BY 1"
    ).fetchall()
    for start in range(0, len(fresh), SEGMENT):
        _add_segment(con, [row[0] for row in fresh[start : start + SEGMENT]])
    if _number(con, "SELECT count(DISTINCT segment) FROM core.search_postings") > MAX_SEGMENTS:
        _merge(con)
    return len(fresh)


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _worn(con: duckdb.DuckDBPyConnection) -> bool:
    """More than half of the numbers given out belong to pages that are gone."""
    given = _number(con, "SELECT max(number) + 1 FROM core.search_documents")
    return given > 2 * _number(con, "SELECT count(*) FROM core.search_documents")


def _add_segment(con: duckdb.DuckDBPyConnection, versions: list[str]) -> None:
    first = _number(con, "SELECT max(number) + 1 FROM core.search_documents")
    segment = _number(con, "SELECT max(segment) + 1 FROM core.search_postings")
    numbers = pa.array(range(first, first + len(versions)), pa.uint32())
    con.register("new_numbers", pa.table({"number": numbers, "version_id": versions}))
    con.execute("INSERT INTO core.search_documents SELECT * FROM new_numbers ORDER BY number")
    texts = con.execute(
        "SELECT n.number, lower(concat(d.title, chr(10), d.body)) FROM new_numbers AS n "
        "JOIN core.documents AS d USING (version_id) ORDER BY n.number"
    ).fetchall()
    con.unregister("new_numbers")
    con.register("new_postings", postings(texts))
    con.execute(
        "INSERT INTO core.search_postings SELECT ?, gram, len(numbers), numbers FROM new_postings ORDER BY gram",
        [segment],
    )
    con.unregister("new_postings")


def pairs(text: str) -> NDArray[np.uint64]:
    """The distinct pairs of a text; a line break closes it, so that its last character begins a pair as well."""
    codes = np.frombuffer((text + "\n").encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    return np.unique((codes[:-1] << np.uint64(SHIFT)) | codes[1:])


def postings(texts: list[tuple[int, str]]) -> pa.Table:
    """Pairs with the numbers of their texts; the texts come in ascending order of number."""
    found = [pairs(text) for _, text in texts]
    grams = np.concatenate(found) if found else np.empty(0, np.uint64)
    owners = np.repeat(np.array([number for number, _ in texts], np.uint32), [len(own) for own in found])
    order = np.argsort(grams, kind="stable")
    grams, owners = grams[order], owners[order]
    starts = np.flatnonzero(np.append(True, grams[1:] != grams[:-1])) if grams.size else np.empty(0, np.int64)
    offsets = np.append(starts, grams.size).astype(np.int32)
    numbers: Any = pa.ListArray.from_arrays(offsets, owners)  # type: ignore[call-overload]
    return pa.table({"gram": pa.array(grams[starts]), "numbers": numbers})


def _merge(con: duckdb.DuckDBPyConnection) -> None:
    """All segments as one."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE merged AS "
        "SELECT gram, sum(pages) AS pages, flatten(list(numbers ORDER BY segment)) AS numbers "
        "FROM core.search_postings GROUP BY gram"
    )
    con.execute("DELETE FROM core.search_postings")
    con.execute("INSERT INTO core.search_postings SELECT 0, gram, pages, numbers FROM merged ORDER BY gram")
    con.execute("DROP TABLE merged")
