"""Runs on a Prefect server that somebody else started, on that of `edumeet serve`, and on one of their own."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from flows.settings import Settings
from flows.shared_server import noted_server, server_note
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.ports import free_port
from tests.flows.processes import descendants, ended, started
from tests.flows.server import asked

RUN = [sys.executable, "-m", "flows", "run", "--json"]


@pytest.mark.slow
def test_a_run_is_seen_on_the_server_with_its_summary(prefect_api: str, tmp_path: Path) -> None:
    settings = environment(
        tmp_path / "home",
        PREFECT_API_URL=prefect_api,
        EDUMEET_NEWSROOM_SIZE="60",
        EDUMEET_NEWSROOM_SITES="portal,school,vsb",
        EDUMEET_NEWSROOM_PORT=str(free_port()),
    )
    done = subprocess.run(RUN, env=settings, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert not (tmp_path / "home" / "prefect").exists()
    artifacts = asked(prefect_api, "/artifacts/filter", {"artifacts": {"key": {"any_": ["run-summary"]}}})
    (artifact,) = [each for each in artifacts if said["run_id"] in each["data"]]
    assert "| sample-portal | ok" in artifact["data"]
    run = asked(prefect_api, f"/flow_runs/{artifact['flow_run_id']}")
    assert run["state_type"] == "COMPLETED"


@pytest.mark.slow
@pytest.mark.long
def test_a_run_beside_serve_borrows_its_server_which_shows_runs_of_before_and_waits_for_its_end(tmp_path: Path) -> None:
    port = free_port()
    user = environment(
        tmp_path / "home",
        EDUMEET_NEWSROOM_SIZE="20",
        EDUMEET_NEWSROOM_SITES="school",
        EDUMEET_NEWSROOM_PORT=str(free_port()),
        EDUMEET_PREFECT_PORT=str(port),
    )
    assert server_of_its_own(user)
    log, api = tmp_path / "serve.log", f"http://127.0.0.1:{port}/api"
    with started([sys.executable, "-u", "-m", "flows", "serve", "--deployment", "maintain"], log, user) as serve:
        until = time.monotonic() + 180
        while "Ctrl-C" not in log.read_text("utf-8"):
            assert serve.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < until, log.read_text("utf-8")
            time.sleep(0.2)
        (page,) = asked(api, "/artifacts/filter", {"artifacts": {"key": {"any_": ["run-summary"]}}})
        assert "| sample-school | ok" in page["data"]
        run = page["flow_run_id"]
        assert asked(api, f"/flow_runs/{run}")["state_type"] == "COMPLETED"
        tasks = asked(api, "/task_runs/filter", {"task_runs": {"flow_run_id": {"any_": [run]}}})
        assert {each["state_type"] for each in tasks} == {"COMPLETED"}
        assert {"crawl", "load-link-publish"} <= {each["name"].rsplit("-", 1)[0] for each in tasks}
        lines = asked(api, "/logs/filter", {"logs": {"flow_run_id": {"any_": [run]}}})
        assert any("crawled: " in line["message"] for line in lines)
        assert not server_of_its_own(user, at_the_first_crawl=serve.terminate)
        assert serve.wait(timeout=90) == 0, log.read_text("utf-8")
    assert "Waiting for commands" in log.read_text("utf-8")
    with closing(sqlite3.connect(tmp_path / "home" / "prefect" / "prefect.db")) as kept:
        states = kept.execute(
            "SELECT state_type FROM flow_run JOIN flow ON flow.id = flow_id WHERE flow.name = 'daily'"
        ).fetchall()
    assert states == [("COMPLETED",)] * 2


def server_of_its_own(user: dict[str, str], at_the_first_crawl: Callable[[], None] | None = None) -> bool:
    """Run the daily flow to its good end; whether it has started a server."""
    own = False
    run = subprocess.Popen(RUN, env=user, cwd=ROOT, stdout=subprocess.DEVNULL)
    with ended(run):
        while run.poll() is None:
            below = " ".join(command for _, command in descendants(run.pid))
            own = own or "flows.own_server" in below
            if at_the_first_crawl and "crawlers.crawl" in below:
                at_the_first_crawl()
                at_the_first_crawl = None
            time.sleep(0.05)
        assert run.returncode == 0
    assert at_the_first_crawl is None
    return own


def test_a_server_that_has_ended_is_not_taken_for_one_at_work(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert noted_server(settings) is None
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    note = server_note(settings)
    note.parent.mkdir()
    note.write_text(json.dumps({"pid": gone.pid, "port": free_port()}), "utf-8")
    assert noted_server(settings) is None
    note.write_text('{"pid": ', "utf-8")
    assert noted_server(settings) is None
