"""Reads the labelled case files of these tests: "== title [kind]", the text, then "> " lines of expectations."""

import re
from pathlib import Path
from typing import NamedTuple

_TITLE = re.compile(r"== (?P<title>.*?)(?: \[(?P<kind>\w+)\])?$")


class Case(NamedTuple):
    """One case: what it shows, its kind of page, the text, the expected rows as lists of cells."""

    title: str
    kind: str
    text: str
    rows: list[list[str]]


def read_cases(path: Path) -> list[Case]:
    """The cases of one file."""
    cases: list[Case] = []
    # An empty expectation ("> ") says that the text holds none.
    for block in re.split(r"^(?=== )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, *lines = block.rstrip("\n").split("\n")
        match = _TITLE.fullmatch(head)
        assert match is not None, head
        text = "\n".join(line for line in lines if not line.startswith(">")).strip("\n")
        rows = [[c.strip() for c in line[1:].split("|")] for line in lines if line.startswith(">") and line[1:].strip()]
        cases.append(Case(match.group("title"), match.group("kind") or "meeting_report", text, rows))
    return cases
