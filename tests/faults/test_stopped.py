"""A run that is stopped or killed in whatever it does, and two at once: the end is that of an undisturbed run."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.newsroom import Served
from tests.faults.home import SOAK, STAGES, Home, failed_clearly, reached, start
from tests.flows.interrupted import details

KILLS = int(os.environ.get("EDUMEET_TEST_STOPS", "5"))
"""How often the run is stopped; `make soak` stops it forty times."""


@pytest.mark.timeout(300 + 60 * KILLS)
def test_stopped_in_every_stage_it_ends_as_if_undisturbed(
    base: Home, empty: Callable[[Path], Home], newsroom: Served, tmp_path: Path
) -> None:
    chance = random.Random(int(os.environ.get("EDUMEET_TEST_SEED", "3")))
    home = empty(tmp_path / "home")
    before = len(details([newsroom]))
    stopped: list[str] = []
    for number in range(KILLS):
        stage = STAGES[number % len(STAGES)]
        if number % len(STAGES) == 0 and number:
            home = empty(tmp_path / f"home{number}")
        child = start(home, "run")
        until = time.monotonic() + 240
        while child.poll() is None and not reached(home, stage) and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.5))
        how = chance.choice((signal.SIGTERM, signal.SIGKILL))
        if child.poll() is None:
            os.kill(child.pid, how)
            stopped.append(f"{how.name} in {stage}")
        _, err = child.communicate(timeout=120)
        assert child.returncode != 1 and "Traceback" not in err, f"{stopped}: {err[-3000:]}"
        if number % len(STAGES) == len(STAGES) - 1 or number == KILLS - 1:
            home.well("run")
            home.holds_once(newsroom)
            assert home.contents() == base.contents(), stopped
    assert len(stopped) >= KILLS // 2, "the runs were over before they could be stopped"
    homes = -(-KILLS // len(STAGES))
    asked = len(details([newsroom])) - before
    # What was under way at a kill may be asked for once more; what was archived is not.
    assert asked <= homes * len(base.contents()[0]) + 8 * len(stopped)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("stage", ["crawl", *(("transform", "load", "link") if SOAK else ())])
def test_a_rebuild_that_was_killed_is_ended_by_any_run(stage: str, base: Home, home: Home, newsroom: Served) -> None:
    """Whatever it has put aside or made anew by then: the archive is not touched, and all else is made from it."""
    asked = len(details([newsroom]))
    child = start(home, "rebuild")
    until = time.monotonic() + 240
    begun = "ledger.sqlite.aside-*"
    while (
        child.poll() is None and not (any(home.path.glob(begun)) and reached(home, stage)) and time.monotonic() < until
    ):
        time.sleep(0.01)
    assert child.poll() is None, "it was over before it could be killed"
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(timeout=120)
    assert home.contents() == base.contents(), "readers see what they saw"
    home.well("run")
    home.holds_once(newsroom)
    assert home.contents() == base.contents()
    assert len(details([newsroom])) == asked, "nothing is fetched again"


def test_two_runs_at_once_share_the_work(
    base: Home, empty: Callable[[Path], Home], newsroom: Served, tmp_path: Path
) -> None:
    home = empty(tmp_path / "home")
    both = [start(home, "run"), start(home, "run")]
    ended = [(child, *child.communicate(timeout=280)) for child in both]
    for child, out, err in ended:
        assert child.returncode == 0, out + err[-3000:]
        assert "Traceback" not in err
    home.holds_once(newsroom)
    assert home.contents() == base.contents()


def test_a_run_that_will_not_wait_says_who_is_at_work(home: Home) -> None:
    hurried = home.with_settings(EDUMEET_WAIT_SECONDS="0")
    from warehouse.writer import write_lock

    with write_lock(home.path / "warehouse.duckdb"):
        line = failed_clearly(hurried.edumeet("run", "--no-crawl"), says="is being written by process")
    assert str(os.getpid()) in line
