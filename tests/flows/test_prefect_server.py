"""The same run against a Prefect server that somebody else started."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.ports import free_port


def asked(api: str, path: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(api + path, data=data, headers={"Content-Type": "application/json"}), timeout=10) as answer:
        return json.loads(answer.read())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The API address of a Prefect server on a private port."""
    port = free_port()
    settings = environment(tmp_path, PREFECT_HOME=str(tmp_path / "prefect"), PREFECT_SERVER_ANALYTICS_ENABLED="false")
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    log = (tmp_path / "server.log").open("w", encoding="utf-8")
    child = subprocess.Popen(command, env=settings, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    api = f"http://127.0.0.1:{port}/api"
    try:
        until = time.monotonic() + 180
        while True:
            try:
                asked(api, "/health")
                break
            except (URLError, OSError):
                assert child.poll() is None, (tmp_path / "server.log").read_text("utf-8")
                assert time.monotonic() < until, "the Prefect server does not answer"
                time.sleep(0.5)
        yield api
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(timeout=60)
        log.close()


@pytest.mark.slow
def test_a_run_is_seen_on_the_server_with_its_summary(server: str, tmp_path: Path) -> None:
    settings = environment(
        tmp_path / "home",
        PREFECT_API_URL=server,
        EDUMEET_NEWSROOM_SIZE="60",
        EDUMEET_NEWSROOM_PORT=str(free_port()),
    )
    command = [sys.executable, "-m", "flows", "run", "--json"]
    done = subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert not (tmp_path / "home" / "prefect").exists()
    (run,) = asked(server, "/flow_runs/filter", {})
    assert run["state_type"] == "COMPLETED"
    (artifact,) = asked(server, "/artifacts/filter", {"artifacts": {"key": {"any_": ["run-summary"]}}})
    assert said["run_id"] in artifact["data"]
    assert "| sample-portal | ok" in artifact["data"]
