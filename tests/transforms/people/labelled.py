"""Reads the labelled sentences: texts with the persons that a careful reader finds in them."""

from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


class Person(NamedTuple):
    """Name, title (None where none is said), roles."""

    name: str
    title: str | None
    roles: frozenset[str]


class Case(NamedTuple):
    """A text and its persons."""

    text: str
    persons: frozenset[Person]


def cases(file: str) -> list[Case]:
    """The cases of a data file; its first lines say the form."""
    found: list[tuple[str, list[Person]]] = []
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("> "):
            found.append((line[2:].replace("\\n", "\n"), []))
            continue
        name, title, roles = (part.strip() for part in line.split("|"))
        found[-1][1].append(Person(name, title or None, frozenset(role for role in roles.split(",") if role)))
    return [Case(text, frozenset(persons)) for text, persons in found]
