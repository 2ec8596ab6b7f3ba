"""Short invented pages, each of a kind that was once read wrongly, through the door of the whole reader.

`cases.toml` says for each what its record must hold (`has`), must not hold (`lacks`) and must equal (`is`).
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from transforms.extract import read_page
from transforms.page import FetchedPage, Media

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))["case"]
SAID = {
    "participants": "name", "programmes": "term", "references": "name", "attending_groups": "text",
    "directives": "text", "agenda": "act",
}  # fmt: skip


def read(case: dict[str, Any]) -> Any:
    """The record of the page."""
    text: str = case["text"]
    media: Media = "html" if text.startswith("<") else "text"
    return read_page(FetchedPage(id="page", url=case.get("url"), content=text, media=media)).record


def rows(record: Any, field: str) -> list[Any]:
    """What the rows of a list say: a person as name|title|roles, a credit as role|name, a number with its unit."""
    if field == "people":
        return [f"{p['name']}|{p['title'] or ''}|{','.join(p['roles'])}" for p in record["participants"]]
    if field == "credits":
        return [f"{c['role']}|{c['name']}" for c in record["credits"]]
    if field == "quantities":
        return [f"{q['value']}{q['unit']}" for q in record["quantities"]]
    if field == "related":
        return [f"{r['list']}|{r['rank']}" for r in record["related"]]
    if field == "acts":
        return [f"{a['act']}|{a['actor']}" for a in record["agenda"]]
    if field == "objects":
        return [a["object"] or "" for a in record["agenda"]]
    if field == "subjects":
        return [q["subject"] for q in record["quantities"]]
    if field == "members":
        return [f"{p['term']}|{'、'.join(p['members'])}" for p in record["programmes"]]
    return [row[SAID[field]] for row in record[field]]


def value(record: Any, path: str) -> Any:
    """A value by its path (meeting.jurisdiction.county)."""
    for step in path.split("."):
        record = record and record[step]
    return record


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_sentence(case: dict[str, Any]) -> None:
    record = read(case)
    for field, wanted in case.get("has", {}).items():
        assert [want for want in wanted if want not in rows(record, field)] == [], rows(record, field)
    for field, unwanted in case.get("lacks", {}).items():
        assert [row for row in rows(record, field) if row in unwanted] == []
    for path, wanted in case.get("is", {}).items():
        found = rows(record, path) if isinstance(wanted, list) else value(record, path)
        assert ("" if found is None else found) == wanted, path
