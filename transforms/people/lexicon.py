"""The lexicons of the people room, read once from its data files."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_UNIT_ENDS = "学园校局委办心室区镇乡道府司团科股部中小总"
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


class Openers:
    """Words to be found at a given place: `at(text, place)` is true where one of them stands there."""

    def __init__(self, items: frozenset[str]) -> None:
        first = "".join(map(re.escape, sorted({item[0] for item in items})))
        self.at = re.compile(f"(?=[{first}]){_trie(items)}").match


def _trie(items: frozenset[str]) -> str:
    """A pattern of the items as a tree of their characters, longest first: few alternatives at each place."""
    branches: dict[str, set[str]] = {}
    for item in items:
        branches.setdefault(item[:1], set()).add(item[1:])
    parts: list[str] = []
    for first, rest in sorted(branches.items()):
        if not first:
            continue
        tails = frozenset(rest)
        if tails == {""}:
            parts.append(re.escape(first))
        else:
            parts.append(re.escape(first) + _trie(tails))
    body = parts[0] if len(parts) == 1 and "" not in branches else "(?:" + "|".join(parts) + ")"
    return body + "?" if "" in branches else body


class Lexicon(NamedTuple):
    """What the readers of this room know of words.

    `surnames`: tier (1 frequent, 2, 3 rare) by character. `other`/`nouns`: words that begin like a name; people may
    bear a noun, hardly ever the others, and nothing in `never`; `elsewise` are words with no surname first.
    `initials`: what a name without dots begins with; `after_mark` finds the marks before them.
    `transcribed`: characters of names of other languages; `elements`: their parts, `element_heads` their first letters.
    """

    surnames: dict[str, int]
    compound: frozenset[str]
    given: frozenset[str]
    other: frozenset[str]
    never: frozenset[str]
    elsewise: frozenset[str]
    nouns: frozenset[str]
    transcribed: frozenset[str]
    elements: frozenset[str]
    element_heads: frozenset[str]
    not_present: frozenset[str]
    group_titles: frozenset[str]
    after: frozenset[str]
    verbs: frozenset[str]
    verb: Openers
    link: Openers
    office: Openers
    head: re.Pattern[str]
    after_unit: re.Pattern[str]
    initials: frozenset[str]
    after_mark: re.Pattern[str]
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
    compound = words("compound_surnames.txt")
    element_heads = frozenset(part[0] for part in transcription["part"])
    initials = element_heads.union(surnames, (name[0] for name in compound))
    return Lexicon(
        surnames=surnames,
        compound=compound,
        given=frozenset("".join(words("given_characters.txt"))),
        other=common["other"] | words("non_names.txt"),
        never=words("non_names.txt"),
        elsewise=common["else"],
        nouns=common["noun"],
        transcribed=frozenset("".join(transcription["chars"])),
        elements=transcription["part"],
        element_heads=element_heads,
        not_present=words("not_present.txt"),
        group_titles=words("group_titles.txt"),
        after=right["after"],
        verbs=right["verb"],
        verb=Openers(right["verb"]),
        link=Openers(right["link"]),
        office=Openers(heads),
        head=re.compile(_trie(heads)),
        after_unit=re.compile(rf"[{_UNIT_ENDS}](?=[{''.join(surnames)}])"),
        initials=initials,
        after_mark=re.compile(rf"[，。；：！？\n] ?(?=[{''.join(sorted(initials))}])"),
        heads=heads,
    )
