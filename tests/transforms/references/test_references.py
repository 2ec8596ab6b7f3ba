"""References of texts written for this test."""

from pathlib import Path

import pytest

from tests.transforms.casefile import read_cases
from transforms.references import read_references

CASES = read_cases(Path(__file__).with_name("cases.txt"))


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case):
    rows = read_references(case.text)
    assert [[row["kind"], row["name"]] for row in rows] == [row for row in case.rows if row[0]]
    assert all(case.text[row["start"] : row["end"]] == row["name"] for row in rows)
