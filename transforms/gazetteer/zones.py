"""Development zones, new areas and corps divisions: places with a government but no code in GB/T 2260."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from transforms.gazetteer.divisions import Division, by_code, data_rows


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
    r"(?:高新技术产业|高新|高技术产业|经济技术|经济|工业|旅游|综合|现代产业)?(?:开发区|园区|度假区|示范区|管理区|合作区|实验区)"
    r"|高新区|经开区|新区|新城|特区"
)


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
            table.setdefault(spelling, Zone(name, around))
            for long, short in _SHORTER:
                if spelling.endswith(long):
                    table.setdefault(spelling.removesuffix(long) + short, Zone(name, around))
    for name, code in data_rows("corps.tsv"):
        around = by_code(code)
        assert around is not None, f"corps {name}: no division {code}"
        table[name] = Zone(name, around)
    return table


@cache
def _by_first_two() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for name in _zones():
        table.setdefault(name[:2], []).append(name)
    return {pair: tuple(sorted(names, key=len, reverse=True)) for pair, names in table.items()}


def zone_named(name: str) -> Zone | None:
    """The zone of a full or short name, None where it is not in the table."""
    return _zones().get(name)


def zones_in(text: str) -> list[tuple[int, int, Zone]]:
    """Known zones in a text: (start, end, zone), left to right, longest first, without overlaps."""
    index, zones, found, end = _by_first_two(), _zones(), [], 0
    for at, pair in enumerate(map("".join, pairwise(text))):
        if at < end or pair not in index:
            continue
        for name in index[pair]:
            if text.startswith(name, at):
                found.append((at, at + len(name), zones[name]))
                end = at + len(name)
                break
    return found


def is_zone_class(name: str) -> bool:
    """Is this the class word of a zone without its place: 高新区, 经济技术开发区?"""
    return _CLASS.fullmatch(name) is not None


def zone_word(text: str) -> str | None:
    """The zone that a phrase begins with or holds, as written, known or not: 凤泉湖高新区 of 凤泉湖高新区教育局."""
    leading = re.match(r"[\u4e00-\u9fff]{0,6}?(?:" + _CLASS.pattern + ")", text)
    found = leading or _CLASS.search(text)
    return found.group() if found else None
