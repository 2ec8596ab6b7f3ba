"""What a data engineer does after a run: replay, rebuild, roll back, compare, export, look into the quarantine."""

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crawlers.ledger import list_runs, open_ledger
from tests.conftest import ROOT
from tests.flows.conftest import environment

PAGE = (
    "{place}召开2024年教育工作会议\n\n发布时间：2024-03-02 10:30 来源：县教育局\n\n"
    "3月1日上午，{place}2024年教育工作会议在县政府礼堂召开。县长李明出席会议并讲话。\n\n"
    "李明强调，一是要落实立德树人根本任务；二是要抓好教师队伍建设，新增学位{places}个。\n"
)
Call = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Iterator[tuple[Path, Call]]:
    """A home with three pages and one that cannot be read, and the command line on it."""
    folder = tmp_path_factory.mktemp("versions")
    home, pages = folder / "home", folder / "pages"
    pages.mkdir()
    for name, place, places in (("a", "乐安县", 1200), ("b", "宁都县", 800), ("c", "石城县", 560)):
        (pages / f"{name}.txt").write_text(PAGE.format(place=place, places=places), encoding="utf-8")
    (pages / "bad.html").write_bytes(b"   ")

    def call(*arguments: str | Path, **settings: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "flows", *map(str, arguments)]
        user = environment(home, **{"PREFECT_API_URL": prefect_api} | settings)
        return subprocess.run(command, env=user, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)

    done = call("ingest", pages)
    assert done.returncode == 0, done.stderr
    assert "offences" not in done.stdout
    yield home, call


def contents(home: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "published" / "edumeet.duckdb"), read_only=True) as con:
        return con.execute(
            "SELECT canonical_url, title, body, (SELECT list(text ORDER BY seq) FROM core.directives AS d "
            "WHERE d.version_id = c.version_id), (SELECT list(meeting_id) FROM core.meeting_documents AS m "
            "WHERE m.version_id = c.version_id) FROM core.current_documents AS c ORDER BY 1"
        ).fetchall()


def test_the_quarantine_has_the_reason_and_the_bytes(loaded: tuple[Path, Call], tmp_path: Path) -> None:
    _, call = loaded
    (row,) = json.loads(call("quarantine", "list", "--json").stdout)
    assert row["url"] == "file:bad.html"
    assert row["reason_code"]
    shown = call("quarantine", "show", row["fetch_id"], "--bytes", tmp_path / "bytes")
    assert shown.returncode == 0, shown.stderr
    assert (tmp_path / "bytes").read_bytes() == b"   "
    assert call("quarantine", "show", "nothing").returncode == 2


def test_a_replay_shows_what_differs_and_publishes_only_if_asked(loaded: tuple[Path, Call]) -> None:
    home, call = loaded
    before = contents(home)
    first = call("publish", "--list").stdout.split()
    dry = call("replay", "--dry-run", "--json")
    assert dry.returncode == 0, dry.stderr
    said = json.loads(dry.stdout)
    assert said["pages"] == 4
    assert [table for table in said["differences"] if table["table"].startswith("core.")] == []
    assert call("publish", "--list").stdout.split() == first
    done = call("replay")
    assert done.returncode == 0, done.stderr
    assert len(call("publish", "--list").stdout.split()) > len(first)
    assert contents(home) == before
    ledger = open_ledger(f"sqlite:///{home / 'ledger.sqlite'}")
    replays = list_runs(ledger, kind="replay")
    ledger.close()
    assert [run.status for run in replays] == ["completed", "completed"]
    assert [(run.summary or {})["counts"]["pages"] for run in replays] == [4, 4]
    figures = (home / "metrics" / "edumeet.prom").read_text("utf-8")
    assert 'edumeet_run_seconds{kind="replay"}' in figures
    again = json.loads(call("run", "--no-crawl", "--json").stdout)
    assert again["staged"] == []
    assert again["loaded"] == 0


def test_a_rollback_brings_the_version_before_back(loaded: tuple[Path, Call], tmp_path: Path) -> None:
    home, call = loaded
    before = contents(home)
    more = tmp_path / "more"
    more.mkdir()
    (more / "d.txt").write_text(PAGE.format(place="广昌县", places=90), encoding="utf-8")
    assert call("ingest", more).returncode == 0
    versions = [int(line.split()[0]) for line in call("publish", "--list").stdout.splitlines()]
    old, new = versions[-2:]
    found = {table["table"]: table for table in json.loads(call("diff", str(old), str(new), "--json").stdout)}
    assert found["core.documents"]["added"] == 1
    assert found["core.documents"]["removed"] == 0
    with duckdb.connect(str(home / "published" / "edumeet.duckdb"), read_only=True) as con:
        runs = con.execute("SELECT kind, status FROM ops.runs WHERE kind = 'replay'").fetchall()
    assert runs == [("replay", "completed")] * 2, "runs that publish nothing are known at the next publication"
    assert call("publish", "--rollback").returncode == 0
    assert contents(home) == before
    assert call("publish", "--rollback", "--version", str(new)).returncode == 0
    assert len(contents(home)) == len(before) + 1
    assert call("publish", "--rollback", "--version", "99").returncode == 1


@contextmanager
def bent(file: Path) -> Iterator[None]:
    """One bit of a file is another, as a disk may have it, and right again afterwards."""

    def flip() -> None:
        with file.open("r+b") as handle:
            handle.seek(file.stat().st_size // 2)
            (byte,) = handle.read(1)
            handle.seek(-1, 1)
            handle.write(bytes([byte ^ 1]))

    flip()
    yield
    flip()


def test_a_version_that_is_not_what_was_published_is_told_and_not_gone_back_to(loaded: tuple[Path, Call]) -> None:
    home, call = loaded
    listed = call("publish", "--list")
    assert (listed.returncode, listed.stderr) == (0, "")
    versions = [line.split()[0] for line in listed.stdout.splitlines()]
    (current,) = (line.split()[0] for line in listed.stdout.splitlines() if line.endswith("current"))
    old = next(version for version in versions if version != current)
    kept = home / "published" / "edumeet.duckdb.versions"
    sums = sorted(file.name for file in kept.glob("*.sha256"))
    assert sums == [f"{int(version):06}.sha256" for version in versions]
    checked = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", *sums], cwd=kept, check=False)
    assert checked.returncode == 0
    before = contents(home)
    with bent(kept / f"{int(old):06}"):
        for arguments in (("publish", "--rollback", "--version", old), ("publish", "--list")):
            said = call(*arguments)
            assert said.returncode == 1
            assert said.stderr.count("\n") == 1 and f"version {old} is not what was published" in said.stderr
        assert call("status").returncode == 0
    assert contents(home) == before
    with bent(kept / f"{int(current):06}"):
        said = call("status")
        assert said.returncode == 1
        assert said.stderr.count("\n") == 1 and f"version {current} is not what was published" in said.stderr
    assert call("status").returncode == 0


def test_exports_open_elsewhere(loaded: tuple[Path, Call], tmp_path: Path) -> None:
    _, call = loaded
    done = call("export", tmp_path / "csv", "--format", "csv", "--table", "mart.meetings")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "csv" / "mart.meetings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "乐安县2024年教育工作会议" in [row["name"] for row in rows]
    assert call("export", tmp_path / "all.xlsx", "--format", "xlsx").returncode == 0
    assert (tmp_path / "all.xlsx").read_bytes()[:2] == b"PK"
    assert call("export", tmp_path / "none", "--table", "mart.nothing").returncode == 2


def test_a_ruined_home_is_rebuilt_from_the_archive(loaded: tuple[Path, Call], tmp_path: Path) -> None:
    home, call = loaded
    before = contents(home)
    for leftover in home.glob("ledger.sqlite-*"):
        leftover.unlink()
    (home / "ledger.sqlite").write_bytes(b"no database at all" * 100)
    (home / "warehouse.duckdb").write_bytes(b"ruined")
    shutil.rmtree(home / "staging")
    broken = call("run", "--no-crawl")
    assert broken.returncode == 1
    assert len(broken.stderr.strip().splitlines()[-1]) > 0
    assert "Traceback" not in broken.stderr
    assert "edumeet rebuild" in broken.stderr
    done = call("rebuild")
    assert done.returncode == 0, done.stderr
    assert contents(home) == before
    assert list(home.glob("warehouse.duckdb.aside-*"))


def test_where_nobody_watches_rebuild_and_replay_start_no_server(loaded: tuple[Path, Call]) -> None:
    home, call = loaded
    before = contents(home)
    for command in ("rebuild", "replay"):
        done = call(command, PREFECT_API_URL="")
        assert done.returncode == 0, done.stderr
    assert contents(home) == before
    assert list(home.glob("prefect/*.db")) == []
    ledger = open_ledger(f"sqlite:///{home / 'ledger.sqlite'}")
    runs = list_runs(ledger)
    ledger.close()
    assert [(run.kind, run.status) for run in runs] == [("replay", "completed"), ("rebuild", "completed")]
