"""From a written text to the rows of the record: mentions joined to persons, spans checked, lists in text order."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

from crawlers.newsroom.draft import Fact, Span

PARTS = ("attending_groups", "agenda", "directives", "programmes", "quantities", "references")
_TERM = re.compile(r"〔([^|〕]+)")


@cache
def terms() -> tuple[str, ...]:
    """All programmes that the phrase data mark, longest first: a term counts wherever a text says it."""
    found: set[str] = set()
    for file in (files("crawlers.newsroom") / "data").iterdir():
        if file.name.endswith((".txt", ".toml")):
            found.update(t for t in _TERM.findall(file.read_text(encoding="utf-8")) if "{" not in t)
    return tuple(sorted(found, key=lambda t: (-len(t), t)))


def tables(body: str, facts: list[Fact]) -> dict[str, list[dict[str, Any]]]:
    """The record's lists of this body, each row with the span of its evidence."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in PARTS}
    for fact in facts:
        if fact.table in rows:
            row = dict(fact.row)
            if fact.table == "directives":
                row["text"] = body[fact.span.start : fact.span.end]
            rows[fact.table].append(row | {"start": fact.span.start, "end": fact.span.end})
    rows["programmes"] = _programmes(body, rows["programmes"])
    rows["references"] = _first(rows["references"], "name")
    rows["quantities"] = _first(rows["quantities"], "value", "unit", "subject")
    rows["attending_groups"] = _first(rows["attending_groups"], "text")
    known = {row["id"] for row in rows["directives"]}
    for row in rows["directives"]:
        if row["parent"] not in known:
            row["parent"] = None
    rows["participants"] = participants(facts)
    for listed in rows.values():
        listed.sort(key=lambda row: (row["start"], row["end"]))
    _renumber(rows["directives"])
    return rows


def _first(rows: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    """Each fact once, at its first mention."""
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["start"]):
        seen.setdefault(tuple(row[key] for key in keys), row)
    return list(seen.values())


def _programmes(body: str, marked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a programme, at its first mention, marked or not; a mention inside a longer term is none of its own."""
    taken: list[Span] = []
    found = {row["term"]: row for row in _first(marked, "term")}
    for row in marked:
        taken.append(Span(row["start"], row["end"]))
    for term in terms():
        at = body.find(term)
        while at >= 0:
            end = at + len(term)
            if not any(span.start < end and at < span.end for span in taken):
                taken.append(Span(at, end))
                if term not in found or found[term]["start"] > at:
                    members = found[term]["members"] if term in found else []
                    found[term] = {"term": term, "members": members, "start": at, "end": end}
            at = body.find(term, end)
    return list(found.values())


def participants(facts: list[Fact]) -> list[dict[str, Any]]:
    """One row a person: the first titled mention gives title and span, every mention its roles."""
    people: dict[str, dict[str, Any]] = {}
    for fact in facts:
        if fact.table != "mentions":
            continue
        said = fact.row
        row = people.setdefault(
            said["name"],
            {"name": said["name"], "title": None, "organisation": None, "roles": []}
            | {"start": fact.span.start, "end": fact.span.end},
        )
        if row["title"] is None and said["title"]:
            row |= {"title": said["title"], "start": fact.span.start, "end": fact.span.end}
        row["roles"] += [role for role in said["roles"] if role not in row["roles"]]
    return list(people.values())


def _renumber(directives: list[dict[str, Any]]) -> None:
    names = {row["id"]: f"d{number}" for number, row in enumerate(directives, start=1)}
    for row in directives:
        row["id"] = names[row["id"]]
        row["parent"] = names.get(row["parent"]) if row["parent"] else None


def meeting_fields(facts: list[Fact]) -> dict[str, Any]:
    """What the body says of the meeting itself: name, date, venue … of the passages that are left."""
    told: dict[str, Any] = {}
    for fact in facts:
        if fact.table == "meeting":
            told.setdefault(fact.row["key"], fact.row["value"])
    return told
