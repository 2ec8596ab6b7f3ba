"""The README keeps step with the commands and the settings."""

import re

from flows.cli import edumeet
from flows.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_in_the_table() -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `EDUMEET_{name.upper()}` |" in README
        assert field.description is not None
        assert field.description in README


def test_every_command_that_it_shows_exists() -> None:
    shown = set(re.findall(r"(?:^|\s|`)edumeet ([a-z]+)", README)) - {"watches", "obeys", "warehouse"}
    known = set(edumeet.commands)
    assert shown - known == set()
    assert {"run", "ingest", "extract", "sql", "show", "sources", "status", "newsroom"} <= known
