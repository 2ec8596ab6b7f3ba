"""`edumeet report` as a user calls it."""

from pathlib import Path

import pytest

from tests.flows.conftest import Cli
from tests.warehouse.report import site


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.make(tmp_path_factory.mktemp("published"))


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Path:
    """A home folder in which something is published."""
    target = tmp_path / "home" / "published" / "edumeet.duckdb"
    target.parent.mkdir(parents=True)
    target.write_bytes(published.read_bytes())
    return tmp_path / "home"


def test_the_report_is_written_and_its_place_said(cli: Cli, home: Path, tmp_path: Path) -> None:
    done = cli("report")
    assert done.returncode == 0, done.stderr
    assert f"Report: {home / 'report' / 'index.html'}" in done.stdout
    assert "梅县区" in (home / "report" / "index.html").read_text("utf-8")
    again = cli("report", "--out", tmp_path / "elsewhere")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "elsewhere" / "en" / "index.html").is_file()


def test_what_is_no_report_is_left_alone(cli: Cli, home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work", "utf-8")
    for out in (mine, mine / "thesis.txt"):
        done = cli("report", "--out", out)
        assert done.returncode == 2
        assert done.stderr.startswith("edumeet: ")
        assert len(done.stderr.strip().splitlines()) == 1
        assert "no report" in done.stderr
    assert (mine / "thesis.txt").read_text("utf-8") == "years of work"
    assert not (home / "report").exists()
