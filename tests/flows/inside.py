"""The command line within the process of the test, for commands that start no flow: a process costs seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.cli import main


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


Inside = Callable[..., Said]


@pytest.fixture
def edumeet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inside:
    """Call `edumeet` with arguments, its home below the test's folder."""
    monkeypatch.setenv("EDUMEET_HOME", str(tmp_path / "home"))
    for name in ("EDUMEET_REGISTRY", "EDUMEET_CONTACT", "EDUMEET_LEDGER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> Said:
        code = 0
        try:
            main([str(each) for each in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call
