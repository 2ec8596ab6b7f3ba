"""Killed at any moment, the writer leaves a warehouse that the next run completes, and readers never notice."""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.warehouse.contents_of import contents
from tests.warehouse.test_link_meetings import ALL, ONE, TWO, in_its_own_county, stage
from tests.warehouse.writer_child import main as write
from warehouse import PublishError, open_published, open_writer, write_partition

MOMENTS = [("open", 0.3), ("load", 0.05), ("link", 0.4), ("publish", 0.2)]


def child(home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.warehouse.writer_child", str(home)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill_at(home: Path, moment: str, within: float, chance: random.Random) -> None:
    """Run a writer and kill -9 it some time after it said `moment` (one of the times it said so)."""
    skip = chance.randrange(4) if moment == "load" else 0
    with child(home) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == moment:
                if not skip:
                    time.sleep(chance.random() * within)
                    process.kill()
                    break
                skip -= 1
        process.kill()
        process.communicate()


class Reader(threading.Thread):
    """Opens the published file again and again; every answer must be whole."""

    def __init__(self, published: Path) -> None:
        super().__init__(daemon=True)
        self.published, self.done = published, threading.Event()
        self.answers: list[tuple[int, int]] = []
        self.failures: list[str] = []

    def run(self) -> None:
        while not self.done.wait(0.1):
            try:
                with open_published(self.published) as con:
                    row = con.execute(
                        "SELECT (SELECT count(*) FROM core.documents), count(*) FROM mart.meetings"
                    ).fetchone()
                    assert row is not None
                    self.answers.append(row)
            except PublishError as error:
                if self.answers:
                    self.failures.append(str(error))
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is what this test is about
                self.failures.append(repr(error))


@pytest.mark.slow
def test_kill_at_random_moments(tmp_path: Path) -> None:
    chance = random.Random(int(os.environ.get("EDUMEET_TEST_SEED", "1")))
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    pages = [in_its_own_county(case, one) for case, both in (ONE | TWO).items() for one in both]
    for home in (whole, killed):
        stage(home / "staging", pages)
    write(whole)
    reader = Reader(killed / "published.duckdb")
    reader.start()
    for moment, within in MOMENTS:
        kill_at(killed, moment, within, chance)
    with child(killed) as process:
        told, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert told.endswith("close\n")
    # The published file is replaced under the reader's eyes as well, not only made.
    write_partition(killed / "staging", "library", "2024-04", [ALL[4]])
    kill_at(killed, "publish", 0.4, chance)
    stage(killed / "staging", pages)
    with child(killed) as process:
        process.communicate(timeout=120)
    reader.done.set()
    reader.join(30)
    assert reader.failures == []
    assert len(reader.answers) > 3
    with open_writer(whole / "w.duckdb") as a, open_writer(killed / "w.duckdb") as b:
        expected = contents(a)
        assert contents(b) == expected
    every = (len(expected["core.documents"]), len(expected["core.meetings"]))
    assert reader.answers[-1] == every
    assert all(meetings for _, meetings in reader.answers), "published before it was linked"
