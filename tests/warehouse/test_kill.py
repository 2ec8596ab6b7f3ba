"""Killed at any moment, the writer leaves a warehouse that the next run completes, and readers never notice."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.contents_of import contents
from tests.warehouse.test_link_meetings import ONE, TWO, in_its_own_county, stage
from warehouse import PublishError, StagedPage, open_published, open_writer
from warehouse.audit import checks

KILLS = int(os.environ.get("EDUMEET_TEST_KILLS", "30"))
"""How often the writer is killed; `make soak` kills it 200 times."""

BETWEEN_CHECKS = 10
STAGES = ("open", "load", "link", "publish")


class Writers:
    """Writers one after another, and how long each of their stages takes."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.seconds = dict.fromkeys(STAGES, 0.1)

    def run(self, home: Path, kill: tuple[str, int, float] | None = None) -> int:
        """Run a writer in `home`; returns its exit code, -9 where it was killed.

        `kill`: in which stage, after how many starts of that stage, and how far into it (part of what it last took).
        """
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{home}\n")
        self.process.stdin.flush()
        child, stage, since = 0, "", time.monotonic()
        for line in self.process.stdout:
            word, _, number = line.strip().partition(" ")
            if word == "ended":
                if child:
                    os.close(child)
                return int(number)
            if word == "child":
                with suppress(ProcessLookupError):
                    child = os.pidfd_open(int(number))
            else:
                now = time.monotonic()
                if stage in STAGES and kill is None:
                    self.seconds[stage] = now - since
                stage, since = word, now
            if kill and child and stage == kill[0]:
                if kill[1] and stage == "load":
                    kill = (stage, kill[1] - 1, kill[2])
                    continue
                time.sleep(kill[2] * self.seconds[stage])
                # It may have ended meanwhile, and its number belong to another: the handle knows.
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(child, signal.SIGKILL)
                kill = None
        raise AssertionError("the writers are gone")


@contextmanager
def writers() -> Iterator[Writers]:
    command = [sys.executable, "-m", "tests.warehouse.writer_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Writers(process)
        assert process.stdin
        process.stdin.close()


AT_LEAST_EVERY = 1.0
"""Seconds after which a reader looks again although nothing new is published."""


class Reader(threading.Thread):
    """Opens the published file at once when it is another, and again and again between; every answer must be whole, and
    every new file pass its checks."""

    def __init__(self, published: Path) -> None:
        super().__init__(daemon=True)
        self.published, self.done = published, threading.Event()
        self.blocking = [check for check in checks() if check.severity == "blocking"]
        self.files: set[int] = set()
        self.answers: list[tuple[int, int]] = []
        self.failures: list[str] = []

    def run(self) -> None:
        seen, looked = 0, 0.0
        while not self.done.wait(0.02):
            file = self._file()
            if file == seen and time.monotonic() < looked + AT_LEAST_EVERY:
                continue
            seen, looked = file, time.monotonic()
            try:
                self.look()
            except PublishError as error:
                if self.answers:
                    self.failures.append(str(error))
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is what this test is about
                self.failures.append(repr(error))

    def _file(self) -> int:
        return self.published.stat().st_ino if self.published.exists() else 0

    def look(self) -> None:
        file = self._file()
        with open_published(self.published) as con:
            row = con.execute("SELECT (SELECT count(*) FROM core.documents), count(*) FROM mart.meetings").fetchone()
            assert row is not None
            self.answers.append(row)
            if file not in self.files:
                self.files.add(file)
                for check in self.blocking:
                    # The check that compares with the publication before is about the writer's warehouse.
                    offences = con.execute(check.sql).fetchall()
                    assert offences == [], f"{check.name}: {offences[:2]}"


@contextmanager
def reading(published: Path) -> Iterator[Reader]:
    reader = Reader(published)
    reader.start()
    try:
        yield reader
    finally:
        reader.done.set()
        reader.join(60)


def pages_of(cases: int) -> list[StagedPage]:
    return [in_its_own_county(case, one) for case, both in list((ONE | TWO).items())[:cases] for one in both]


def undisturbed(writing: Writers, home: Path, pages: list[StagedPage]) -> dict[str, list[Any]]:
    stage(home / "staging", pages)
    assert writing.run(home) == 0
    with open_writer(home / "w.duckdb") as con:
        return contents(con)


@pytest.mark.slow
@pytest.mark.timeout(600 + 10 * KILLS)
def test_kill_at_random_moments(tmp_path: Path) -> None:
    chance = random.Random(int(os.environ.get("EDUMEET_TEST_SEED", "1")))
    home = tmp_path / "killed"
    # What is staged changes from check to check, so that every stage has something to do: other pages, same partitions.
    staged = [pages_of(6), pages_of(7)]
    killed, tries = dict.fromkeys(STAGES, 0), 0
    with writers() as writing, reading(home / "published.duckdb") as reader:
        expected = [undisturbed(writing, tmp_path / f"whole-{n}", pages) for n, pages in enumerate(staged)]
        while sum(killed.values()) < KILLS:
            now = sum(killed.values()) // BETWEEN_CHECKS
            partitions = len(stage(home / "staging", staged[now % 2]))
            while sum(killed.values()) < min(KILLS, (now + 1) * BETWEEN_CHECKS):
                tries += 1
                assert tries < 3 * KILLS, f"writers end before they are killed: {killed}"
                moment = (chance.choice(STAGES), chance.randrange(partitions), chance.random())
                killed[moment[0]] += writing.run(home, moment) == -signal.SIGKILL
            assert writing.run(home) == 0
            with open_writer(home / "w.duckdb") as con:
                assert contents(con) == expected[now % 2], f"after {killed}"
    reader.look()
    assert reader.failures == []
    assert len(reader.files) > KILLS // BETWEEN_CHECKS // 2
    assert all(killed.values()), killed
    whole = expected[now % 2]
    assert reader.answers[-1] == (len(whole["core.documents"]), len(whole["core.meetings"]))
    assert all(meetings for _, meetings in reader.answers), "published before it was linked"
