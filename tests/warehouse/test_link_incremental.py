"""Linking day by day finds what linking everything at once finds."""

import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.test_link_meetings import ALL, ONE, SOURCES, TWO, clusters, stage
from warehouse import StagedPage, link, load_partitions, load_sources, open_writer, staged_partitions
from warehouse.link import STATE

LINKED = (
    "core.duplicates", "core.similar_texts", "core.compared_texts", "core.meetings", "core.meeting_documents",
    "core.meeting_conflicts", "core.meeting_aliases", *STATE,
)  # fmt: skip


def pool() -> list[StagedPage]:
    """Every page of every case, all in the same few counties, so that they meet in all ways."""
    named = [replace(one, url=f"{case}/{one.url}", canonical_url=f"{case}/{one.url}")
             for case, both in (ONE | TWO).items() for one in both]  # fmt: skip
    return named + ALL


def rows(con: duckdb.DuckDBPyConnection, table: str, leaving: str = "") -> list[Any]:
    return con.execute(f"SELECT * {leaving} FROM {table} ORDER BY ALL").fetchall()


def findings(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What was found, without what depends on the history: the ids of meetings and the pages that founded them."""
    return {
        "clusters": clusters(con),
        "claims": rows(con, "core.meeting_claims", "EXCLUDE (meeting_id)"),
        "meetings": rows(con, "core.meetings", "EXCLUDE (meeting_id, minted_from, founding_document_id)"),
        "conflicts": rows(con, "core.meeting_conflicts", "EXCLUDE (meeting_id)"),
        "documents": rows(con, "core.meeting_documents", "EXCLUDE (meeting_id, joined_by)"),
        **{t: rows(con, t) for t in ("core.duplicates", "core.similar_texts", "core.linked_documents")},
    }


@pytest.mark.parametrize("seed", range(4))
def test_day_by_day_is_all_at_once(
    con: duckdb.DuckDBPyConnection, empty_warehouse: Path, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    load_sources(con, SOURCES)
    pages, staging = pool(), tmp_path / "staging"
    for _ in range(5):
        # Some months arrive, are fetched again, or lose pages.
        for month in chance.sample(("a", "b", "c", "d"), 2):
            stage(staging, chance.sample(pages, chance.choice((1, 4, 12))), month)
        if chance.random() < 0.3:
            load_sources(con, chance.sample(SOURCES, 4))
        load_partitions(con, staged_partitions(staging))
        link(con)
    known = con.execute("FROM core.sources").to_arrow_table()
    found = findings(con)
    shutil.copyfile(empty_warehouse, tmp_path / "at_once.duckdb")
    with open_writer(tmp_path / "at_once.duckdb") as other:
        load_sources(other, known)
        load_partitions(other, staged_partitions(staging))
        link(other)
        at_once = findings(other)
    for what, expected in at_once.items():
        assert found[what] == expected, what
    before = {table: rows(con, table) for table in LINKED}
    link(con, anew=True)
    for table, expected in before.items():
        assert rows(con, table) == expected, table
