"""The newsroom's words: divisions, names, titles, points, slogans, read once from `data/`."""

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

DATA = files("crawlers.newsroom") / "data"


def read_lines(name: str) -> list[str]:
    """Lines of a data file without comments and blanks."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@cache
def read_toml(name: str) -> dict[str, Any]:
    """A TOML data file."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Place:
    """A division (GB/T 2260) and the words that local texts use for it."""

    code6: str
    province: str
    city: str | None
    county: str | None
    towns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.county or self.city or self.province

    @property
    def level(self) -> str:
        return "county" if self.county else "city" if self.city else "province"

    @property
    def letter(self) -> str:
        """县, 区, 市, 旗, 州 or 省: what titles begin with (县委, 旗长)."""
        return self.name[-1]

    @property
    def short(self) -> str:
        """The name without its suffix, where two characters or more are left (蕉岭), else the whole name."""
        return self.name[:-1] if len(self.name) > 2 and "自治" not in self.name else self.name

    @property
    def up(self) -> str:
        """What the next level up is called in conveyed meetings (全市, 全省)."""
        if self.level == "county":
            return "全市" if self.city or self.province.endswith("市") else "全省"
        return "全省" if self.level == "city" else "全国"

    def fill(self, text: str) -> str:
        """Replace {L}, {全}, {P}, {S} by the place's words."""
        letter = self.letter
        return (
            text.replace("{L}", letter)
            .replace("{全}", "全" + letter)
            .replace("{P}", self.name)
            .replace("{S}", self.short)
        )


@cache
def places(circle: str) -> tuple[Place, ...]:
    """Divisions of a circle: `core` is the sample city with its counties, `wide` the rest of the country."""
    found = []
    for line in read_lines("divisions.tsv"):
        code, province, city, county, ring, *towns = line.split("\t")
        if ring == circle:
            names = tuple(t for t in (towns[0] if towns else "").split("、") if t)
            found.append(Place(code, province, city or None, county or None, names))
    return tuple(found)


def place(code6: str) -> Place:
    """The division with this code; KeyError where the newsroom does not know it."""
    for candidate in places("core") + places("wide"):
        if candidate.code6 == code6:
            return candidate
    raise KeyError(code6)


@dataclass(frozen=True, slots=True)
class Topic:
    """What can be demanded on one topic: heads that follow 要, tails that continue them."""

    name: str
    heads: tuple[str, ...]
    tails: tuple[str, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """The topics of points.txt."""
    found: list[tuple[str, list[str], list[str]]] = []
    for line in read_lines("points.txt"):
        if line[0] == "@":
            found.append((line[1:], [], []))
        else:
            _, heads, tails = found[-1]
            (heads if line[0] == ">" else tails).append(line[2:])
    return tuple(Topic(name, tuple(heads), tuple(tails)) for name, heads, tails in found)


def invent_name(rng: random.Random) -> str:
    """An invented personal name of two to four characters."""
    words = read_toml("names.toml")
    surname = rng.choice(words["compound"]) if rng.random() < 0.015 else rng.choice(words["surnames"])
    if rng.random() < 0.25:
        return str(surname + rng.choice(words["given_one"]))
    given = rng.choice(words["given_first"]) + rng.choice(words["given_last"])
    # Nobody is called 雷学生: a name that is a common word is none.
    return str(surname + ("学森" if given == "学生" else given))
