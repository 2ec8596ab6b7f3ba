"""Transforms on processes and on Dask: a worker that dies takes nothing with it, and the result is the same."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crawlers.newsroom import Newsroom
from crawlers.newsroom.sites import sites
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.ports import free_port
from tests.flows.processes import descendants, ended, started

PAGES = 1010
"""Just enough for a pool of processes (flows/pool.py)."""


def edumeet(home: Path, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "flows", *arguments]
    return subprocess.Popen(
        command, env=environment(home, EDUMEET_WORKERS="2", **settings), cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def finished(run: "subprocess.Popen[str]") -> dict[str, Any]:
    out, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    said: dict[str, Any] = json.loads(out)
    return said


def staged(home: Path) -> dict[str, str]:
    """What every partition holds, as one hash each."""
    found = {}
    for path in sorted((home / "staging").glob("*/*/partition.json")):
        found[path.parent.name] = json.loads(path.read_text("utf-8"))["digest"]
    return found


def some_are_staged(home: Path, run: "subprocess.Popen[str]") -> None:
    """Wait until the transform is in the middle of its work."""
    until = time.monotonic() + 120
    while len(staged(home)) < 2:
        assert run.poll() is None, "the run was over before it could be disturbed"
        assert time.monotonic() < until, "nothing is staged"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Path:
    """A home whose archive was read by a Dask cluster of the run's own, undisturbed."""
    folder = tmp_path_factory.mktemp("machines")
    newsroom = Newsroom(size=PAGES)
    newsroom.write_truth(folder / "truth.jsonl", {site.key: f"http://{site.key}.test" for site in sites()})
    with (folder / "truth.jsonl").open() as truth, (folder / "pages.jsonl").open("w") as pages:
        for line in truth:
            record = json.loads(line)
            fetched = f"{record['published_at'] or '2025-01'}"[:7] + "-28T22:00:00+08:00"
            text = f"{record['title']}\n{record['body']}"
            row = {"id": record["id"], "url": record["url"], "text": text, "fetched_at": fetched}
            pages.write(json.dumps(row, ensure_ascii=False) + "\n")
    home = folder / "home"
    pages_file = str(folder / "pages.jsonl")
    run = edumeet(home, "ingest", pages_file, "--json", PREFECT_API_URL=prefect_api, EDUMEET_RUNNER="dask:local")
    said = finished(run)
    assert len(said["staged"]) == len(staged(home)) > 30
    return home


@pytest.fixture
def home(undisturbed: Path, tmp_path: Path) -> Path:
    """A home that has the same archive and nothing else."""
    shutil.copytree(undisturbed / "archive", tmp_path / "home" / "archive")
    return tmp_path / "home"


@pytest.mark.slow
@pytest.mark.long
def test_a_process_of_the_pool_dies(home: Path, undisturbed: Path, prefect_api: str) -> None:
    run = edumeet(home, "run", "--no-crawl", "--json", PREFECT_API_URL=prefect_api)
    with ended(run):
        some_are_staged(home, run)
        # The first is the one that the others are forked from.
        workers = [pid for pid, command in descendants(run.pid) if "forkserver" in command][1:]
        assert workers
        os.kill(workers[0], signal.SIGKILL)
        assert len(staged(home)) < len(staged(undisturbed)), "all was done before it could be disturbed"
        finished(run)
    assert staged(home) == staged(undisturbed)


@contextmanager
def dask_cluster(folder: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """A scheduler and two worker processes, as on two machines: the address, and the workers."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    alone = ["--no-dashboard", "--host", "127.0.0.1"]
    settings = environment(folder)
    with (
        started([*dask, "scheduler", *alone, "--port", str(port)], folder / "scheduler.log", settings),
        started([*dask, "worker", address, *alone, "--no-nanny", "--nthreads", "1"], folder / "a.log", settings) as one,
        started([*dask, "worker", address, *alone, "--no-nanny", "--nthreads", "1"], folder / "b.log", settings) as two,
    ):
        yield address, [one, two]


@pytest.mark.slow
@pytest.mark.long
def test_a_worker_of_a_dask_cluster_dies(home: Path, undisturbed: Path, prefect_api: str, tmp_path: Path) -> None:
    with dask_cluster(tmp_path) as (address, workers):
        run = edumeet(
            home, "run", "--no-crawl", "--json", PREFECT_API_URL=prefect_api, EDUMEET_RUNNER=f"dask:{address}"
        )
        with ended(run):
            some_are_staged(home, run)
            workers[0].kill()
            assert len(staged(home)) < len(staged(undisturbed)), "all was done before it could be disturbed"
            finished(run)
    assert staged(home) == staged(undisturbed)


def test_a_runner_that_nobody_knows_is_a_mistake_of_the_user(cli: Callable[..., Any]) -> None:
    done = cli("status", EDUMEET_RUNNER="spark")
    assert done.returncode == 2
    assert "EDUMEET_RUNNER" in done.stderr


def test_groups_of_crawls_keep_a_source_together() -> None:
    from flows.crawls import CrawlPart
    from flows.spreading import grouped

    parts = [CrawlPart(source, months=(month,)) for month in ("2024-01", "2023-01") for source in ("a", "b", "c")]
    groups = list(grouped(parts, 2))
    assert [[part.source for part in group] for group in groups] == [["a", "a", "b", "b"], ["c", "c"]]
    assert {part.key for group in groups for part in group} == {part.key for part in parts}
    assert len({part.key for part in parts}) == len(parts)
