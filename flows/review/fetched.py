"""What a page said before its text was restored: paragraph by paragraph, from the archived bytes."""

from collections.abc import Iterator
from pathlib import Path

from crawlers.archive import read_at
from transforms.text import UndecodableError, decode, restore

LONGEST = 2_000_000
"""Characters of a page that are looked through, as in reading."""


def fetched_paragraphs(archived: Path, offset: int, body: str) -> list[tuple[int, str]]:
    """(first character in `body`, text as fetched) of every paragraph that restoration changed, as far as found.

    Between the page and the body stand the parse and the normalisation of marks, so a paragraph is found again by its
    letters alone; one that inline markup cuts into pieces is not. Raises OSError or ValueError where the archive does
    not hold the page.
    """
    response = read_at(archived, offset)
    markup = "html" in response.media_type
    try:
        text = decode(response.body, response.headers.get("content-type"), markup=markup).text[:LONGEST]
    except UndecodableError:
        return []
    restored = restore(text, markup=markup)
    letters, places = _letters(restored.text)
    found: list[tuple[int, str]] = []
    for start, line in _lines(body):
        wanted, _ = _letters(line)
        at = letters.find(wanted) if wanted else -1
        if at < 0:
            continue
        first, last = places[at], places[at + len(wanted) - 1]
        said = text[restored.to_fetched(first) : restored.to_fetched(last + 1)]
        if _letters(said)[0] != wanted:
            found.append((start, said))
    return found


def _lines(body: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in body.split("\n"):
        yield start, line
        start += len(line) + 1


def _letters(text: str) -> tuple[str, list[int]]:
    """Ideographs, letters and digits of a text, and where each stands."""
    places = [place for place, sign in enumerate(text) if sign.isalnum()]
    return "".join(text[place] for place in places), places
