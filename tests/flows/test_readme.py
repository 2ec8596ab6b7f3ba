"""The README keeps step with the commands and the settings."""

import re

from flows.cli import edumeet
from flows.settings import Settings
from scripts.settings_table import rows
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_settings_is_that_of_the_code() -> None:
    shown = [line for line in README.splitlines() if line.startswith("| `EDUMEET_")]
    assert shown == rows(), "run `python scripts/settings_table.py`"
    assert all(field.description for field in Settings.model_fields.values())


def test_every_command_that_it_shows_exists() -> None:
    shown = set(re.findall(r"(?:^|\s|`)edumeet ([a-z]+)", README)) - {"watches", "obeys", "warehouse"}
    known = set(edumeet.commands)
    assert shown - known == set()
    assert {"run", "ingest", "extract", "sql", "show", "sources", "status", "newsroom"} <= known
