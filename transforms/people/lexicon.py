"""The lexicons of the people room, read once from its data files."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_ROOM = "transforms.people"


def _lines(name: str) -> list[str]:
    text = files(_ROOM).joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def words(name: str) -> frozenset[str]:
    """All words of a data file that holds nothing but words."""
    return frozenset(word for line in _lines(name) for word in line.split())


def table(name: str) -> dict[str, frozenset[str]]:
    """Words by the first column of a data file; lines of one key are joined."""
    found: dict[str, set[str]] = {}
    for line in _lines(name):
        key, _, rest = line.partition("\t")
        found.setdefault(key, set()).update(rest.split())
    return {key: frozenset(value) for key, value in found.items()}


@cache
def _patterns() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for line in _lines("patterns.tsv"):
        name, _, rest = line.partition("\t")
        found.setdefault(name, []).append(rest)
    return {name: "|".join(alternatives) for name, alternatives in found.items()}


def pattern(name: str) -> re.Pattern[str]:
    """A pattern of data/patterns.tsv by its name."""
    return re.compile(_patterns()[name])


def alternation(items: frozenset[str] | set[str] | list[str]) -> str:
    """A pattern of the items, longest first, so that the longest one wins."""
    return "|".join(re.escape(item) for item in sorted(items, key=lambda item: (-len(item), item)))


class Lexicon(NamedTuple):
    """What the readers of this room know of words.

    `surnames`: tier (1 frequent, 2, 3 rare) by character. `other`/`nouns`: words that begin like a name; people may
    bear a noun, hardly ever the others, and nothing in `never`. `transcribed`: characters of names of other languages;
    `elements`: their parts.
    """

    surnames: dict[str, int]
    compound: frozenset[str]
    given: frozenset[str]
    other: frozenset[str]
    never: frozenset[str]
    nouns: frozenset[str]
    transcribed: frozenset[str]
    elements: frozenset[str]
    not_present: frozenset[str]
    group_titles: frozenset[str]
    after: frozenset[str]
    verb: re.Pattern[str]
    link: re.Pattern[str]
    head: re.Pattern[str]
    heads: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon of the room."""
    surnames: dict[str, int] = {}
    for line in _lines("surnames.tsv"):
        tier, characters = line.split("\t")
        for character in characters:
            surnames.setdefault(character, int(tier))
    common = table("common_words.txt")
    transcription = table("transliteration.tsv")
    right = table("right_context.tsv")
    heads = words("title_heads.txt")
    return Lexicon(
        surnames=surnames,
        compound=words("compound_surnames.txt"),
        given=frozenset("".join(words("given_characters.txt"))),
        other=common["other"] | words("non_names.txt"),
        never=words("non_names.txt"),
        nouns=common["noun"],
        transcribed=frozenset("".join(transcription["chars"])),
        elements=transcription["part"],
        not_present=words("not_present.txt"),
        group_titles=words("group_titles.txt"),
        after=right["after"],
        verb=re.compile(alternation(right["verb"])),
        link=re.compile(alternation(right["link"])),
        head=re.compile(alternation(heads)),
        heads=heads,
    )
