"""Backup, restore and rebuild, by the commands of the runbook; and that its other words are true."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawlers.newsroom import Newsroom, serve, write_registry
from crawlers.newsroom.sites import core
from flows.cli import edumeet
from tests.conftest import ROOT
from tests.deploy.runbook import BLOCKS, RUNBOOK, followed
from tests.flows.conftest import environment
from tests.flows.test_run import CONTENTS
from tests.flows.test_run import asked as told


def called(env: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "flows", *arguments]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


def status(env: dict[str, str]) -> dict[str, Any]:
    done = called(env, "status", "--json")
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.replace(env["EDUMEET_HOME"], "HOME"))
    return said


@pytest.mark.long
@pytest.mark.slow
def test_a_home_comes_back_from_its_backup_and_from_its_archive_alone(tmp_path: Path, prefect_api: str) -> None:
    settings = {"EDUMEET_REGISTRY": str(tmp_path / "registry.toml"), "BACKUP": str(tmp_path / "backup")}
    env = environment(tmp_path / "home", PREFECT_API_URL=prefect_api, **settings)
    with serve(Newsroom(size=40, only=core())) as served:
        write_registry(tmp_path / "registry.toml", served.bases)
        assert called(env, "run").returncode == 0
    published = [told(tmp_path / "home/published/edumeet.duckdb", statement) for statement in CONTENTS]
    before = status(env)
    for _ in range(2):  # into an empty folder, and over a backup that is there
        followed("backup-files", tmp_path, env)

    restored = env | {"EDUMEET_HOME": str(tmp_path / "restored")}
    assert "Published version" in followed("restore-files", tmp_path, restored)
    assert status(restored) == before
    assert json.loads(called(restored, "run", "--no-crawl", "--json").stdout)["loaded"] == 0

    rebuilt = env | {"EDUMEET_HOME": str(tmp_path / "rebuilt")}
    followed("rebuild", tmp_path, rebuilt)
    assert [told(tmp_path / "rebuilt/published/edumeet.duckdb", statement) for statement in CONTENTS] == published


def test_every_block_that_can_be_pasted_is_tested() -> None:
    assert set(BLOCKS) == {"backup-files", "backup-lake", "restore-files", "restore-lake", "rebuild"}
    assert RUNBOOK.count("```sh") == len(BLOCKS)


def test_it_names_commands_and_files_that_exist() -> None:
    for line in re.findall(r"\bedumeet ((?:[a-z]+ ?)+)", RUNBOOK):
        first = line.split()[0]
        if first in edumeet.commands:
            group = edumeet.commands[first]
            second = line.split()[1:2]
            assert not (hasattr(group, "commands") and second) or second[0] in group.commands, line
    assert {"backfill", "deploy", "rebuild", "serve", "status"} <= set(re.findall(r"`?edumeet ([a-z]+)", RUNBOOK))
    for name in re.findall(r"\b(deploy/[\w./-]+\w)", RUNBOOK):
        assert name == "deploy/.env" or (ROOT / name).exists(), name
    for unit in re.findall(r"\b(edumeet-[a-z-]+)@?", RUNBOOK):
        assert unit == "edumeet-postgres" or list((ROOT / "deploy/systemd").glob(f"{unit}*.service")), unit
