"""A home folder on which the command line is called as a user calls it, and what must be true of it at the end."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from crawlers.newsroom import Served
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.test_run import CONTENTS

SOAK = "EDUMEET_TEST_STOPS" in os.environ
"""Whether the long forms are wanted (`make soak`)."""
STAGES = ("crawl", "transform", "load", "link", "publish")

TWICE = """
    SELECT 'page', document_id FROM core.current_documents GROUP BY ALL HAVING count(*) > 1 UNION ALL
    SELECT 'version', version_id FROM core.documents GROUP BY ALL HAVING count(*) > 1 UNION ALL
    SELECT 'fetch', warc_file || ':' || warc_offset FROM raw.fetches GROUP BY ALL HAVING count(*) > 1 UNION ALL
    SELECT 'report', version_id || ' of ' || meeting_id FROM core.meeting_documents GROUP BY ALL HAVING count(*) > 1
"""
"""Whatever a warehouse holds twice."""


@dataclass(frozen=True)
class Home:
    """A home folder, the registry of its sources, and the Prefect server that its runs are told to."""

    path: Path
    registry: Path
    api: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def published(self) -> Path:
        return self.path / "published" / "edumeet.duckdb"

    def with_settings(self, **settings: str) -> "Home":
        return replace(self, settings=self.settings | settings)

    def environment(self) -> dict[str, str]:
        own = {"PREFECT_API_URL": self.api, "EDUMEET_REGISTRY": str(self.registry), "HOME": str(self.registry.parent)}
        return environment(self.path, **own | self.settings)

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "flows", *map(str, arguments)]

    def edumeet(self, *arguments: str | Path, before: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
        """Call `edumeet` to its end; `before` are words of a command that starts it."""
        return subprocess.run(
            [*before, *self.command(*arguments)],
            env=self.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def well(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        """Call `edumeet`, which must succeed."""
        done = self.edumeet(*arguments)
        assert done.returncode == 0, done.stderr[-4000:]
        return done

    def badly(self, *arguments: str | Path, says: str, code: int = 1) -> str:
        """Call `edumeet`, which must fail with one clear line; returns that line."""
        done = self.edumeet(*arguments)
        return failed_clearly(done, says=says, code=code)

    def asked(self, statement: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.published), read_only=True) as con:
            return con.execute(statement).fetchall()

    def contents(self) -> list[list[tuple[Any, ...]]]:
        """What the published file says, without the times and places of its fetches."""
        return [self.asked(statement) for statement in CONTENTS]

    def holds_once(self, served: Served) -> None:
        """The warehouse says what the sites do, and nothing twice."""
        truth = {row["url"]: row for row in served.newsroom.truth(served.bases)}
        found = self.asked("SELECT canonical_url, title FROM core.current_documents ORDER BY 1")
        assert found == sorted((url, row["title"]) for url, row in truth.items())
        meetings = {row["_meeting_id"] for row in truth.values() if row["_meeting_id"]}
        assert self.asked("SELECT count(*) FROM mart.meetings") == [(len(meetings),)]
        assert self.asked(TWICE) == []


def reached(home: Home, stage: str) -> bool:
    """Whether a run has come as far as this stage, by what it leaves behind."""
    signs = {
        "crawl": lambda: any(home.path.glob("archive/*/*.warc.gz")),
        "transform": lambda: any(home.path.glob("staging/*/*")),
        "load": lambda: (home.path / "warehouse.duckdb.lock").exists(),
        "link": lambda: (home.path / "warehouse.duckdb").exists(),
        "publish": lambda: home.published.with_name(f"{home.published.name}.versions").exists(),
    }
    return signs[stage]()


def start(home: Home, *arguments: str) -> "subprocess.Popen[str]":
    """Call `edumeet` without waiting for its end."""
    return subprocess.Popen(
        home.command(*arguments),
        env=home.environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def failed_clearly(done: "subprocess.CompletedProcess[str]", *, says: str, code: int = 1) -> str:
    """A command ended with this code and a line that says so much; returns the line."""
    assert done.returncode == code, done.stdout + done.stderr[-3000:]
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    line = done.stderr.strip().splitlines()[-1]
    assert line.startswith("edumeet: ") and says in line, done.stderr[-3000:]
    return line


def summary(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    """What `--json` printed."""
    said: dict[str, Any] = json.loads(done.stdout)
    return said
