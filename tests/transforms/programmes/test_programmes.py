"""Programmes of texts written for this test."""

from pathlib import Path

import pytest

from tests.transforms.casefile import read_cases
from transforms.programmes import read_programmes
from transforms.programmes.lexicon import terms

CASES = read_cases(Path(__file__).with_name("cases.txt"))


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case):
    expected = [row for row in case.rows if row[0]]
    rows = read_programmes(case.text)
    assert [row["term"] for row in rows] == [row[0] for row in expected]
    for row, (_, members) in zip(rows, expected, strict=True):
        assert row["members"] == ([] if members == "-" else members.split("、"))


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_the_span_says_the_term(case):
    for row in read_programmes(case.text):
        said = case.text[row["start"] : row["end"]].replace("“", "").replace("”", "")
        assert said == row["term"]


def test_the_lexicon_names_each_programme_once():
    assert len(set(terms())) == len(terms()) >= 150
    assert all(term == term.strip() and "“" not in term for term in terms())
