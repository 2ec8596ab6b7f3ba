"""What people decided (core.decisions) put into effect, over what the texts say.

Two hooks into linking: the temporary table `parent` before the heads of its chains are sought, and `cluster` when it is
whole. First what is the same is brought together, then what is apart is taken apart: forbidding wins.
"""

from collections.abc import Iterable
from itertools import combinations

import duckdb

from warehouse.decisions import groups

Pages = list[tuple[str, ...]]


def _decided(con: duckdb.DuckDBPyConnection, about: str) -> tuple[Pages, Pages]:
    """The pages (document ids) of every decision that names at least two that are there: those same, those apart."""
    found = con.execute(
        """
        WITH page AS (
            SELECT document_id, document_id AS named FROM doc
            UNION SELECT document_id, canonical_url FROM doc
            UNION SELECT f.document_id, f.url FROM raw.fetches AS f
            WHERE f.url IN (SELECT named FROM core.decisions) AND f.document_id IN (SELECT document_id FROM doc)
        )
        SELECT any_value(d.verdict), list_sort(list(DISTINCT page.document_id))
        FROM core.decisions AS d JOIN page USING (named)
        WHERE d.about = ?
        GROUP BY d.entry
        HAVING count(DISTINCT page.document_id) > 1
        ORDER BY d.entry
        """,
        [about],
    ).fetchall()
    same, apart = ([tuple(pages) for said, pages in found if said == verdict] for verdict in ("same", "apart"))
    # A page may be named by its URL here and by its id there: a contradiction that the file does not show.
    one = groups(same)
    broken = {one[a] for pages in apart for a, b in combinations(pages, 2) if a in one and one[a] == one.get(b)}
    return [pages for pages in same if one[pages[0]] not in broken], apart


def decide_copies(con: duckdb.DuckDBPyConnection) -> None:
    """Hang the groups of pages that are copies under the oldest of them; cut a page off from what it is no copy of."""
    same, apart = _decided(con, "page")
    if not same and not apart:
        return
    above = dict(con.execute("SELECT document_id, parent_id FROM parent").fetchall())
    rank = dict(con.execute("SELECT document_id, place_in_order FROM ranked").fetchall())

    def head(page: str) -> str:
        while page in above:
            page = above[page]
        return page

    def order(page: str) -> tuple[float, str]:
        return rank.get(page, float("inf")), page

    hung: dict[str, str] = {}
    for pages in same:
        first, *others = sorted({head(page) for page in pages}, key=order)
        for other in others:
            above[other] = hung[other] = first
    for pages in apart:
        for a, b in combinations(sorted(pages, key=order), 2):
            if head(a) == head(b):
                # A parent stands before its child, so `a` is not below `b`.
                above.pop(b)
                hung.pop(b, None)
                con.execute("DELETE FROM parent WHERE document_id = ?", [b])
    for page, first in hung.items():
        con.execute(
            """
            INSERT INTO parent BY NAME
            SELECT
                c.document_id,
                p.document_id AS parent_id,
                coalesce(s.jaccard, (c.text_hash = p.text_hash)::INT, 0)::DOUBLE AS jaccard,
                coalesce(
                    CASE WHEN s.text_a = c.text_hash THEN s.a_in_b ELSE s.b_in_a END,
                    (c.text_hash = p.text_hash)::INT, 0
                )::DOUBLE AS containment,
                'person' AS relation,
                false AS label_names_parent,
                'person' AS direction_basis
            FROM doc AS c JOIN doc AS p ON p.document_id = ?
            LEFT JOIN core.similar_texts AS s
                ON s.text_a = least(c.text_hash, p.text_hash) AND s.text_b = greatest(c.text_hash, p.text_hash)
            WHERE c.document_id = ?
            """,
            [first, page],
        )


def decide_meetings(con: duckdb.DuckDBPyConnection) -> None:
    """Join the clusters of pages that report one meeting, split those that hold pages of two."""
    same, apart = _decided(con, "meeting")
    if not same and not apart:
        return
    cluster: dict[str, str] = dict(con.execute("SELECT document_id, cluster FROM cluster").fetchall())
    same = [tuple(page for page in pages if page in cluster) for pages in same]
    apart = [tuple(page for page in pages if page in cluster) for pages in apart]
    joined = groups({cluster[page] for page in pages} for pages in same)
    touched = {cluster[page] for pages in (*same, *apart) for page in pages}
    parts: dict[str, set[str]] = {}
    for page, name in cluster.items():
        if name in touched or name in joined:
            parts.setdefault(joined.get(name, name), set()).add(page)
    decided = {page for pages in (*same, *apart) for page in pages}
    units = groups(same)
    forbidden = {frozenset((units.get(a, a), units.get(b, b))) for pages in apart for a, b in combinations(pages, 2)}
    for pages in parts.values():
        for part in _split(con, pages, units, forbidden):
            name = min(part)
            for page in sorted(part):
                con.execute(
                    "UPDATE cluster SET cluster = ?, evidence = CASE WHEN ? THEN 'person' ELSE evidence END "
                    "WHERE document_id = ?",
                    [name, page in decided, page],
                )


def _split(
    con: duckdb.DuckDBPyConnection, pages: set[str], units: dict[str, str], forbidden: set[frozenset[str]]
) -> list[set[str]]:
    """Parts of a cluster without two pages that are decided apart; the rest goes with the page it is most alike."""
    own = {page: units.get(page, page) for page in pages}
    at_odds = {frozenset(pair) for pair in forbidden if len(pair) == 2 and pair <= set(own.values())}
    if not at_odds:
        return [pages]
    parts: list[set[str]] = []  # of units
    for unit in sorted({unit for pair in at_odds for unit in pair}):
        free = (part for part in parts if not any(frozenset((unit, other)) in at_odds for other in part))
        fitting = next(free, None)
        if fitting is None:
            parts.append({unit})
        else:
            fitting.add(unit)
    placed = [{page for page, unit in own.items() if unit in part} for part in parts]
    waiting = pages - set().union(*placed)
    likeness = _likeness(con, pages)
    while waiting:
        _, page, at = max(
            (max((likeness.get((page, other), 0.0) for other in part), default=0.0), page, -number)
            for page in waiting
            for number, part in enumerate(placed)
        )
        placed[-at].add(page)
        waiting.remove(page)
    return placed


def _likeness(con: duckdb.DuckDBPyConnection, pages: Iterable[str]) -> dict[tuple[str, str], float]:
    """How alike two pages are: by their texts, then by the people they name."""
    listed = sorted(pages)
    found = con.execute(
        """
        SELECT a.document_id, b.document_id,
            coalesce(greatest(s.jaccard, s.a_in_b, s.b_in_a), (a.text_hash = b.text_hash)::INT, 0)
            + len(list_intersect(a.people, b.people)) / 1000 + (a.time_of_day = b.time_of_day)::INT / 10000
        FROM claim AS a JOIN claim AS b ON a.document_id <> b.document_id
        LEFT JOIN core.similar_texts AS s
            ON s.text_a = least(a.text_hash, b.text_hash) AND s.text_b = greatest(a.text_hash, b.text_hash)
        WHERE list_contains(?, a.document_id) AND list_contains(?, b.document_id)
        """,
        [listed, listed],
    ).fetchall()
    return {(a, b): float(value or 0) for a, b, value in found}
