"""The README keeps step with the commands and the settings."""

import json
import re

from pydantic.fields import FieldInfo

from flows.cli import edumeet
from flows.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_settings_is_that_of_the_code() -> None:
    shown = re.findall(r"^\| `EDUMEET_(\w+)` \| (.*?) \| (.*) \|$", README, re.MULTILINE)
    code = [(name.upper(), _default(field), field.description) for name, field in Settings.model_fields.items()]
    assert shown == code


def _default(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True)
    if default in (None, ""):
        return ""
    return f"`{json.dumps(default) if isinstance(default, dict | list) else default}`"


def test_every_command_that_it_shows_exists() -> None:
    shown = set(re.findall(r"(?:^|\s|`)edumeet ([a-z]+)", README)) - {"watches", "obeys", "warehouse"}
    known = set(edumeet.commands)
    assert shown - known == set()
    assert {"run", "ingest", "extract", "sql", "show", "sources", "status", "newsroom"} <= known
