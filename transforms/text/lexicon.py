"""The data files of this room, each read once, when first needed.

Origin of each file: its first line. All but radicals.tsv are built by `scripts/build_text_data.py`.
"""

import gzip
from functools import cache
from importlib import resources
from typing import NamedTuple


def _lines(name: str) -> list[str]:
    """Lines of one data file without the comment that opens it."""
    raw = (resources.files("transforms.text") / "data" / name).read_bytes()
    if name.endswith(".gz"):
        raw = gzip.decompress(raw)
    return raw.decode("utf-8").split("\n")[1:-1]


def _two_columns(name: str) -> dict[str, str]:
    return {key: value for key, _, value in (line.partition("\t") for line in _lines(name))}


class MirrorTable(NamedTuple):
    """The one-to-one table that mirror sites write with, in both directions."""

    forward: dict[str, str]
    inverse: dict[str, str]


@cache
def mirror_table() -> MirrorTable:
    """Simplified -> Traditional as mirror sites write it, and back."""
    forward = _two_columns("mirror_table.tsv")
    return MirrorTable(forward, {t: s for s, t in forward.items()})


@cache
def radicals() -> dict[str, str]:
    """Radical -> the character that it is by itself, of those for which NFKC knows none."""
    return _two_columns("radicals.tsv")


@cache
def annotation_levels() -> dict[str, tuple[int, int]]:
    """Annotated character (Traditional) -> interval of its rank in the mirrors' one list; unknown ranks left out."""
    levels = {}
    for line in _lines("annotation_list.tsv"):
        low, high, char, _ = line.split("\t")
        if low.isdigit():
            levels[char] = (int(low), int(high))
    return levels


class Readings(NamedTuple):
    """Pinyin readings with tone marks: the first of each ideograph, all of each, and ideographs by first reading."""

    first: dict[str, str]
    all: dict[str, frozenset[str]]
    by_first: dict[str, str]


@cache
def readings() -> Readings:
    """Readings of the ideographs of GBK."""
    first: dict[str, str] = {}
    every: dict[str, set[str]] = {}
    by_first: dict[str, str] = {}
    for line in _lines("readings.tsv.gz"):
        syllable, chars, others = line.split("\t")
        by_first[syllable] = chars
        for char in chars:
            first[char] = syllable
            every.setdefault(char, set()).add(syllable)
        for char in others:
            every.setdefault(char, set()).add(syllable)
    return Readings(first, {c: frozenset(r) for c, r in every.items()}, by_first)


@cache
def words() -> dict[str, float]:
    """Word or set phrase of Simplified Chinese -> natural logarithm of its probability."""
    table: dict[str, float] = {}
    for line in _lines("words.tsv.gz"):
        rank, entries = line.split("\t")
        table.update(dict.fromkeys(entries.split(" "), -0.25 * int(rank)))
    for line in _lines("phrases.tsv"):
        weight, entries = line.split("\t")
        for entry in entries.split(" "):
            table[entry] = max(float(weight), table.get(entry, -99.0))
    return table


class PersonNames(NamedTuple):
    """What names of persons are made of: surnames and characters of given names, frequent ones and others, and
    titles that names stand behind.
    """

    surnames: tuple[str, str]
    given: tuple[str, str]
    titles: frozenset[str]


@cache
def person_names() -> PersonNames:
    """See `PersonNames`."""
    rows = _two_columns("person_names.tsv")
    return PersonNames(
        (rows["surnames, frequent"], rows["surnames, others"]),
        (rows["given, frequent"], rows["given, others"]),
        frozenset(rows["titles"].split(" ")),
    )


@cache
def protected_names() -> dict[str, str]:
    """Written form of a division name that conversion would damage -> official name (乾安縣 -> 乾安县)."""
    return _two_columns("names.tsv")


@cache
def common_characters() -> frozenset[str]:
    """The ideographs that most of any Chinese text is made of, Simplified and Traditional."""
    return frozenset(_lines("common.tsv")[0])
