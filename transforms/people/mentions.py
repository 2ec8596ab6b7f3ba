"""Mentions of persons in the body, by the ways in which news names them.

Each mention carries the rule that found it, so that a wrong row can be explained. Strongest first: a title before a
name and the list behind it; a name before its title; a list before 等领导; a name that opens a clause and speaks.
"""

from collections.abc import Iterator

from transforms.people.evidence import Evidence
from transforms.people.found import Found
from transforms.people.names import is_dotted
from transforms.people.titled import name_then_title, titled
from transforms.people.untitled import bare, behind_units, labelled


def scan(text: str) -> Evidence:
    """What the text of a view names: `taken` holds the mentions in order of text."""
    page = Evidence(text)
    titled(page)
    labelled(page)
    name_then_title(page)
    bare(page)
    behind_units(page)
    _repair(page)
    _known(page)
    page.taken.sort(key=lambda found: found.start)
    return page


def _repair(page: Evidence) -> None:
    """Where the text knows a longer name that stands at the same place, the short reading was a wrong cut."""
    by_first: dict[str, set[str]] = {}
    for found in page.taken:
        by_first.setdefault(found.name[:2], set()).add(found.name)
    for found in page.taken:
        longer = [
            name
            for name in by_first[found.name[:2]]
            if len(name) > len(found.name) and page.text.startswith(name, found.start)
        ]
        if longer and not is_dotted(found.name):
            name = max(longer, key=len)
            # 李明和 read once by mistake must not swallow 李明 everywhere: the longer needs two witnesses.
            votes = sum(other.name == name for other in page.taken)
            shorter = sum(other.name == found.name for other in page.taken)
            if votes >= shorter:
                found.end = found.start + len(name)
                found.name = name


def _known(page: Evidence) -> None:
    """Further mentions of the names found, the longest at each place."""
    text = page.text
    end = 0
    for start, size in sorted(
        (at, -len(name)) for name in {found.name for found in page.taken} for at in _all(text, name)
    ):
        if start < end:
            continue
        end = start - size
        if page.free(start, end):
            page.take(Found(start, end, text[start:end], "known", start, start))


def _all(text: str, name: str) -> Iterator[int]:
    """Where a name stands. A pattern of the names of one page would be compiled for this page alone."""
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)
