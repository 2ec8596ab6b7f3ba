"""The five seed pages: what the readers of directives, programmes, quantities and references find on them."""

import importlib.util
import json
from pathlib import Path

import pytest

from transforms.directives import read_directives
from transforms.people import read_people
from transforms.programmes import read_programmes
from transforms.quantities import read_quantities
from transforms.references import read_references

SHARED = Path(__file__).resolve().parents[4] / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "gold" / "gold.jsonl").exists(), reason="needs ../shared"),
]

FIELDS = ("directives", "programmes", "quantities", "references")


def read(gold):
    body = gold["body"]
    return {
        "id": gold["id"],
        "body": body,
        "directives": read_directives(body, read_people(body), gold["doc_type"]),
        "programmes": read_programmes(body),
        "quantities": read_quantities(body),
        "references": read_references(body),
    }


@pytest.fixture(scope="module")
def table():
    spec = importlib.util.spec_from_file_location("score", SHARED / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    records = module.read(SHARED / "gold" / "gold.jsonl")
    gold = [{key: record[key] for key in ("id", *FIELDS)} for record in records]
    return module.score(gold, [read(record) for record in records])[0]


@pytest.mark.parametrize(
    ("field", "at_least"),
    [
        ("directives (ordinal)", 0.98),
        ("directives (all)", 0.95),
        ("directives.speaker", 0.98),
        ("directives.parent", 0.95),
        ("programmes", 0.95),
        ("quantities", 0.95),
        ("references", 0.95),
        ("evidence offsets", 1.0),
    ],
)
def test_the_seeds_are_read(table, field, at_least):
    assert table[field][2] >= at_least


def test_spans_are_exact():
    for line in (SHARED / "gold" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        rows = read(gold)
        for row in rows["directives"]:
            assert gold["body"][row["start"] : row["end"]] == row["text"]
        for row in rows["references"]:
            assert gold["body"][row["start"] : row["end"]] == row["name"]
