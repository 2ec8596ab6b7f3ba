"""Processes that a run starts: crawls forked off one, a Prefect server of its own. None outlives the run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from crawlers.newsroom import Newsroom, serve, write_registry
from crawlers.newsroom.faults import Fault
from flows.children import CalledOffError, end_nursery
from flows.crawling import CrawlerDied, CrawlOrder, crawl_in_child
from flows.settings import Settings
from flows.times import EVER
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.ports import free_port
from tests.flows.processes import descendants, ended

SOURCE = "sample-county"


@pytest.fixture
def order(tmp_path: Path) -> Iterator[CrawlOrder]:
    """The crawl of a site that answers slowly."""
    slow = Fault("slow", r"\d", times=None, seconds=1.0)
    with serve(Newsroom(size=20, only=["county"]), faults=[slow]) as room:
        write_registry(tmp_path / "registry.toml", room.bases)
        yield CrawlOrder(SOURCE, tmp_path / "registry.toml", EVER, None)
    end_nursery()


def until(what: Callable[[], Any], seconds: float, why: str) -> Any:
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, why
        time.sleep(0.05)
    return found


def below(pid: int, word: str) -> list[int]:
    """Processes below one that have the word in their command line."""
    return [each for each, command in descendants(pid) if word in command]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def disturbed(order: CrawlOrder, home: Path, disturb: Callable[[], None]) -> Any:
    """Crawl, and do something when the crawl is at work; what the crawl says, or the exception that it raises."""
    with ThreadPoolExecutor(1) as pool:
        crawl = pool.submit(crawl_in_child, order, Settings(home=home), "run-1")
        until(lambda: list((home / "archive").glob("*/*.warc.gz")), 60, "the crawl does not begin")
        disturb()
        return crawl.exception(timeout=60) or crawl.result()


def test_a_crawl_that_is_killed_is_said_to_have_died(order: CrawlOrder, tmp_path: Path) -> None:
    def kill() -> None:
        (crawl,) = below(os.getpid(), f"crawlers.crawl --source {SOURCE}")
        os.kill(crawl, signal.SIGKILL)

    found = disturbed(order, tmp_path / "home", kill)
    assert isinstance(found, CrawlerDied)
    assert "ended with -9" in str(found)


def test_where_the_process_dies_that_crawls_are_forked_off_they_stop_and_the_next_crawl_has_another(
    order: CrawlOrder, tmp_path: Path
) -> None:
    home = tmp_path / "home"

    def kill() -> None:
        (nursery,) = below(os.getpid(), "flows.nursery")
        os.kill(nursery, signal.SIGKILL)

    found = disturbed(order, home, kill)
    assert isinstance(found, CalledOffError), found
    assert "what was fetched is kept" in str(found)
    said = crawl_in_child(order, Settings(home=home), "run-2")
    assert said["outcome"] == "ok"
    assert said["stopped"] is None


def test_a_run_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    settings = environment(
        tmp_path / "home",
        EDUMEET_NEWSROOM_SIZE="40",
        EDUMEET_NEWSROOM_SITES="portal,county,vsb,paper",
        EDUMEET_NEWSROOM_PORT=str(free_port()),
    )
    with (tmp_path / "log").open("wb") as log:
        run = subprocess.Popen(
            [sys.executable, "-m", "flows", "run"], env=settings, cwd=ROOT, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    with ended(run):
        until(lambda: below(run.pid, "crawlers.crawl"), 120, "the run does not begin to crawl")
        assert below(run.pid, "flows.own_server")
        children = [pid for pid, _ in descendants(run.pid)]
        os.kill(run.pid, signal.SIGKILL)
        try:
            until(lambda: not any(map(alive, children)), 20, "processes outlive the run that was killed")
        finally:
            for pid in filter(alive, children):
                os.kill(pid, signal.SIGKILL)
