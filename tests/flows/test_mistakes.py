"""A user's mistake is one line that says what is wrong, and an exit code; never a traceback."""

from pathlib import Path

import pytest

from tests.flows.conftest import Cli


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("extract", "nowhere.html"), "nowhere.html: no such file or folder"),
        (("extract", "picture.png"), "picture.png: not a .html"),
        (("extract", "bad.jsonl"), "bad.jsonl:2: not JSON"),
        (("extract", "noid.jsonl"), 'noid.jsonl:1: a line must be an object with an "id"'),
        (("ingest", "nowhere"), "nowhere: no such file or folder"),
        (("run", "--since", "yesterday"), "'yesterday' is no day"),
        (("run", "--since", "2024-05", "--until", "2024-04"), "--since 2024-05-01 is after --until 2024-04-01"),
        (("run", "--registry", "nowhere.toml"), "registry 'nowhere.toml': no such file"),
        (("run", "--registry", "broken.toml"), "broken.toml"),
        (("sources", "show", "nobody"), "no source nobody in the registry"),
        (("sql", "select 1"), "nothing is published"),
        (("show", "m1"), "nothing is published"),
        (("backfill", "plan", "--since", "2024-05", "--until", "2024-04"), "--since 2024-05-01 is after"),
        (("tour",), "nothing is published"),
        (("report",), "nothing is published"),
        (("crawl",), "No such command 'crawl'"),
        (("serve", "--deployment", "nightly"), "no deployment nightly; there are daily, "),
        (("serve", "--registry", "builtin"), "say who is crawling: set EDUMEET_CONTACT"),
        (("serve", "--registry", "nowhere.toml"), "registry 'nowhere.toml': no such file"),
        (("alerts", "--test"), "nobody is told: set EDUMEET_NOTIFY"),
    ],
)
def test_a_mistake_is_one_line(cli: Cli, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "bad.jsonl").write_text('{"id": "a", "text": "会议"}\n{"id": \n', encoding="utf-8")
    (tmp_path / "noid.jsonl").write_text('{"text": "会议"}\n', encoding="utf-8")
    (tmp_path / "broken.toml").write_text('[[source]]\nid = "X Y"\n', encoding="utf-8")
    done = cli(*arguments)
    assert done.returncode in (1, 2)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("edumeet: ")
    assert said in lines[0]


def test_a_wrong_decision_is_told_before_anything_is_done(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "decisions.toml").write_text('[[meeting]]\nsame = ["a"]\n', encoding="utf-8")
    done = cli("run", "--no-crawl")
    assert done.returncode == 2
    assert "decisions.toml: [[meeting]] 1: same must name at least two" in done.stderr
    assert not (tmp_path / "home" / "warehouse.duckdb").exists()


def test_a_wrong_setting_names_the_variable(cli: Cli) -> None:
    done = cli("status", EDUMEET_CRAWLS="many")
    assert done.returncode == 2
    assert "EDUMEET_CRAWLS" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_help_teaches(cli: Cli) -> None:
    done = cli("--help")
    assert done.returncode == 0
    for command in ("run", "extract", "ingest", "sources", "sql", "show", "status", "newsroom"):
        assert f"\n  {command} " in done.stdout
    assert "edumeet extract page.html" in done.stdout
