"""Acts of the meeting: labelled sentences and the five records that were made by hand."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from transforms.agenda import read_agenda
from transforms.people import read_people
from transforms.record import AgendaItem

DATA = Path(__file__).parent / "data" / "acts.txt"
GOLD = Path(__file__).resolve().parents[4] / "shared" / "gold" / "gold.jsonl"


class Case(NamedTuple):
    text: str
    acts: list[tuple[str, str | None, str | None]]


def cases() -> list[Case]:
    found: list[Case] = []
    for line in DATA.read_text(encoding="utf-8").splitlines():
        if line.startswith("> "):
            found.append(Case(line[2:].replace("\\n", "\n"), []))
        elif line.strip() and not line.startswith("#"):
            act, actor, thing = (part.strip() for part in line.split("|"))
            found[-1].acts.append((act, actor or None, thing or None))
    return found


def read(body: str) -> list[AgendaItem]:
    return read_agenda(body, read_people(body))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.text[:24])
def test_sentence(case: Case) -> None:
    assert [(row["act"], row["actor"], row["object"]) for row in read(case.text)] == case.acts


def test_evidence_holds_verb_and_object() -> None:
    body = "近日，全县教育大会召开。会议宣读了《表彰决定》，县长许茂作重要讲话。"
    spans = [body[row["start"] : row["end"]] for row in read(body)]
    assert spans == ["会议宣读了《表彰决定》", "县长许茂作重要讲话"]


def test_said_twice_is_one_row() -> None:
    body = "县长许茂出席会议并讲话。\n会上，县长许茂作重要讲话。"
    assert [(row["act"], row["start"]) for row in read(body)] == [("speech", 0)]


@pytest.mark.shared
@pytest.mark.skipif(not GOLD.exists(), reason="needs ../shared")
def test_gold_records() -> None:
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        assert read(record["body"]) == record["agenda"]
