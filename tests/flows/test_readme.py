"""The README keeps step with the commands and the settings."""

import re
import textwrap
from pathlib import Path

from crawlers.newsroom.sites import sites
from crawlers.registry import load_sources
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


def test_its_registry_entries_are_ones_that_the_crawler_takes_one_for_each_family(tmp_path: Path) -> None:
    blocks = re.findall(r"(?:^(?: {4}.*)?\n)+", README, re.MULTILINE)
    entries = [textwrap.dedent(block) for block in blocks if "family = " in block]
    assert len(entries) >= 2
    for number, entry in enumerate(entries):
        (tmp_path / f"{number}.toml").write_text(entry, encoding="utf-8")
    shown = load_sources([tmp_path])
    assert all(source.crawlable for source in shown.values())
    assert {source.family for source in shown.values()} == {site.family for site in sites()}
