"""The command line as a user calls it: a process of its own, with a home folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.flows.server import served

Cli = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a user who has set nothing but the home folder, and what `settings` say."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EDUMEET_", "PREFECT_"))}
    # HOME too, so that Prefect profiles of whoever runs the tests have no say.
    return kept | {"EDUMEET_HOME": str(home), "HOME": str(home), "PYTHONPATH": str(ROOT), "COLUMNS": "160"} | settings


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API of a Prefect server; runs that use it need not start one of their own, which takes ten seconds."""
    folder = tmp_path_factory.mktemp("prefect")
    settings = environment(folder, PREFECT_HOME=str(folder / "prefect"))
    # A run that must wait for another of its deployment asks again after so long; the default is half a minute.
    settings["PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS"] = "2"
    with served(folder, settings) as api:
        yield api


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Call `edumeet` with arguments; keyword arguments are environment variables."""

    def call(*arguments: str | Path, **settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "flows", *map(str, arguments)],
            env=environment(tmp_path / "home", **settings),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return call
