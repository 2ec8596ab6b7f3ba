"""Whole articles written for this test: directives, programmes, quantities and references together."""

from pathlib import Path

import pytest

from tests.transforms.casefile import read_cases
from transforms.directives import read_directives
from transforms.people import read_people
from transforms.programmes import read_programmes
from transforms.quantities import read_quantities
from transforms.references import read_references

CASES = read_cases(Path(__file__).with_name("articles.txt"))
IDS = [case.title for case in CASES]


def expected(case, kind):
    return [row[1:] for row in case.rows if row[0] == kind]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_directives(case):
    rows = read_directives(case.text, read_people(case.text), case.kind)
    depth = {}
    for row in rows:
        depth[row["id"]] = depth[row["parent"]] + 1 if row["parent"] else 0
    labelled = expected(case, "d")
    got = [[str(depth[r["id"]]), r["ordinal"] or "-", r["speaker"] or "-"] for r in rows]
    assert got == [[level, ordinal, speaker] for level, ordinal, _, speaker in labelled]
    for row, (_, _, begins, _) in zip(rows, labelled, strict=True):
        assert row["text"].startswith(begins)
        assert case.text[row["start"] : row["end"]] == row["text"]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_programmes(case):
    assert [[row["term"]] for row in read_programmes(case.text)] == expected(case, "p")


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_quantities(case):
    got = [["-" if q["value"] is None else str(q["value"]), q["unit"] or "-"] for q in read_quantities(case.text)]
    assert got == expected(case, "q")


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_references(case):
    assert [[row["name"]] for row in read_references(case.text)] == expected(case, "r")
