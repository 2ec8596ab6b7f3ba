"""A backfill that is interrupted at random moments ends like one that was not."""

from pathlib import Path

import pytest

from tests.flows.interrupted import run_interrupted


@pytest.mark.long
@pytest.mark.slow
def test_each_partition_is_done_once_and_no_page_is_fetched_twice(tmp_path: Path, prefect_api: str) -> None:
    figures = run_interrupted(
        tmp_path, prefect_api, rooms=1, size=120, since="2023-01", until="2024-12", interruptions=2, seed=3
    )
    assert len(figures.interruptions) == 2, "it was over before it could be disturbed"
    assert figures.partitions == {"done": figures.sources * 24}
    assert figures.pages > 50
    assert figures.twice == []
    assert figures.again["pages"] == 0
