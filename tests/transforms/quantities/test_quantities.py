"""Quantities of texts written for this test."""

import datetime
from pathlib import Path

import pytest

from tests.transforms.casefile import read_cases
from transforms.quantities import read_quantities

CASES = read_cases(Path(__file__).with_name("cases.txt"))
PUBLISHED = datetime.date(2025, 3, 10)


def number(cell):
    if cell == "-":
        return None
    return float(cell) if "." in cell else int(cell)


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case):
    rows = read_quantities(case.text, PUBLISHED if case.kind == "pub" else None)
    expected = [
        (number(value), None if unit == "-" else unit, comparator, None if by == "-" else by)
        for value, unit, comparator, by in (row for row in case.rows if row[0])
    ]
    assert [(row["value"], row["unit"], row["comparator"], row["deadline"]) for row in rows] == expected


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_the_span_holds_the_number(case):
    for row in read_quantities(case.text):
        said = case.text[row["start"] : row["end"]]
        assert said
        if isinstance(row["value"], int) and row["unit"] and said[0].isdigit():
            assert said.replace(",", "").startswith(str(row["value"]))


def test_subjects_say_what_is_counted():
    rows = read_quantities("新增学位4500个，更换课桌椅860套，引进25名硕士研究生。")
    assert [row["subject"] for row in rows] == ["新增学位", "更换课桌椅", "引进硕士研究生"]


def test_a_verb_behind_the_unit_is_no_subject():
    rows = read_quantities("全县中小学校长共260余人参加会议。27个县（区）通过省级验收。")
    assert [row["subject"] for row in rows] == ["全县中小学校长", "县（区）"]
