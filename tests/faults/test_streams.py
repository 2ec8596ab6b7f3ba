"""Terminals that know no Chinese, pipes that nobody reads, streams that are closed: the command ends as it should."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.errors import UserError
from flows.settings import Settings
from tests.conftest import ROOT
from tests.flows.conftest import environment

STORY = "乐安县召开2024年教育工作会议\n\n" + "3月1日上午，乐安县2024年教育工作会议在县政府召开。县长李明讲话。\n" * 9
MARK = b"\xef\xbb\xbf"
"""What some editors write before the first line of a file in UTF-8."""


def in_shell(words: str, home: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Call `edumeet` ($E) in bash, and print the exit code of the first command of the pipe."""
    whole = f'E="{sys.executable} -m flows"; {words}; echo "code ${{PIPESTATUS[0]}}" >&2'
    known = {name: value for name, value in environment(home, **settings).items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        ["bash", "-c", whole], env=known, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Thirty pages, as an editor on Windows writes them."""
    lines = (json.dumps({"id": f"第{number}页", "text": STORY}, ensure_ascii=False) for number in range(30))
    file = tmp_path / "文 件%20'\"页.jsonl"
    file.write_bytes(MARK + "\r\n".join(lines).encode())
    return file


def test_a_terminal_without_chinese_gets_escapes_and_data_stay_what_they_are(pages: Path, tmp_path: Path) -> None:
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "COLUMNS": "100"}
    registry = tmp_path / "我的 sources%.toml"
    entry = '[[source]]\nid = "leanxian"\nname = "乐安县"\nkind = "government"\nfamily = "trs_wcm"\n'
    registry.write_bytes(MARK + (entry + 'lists = ["http://www.example.gov.cn/a/"]\n').replace("\n", "\r\n").encode())
    words = '$E sources list; echo "listed $?"; $E extract "$PAGES"'
    done = in_shell(words, tmp_path, PAGES=str(pages), EDUMEET_REGISTRY=str(registry), **bare)
    listed, _, extracted = done.stdout.partition("listed 0\n")
    assert "leanxian" in listed and "\\u4e50\\u5b89\\u53bf" in listed and listed.isascii()
    found = [json.loads(line) for line in extracted.splitlines()]
    assert [row["id"] for row in found] == [f"第{number}页" for number in range(30)]
    assert found[0]["title"] == "乐安县召开2024年教育工作会议"
    assert done.stderr == "code 0\n"


@pytest.mark.parametrize("command", ['$E extract "$PAGES" | head -1', "$E --help | true"])
def test_an_output_that_nobody_reads_any_more_ends_the_command_without_a_word(
    command: str, pages: Path, tmp_path: Path
) -> None:
    done = in_shell(command, tmp_path, PAGES=str(pages))
    assert done.stderr == "code 141\n"


def test_closed_streams_and_a_full_disk_behind_the_output(pages: Path, tmp_path: Path) -> None:
    words = '$E extract "$PAGES" <&- >&-; echo "closed $?" >&2; $E extract "$PAGES" >/dev/full'
    done = in_shell(words, tmp_path, PAGES=str(pages))
    closed, full, code = done.stderr.splitlines()
    assert closed == "closed 0" and code == "code 1"
    assert full.startswith("edumeet: ") and "the disk is full" in full


def test_a_settings_file_of_any_editor_is_read_or_its_fault_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "edumeet.toml"
    monkeypatch.setenv("EDUMEET_CONFIG", str(file))
    with pytest.raises(UserError, match="no such file"):
        Settings()
    file.write_bytes(MARK + b'contact = "a@b.cn"\r\n')
    assert Settings().contact == "a@b.cn"
    with pytest.raises(ValueError, match="the path holds a"):
        Settings(home=tmp_path / "what?")
    for content, why in (('contact = "教育"'.encode("gbk"), "save it as UTF-8"), (b"contact =", "cannot be read")):
        file.write_bytes(content)
        with pytest.raises(UserError, match=why):
            Settings()
