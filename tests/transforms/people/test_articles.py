"""Whole invented articles: persons, attending groups and acts together."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.transforms.people.labelled import Person
from transforms.agenda import read_agenda
from transforms.people import read_attending_groups, read_people

DATA = Path(__file__).parent / "data" / "articles.txt"


class Article(NamedTuple):
    note: str
    body: str
    persons: frozenset[Person]
    groups: list[str]
    acts: list[tuple[str, str | None]]


def articles() -> list[Article]:
    found: list[Article] = []
    for part in DATA.read_text(encoding="utf-8").split("\n=== ")[1:]:
        head, _, rows = part.partition("\n---")
        note, _, body = head.partition("\n")
        persons: list[Person] = []
        groups: list[str] = []
        acts: list[tuple[str, str | None]] = []
        for row in rows.splitlines():
            kind, _, rest = row.partition(" ")
            cells = [cell.strip() for cell in rest.split("|")]
            if kind == "P":
                roles = frozenset(role for role in cells[2].split(",") if role)
                persons.append(Person(cells[0], cells[1] or None, roles))
            elif kind == "G":
                groups.append(rest)
            elif kind == "A":
                acts.append((cells[0], cells[1] or None))
        found.append(Article(note, body, frozenset(persons), groups, acts))
    return found


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.note)
def test_article(article: Article) -> None:
    people = read_people(article.body)
    got = frozenset(Person(row["name"], row["title"], frozenset(row["roles"])) for row in people.participants)
    assert got == article.persons
    assert [row["text"] for row in read_attending_groups(article.body, people)] == article.groups
    assert [(row["act"], row["actor"]) for row in read_agenda(article.body, people)] == article.acts


def test_there_are_enough() -> None:
    assert len(articles()) >= 20
