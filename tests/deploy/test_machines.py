"""Many machines, as deploy/compose.yaml lays them out, on this one: workers die in the middle, and nothing is missed.

Postgres, a Prefect server on it, two workers of a work pool and a Dask cluster of two, started by compose's own
commands. A `daily` and a `backfill` share the newsroom; a worker is killed while it crawls, a Dask worker while it
reads. What is published must be what one machine makes of the same sites.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from crawlers.archive import iter_archive
from crawlers.ledger import fetches_of, list_partitions, open_ledger
from crawlers.newsroom import Newsroom, serve, write_registry
from crawlers.newsroom.faults import Fault
from crawlers.newsroom.sites import core
from tests.conftest import ROOT
from tests.deploy.cluster import Cluster, cluster
from tests.deploy.runbook import followed
from tests.flows.conftest import environment
from tests.flows.processes import descendants
from tests.flows.server import asked
from tests.flows.test_run import CONTENTS
from tests.flows.test_run import asked as told

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(1500)]

SIZE = 60
SLOW_SECONDS = 3.0
"""What the sites take for each page at its first request: long enough to be killed in the middle of a crawl."""
SINCE, UNTIL = "2022-01-01", "2023-12-31"
MONTHS = 24
PATIENCE = 900


@dataclass(frozen=True, slots=True)
class Sites:
    """The newsroom as it is served: its registry, and how many articles it holds."""

    registry: Path
    articles: int
    sources: tuple[str, ...]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    folder = tmp_path_factory.mktemp("sites")
    newsroom = Newsroom(size=SIZE, only=core())
    with serve(newsroom, faults=[Fault("slow", seconds=SLOW_SECONDS)]) as served:
        write_registry(folder / "registry.toml", served.bases)
        articles = newsroom.write_truth(folder / "truth.jsonl", served.bases)
        from crawlers.registry import load_sources

        yield Sites(folder / "registry.toml", articles, tuple(load_sources([folder / "registry.toml"])))


@dataclass(frozen=True, slots=True)
class Story:
    """What is left when all is over: the machines, and the runs that were started, by deployment."""

    machines: Cluster
    runs: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def story(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The runs, disturbed; yields when both have come to an end, with everything still running."""
    folder = tmp_path_factory.mktemp("cluster")
    settings = {"EDUMEET_REGISTRY": str(sites.registry), "EDUMEET_CRAWL_GROUP": "3"}
    with cluster(folder, **settings) as machines, complaining(machines):
        # Frozen, it takes tasks and does not do them: so it holds some when it is killed.
        frozen = machines.running["dask-worker-1"].pid
        for pid in (frozen, *(below for below, _ in descendants(frozen))):
            os.kill(pid, signal.SIGSTOP)
        begun = [trigger(machines, "daily", {"since": "2024-01-01"})]
        until(lambda: crawling(machines) and archived(machines) >= 4, "no worker crawls")
        victim = max(("worker-1", "worker-2"), key=lambda name: crawls_of(machines, name))
        machines.kill(victim)
        begun.append(trigger(machines, "backfill", {"since": SINCE, "until": UNTIL}))
        machines.start(victim)  # as `restart: unless-stopped` does
        until(lambda: any(machines.home.glob("staging/*/*/partition.json")), "no Dask worker has read anything")
        machines.kill("dask-worker-1")
        until(lambda: all(ended(machines, run) for run in begun), "the runs do not come to an end")
        runs = {name: runs_of(machines, name) for name in ("daily", "backfill", "crawl")}
        yield Story(machines, runs)


def test_a_worker_died_at_work_and_all_runs_completed(story: Story) -> None:
    states = {run["name"]: run["state_name"] for runs in story.runs.values() for run in runs}
    assert set(states.values()) == {"Completed"}, states
    assert len(story.runs["daily"]) == len(story.runs["backfill"]) == 1
    assert len(story.runs["crawl"]) == 4, "two groups of sources for each of the two"
    assert max(run["run_count"] for runs in story.runs.values() for run in runs) > 1, "nothing was started again"


def test_the_server_plans_the_runs_to_come(story: Story) -> None:
    """Its scheduler works on this Postgres, and no other part of it complains."""
    deployment = asked(story.machines.api, "/deployments/name/daily/daily")
    only = {"deployments": {"id": {"any_": [deployment["id"]]}}}
    planned = [run for run in asked(story.machines.api, "/flow_runs/filter", only) if run["auto_scheduled"]]
    assert {run["state_type"] for run in planned} == {"SCHEDULED"}
    log = (story.machines.folder / "prefect-server.log").read_text("utf-8", "replace")
    assert [line for line in log.splitlines() if "| ERROR" in line or "| CRITICAL" in line] == []


def test_every_partition_was_done(story: Story, sites: Sites) -> None:
    ledger = open_ledger(ledger_url(story.machines))
    try:
        partitions = list_partitions(ledger)
    finally:
        ledger.close()
    assert {each.status for each in partitions} == {"done"}
    assert sum(each.stage == "crawl" for each in partitions) == MONTHS * len(sites.sources)


def test_every_article_was_archived_once(story: Story, sites: Sites) -> None:
    ledger = open_ledger(ledger_url(story.machines))
    try:
        known = [
            (source, fetch.canonical_url)
            for source in sites.sources
            for fetch in fetches_of(ledger, source, roles=("detail",), latest=False)
        ]
    finally:
        ledger.close()
    kept = [
        (answer.meta.source, answer.meta.canonical_url)
        for file in story.machines.home.glob("archive/*/*.warc.gz")
        for answer in iter_archive(file)
        if answer.meta is not None and answer.meta.role == "detail" and answer.meta.verdict == "ok"
    ]
    assert len(set(known)) == len(known) == sites.articles
    assert sorted(kept) == sorted(known)


def test_the_lake_says_what_one_machine_says(story: Story, sites: Sites, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    settings = environment(alone, EDUMEET_REGISTRY=str(sites.registry), PREFECT_API_URL=story.machines.api)
    command = [sys.executable, "-m", "flows", "run", "--since", SINCE, "--json"]
    done = subprocess.run(
        command, env=settings, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    one, many = (home / "published" / "edumeet.duckdb" for home in (alone, story.machines.home))
    assert told(many, "SELECT count(*) FROM core.current_documents") == [(sites.articles,)]
    for statement in CONTENTS:
        assert told(many, statement) == told(one, statement)


def test_the_password_is_shown_nowhere(story: Story) -> None:
    machines = story.machines
    status = machines.run("edumeet", "status", "--json")
    assert status.returncode == 0, status.stderr
    assert machines.password not in status.stdout + status.stderr
    dump = machines.run("pg_dump", "--dbname", "prefect", "--inserts")
    assert dump.returncode == 0, dump.stderr
    assert "daily" in dump.stdout
    assert machines.password not in dump.stdout, "Prefect's database has it"
    files = [*machines.folder.glob("*.log"), *(path for path in machines.home.rglob("*") if path.is_file())]
    assert len(files) > 100
    assert [path for path in files if machines.password.encode() in path.read_bytes()] == []
    for name, child in machines.running.items():
        for pid, command in descendants(child.pid):
            assert machines.password not in command, f"{name} ({pid}) shows it to whoever lists processes"


def test_everything_comes_back_from_a_backup_of_postgres_and_lake(story: Story, tmp_path: Path) -> None:
    """The last one: it ends the machines, and begins again from what the runbook's commands have saved."""
    machines = story.machines
    env = machines.environment(machines.service("worker-1")) | {"BACKUP": str(tmp_path / "backup")}
    published = machines.home / "published" / "edumeet.duckdb"
    before = machines.run("edumeet", "status", "--json").stdout
    contents = [told(published, statement) for statement in CONTENTS]
    followed("backup-lake", tmp_path, env)
    for name in [name for name in machines.running if name != "postgres"]:
        machines.kill(name)
    machines.home.rename(tmp_path / "lost")

    followed("restore-lake", tmp_path, env)
    assert machines.run("edumeet", "status", "--json").stdout == before != ""
    assert [told(published, statement) for statement in CONTENTS] == contents
    machines.start("prefect-server")
    machines.wait("prefect-server")
    assert runs_of(machines, "daily") == story.runs["daily"]
    again = machines.run("edumeet", "run", "--no-crawl", "--json", timeout=PATIENCE)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["loaded"] == 0


# -- the machines as a person sees them


def trigger(machines: Cluster, name: str, parameters: dict[str, Any]) -> str:
    """Start a run of a deployment, as its page does; returns the run's id."""
    deployment = asked(machines.api, f"/deployments/name/{name}/{name}")
    body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
    return str(asked(machines.api, f"/deployments/{deployment['id']}/create_flow_run", body)["id"])


def ended(machines: Cluster, run: str) -> bool:
    state = asked(machines.api, f"/flow_runs/{run}")["state"]
    assert state["type"] not in ("FAILED", "CANCELLED"), state["message"]
    return bool(state["type"] == "COMPLETED")


def runs_of(machines: Cluster, name: str) -> list[dict[str, Any]]:
    deployment = asked(machines.api, f"/deployments/name/{name}/{name}")
    only = {"deployments": {"id": {"any_": [deployment["id"]]}}}
    runs: list[dict[str, Any]] = asked(machines.api, "/flow_runs/filter", only)
    return [run for run in runs if not run["auto_scheduled"]]


def crawls_of(machines: Cluster, name: str) -> int:
    return sum("crawlers.crawl" in command for _, command in descendants(machines.running[name].pid))


def crawling(machines: Cluster) -> bool:
    return any(crawls_of(machines, name) for name in ("worker-1", "worker-2"))


def archived(machines: Cluster) -> int:
    """Articles that are in the archive, roughly: list pages and robots.txt too."""
    return sum(path.stat().st_size for path in machines.home.glob("archive/*/*.warc.gz")) // 8000


def ledger_url(machines: Cluster) -> str:
    port = machines.variables["POSTGRES_PORT"]
    return f"postgresql+psycopg://edumeet:{machines.password}@127.0.0.1:{port}/ledger"


def until(holds: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE

    def held() -> bool:
        try:
            return holds()
        except (HTTPError, TimeoutError):
            return False  # the server is busy; it is asked again

    while not held():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.2)


@contextmanager
def complaining(machines: Cluster) -> Iterator[None]:
    """Add to what goes wrong what the services said last."""
    try:
        yield
    except Exception as error:
        for name in ("worker-1", "worker-2", "prefect-server", "dask-scheduler", "dask-worker-2"):
            error.add_note(f"--- {name}\n{machines.log(name)}")
        raise
