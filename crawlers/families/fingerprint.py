"""Which family a page belongs to, by what its markup says and by the shapes of its links."""

import re
from dataclasses import dataclass

from crawlers.families import FAMILIES
from crawlers.urls import target_of

_ENOUGH = 2.0
_PER_MARK = 3  # occurrences that count; a list repeats its shape on every row
_HREF = re.compile(r"(?:href|src)\s*=\s*[\"']([^\"']+)[\"']", re.I)


@dataclass(frozen=True, slots=True)
class Guess:
    """A family and what speaks for it: points (2 is enough to act on) and the marks found."""

    family: str
    points: float
    evidence: tuple[str, ...]


def fingerprint(html: str, url: str | None = None) -> Guess | None:
    """The likeliest family of a list or article page, None where nothing speaks clearly for one."""
    return next(iter(guesses(html, url)), None)


def guesses(html: str, url: str | None = None) -> list[Guess]:
    """All families that enough speaks for, likeliest first."""
    found: list[Guess] = []
    hrefs = _HREF.findall(html)
    for family in FAMILIES.values():
        points, evidence = 0.0, []
        for mark, weight in family.marks:
            hits = len(mark.findall(html))
            if hits:
                points += weight * (1 + 0.1 * (min(hits, _PER_MARK) - 1))
                evidence.append(mark.pattern)
        if url and family.marks and family.article.search(target_of(url)):
            points += 1.5
            evidence.append("its own address")
        if evidence and sum(bool(family.article.search(href)) for href in hrefs) >= 5:
            points += 1.0
            evidence.append("the addresses of its links")
        if points >= _ENOUGH:
            found.append(Guess(family.id, round(points, 2), tuple(evidence)))
    return sorted(found, key=lambda guess: -guess.points)
