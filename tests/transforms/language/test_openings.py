"""Where a pattern is only looked for at the characters with which it can begin, no match may be lost."""

import importlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from transforms.language import Scanner
from transforms.language.openings import opening

GOLD = Path(__file__).resolve().parents[2] / "gold"
BODIES = [
    record["body"]
    for record in (json.loads(file.read_text(encoding="utf-8")) for file in sorted(GOLD.glob("records/*.json")))
    if record.get("body")
]
SCANNERS = [
    ("agenda.agenda", lambda module: module._verbs()[0]),
    ("directives.ordinals", lambda module: module._MARK),
    ("directives.sayings", lambda module: module._verbs()),
    ("kind.classify", lambda module: module._MASK),
    ("people.groups", lambda module: module._ATTEND),
    ("people.groups", lambda module: module._ACT),
    ("people.roles", lambda module: module._verbs()),
    ("people.untitled", lambda module: module._OPENER),
    ("programmes.unquoted", lambda module: module._plan()),
    ("programmes.unquoted", lambda module: module._created()),
    ("programmes.unquoted", lambda module: module._SET),
    ("quantities.reader", lambda module: module._pattern()),
    ("quantities.reader", lambda module: module._DATE),
    ("quantities.reader", lambda module: module._ORDINAL),
    ("references.reader", lambda module: module._PLENARY),
]


@pytest.mark.parametrize(("room", "scanner_of"), SCANNERS)
def test_a_quick_scan_finds_what_a_slow_one_finds(room: str, scanner_of: Callable[[Any], Scanner]) -> None:
    scanner = scanner_of(importlib.import_module(f"transforms.{room}"))
    assert len(BODIES) > 20
    for body in BODIES:
        slow = [match.span() for match in scanner.pattern.finditer(body) if match.end() > match.start()]
        assert [match.span() for match in scanner.scan(body)] == slow


@pytest.mark.parametrize(
    ("pattern", "opened"),
    [
        ("实施|推行|作了?", r"[作实推](?:(?=[施行])|(?<=[作]))"),
        (r"(?<!工)作(?:出|为)", r"[作](?=[为出])"),
        (r"\d{1,2}月|第[一二]", r"[第\d](?=[一二月\d])"),
        (r"(?:再)?部署", r"[再部](?=[署部])"),
        (r"[一-三]", "[一丁丂七丄丅丆万丈三]"),
        (r"第(?=一)", r"[第](?=[一])"),
        (r"(?=作)[作为]|说(?=，|$)", "[为作说]"),
        (r"[*+]{2}", r"[\*\+](?=[\*\+])"),
    ],
)
def test_an_opening_is_read_from_the_pattern(pattern: str, opened: str) -> None:
    assert opening(pattern) == opened


@pytest.mark.parametrize("pattern", ["[^，]会", ".", "a?", "(?i:ab)c", "(?i)ab", r"\w+", "(a)?\\1b"])
def test_a_pattern_that_may_begin_with_anything_has_no_opening(pattern: str) -> None:
    with pytest.raises(ValueError, match="may begin with anything"):
        opening(pattern)


def test_a_scan_keeps_to_its_stretch() -> None:
    scanner = Scanner(r"(?<!工)作了?|部署(?=。|$)", re.MULTILINE)
    assert [match.group() for match in scanner.scan("工作作了部署。", 2, 6)] == ["作了", "部署"]
    assert [match.group() for match in scanner.scan("工作作了部署。", 0, 5)] == ["作了"]
