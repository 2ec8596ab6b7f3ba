"""The search index: postings of character pairs, made for new pages and merged by size.

A pair of characters is the smallest thing that is both rare enough to lead somewhere and found in every substring of
two characters or more, so that any substring of a text can be found without cutting Chinese into words. Pairs of
titles are kept once more by themselves, so that pages with the words in the headline are known before any is read.
"""

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SEGMENT = 10_000
"""Pages indexed at a time."""

FANOUT, LARGEST = 8, 250_000
"""So many segments of one size become one of the next; no segment grows beyond so many pages. Each page is written a
few times in all, however many there are, and a search reads a few dozen segments."""

PART = 4_000_000
"""Entries of lists that are merged at a time."""

SHIFT = 21
"""Code points need 21 bits."""

IN_TITLE = 1 << 2 * SHIFT
"""Set in a pair that stands in a title."""


def index(con: duckdb.DuckDBPyConnection) -> int:
    """Bring the index up to date inside the caller's transaction; returns the number of pages that were added.

    Looked at are the pages that linking looked at: its tables `looked` and core.linked_documents name them.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE searchable AS "
        "SELECT d.version_id, d.document_id, d.published_on, hash(d.title, d.body) AS text_key "
        "FROM core.documents AS d WHERE d.version_id IN (SELECT version_id FROM core.linked_documents "
        "WHERE document_id IN (SELECT document_id FROM looked))"
    )
    con.execute(
        "DELETE FROM core.search_documents WHERE number IN ("
        "SELECT number FROM core.search_documents AS s ANTI JOIN searchable AS n USING (version_id, text_key) "
        "WHERE s.document_id IN (SELECT document_id FROM looked))"
    )
    everything = _worn(con)
    if everything:
        con.execute("DELETE FROM core.search_postings")
        con.execute("DELETE FROM core.search_documents")
    wanted = "SELECT version_id FROM core.linked_documents" if everything else "SELECT version_id FROM searchable"
    fresh = con.execute(
        f"SELECT version_id FROM ({wanted}) ANTI JOIN core.search_documents USING (version_id) ORDER BY 1"
    ).fetchall()
    for start in range(0, len(fresh), SEGMENT):
        _add_segment(con, [row[0] for row in fresh[start : start + SEGMENT]])
        _merge_by_size(con)
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
    con.register("new_versions", pa.table({"version_id": versions}))
    texts = con.execute(
        "SELECT d.version_id, d.document_id, d.published_on, hash(d.title, d.body) AS text_key, "
        "lower(coalesce(d.title, '')) AS title, lower(d.body) AS body "
        "FROM core.documents AS d WHERE d.version_id IN (SELECT version_id FROM new_versions)"
    ).to_arrow_table()
    con.unregister("new_versions")
    texts = texts.sort_by("version_id")
    numbers = pa.array(range(first, first + texts.num_rows), pa.uint32())
    numbered = texts.drop_columns(["title", "body"]).add_column(0, "number", numbers)
    con.from_arrow(numbered).insert_into("core.search_documents")
    titles: list[Any] = texts.column("title").to_pylist()
    bodies: list[Any] = texts.column("body").to_pylist()
    _insert(con, segment, postings(list(zip(range(first, first + len(titles)), titles, bodies, strict=True))))


def _insert(con: duckdb.DuckDBPyConnection, segment: int, lists: pa.Table) -> None:
    """Write lists of a segment. They are not registered under a name: a transaction holds on to all that it knew by
    name until it ends, and the lists of a hundred thousand pages are half a gigabyte."""
    numbers: Any = lists.column("numbers").combine_chunks()
    segments = pa.array(np.full(lists.num_rows, segment, np.int32))
    columns = [segments, lists.column("gram"), numbers.value_lengths().cast(pa.uint32()), numbers]
    con.from_arrow(pa.table(columns, ["segment", "gram", "pages", "numbers"])).insert_into("core.search_postings")


def pairs(text: str) -> NDArray[np.uint64]:
    """The distinct pairs of a text; a line break closes it, so that its last character begins a pair as well."""
    codes = np.frombuffer((text + "\n").encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    return np.unique((codes[:-1] << np.uint64(SHIFT)) | codes[1:])


def postings(texts: list[tuple[int, str, str]]) -> pa.Table:
    """Pairs with the numbers of their texts: (number, title, body), in ascending order of number."""
    found = []
    for _, title, body in texts:
        found += [pairs(f"{title}\n{body}"), pairs(title) | np.uint64(IN_TITLE)]
    grams = np.concatenate(found) if found else np.empty(0, np.uint64)
    own = np.repeat(np.array([number for number, _, _ in texts], np.uint32), 2)
    owners = np.repeat(own, [len(some) for some in found])
    return _lists(grams, owners)


def _lists(grams: NDArray[np.uint64], owners: NDArray[np.uint32]) -> pa.Table:
    """One row for each gram with its owners, in the order in which they come."""
    order = np.argsort(grams, kind="stable")
    grams, owners = grams[order], owners[order]
    starts = np.flatnonzero(np.append(True, grams[1:] != grams[:-1])) if grams.size else np.empty(0, np.int64)
    offsets = np.append(starts, grams.size).astype(np.int32)
    numbers: Any = pa.ListArray.from_arrays(offsets, owners)  # type: ignore[call-overload]
    return pa.table({"gram": pa.array(grams[starts]), "numbers": numbers})


def _merge_by_size(con: duckdb.DuckDBPyConnection) -> None:
    """Where FANOUT segments have about the same size they become one."""
    while True:
        sizes = con.execute(
            # a pair that stands in nearly every page tells how many they are: the full stop at the end of a line
            "SELECT segment, max(pages) FROM core.search_postings GROUP BY segment ORDER BY segment"
        ).fetchall()
        levels: dict[int, list[int]] = {}
        for segment, pages in sizes:
            if pages * FANOUT <= LARGEST:
                levels.setdefault(int(np.log(max(pages, 1)) / np.log(FANOUT)), []).append(segment)
        full = next((found[:FANOUT] for found in levels.values() if len(found) >= FANOUT), None)
        if full is None:
            return
        _merge(con, full)


def _merge(con: duckdb.DuckDBPyConnection, segments: list[int]) -> None:
    """Those segments as one: part by part, because all their lists together would not fit into memory."""
    these = f"segment IN ({', '.join(map(str, segments))})"
    target = _number(con, "SELECT max(segment) + 1 FROM core.search_postings")
    sizes = con.execute(
        f"SELECT gram, sum(pages)::BIGINT AS pages FROM core.search_postings WHERE {these} GROUP BY gram ORDER BY gram"
    ).fetchnumpy()
    parts = np.cumsum(sizes["pages"]) // PART
    firsts = np.flatnonzero(np.append(True, parts[1:] != parts[:-1]))
    for first, last in zip(firsts, np.append(firsts[1:], parts.size) - 1, strict=True):
        some = con.execute(
            f"SELECT gram, numbers FROM core.search_postings WHERE {these} "
            f"AND gram BETWEEN {sizes['gram'][first]} AND {sizes['gram'][last]} ORDER BY segment"
        ).to_arrow_table()
        lists: Any = some.column("numbers").combine_chunks()
        grams = np.repeat(some.column("gram").to_numpy(), lists.value_lengths().to_numpy())
        _insert(con, target, _lists(grams, lists.flatten().to_numpy()))
    con.execute(f"DELETE FROM core.search_postings WHERE {these}")
