"""Where a pattern is only looked for behind a class of characters, the class must let every match begin."""

import json
import re
from pathlib import Path

import pytest

from transforms.agenda import agenda
from transforms.language import scan
from transforms.people import roles, untitled

GOLD = Path(__file__).resolve().parents[2] / "gold"
BODIES = [
    record["body"]
    for record in (json.loads(file.read_text(encoding="utf-8")) for file in sorted(GOLD.glob("records/*.json")))
    if record.get("body")
]


@pytest.mark.parametrize(
    ("first", "pattern"),
    [
        pytest.param(agenda._FIRST, agenda._verbs()[0], id="acts of a meeting"),
        pytest.param(roles._FIRST, roles._verbs(), id="what persons do"),
        pytest.param(untitled._FIRST, untitled._OPENER, id="what opens a clause"),
    ],
)
def test_a_quick_scan_finds_what_a_slow_one_finds(first: re.Pattern[str], pattern: re.Pattern[str]) -> None:
    assert len(BODIES) > 20
    for body in BODIES:
        slow = [match.span() for match in pattern.finditer(body) if match.end() > match.start()]
        assert [match.span() for match in scan(first, pattern, body)] == slow
