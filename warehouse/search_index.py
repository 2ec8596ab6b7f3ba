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

from warehouse.blocks import blocks
from warehouse.transaction import transaction

SEGMENT = 10_000
"""Pages indexed at a time."""

FANOUT, LARGEST = 8, 250_000
"""So many segments of one size become one of the next; no segment grows beyond so many pages. Each page is written a
few times in all, however many there are, and a search reads a few dozen segments."""

PART = 4_000_000
"""Entries of lists that are merged at a time."""

AT_ONCE = 1_000
"""Texts whose pairs are sought at a time."""

SHIFT, BELOW = 21, (1 << 21) - 1
"""Code points need 21 bits."""

Numbers = NDArray[np.uint64]

IN_TITLE = 1 << 2 * SHIFT
"""Set in a pair that stands in a title."""


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Take pages that are gone or read otherwise now out of the index, inside the transaction of a link.

    Looked at are the pages that linking looked at: its tables `looked` and core.linked_documents name them.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE indexed AS "
        "SELECT s.number, s.version_id, s.text_key, l.partition_id FROM core.search_documents AS s "
        "LEFT JOIN core.linked_documents AS l USING (version_id) "
        "WHERE s.document_id IN (SELECT document_id FROM looked)"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE unread AS SELECT number FROM indexed WHERE partition_id IS NULL")
    for there in blocks(con, "SELECT partition_id FROM indexed WHERE partition_id IS NOT NULL"):
        con.execute(
            "INSERT INTO unread SELECT i.number FROM indexed AS i "
            f"JOIN (SELECT version_id, title, body FROM core.documents WHERE {there}) AS d USING (version_id) "
            "WHERE i.text_key <> hash(d.title, d.body)"
        )
    con.execute("DELETE FROM core.search_documents WHERE number IN (SELECT number FROM unread)")


def index(con: duckdb.DuckDBPyConnection) -> int:
    """Add the linked pages that the index lacks; returns their number.

    Every segment, and every merge of segments, is a transaction of its own: the rows of a larger one could not leave
    memory before its commit. Whatever ends it between two of them, no page is found that is not as it was indexed, and
    the next call adds what is missing; until then a check keeps the warehouse from being published.
    """
    if _worn(con):
        with transaction(con):
            for table in ("core.search_postings", "core.search_segments", "core.search_documents"):
                con.execute(f"DELETE FROM {table}")
    missing = con.execute(
        "SELECT version_id, partition_id FROM core.linked_documents ANTI JOIN core.search_documents USING (version_id) "
        "ORDER BY partition_id, version_id"
    ).to_arrow_table()
    for start in range(0, missing.num_rows, SEGMENT):
        with transaction(con):
            _add_segment(con, missing.slice(start, SEGMENT))
        while alike := _of_one_size(con):
            with transaction(con):
                _merge(con, alike)
    return missing.num_rows


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _worn(con: duckdb.DuckDBPyConnection) -> bool:
    """More than half of the numbers given out belong to pages that are gone."""
    given = _number(con, "SELECT max(number) + 1 FROM core.search_documents")
    return given > 2 * _number(con, "SELECT count(*) FROM core.search_documents")


def _add_segment(con: duckdb.DuckDBPyConnection, pages: pa.Table) -> None:
    """Index these pages (version and partition), in whose order the texts lie in the warehouse."""
    first = _number(con, "SELECT max(number) + 1 FROM core.search_documents")
    con.register("new_versions", pages)
    listed = "SELECT version_id FROM new_versions"
    read = [
        con.execute(
            "SELECT version_id, document_id, published_on, hash(title, body) AS text_key, "
            "lower(coalesce(title, '')) AS title, lower(body) AS body "
            f"FROM core.documents WHERE {there} AND version_id IN ({listed})"
        ).to_arrow_table()
        for there in blocks(con, "SELECT partition_id FROM new_versions")
    ]
    con.unregister("new_versions")
    texts = pa.concat_tables(read)
    numbers = pa.array(range(first, first + texts.num_rows), pa.uint32())
    numbered = texts.drop_columns(["title", "body"]).add_column(0, "number", numbers)
    con.from_arrow(numbered).insert_into("core.search_documents")
    titles: list[Any] = texts.column("title").to_pylist()
    bodies: list[Any] = texts.column("body").to_pylist()
    _insert(con, _new_segment(con, texts.num_rows), postings(first, titles, bodies))


def _new_segment(con: duckdb.DuckDBPyConnection, pages: int) -> int:
    segment = _number(con, "SELECT max(segment) + 1 FROM core.search_segments")
    con.execute("INSERT INTO core.search_segments VALUES (?, ?)", [segment, pages])
    return segment


def _insert(con: duckdb.DuckDBPyConnection, segment: int, lists: pa.Table) -> None:
    """Write lists of a segment. They are not registered under a name: a transaction holds on to all that it knew by
    name until it ends, and the lists of a hundred thousand pages are half a gigabyte."""
    numbers: Any = lists.column("numbers").combine_chunks()
    segments = pa.array(np.full(lists.num_rows, segment, np.int32))
    columns = [segments, lists.column("gram"), numbers.value_lengths().cast(pa.uint32()), numbers]
    con.from_arrow(pa.table(columns, ["segment", "gram", "pages", "numbers"])).insert_into("core.search_postings")


def postings(first: int, titles: list[str], bodies: list[str]) -> pa.Table:
    """Pairs with the numbers of their texts, which count on from `first`.

    A line break closes a text, so that its last character begins a pair as well.
    """
    found = []
    for start in range(0, len(titles), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        whole = [f"{title}\n{body}\n" for title, body in zip(titles[some], bodies[some], strict=True)]
        for texts, place in ((whole, 0), ([f"{title}\n" for title in titles[some]], IN_TITLE)):
            found.append(_distinct(_packed(*_pairs(texts), place) + np.uint64(start)))
    packed = _distinct(np.concatenate(found)) if found else np.empty(0, np.uint64)
    return _lists(packed >> np.uint64(SHIFT), first + (packed & np.uint64(BELOW)).astype(np.uint32))


def _pairs(texts: list[str]) -> tuple[Numbers, Numbers]:
    """Pairs of characters next to each other in one of the texts, and the place of that text among them."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    owners = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(text) for text in texts])
    inside = owners[:-1] == owners[1:]
    return ((codes[:-1] << np.uint64(SHIFT)) | codes[1:])[inside], owners[:-1][inside]


def _packed(grams: Numbers, numbers: Numbers, place: int = 0) -> Numbers:
    """Pairs and numbers below 2^21 as one number each: plain numbers are sorted ten times as fast as pairs of them."""
    return ((grams | np.uint64(place)) << np.uint64(SHIFT)) | numbers.astype(np.uint64)


def _distinct(packed: Numbers) -> Numbers:
    packed.sort()
    return packed[np.append(True, packed[1:] != packed[:-1])] if packed.size else packed


def _ordered(grams: Numbers, numbers: NDArray[np.uint32]) -> tuple[Numbers, NDArray[np.uint32]]:
    """The same by pair, and those of one pair by number."""
    low = numbers.min() if numbers.size else np.uint32(0)
    if numbers.size and int(numbers.max()) - int(low) > BELOW:
        order = np.lexsort((numbers, grams))
        return grams[order], numbers[order]
    packed = _packed(grams, numbers - low)
    packed.sort()
    return packed >> np.uint64(SHIFT), (packed & np.uint64(BELOW)).astype(np.uint32) + low


def _lists(grams: Numbers, owners: NDArray[np.uint32]) -> pa.Table:
    """One row for each pair with its owners; both come in order."""
    starts = np.flatnonzero(np.append(True, grams[1:] != grams[:-1])) if grams.size else np.empty(0, np.int64)
    offsets = np.append(starts, grams.size).astype(np.int32)
    numbers: Any = pa.ListArray.from_arrays(offsets, owners)  # type: ignore[call-overload]
    return pa.table({"gram": pa.array(grams[starts]), "numbers": numbers})


def _of_one_size(con: duckdb.DuckDBPyConnection) -> list[int]:
    """FANOUT segments of about the same size that are to become one; none where no size has so many."""
    levels: dict[int, list[int]] = {}
    for segment, pages in con.execute("SELECT segment, pages FROM core.search_segments ORDER BY segment").fetchall():
        if pages * FANOUT <= LARGEST:
            levels.setdefault(int(np.log(max(pages, 1)) / np.log(FANOUT)), []).append(segment)
    return next((found[:FANOUT] for found in levels.values() if len(found) >= FANOUT), [])


def _merge(con: duckdb.DuckDBPyConnection, segments: list[int]) -> None:
    """Those segments as one: part by part, because all their lists together would not fit into memory."""
    these = f"segment IN ({', '.join(map(str, segments))})"
    target = _new_segment(con, _number(con, f"SELECT sum(pages)::BIGINT FROM core.search_segments WHERE {these}"))
    sizes = con.execute(
        f"SELECT gram, sum(pages)::BIGINT AS pages FROM core.search_postings WHERE {these} GROUP BY gram ORDER BY gram"
    ).fetchnumpy()
    parts = np.cumsum(sizes["pages"]) // PART
    firsts = np.flatnonzero(np.append(True, parts[1:] != parts[:-1]))
    for first, last in zip(firsts, np.append(firsts[1:], parts.size) - 1, strict=True):
        some = con.execute(
            f"SELECT gram, numbers FROM core.search_postings WHERE {these} "
            f"AND gram BETWEEN {sizes['gram'][first]} AND {sizes['gram'][last]}"
        ).to_arrow_table()
        lists: Any = some.column("numbers").combine_chunks()
        grams = np.repeat(some.column("gram").to_numpy(), lists.value_lengths().to_numpy())
        _insert(con, target, _lists(*_ordered(grams, lists.flatten().to_numpy())))
    con.execute(f"DELETE FROM core.search_postings WHERE {these}")
    con.execute(f"DELETE FROM core.search_segments WHERE {these}")
