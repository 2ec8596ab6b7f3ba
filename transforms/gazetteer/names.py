"""Names of divisions in running text, and the divisions that a name can mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from transforms.gazetteer.divisions import Division, all_divisions, as_of, by_code, is_within
from transforms.language import WordIndex
from transforms.remembering import remembered


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a text: `text[start:end]`, whether it is the full name, and all divisions that bear it.

    A short name is weak evidence: 朝阳, 和平 and 东方 are divisions and words. Who knows the context decides.
    """

    start: int
    end: int
    name: str
    full: bool
    divisions: tuple[Division, ...]


@cache
def _bearers() -> dict[str, tuple[bool, tuple[Division, ...]]]:
    """Name -> (is a full name, divisions): those in force first, then by code. A full name hides equal short names."""
    full: dict[str, dict[str, Division]] = {}
    short: dict[str, dict[str, Division]] = {}
    for division in all_divisions():  # oldest first: a later row of the same code replaces the earlier
        full.setdefault(division.name, {})[division.code] = division
        for name in division.short_names:
            short.setdefault(name, {})[division.code] = division

    def order(rows: Iterable[Division]) -> tuple[Division, ...]:
        rank = {"province": 0, "city": 1, "county": 2}
        return tuple(sorted(rows, key=lambda d: (d.valid_to is not None, rank[d.level], d.code)))

    table = {name: (False, order(rows.values())) for name, rows in short.items()}
    table.update({name: (True, order(rows.values())) for name, rows in full.items()})
    return table


@cache
def _index() -> WordIndex:
    return WordIndex(_bearers())


_LABEL = 400
"""Characters: a longer text is a body, and asked for once."""
_BEFORE_A_NAME = frozenset("省市区州盟县旗年月日时午晚在于和与及赴到讯往向对从自、由给等去来把为")


_OF_A_COUNTY = frozenset("直级属域里内城乡")  # 县直, 县级: 和 before them joins two parts


def _begins(before: str) -> bool:
    """Can a name of two characters begin after this one?"""
    return before in _BEFORE_A_NAME or not "\u4e00" <= before <= "\u9fff"


def named_in(text: str, *, full_only: bool = False) -> list[Named]:
    """All names of divisions in a text, left to right, the longest at each place, without overlaps. Linear time.

    A full name of two characters counts only where a name can begin: after a mark, a place, a day or a preposition.
    """
    return list(_named_again(text, full_only) if len(text) <= _LABEL else _named_in(text, full_only))


@remembered(512)  # headlines, units, sites: asked for by several readers, and the same on many pages
def _named_again(text: str, full_only: bool) -> tuple[Named, ...]:
    return tuple(_named_in(text, full_only))


def _named_in(text: str, full_only: bool) -> list[Named]:
    bearers, found = _bearers(), []
    end = 0
    for at, names in _index().beginnings(text):
        if at < end:
            continue
        for name in names:
            if text.startswith(name, at):
                is_full, divisions = bearers[name]
                if is_full and len(name) == 2 and at > end and not _begins(text[at - 1]):
                    continue  # 召开县域 and 主任县长 do not name 开县 and 任县
                if name == "和县" and text[at + 2 : at + 3] in _OF_A_COUNTY:
                    continue  # 各乡镇（办事处）和县直各单位
                if is_full or not full_only:
                    found.append(Named(at, at + len(name), name, is_full, divisions))
                    end = at + len(name)
                    break
    return found


def resolve(name: str, within: str | None = None, on: str | None = None) -> list[Division]:
    """Divisions that a full or short name can mean, best first.

    `within` (a code) keeps those in that province, city or county; `on` (an ISO day) turns each into what it was on
    that day and puts those whose name was in force then first. An unknown name gives an empty list.
    """
    _, rows = _bearers().get(name, (False, ()))
    kept = [d for d in rows if within is None or is_within(d, within) or _once_within(d, within)]
    if on is None:
        return kept
    # A row that bore the name on that day first; then what others were by then; each code once.
    dated = [d for d in (as_of(d, on) for d in kept) if d.in_force(on)]
    dated.sort(key=lambda d: name != d.name and name not in d.short_names)
    return list({d.code: d for d in dated}.values()) or kept


def _once_within(division: Division, code: str) -> bool:
    """Its successor lies there: 寿县 was run by 六安 until 2015 and is by 淮南 since."""
    after = by_code(division.successor) if division.successor else None
    return after is not None and is_within(after, code)


def names_with(characters: Iterable[str]) -> frozenset[str]:
    """Full and short names that hold one of these characters, for who must protect them (乾安县 from 干安县)."""
    wanted = frozenset(characters)
    return frozenset(name for name in _bearers() if not wanted.isdisjoint(name))
