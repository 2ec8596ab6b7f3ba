"""Whose meeting it is: level, and province, city and county by their official names and code.

Evidence, strongest first: a place in the convener or the meeting's name; the level that its words say (全县, 市教育局)
together with what the site says of itself (site id code, registry, names of site, publisher and source); places that
the title and the body name; the furniture of the page. A county's meeting on a city's site is the county's. Codes and
names are those of the day of the meeting. A development zone has no code: it has that of the city around it, and its
own name as county. What stays open is null.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from transforms.gazetteer import (
    Division,
    Named,
    Zone,
    as_of,
    by_code,
    chain,
    counties_with,
    is_within,
    resolve,
    towns_in,
    zones_in,
)
from transforms.gazetteer.zones import zone_word
from transforms.meeting.evidence import GENERIC, Evidence, gather, place_in, site_from_surroundings
from transforms.meeting.facts import PageFacts
from transforms.meeting.hosts import read_in_host
from transforms.meeting.scope import Said, Scope, first_scope, scope_of
from transforms.record import Jurisdiction, MeetingLevel
from transforms.remembering import remembered

_LEVEL_OF_SCOPE: dict[Scope, MeetingLevel] = {
    "national": "national", "province": "province", "city_word": "city", "prefecture": "city", "county": "county",
    "district": "county", "banner": "county", "zone": "county", "town": "town", "school": "school",
}  # fmt: skip
_CORPS: Jurisdiction = {"code6": None, "province": "新疆维吾尔自治区", "city": None, "county": None}  # no division
_ANY_ZONE = frozenset(["园区", "开发区", "示范区", "合作区", "管理区"])
NOWHERE: Jurisdiction = {"code6": None, "province": None, "city": None, "county": None}


@remembered(512)
def _zone_in(text: str) -> Zone | None:
    found = zones_in(text)
    return found[0][2] if found else None


def _fits(division: Division, scope: Scope) -> bool:
    """Can 全县, 全区, 全市 … mean this division?"""
    name = division.name
    if scope == "province":
        return division.level == "province"
    if scope == "prefecture":
        return division.level == "city" and name.endswith(("州", "盟", "地区"))
    if scope == "city_word":
        return name.endswith("市") and (division.level != "province" or division.code[:2] in ("11", "12", "31", "50"))
    if scope == "county":
        return division.level == "county" and name.endswith("县")
    if scope == "banner":
        return division.level == "county" and name.endswith("旗")
    if scope == "district":
        return (division.level == "county" and name.endswith("区")) or name.endswith("自治区")
    return division.level == "county"


def _by_scope(scope: Scope, evidence: Evidence, on: str | None) -> Division | None:
    """The division that a bare level word means on this page, as things stood on the day: 全县 in 祁阳 of 2012."""
    site = as_of(evidence.site, on) if evidence.site is not None and on else evidence.site
    if site is not None:
        if _fits(site, scope) and not (evidence.over_counties and site.level == "county" and scope == "city_word"):
            return site
        above = chain(site)
        if scope in ("city_word", "prefecture", "province"):
            for division in (above.city, above.province):
                if division and _fits(division, scope):
                    return division
    fitting = []
    for code in evidence.with_parents():
        now = by_code(code)
        then = as_of(now, on) if now is not None and on else now
        if now is None or then is None or not _fits(then, scope):
            continue
        if site is None or is_within(then, site.code) or site.level == "county":
            fitting.append((evidence.support(now), then))
    fitting.sort(key=lambda row: (-row[0], row[1].code))
    # 全州教育工作会议在康定召开: few divisions are prefectures, so that one short name of a county tells which.
    enough = 0.15 if scope == "prefecture" else 0.3
    if fitting and fitting[0][0] >= enough and (len(fitting) == 1 or fitting[0][0] > fitting[1][0]):
        return fitting[0][1]
    return None


_LATE = timedelta(days=400)  # a yearly list shows a change up to so long after its decree


def _then(division: Division, on: str | None, written: str | None = None) -> Division:
    """The division as it was on the day.

    Where the text writes out its name, and the day is just outside the days of that name, the text knows better: the
    lists learn of a new district up to a year late.
    """
    if on is None or division.in_force(on):
        return division
    if written == division.name:
        day = date.fromisoformat(on)
        if division.valid_from and timedelta(0) <= date.fromisoformat(division.valid_from) - day <= _LATE:
            return division
    return as_of(division, on)


def _official(division: Division | None, on: str | None, written: str | None = None) -> Jurisdiction:
    if division is None:
        return NOWHERE.copy()
    division = _then(division, on, written)
    line = chain(division, on)
    return {
        "code6": division.code,
        "province": line.province.name if line.province else None,
        "city": line.city.name if line.city else None,
        "county": line.county.name if line.county else None,
    }


def _level(division: Division) -> MeetingLevel:
    return division.level


@dataclass(frozen=True, slots=True)
class Ownership:
    """Level and jurisdiction, and the division's name as it fills in for 我县 in the meeting's name."""

    level: MeetingLevel | None
    jurisdiction: Jurisdiction
    own_name: str | None


def ownership(convener: str, name: str, near: str, facts: PageFacts, on: str | None) -> Ownership:
    """Decide whose the meeting is that `convener` (may be "") held under `name`; `near` is the text that tells it."""
    evidence = gather(facts)
    said = scope_of(convener, name)
    if said and said.scope == "national":
        return Ownership("national", NOWHERE.copy(), None)
    for text in (convener, name):
        zone = _zone_in(text) if text else None
        named, _ = place_in(text, evidence) if text else (None, None)
        if zone and (named is None or is_within(named, zone.around.code) is False or named.level != "county"):
            return _of_zone(zone.name, zone.around, said, on)
    place: Division | None = None
    written: str | None = None
    open_name: Named | None = None
    for text in (convener, name):
        if text and place is None:
            place, found = place_in(text, evidence)
            written = found.name if found is not None and place is not None else None
            if place is None and found is not None and open_name is None:
                open_name = found
    scope = said.scope if said else None
    if place is None and evidence.site is None and facts.surroundings and not (open_name and open_name.full):
        evidence.site = site_from_surroundings(facts, evidence)
    if scope is None and place is None:
        scope = first_scope(near)
        if scope in ("national", "province") and evidence.site is not None and evidence.site.level != "province":
            scope = None
    if scope == "district" and place is None and _speaks_of_region(evidence, f"{facts.title or ''}\n{near}"):
        scope = "province"
    if place is None and evidence.site is None and facts.host and scope not in ("national", "province", "zone"):
        evidence.site = _site_of_host(facts.host, scope, evidence)
    if place is not None:
        return _of_place(place, written, said, scope, evidence, on)
    if evidence.zone is not None and scope in ("district", "zone"):
        return _of_zone(evidence.zone.name, evidence.zone.around, said, on)
    bearers = evidence.open_site if open_name is None and evidence.site is None else None
    if bearers is not None and (scope, bearers.name[-1]) in (("district", "区"), ("county", "县")):
        open_name = bearers
    if open_name is not None and open_name.full:
        namesake = _namesake(open_name, facts.body, evidence)
        if namesake is not None:
            return Ownership(_level(namesake), _official(namesake, on, open_name.name), open_name.name)
        county = open_name.name if all(d.level == "county" for d in open_name.divisions) else None
        return Ownership("county" if county else None, {**NOWHERE, "county": county}, open_name.name)
    if scope in ("town", "school", "zone") or scope is None:
        inner = first_scope(near) if scope in ("town", "school") else None
        around = evidence.site if evidence.site is not None and evidence.site.level == "county" else None
        if around is None and inner and inner not in ("national", "province"):
            around = _by_scope(inner, evidence, on)
        around = around or _of_town(convener, name, evidence) or _lead_place(near, evidence) or evidence.site
        if scope == "zone" and around is not None and around.level == "city":
            word = zone_word(convener) or zone_word(name) or zone_word(near[:200])
            word = None if word in _ANY_ZONE else word  # 园区各校: a zone, but which
            return Ownership("county", {**_official(around, on), "county": word}, word)
        level = _level(around) if around else None
        level = _LEVEL_OF_SCOPE[scope] if scope in ("town", "school") or (scope and level is None) else level
        own = said.town if said else None
        return Ownership(level, _official(around, on), own or (_name(around, on) if scope is None else None))
    if scope == "province" and (name.startswith("兵团") or convener.startswith(("兵团", "新疆生产建设兵团"))):
        return Ownership("province", _CORPS.copy(), None)
    division = (
        _by_scope(scope, evidence, on) or _by_towns(scope, facts.body, evidence, on) or _by_motto(scope, facts.body, on)
    )
    if division is None:
        level = "county" if scope == "city_word" and evidence.over_towns else _LEVEL_OF_SCOPE[scope]
        return Ownership(level, _official(_outer(scope, evidence), on), None)
    return Ownership(_level(division), _official(division, on), _name(division, on))


_OF_A_REGION = re.compile(r"各盟市|各(?:地州市|地、州、市|州市地)|自治区(?:党委|教育|纪委|人民政府|政府|副?主席)")


def _speaks_of_region(evidence: Evidence, near: str) -> bool:
    """Is 全区 an autonomous region's: its offices or its prefectures take part, and no district is named?"""
    if (evidence.site is not None and evidence.site.level == "county") or not _OF_A_REGION.search(near):
        return False
    named = (by_code(code) for code in evidence.weights)
    return not any(d is not None and d.level == "county" and d.name.endswith("区") for d in named)


def _site_of_host(host: str, scope: Scope | None, evidence: Evidence) -> Division | None:
    """The one place that the host's name can mean, by the level that the page speaks of and the provinces it names."""
    rows = read_in_host(host)
    provinces = {code[:2] for code in evidence.weights}
    near = [d for d in rows if d.code[:2] in provinces] if provinces else list(rows)
    fitting = [d for d in near if scope in (None, "town", "school") or _fits(d, scope)] or near
    return fitting[0] if len(fitting) == 1 else None


def _name(division: Division | None, on: str | None) -> str | None:
    if division is None:
        return None
    then = _then(division, on)
    city = chain(then, on).city
    return city.name + then.name if then.name in GENERIC and city else then.name


def _outer(scope: Scope, evidence: Evidence) -> Division | None:
    """What is known above an unknown county: the site's city or province."""
    site = evidence.site
    if site is None or scope not in ("county", "district", "banner", "zone"):
        return None
    return site if site.level != "county" else None


def _lead_place(near: str, evidence: Evidence) -> Division | None:
    place, _ = place_in(near[:200], evidence)
    return place


_TOWN = re.compile(r"[\u4e00-\u9fff]{1,7}?(?:镇|乡|街道|苏木)")


def _of_town(convener: str, name: str, evidence: Evidence) -> Division | None:
    """The county that has a town of this name, the site's city or the other evidence deciding between several."""
    for text in (convener, name):
        found = _TOWN.search(text)
        rows = counties_with(found.group()) if found else []
        if evidence.site is not None:
            rows = [d for d in rows if is_within(d, evidence.site.code)]
        if len(rows) == 1:
            return rows[0]
        ranked = sorted(((evidence.support(d), d.code, d) for d in rows), reverse=True)
        if len(ranked) > 1 and ranked[0][0] > ranked[1][0]:
            return ranked[0][2]
    return None


def _town_votes(body: str, evidence: Evidence) -> list[tuple[float, str]]:
    """Counties whose towns the text names, most votes first; a town that several counties have gives each a part."""
    votes: dict[str, float] = {}
    for town in dict.fromkeys(towns_in(body[:4000])):
        rows = counties_with(town)
        for division in rows:
            if evidence.site is None or is_within(division, evidence.site.code):
                votes[division.code] = votes.get(division.code, 0.0) + 1 / len(rows)
    return sorted(((vote, code) for code, vote in votes.items()), key=lambda row: (-row[0], row[1]))


def _by_towns(scope: Scope, body: str, evidence: Evidence, on: str | None) -> Division | None:
    """The county that 全县 means, by the towns that take part: asked where nothing else tells."""
    ranked = _town_votes(body, evidence)
    if not ranked or ranked[0][0] < 1 or (len(ranked) > 1 and ranked[1][0] > ranked[0][0] / 2):
        return None
    best = by_code(ranked[0][1])
    then = _then(best, on) if best is not None else None
    return then if then is not None and _fits(then, scope) else None


_COUNTY_OF_TWO = re.compile(r"[\u4e00-\u9fff]县(?=教育|人民|教师)")


def _by_motto(scope: Scope, body: str, on: str | None) -> Division | None:
    """The county of two characters whose 教育 the text speaks of twice (重振沁县教育, 推动沁县教育): asked last."""
    if scope != "county":
        return None
    said = _COUNTY_OF_TWO.findall(body)
    rows = [d for name in dict.fromkeys(said) if said.count(name) > 1 for d in resolve(name, on=on) if d.name == name]
    return rows[0] if len(rows) == 1 else None


def _namesake(open_name: Named, body: str, evidence: Evidence) -> Division | None:
    """Which of several 永定区 it is, by the towns of one of them in the text."""
    bearers = {division.code: division for division in open_name.divisions}
    return next((bearers[code] for _, code in _town_votes(body, evidence) if code in bearers), None)


def _of_zone(name: str, around: Division, said: Said | None, on: str | None) -> Ownership:
    level: MeetingLevel = said.scope if said and said.scope in ("town", "school") else "county"
    where = _official(around, on)
    if where["county"] is None:
        where = {**where, "county": name}
    return Ownership(level, where, name)


def _of_place(
    place: Division, written: str | None, said: Said | None, scope: Scope | None, evidence: Evidence, on: str | None
) -> Ownership:
    """A named place; a town or a school in it keeps its level, and lies in the site's county if the place is wider."""
    if scope in ("town", "school"):
        if place.level != "county" and evidence.site is not None and is_within(evidence.site, place.code):
            place = evidence.site
        return Ownership(_LEVEL_OF_SCOPE[scope], _official(place, on), said.town if said else None)
    return Ownership(_level(place), _official(place, on, written), _name(place, on))
