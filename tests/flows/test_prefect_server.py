"""The same run against a Prefect server that somebody else started."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.ports import free_port
from tests.flows.server import asked


@pytest.mark.slow
def test_a_run_is_seen_on_the_server_with_its_summary(prefect_api: str, tmp_path: Path) -> None:
    settings = environment(
        tmp_path / "home",
        PREFECT_API_URL=prefect_api,
        EDUMEET_NEWSROOM_SIZE="60",
        EDUMEET_NEWSROOM_SITES="portal,school,vsb",
        EDUMEET_NEWSROOM_PORT=str(free_port()),
    )
    command = [sys.executable, "-m", "flows", "run", "--json"]
    done = subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert not (tmp_path / "home" / "prefect").exists()
    artifacts = asked(prefect_api, "/artifacts/filter", {"artifacts": {"key": {"any_": ["run-summary"]}}})
    (artifact,) = [each for each in artifacts if said["run_id"] in each["data"]]
    assert "| sample-portal | ok" in artifact["data"]
    run = asked(prefect_api, f"/flow_runs/{artifact['flow_run_id']}")
    assert run["state_type"] == "COMPLETED"
