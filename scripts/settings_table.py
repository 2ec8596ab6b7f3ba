"""Bring README's table of settings up to date with flows/settings.py.

python scripts/settings_table.py
"""

import json
import re
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from flows.settings import Settings

README = Path(__file__).parent.parent / "README.md"


def shown(field: FieldInfo) -> str:
    """A default as the table shows it."""
    default = field.get_default(call_default_factory=True)
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if default in (None, ""):
        return ""
    return f"`{json.dumps(default) if isinstance(default, dict | list) else default}`"


def rows() -> list[str]:
    """The rows of the table, in the order of the settings."""
    return [
        f"| `EDUMEET_{name.upper()}` | {shown(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]


if __name__ == "__main__":
    text = README.read_text("utf-8")
    table = re.compile(r"(?:^\| `EDUMEET_.*\n)+", re.MULTILINE)
    README.write_text(table.sub(lambda _: "\n".join(rows()) + "\n", text, count=1), "utf-8")
