"""Development zones, new areas and corps divisions: places with a government but no code in GB/T 2260."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.gazetteer.divisions import Division, by_code, data_rows
from transforms.gazetteer.names import named_in
from transforms.language import WordIndex


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone and the division around it (a city, or a province where no city is known)."""

    name: str
    around: Division


# What a zone is called in short: 高新技术产业开发区 is 高新区, 经济技术开发区 is 经开区, and both are 开发区.
_SHORTER = (
    ("高新技术产业开发区", "高新区"), ("高新技术产业园区", "高新区"), ("高新技术开发区", "高新区"),
    ("高技术产业开发区", "高新区"), ("经济技术开发区", "经开区"), ("经济技术开发区", "开发区"),
    ("经济开发区", "经开区"), ("经济开发区", "开发区"),
)  # fmt: skip
_CLASS = re.compile(
    r"(?:高新技术产业|高新技术|高新|高技术产业|经济技术|经济|工业|旅游|综合|现代产业)?(?:开发区|园区|度假区|示范区|管理区|合作区|实验区)"
    r"|高新区|经开区|新区|新城|特区"
)
# After the name of a city these make a zone that a list may not have: 南昌经开区, 潍坊高新技术产业开发区.
_AFTER_CITY = re.compile(
    r"(?:(?:高新技术产业|高新技术|高技术产业|高新|经济技术|经济)?开发区|高新技术产业园区|工业园区|旅游度假区|高新区|经开区"
    r"|新区)"
)
_MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})


@cache
def _zones() -> dict[str, Zone]:
    table: dict[str, Zone] = {}
    for name, code in data_rows("new_areas.tsv") + data_rows("zones.tsv"):
        around = by_code(code)
        assert around is not None, f"zone {name}: no division {code}"
        city = around.short_names[0] if around.short_names else around.name
        bare = name.removeprefix(around.name).removeprefix(city)
        spellings = {name, name.replace(around.name, city, 1)} | (
            {bare} if len(bare) > 3 and not is_zone_class(bare) else set()
        )
        for spelling in sorted(spellings):
            if is_zone_class(spelling):
                continue
            table.setdefault(spelling, Zone(name, around))
            for long, short in _SHORTER:
                if spelling.endswith(long) and spelling != long:
                    table.setdefault(spelling.removesuffix(long) + short, Zone(name, around))
    for name, code in data_rows("corps.tsv"):
        around = by_code(code)
        assert around is not None, f"corps {name}: no division {code}"
        table[name] = Zone(name, around)
    return table


@cache
def _index() -> WordIndex:
    return WordIndex(_zones())


def zone_named(name: str) -> Zone | None:
    """The zone of a full or short name, None where it is not in the table."""
    return _zones().get(name)


def zones_in(text: str) -> list[tuple[int, int, Zone]]:
    """The zones that a text names: (start, end, zone), left to right, longest first, without overlaps.

    Those of the table, and what a city's name and a zone's class make together.
    """
    zones, found, end = _zones(), [], 0
    for at, names in _index().beginnings(text):
        if at < end:
            continue
        for name in names:
            if text.startswith(name, at):
                found.append((at, at + len(name), zones[name]))
                end = at + len(name)
                break
    composed = [row for row in _composed(text) if all(row[1] <= start or stop <= row[0] for start, stop, _ in found)]
    return sorted(found + composed, key=lambda row: row[0]) if composed else found


def _composed(text: str) -> list[tuple[int, int, Zone]]:
    """A city's name with a zone's class right behind it; 浦东新区 and 新城区 are divisions, not this."""
    words = list(_AFTER_CITY.finditer(text))
    if not words:
        return []
    named, rows = named_in(text), []
    for word in words:
        if any(place.start < word.end() and word.start() < place.end for place in named):
            continue
        before = next((place for place in named if place.end == word.start()), None)
        cities = [
            d
            for d in (before.divisions if before else ())
            if d.valid_to is None and (d.level == "city" or d.code in _MUNICIPALITIES)
        ]
        if before is not None and len(cities) == 1:
            rows.append((before.start, word.end(), Zone(before.name + word.group(), cities[0])))
    return rows


def leading_zone_class(text: str) -> str:
    """The zone's class that a text begins with, without a place: 高新区 of 高新区社会事业局; else ""."""
    found = _AFTER_CITY.match(text)
    return found.group() if found else ""


def is_zone_class(name: str) -> bool:
    """Is this the class word of a zone without its place: 高新区, 经济技术开发区?"""
    return _CLASS.fullmatch(name) is not None


def zone_word(text: str) -> str | None:
    """The zone that a phrase begins with or holds, as written, known or not: 凤泉湖高新区 of 凤泉湖高新区教育局."""
    leading = re.match(r"[\u4e00-\u9fff]{0,6}?(?:" + _CLASS.pattern + ")", text)
    found = leading or _CLASS.search(text)
    return found.group() if found else None
