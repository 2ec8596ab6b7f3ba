"""Killed at any moment, a writer of a lake leaves what the next run completes: DuckLake's transactions hold."""

import os
import random
import signal
from pathlib import Path

import pytest

from tests.postgres import served_catalogue
from tests.warehouse.contents_of import contents
from tests.warehouse.test_kill import STAGES, pages_of, reading, undisturbed, writers
from tests.warehouse.test_link_meetings import stage
from tests.warehouse.writer_child import ADDRESS
from warehouse import open_published

KILLS = int(os.environ.get("EDUMEET_TEST_KILLS", "60")) // 15
"""A fifteenth of what the single file stands: a run on a lake takes so much longer."""


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.timeout(300 + 60 * KILLS)
@pytest.mark.filterwarnings("ignore::Warning:platformdirs.*")
def test_kill_a_writer_of_a_lake_at_random_moments(tmp_path: Path) -> None:
    chance = random.Random(int(os.environ.get("EDUMEET_TEST_SEED", "1")))
    pages = pages_of(2)
    home = tmp_path / "killed"
    killed, tries = dict.fromkeys(STAGES, 0), 0
    with (
        served_catalogue() as catalogue,
        writers() as writing,
        reading(home / "published.duckdb") as reader,
    ):
        expected = undisturbed(writing, tmp_path / "whole", pages)
        partitions = len(stage(home / "staging", pages))
        (home / ADDRESS).write_text(catalogue)
        assert writing.run(home) == 0, "which also tells how long the stages of a lake take"
        while sum(killed.values()) < KILLS:
            tries += 1
            assert tries < 3 * KILLS, f"writers end before they are killed: {killed}"
            moment = (chance.choice(STAGES), chance.randrange(partitions), chance.random())
            killed[moment[0]] += writing.run(home, moment) == -signal.SIGKILL
        assert writing.run(home) == 0
        with open_published(home / "published.duckdb") as con:
            assert contents(con) == expected, f"after {killed}"
    assert reader.failures == []
    assert reader.answers
