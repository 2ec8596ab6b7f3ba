"""Persons, titles and roles: labelled sentences, whole articles, the index that other readers ask."""

import json
import statistics
import time
from pathlib import Path

import pytest

from tests.transforms.people.labelled import Case, Person, cases
from transforms.people import read_people

GOLD = Path(__file__).resolve().parents[4] / "shared" / "gold" / "gold.jsonl"


def read(text: str) -> frozenset[Person]:
    return frozenset(
        Person(row["name"], row["title"], frozenset(row["roles"])) for row in read_people(text).participants
    )


@pytest.mark.parametrize(
    "case", [*cases("sentences.txt"), *cases("sentences_hard.txt")], ids=lambda case: case.text[:24]
)
def test_sentence(case: Case) -> None:
    assert read(case.text) == case.persons


@pytest.mark.shared
@pytest.mark.skipif(not GOLD.exists(), reason="needs ../shared")
def test_gold_records() -> None:
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        people = read_people(record["body"])
        got = [{**row, "roles": sorted(row["roles"])} for row in people.participants]
        assert got == [{**row, "roles": sorted(row["roles"])} for row in record["participants"]]


def test_evidence_is_in_the_body() -> None:
    body = "会议由镇长李 明主持，副镇长王芳（女，回族）出席。李镇长强调，要抓好落实。"
    people = read_people(body)
    assert [body[row["start"] : row["end"]] for row in people.participants] == ["镇长李 明", "副镇长王芳"]
    assert [(body[m.start : m.end], m.name) for m in people.mentions] == [
        ("李 明", "李明"),
        ("王芳", "王芳"),
        ("李镇长", "李明"),
    ]


def test_subject_of_a_verb() -> None:
    body = "县长梁文渊主持会议。会议强调，要落实。梁县长指出，形势严峻；副县长罗航要求，抓好安全。他还宣读了文件。"
    people = read_people(body)
    assert people.subject_of(body.index("主持")) == "梁文渊"
    assert people.subject_of(body.index("强调")) is None
    assert people.subject_of(body.index("指出")) == "梁文渊"
    assert people.subject_of(body.index("要求")) == "罗航"
    assert people.subject_of(body.index("宣读")) == "罗航"


def test_full_name_of_a_form() -> None:
    people = read_people("县长梁文渊主持会议。梁县长指出，要落实。")
    assert people.full_name("梁县长") == "梁文渊"
    assert people.full_name("县长梁文渊") == "梁文渊"
    assert people.full_name("李县长") is None


def test_mentions_by_place() -> None:
    body = "县长梁文渊主持，副县长罗航出席。"
    people = read_people(body)
    assert [mention.name for mention in people.mentions_in(body.index("副"), len(body))] == ["罗航"]
    before = people.last_before(body.index("出席"))
    assert before is not None and before.name == "罗航"
    covering = people.at(body.index("副"))
    assert covering is not None and covering.name == "罗航"
    assert people.at(body.index("主持")) is None


def test_speed_grows_with_length_only() -> None:
    """Twice the text takes about twice the time, whatever it holds: titles without names, lists, dots, quotes."""
    for piece in ("县委书记、", "张", "艾·", "（", "由局长", "王李张刘陈", "会议强调，要", "的、", "李 "):

        def cost(length: int, piece: str = piece) -> float:
            text = piece * (length // len(piece))
            times = []
            for _ in range(3):
                begin = time.process_time()
                read_people(text)
                times.append(time.process_time() - begin)
            return statistics.median(times)

        assert cost(16000) < 12 * cost(4000) + 0.05, piece
