"""Partitions a few at a time: what a query reads of a table then fits into memory, and DuckDB skips all the rest."""

from collections.abc import Iterator

import duckdb

from warehouse.literals import literal

ONE_BY_ONE = 500
"""So many partitions are named one by one in a query, so that DuckDB skips the row groups of all others."""


def blocks(con: duckdb.DuckDBPyConnection, pages: str, size: int = 50_000) -> Iterator[str]:
    """Conditions on a partition that together name those of `pages` (a query of one partition_id a page), in order.

    Each is of about `size` pages: by name where a block has few partitions, else from the first to the last.
    """
    homes = con.execute(f"SELECT partition_id, count(*) FROM ({pages}) GROUP BY 1 ORDER BY 1").fetchall()
    block: list[str] = []
    held = 0
    for number, (home, count) in enumerate(homes, 1):
        block.append(literal(home))
        held += count
        if held >= size or number == len(homes):
            few = len(block) <= ONE_BY_ONE
            yield f"partition_id IN ({', '.join(block)})" if few else f"partition_id BETWEEN {block[0]} AND {block[-1]}"
            block, held = [], 0
