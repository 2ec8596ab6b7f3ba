"""The table of divisions: one row for each (code, name) and the days between which the pair was in force."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

Level = Literal["province", "city", "county"]
_LEVELS: dict[str, Level] = {"province": "province", "city": "city", "county": "county"}


@dataclass(frozen=True, slots=True)
class Division:
    """One division under one code and name.

    `valid_from` is the ISO day from which it was so (None: since before 2003), `valid_to` the day from which it was so
    no more (None: in force). Days come from decrees where known, else from the first yearly list that shows the
    change, so they can be late by up to a year. `successor` is the code that took its place. `parent` is the code of
    the city, or of the province for a city and for counties that no city runs. A level is one of administration: a
    county-level city, a banner and a district of a city are `county`; a prefecture and a league are `city`.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    valid_from: str | None
    valid_to: str | None
    short_names: tuple[str, ...]
    successor: str | None

    def in_force(self, on: str) -> bool:
        """Was it so on this ISO day?"""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


class Chain(NamedTuple):
    """A division with those it belongs to."""

    province: Division | None
    city: Division | None
    county: Division | None


def data_rows(file: str) -> list[list[str]]:
    """Rows of a data file of this package, without comments and head line."""
    text = files("transforms.gazetteer").joinpath("data", file).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")][1:]


@cache
def all_divisions() -> tuple[Division, ...]:
    """Every row, by code and age (oldest first)."""
    rows = [
        Division(
            code=code,
            name=name,
            level=_LEVELS[level],
            parent=parent or None,
            valid_from=first or None,
            valid_to=last or None,
            short_names=tuple(filter(None, short.split("|"))),
            successor=after or None,
        )
        for code, name, level, parent, first, last, short, after in data_rows("divisions.tsv")
    ]
    return tuple(sorted(rows, key=lambda d: (d.code, d.valid_from or "")))


@cache
def _versions() -> dict[str, tuple[Division, ...]]:
    table: dict[str, list[Division]] = {}
    for division in all_divisions():
        table.setdefault(division.code, []).append(division)
    return {code: tuple(rows) for code, rows in table.items()}


@cache
def _predecessors() -> dict[str, tuple[Division, ...]]:
    table: dict[str, list[Division]] = {}
    for division in all_divisions():
        if division.successor and division.successor != division.code:
            table.setdefault(division.successor, []).append(division)
    return {code: tuple(rows) for code, rows in table.items()}


def by_code(code: str, on: str | None = None) -> Division | None:
    """The division of a code: as it is now (or was last), or as it was on an ISO day; None where there was none."""
    rows = _versions().get(code[:6], ())
    if on is None:
        return rows[-1] if rows else None
    at = bisect_right([d.valid_from or "" for d in rows], on) - 1
    return rows[at] if at >= 0 and rows[at].in_force(on) else None


def as_of(division: Division, on: str) -> Division:
    """The same place under the code and name that it bore on an ISO day; `division` itself where that is not known.

    A site id code keeps the code of the day of registration (新津 registered 510132, and is 510118 since 2020), and a
    page of 2014 that a site of today shows tells of a county of then.
    """
    here, seen = division, {division.code}
    while not here.in_force(on):
        same = by_code(here.code, on)
        if same:
            return same
        step: Division | None = None
        if here.valid_to and here.valid_to <= on and here.successor:
            step = by_code(here.successor, on) or by_code(here.successor)
        elif here.valid_from and on < here.valid_from:
            earlier = [d for d in _predecessors().get(here.code, ()) if _same_place(d, here)]
            step = next((d for d in earlier if d.in_force(on)), earlier[0] if earlier else None)
        if step is None or step.code in seen:
            return division
        seen.add(step.code)
        here = step
    return here


def _same_place(one: Division, two: Division) -> bool:
    """新津县 and 新津区 share a name; 下城区 only went into 拱墅区, which was there before."""
    return one.name[:-1] == two.name[:-1] or not set(one.short_names).isdisjoint(two.short_names)


def chain(division: Division, on: str | None = None) -> Chain:
    """Province, city and county of a division. The city is None for what a province or municipality runs itself."""
    found: dict[str, Division] = {division.level: division}
    code = division.parent
    while code:
        above = (by_code(code, on) if on else None) or by_code(code)
        if above is None:
            break
        found[above.level] = above
        code = above.parent
    return Chain(found.get("province"), found.get("city"), found.get("county"))


def is_within(division: Division, code: str) -> bool:
    """Does the division lie in (or equal) the province, city or county of this code?"""
    if code.endswith("0000"):
        return division.code[:2] == code[:2]
    if code.endswith("00"):
        return division.code[:4] == code[:4]
    return division.code == code
