"""Names and addresses that lead a crawl of the web to where it may not go, on a machine with a DNS of its own."""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.attack import isolated
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("ip"), reason="only root may make a network, with the command ip"
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of three crawls on that machine."""
    folder = tmp_path_factory.mktemp("isolated")
    command = [sys.executable, "-m", "tests.attack.isolated", str(folder / "registry.toml"), str(folder)]
    done = subprocess.run(
        ["unshare", "--net", "--mount", *command], cwd=ROOT, capture_output=True, text=True, timeout=280, check=False
    )
    if "unshare failed" in done.stderr:
        pytest.skip(f"no network can be made here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    assert not found["errors"], found["errors"]
    return found


@pytest.mark.timeout(300)
def test_no_request_leaves_the_public_address(told: dict[str, Any]) -> None:
    arrived = {address for address, _, _ in told["arrived"]}
    assert arrived == {isolated.PUBLIC}
    assert not [err for crawl in told["crawls"].values() if "Traceback" in (err := crawl["err"])]


def test_names_that_resolve_to_what_is_not_public_are_refused_and_said_so(told: dict[str, Any]) -> None:
    reasons = {each["url"]: each["reason"] for each in told["crawls"]["names"]["lists"]}
    for name in list(isolated.NAMES)[1:]:
        assert "no public address" in reasons[f"http://{name}/"], reasons


def test_a_name_that_is_bound_anew_between_two_requests_reaches_nothing_else(told: dict[str, Any]) -> None:
    asked = [path for _, host, path in told["arrived"] if host == isolated.REBOUND]
    assert asked, "it was public at first"
    assert asked[0] == "/robots.txt"


def test_redirects_and_refreshes_to_such_addresses_are_refused_and_the_rest_comes(told: dict[str, Any]) -> None:
    traps = told["crawls"]["traps"]
    assert traps["new"] >= 1
    refused = [why for why in traps["failures"] if "address refused" in why]
    for form in isolated.FORMS:
        assert any(f"//{form}/" in why or f"//{form.strip('[]')}/" in why for why in refused), (form, refused)
    assert not [host for _, host, _ in told["arrived"] if host not in (isolated.SITE, isolated.REBOUND)]


def test_maps_and_bases_lead_nowhere_else(told: dict[str, Any]) -> None:
    maps = told["crawls"]["maps"]
    assert maps["new"] == 1, maps
    assert {path for _, host, path in told["arrived"] if host == isolated.SITE} >= {"/index.xml", "/s.xml", "/b/"}
