"""`edumeet serve` on a real Prefect server: catching up once, never twice at a time, stopping whatever it started."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawlers.ledger import Ledger, list_alerts, list_partitions, list_runs, open_ledger
from crawlers.ledger.owners import is_dead
from crawlers.newsroom import Newsroom, serve
from crawlers.newsroom.faults import Fault
from crawlers.newsroom.registry import write_registry
from crawlers.newsroom.sites import core
from flows.deployments.catchup import SUPERSEDED
from flows.settings import TIMEZONE
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.interrupted import crawls_of, details
from tests.flows.receiver import receiving
from tests.flows.server import asked

pytestmark = pytest.mark.slow


@pytest.fixture
def serving(tmp_path: Path, prefect_api: str) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start `edumeet serve` with options and settings; what still runs at the end is stopped."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str, **settings: str) -> "subprocess.Popen[str]":
        user = environment(
            tmp_path / "home", PREFECT_API_URL=prefect_api, PREFECT_RUNNER_POLL_FREQUENCY="1", **settings
        )
        command = [sys.executable, "-u", "-m", "flows", "serve", *options]
        child = subprocess.Popen(
            command, env=user, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(child)
        assert child.stdout is not None
        said = ""
        for line in child.stdout:
            said += line
            if "Ctrl-C" in line:
                return child
        raise AssertionError(said)

    yield start
    for child in started:
        if child.poll() is None:
            child.terminate()
        child.wait(timeout=90)
        if child.stdout:
            child.stdout.close()


def stopped(child: "subprocess.Popen[str]") -> str:
    """Stop it as systemd does, and return the rest of what it said."""
    child.terminate()
    said, _ = child.communicate(timeout=90)
    assert child.returncode == 0, said
    return said


def runs_of(api: str, deployment: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(
        api,
        "/flow_runs/filter",
        {"deployments": {"id": {"any_": [deployment]}}, "sort": "EXPECTED_START_TIME_ASC", "limit": 200},
    )
    return found


def until(what: Callable[[], Any], seconds: float, why: str) -> Any:
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, why
        time.sleep(1)
    return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_what_was_missed_is_caught_up_once_and_never_twice_at_a_time(
    serving: Callable[..., "subprocess.Popen[str]"], prefect_api: str, tmp_path: Path
) -> None:
    assert "Stopped" in stopped(serving("--deployment", "maintain"))
    deployment = asked(prefect_api, "/deployments/name/maintain/maintain")
    assert deployment["paused"] is False, "what falls due while nothing is served must not be lost"
    now = datetime.now(TIMEZONE)
    # What the server's scheduler would have put down in the last four weeks, by its own reckoning.
    span = {"start_time": (now - timedelta(days=28)).isoformat(), "end_time": now.isoformat(), "min_runs": 4}
    asked(prefect_api, f"/deployments/{deployment['id']}/schedule", span | {"max_runs": 4})

    def missed() -> list[dict[str, Any]]:
        return [run for run in runs_of(prefect_api, deployment["id"]) if moment(run["expected_start_time"]) <= now]

    assert len(missed()) == 4
    for run in missed():
        local = moment(run["expected_start_time"]).astimezone(TIMEZONE)
        assert (local.isoweekday(), local.hour, local.minute) == (7, 5, 0)
    child = serving("--deployment", "maintain")
    final = ("COMPLETED", "CANCELLED", "FAILED", "CRASHED")
    until(lambda: all(run["state_type"] in final for run in missed()), 500, "the missed runs are not caught up")
    *earlier, last = missed()
    assert last["state_type"] == "COMPLETED"
    assert [(run["state_type"], run["state_name"]) for run in earlier] == [("CANCELLED", SUPERSEDED)] * 3
    worked = sorted((moment(r["start_time"]), moment(r["end_time"])) for r in missed() if r["start_time"])
    for (_, end), (start, _) in pairwise(worked):
        assert end <= start, "two runs of one deployment at a time"
    with ledger_of(tmp_path / "home") as ledger:
        assert [run.status for run in list_runs(ledger, kind="maintain")] == ["completed"]
    figures = (tmp_path / "home" / "metrics" / "edumeet.prom").read_text("utf-8")
    assert 'edumeet_run_succeeded_timestamp_seconds{kind="maintain"}' in figures
    stopped(child)


@pytest.mark.long
def test_a_run_that_is_killed_or_cancelled_takes_its_crawls_along_and_leaves_nothing_held(
    serving: Callable[..., "subprocess.Popen[str]"], prefect_api: str, tmp_path: Path
) -> None:
    home, registry = tmp_path / "home", tmp_path / "registry.toml"
    slow = Fault("slow", r"post_|/t\d{8}_|^/content/\d|content/view|^/doc/", times=None, seconds=3.0)
    with serve(Newsroom(size=60, only=core()), faults=[slow]) as room, receiving() as receiver:
        write_registry(registry, room.bases)
        serving(
            "--deployment", "backfill", "--registry", str(registry),
            EDUMEET_NOTIFY=f"json://127.0.0.1:{receiver.port}/", EDUMEET_CONTACT="tests",
        )  # fmt: skip
        deployment = asked(prefect_api, "/deployments/name/backfill/backfill")
        schema = deployment["parameter_openapi_schema"]["properties"]
        assert schema["since"]["format"] == "date"
        assert schema["only"]["enum"] == ["missing", "failed", "stale", "all"]
        assert all(said["description"] for said in schema.values())
        order = {"parameters": {"since": "2023-01-01", "until": "2024-12-31", "registry": str(registry)}}

        def begun() -> dict[str, Any]:
            """A run of the backfill that is in the midst of its crawls.

            Pages alone do not tell: one that a killed crawl had asked for may be counted seconds after its death.
            """
            before = len(details([room]))
            run: dict[str, Any] = asked(prefect_api, f"/deployments/{deployment['id']}/create_flow_run", order)
            until(
                lambda: len(details([room])) > before and driver_of(home), 300, "the backfill does not begin to crawl"
            )
            return run

        def state_of(run: dict[str, Any]) -> str:
            return str(asked(prefect_api, f"/flow_runs/{run['id']}")["state_type"])

        first = begun()
        os.kill(until(lambda: driver_of(home), 60, "no crawl is seen at work"), signal.SIGKILL)
        until(lambda: not crawls_of(home), 60, "crawls outlive the run that was killed")
        until(lambda: state_of(first) == "CRASHED", 60, "the run that was killed is not seen as crashed")
        until(lambda: receiver.messages, 30, "nobody is told of the crash")

        second = begun()
        asked(prefect_api, f"/flow_runs/{second['id']}/set_state", {"state": {"type": "CANCELLING"}})
        until(lambda: not crawls_of(home), 60, "crawls outlive the run that was cancelled")
        until(lambda: state_of(second) == "CANCELLED", 90, "the run is not cancelled")
        with ledger_of(home) as ledger:
            assert list_partitions(ledger, status="running") == []
            assert [run.status for run in list_runs(ledger, kind="backfill")] == ["stopped", "failed"]
            assert slots_held(ledger) == 0
        assert len(receiver.messages) == 1, "a run that a person cancelled is no alert"

        third: dict[str, Any] = asked(prefect_api, f"/deployments/{deployment['id']}/create_flow_run", order)
        until(lambda: state_of(third) == "COMPLETED", 300, "the next run does not bring it to its end")
        pages = details([room])
        # A crawl lets its requests come to an end, whoever tells it to stop and however often.
        assert [page for page, times in Counter(pages).items() if times > 1] == [], "a page was fetched twice"
        with ledger_of(home) as ledger:
            partitions = list_partitions(ledger, stage="crawl")
            assert {each.status for each in partitions} == {"done"}
            assert len(partitions) == 5 * 24
            assert list_alerts(ledger) == []
        titles = [message["title"] for _, message in receiver.messages]
        assert titles == ["edumeet: 1 alert", "edumeet: 1 recovery"]


@contextmanager
def ledger_of(home: Path) -> Iterator[Ledger]:
    ledger = open_ledger(f"sqlite:///{home / 'ledger.sqlite'}")
    yield ledger
    ledger.close()


def slots_held(ledger: Ledger) -> int:
    """Slots that keep others waiting."""
    with ledger.reading() as connection:
        return sum(not is_dead(owner) for (owner,) in connection.exec_driver_sql("SELECT owner FROM slots"))


def driver_of(home: Path) -> int | None:
    """The run that crawls for a home folder; None in the moments between one crawl's end and the next one's start."""
    for crawl in crawls_of(home):
        try:
            return parent_of(parent_of(crawl))
        except OSError:  # it has ended since
            continue
    return None


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
