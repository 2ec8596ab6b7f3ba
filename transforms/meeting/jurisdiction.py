"""Whose meeting it is: level, and province, city and county by their official names and code.

Evidence, strongest first: a place in the convener or the meeting's name; the level that its words say (全县, 市教育局)
together with what the site says of itself (site id code, registry, names of site, publisher and source); places that
the
title and the body name. A county's meeting on a city's site is the county's. What stays open is null.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from transforms.gazetteer import Division, Named, Zone, as_of, by_code, chain, is_within, named_in, zones_in
from transforms.gazetteer.zones import is_zone_class
from transforms.meeting.facts import PageFacts
from transforms.meeting.lexicon import lexicon
from transforms.meeting.scope import Said, Scope, first_scope, scope_of
from transforms.record import Jurisdiction, MeetingLevel

_COUNTIES_ATTEND = re.compile(r"各(?:县|区县|旗县|县区|区（市）|市（县|市县|县（市|区、|市、区|辖市|市（区)|县市区")
_TOWNS_ATTEND = re.compile(r"各(?:镇|乡|街道)")
_GENERIC = frozenset({"城区", "郊区", "矿区", "新城区", "市中区", "开发区"})  # names of districts, and words
_LEVEL_OF_SCOPE: dict[Scope, MeetingLevel] = {
    "national": "national", "province": "province", "city_word": "city", "prefecture": "city", "county": "county",
    "district": "county", "banner": "county", "zone": "county", "town": "town", "school": "school",
}  # fmt: skip
NOWHERE: Jurisdiction = {"code6": None, "province": None, "city": None, "county": None}


@dataclass(slots=True)
class Evidence:
    """Divisions that page and site name, by weight: what disambiguates, and what fills in where the words only say
    全县."""

    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    site: Division | None = None
    over_counties: bool = False  # counties take part: 全市 is a prefecture's even on a county-level city's site
    over_towns: bool = False  # towns take part, and no counties

    def add(self, division: Division, weight: float) -> None:
        self.weights[division.code] += weight

    def support(self, division: Division) -> float:
        """How much speaks for this division: itself, and half of what speaks for those above or below it."""
        total = 0.0
        for code, weight in self.weights.items():
            if code == division.code:
                total += weight
            elif is_within(division, code):
                total += weight * (0.6 if not code.endswith("0000") else 0.3)
            elif division.level != "county" and _inside(code, division.code):
                total += weight * 0.5
        return total


def _inside(code: str, outer: str) -> bool:
    return code[:2] == outer[:2] if outer.endswith("0000") else code[:4] == outer[:4]


def _accepted(found: Named, text: str) -> bool:
    """A full name always (but not the words among them); a short one where it stands alone or before its own organs."""
    if found.full:
        return found.name not in _GENERIC or found.start == 0
    after = text[found.end : found.end + 2]
    if found.start == 0 and not after:
        return True
    if (
        after in _SAID_OF_A_PLACE
        or (after[1:] == "中" and after[0] in "一二三四五六七八九十")
        or (after == "高质" and found.start and text[found.start - 1] in "创动设造为力写进于")
    ):
        return True
    if text.startswith(_GLORY, max(0, found.start - 2)) and found.start >= 2:
        return True
    before = text[max(0, found.start - 1) : found.start]
    return (found.start == 0 or before in "，。、：（“ 市省区县州旗年日午在\n") and (
        after[:1] in "召举县市区州旗全，、" or after[:1].isdigit()
    )


# 奋力谱写监利教育新篇章, 铸就祁阳高考新辉煌: what press prose says before the short name of its own county.
_GLORY = ("谱写", "书写", "铸就", "开创", "打造", "建设", "推动", "助推", "助力", "加快", "奋进")
_SAID_OF_A_PLACE = frozenset(
    {
        "中学",
        "高考",
        "一中",
        "二中",
        "教育",
        "教体",
        "中小",
        "教师",
        "教科",
        "日报",
        "融媒",
        "新闻",
        "发布",
        "广电",
        "电视",
        "大地",
        "县委",
        "市委",
        "区委",
        "县教",
        "市教",
    }
)


def _pick(candidates: Iterable[Division], evidence: Evidence, near: Division | None) -> Division | None:
    """The candidate that lies in `near`, else the only one, else the best supported; None where nothing decides."""
    rows = list(candidates)
    if near is not None:
        inside = [d for d in rows if d.code != near.code and (is_within(d, near.code) or near.code == d.parent)]
        if inside:
            return inside[0]
    alive = [d for d in rows if d.valid_to is None]
    if len(alive) == 1 and len({d.code for d in rows if d.valid_to is None}) == 1:
        return alive[0]
    scored = sorted(
        ((evidence.support(d), d.valid_to is None, d) for d in rows), key=lambda s: (-s[0], not s[1], s[2].code)
    )
    if scored and scored[0][0] > 0 and (len(scored) == 1 or scored[0][0] > scored[1][0]):
        return scored[0][2]
    if len(rows) == 1:
        return rows[0]
    by_level = {d.level for d in alive}
    if alive and len(by_level) > 1 and len([d for d in alive if d.level == alive[0].level]) == 1:
        return alive[0]  # 吉林 is the province before the city
    return None


def place_in(text: str, evidence: Evidence, *, accept_all: bool = False) -> tuple[Division | None, Named | None]:
    """The most specific division that a phrase names, outer names deciding for inner ones (珠海市 before 斗门区)."""
    near: Division | None = None
    last: Named | None = None
    unsettled: Named | None = None
    for found in named_in(text):
        if not accept_all and not _accepted(found, text):
            continue
        division = _pick(found.divisions, evidence, near)
        if division is None:
            unsettled = unsettled or found
            continue
        if near is None or is_within(division, near.code) or division.parent == near.code:
            near, last = division, found
    if unsettled and (last is None or unsettled.start > last.start) and near is None:
        return None, unsettled
    return near, last


@lru_cache(maxsize=512)
def _zone_in(text: str) -> Zone | None:
    found = zones_in(text)
    return found[0][2] if found else None


_SITE_WORDS = (
    "网",
    "新闻",
    "日报",
    "晚报",
    "在线",
    "发布",
    "教育",
    "融媒",
    "电视",
    "人大",
    "政协",
    "先锋",
    "党建",
    "广播",
    "云",
    "时报",
    "之窗",
)


def _of_a_site(found: Named, text: str) -> bool:
    """Is a short name in the name of a site a place? 中国庆元网 yes, 新华网 no."""
    if found.name in lexicon()["places"]["not_of_a_site"]:
        return False
    before = text[max(0, found.start - 1) : found.start]
    return (
        found.start == 0
        or text[found.end : found.end + 1] in "\n|-— "
        or before in "省市区州·|-— 国"
        or text.startswith(_SITE_WORDS, found.end)
    )


def gather(facts: PageFacts) -> Evidence:
    """Weigh all places that the site, the title and the lead name."""
    evidence = Evidence()
    for code in (facts.division_code, facts.source_division_code):
        division = by_code(code) if code else None
        if division:
            evidence.add(division, 4.0)
            if evidence.site is None or (division.level == "county" and is_within(division, evidence.site.code)):
                evidence.site = division
    own = [facts.host_unit, facts.unit, facts.site_name, facts.source_name, facts.source_label, *facts.column]
    texts = [t for t in own if t]
    for full_only in (True, False):
        for text in texts:
            for found in named_in(text):
                if found.full != full_only or found.name in _GENERIC:
                    continue
                if not found.full and not _of_a_site(found, text):
                    continue
                division = _pick(found.divisions, evidence, evidence.site)
                if division is None:
                    continue
                evidence.add(division, 3.0 if found.full else 1.5)
                if evidence.site is None or (division.level != "province" and is_within(division, evidence.site.code)):
                    evidence.site = division
    if facts.address:
        place, _ = place_in(facts.address, evidence)
        if place is not None:
            evidence.add(place, 2.0)
            if evidence.site is None or is_within(place, evidence.site.code):
                evidence.site = place
    issued = lexicon()["places"]["icp"].get(facts.icp[0]) if facts.icp else None
    if issued:
        evidence.weights[issued + "0000"] += 0.4
    evidence.over_counties = _COUNTIES_ATTEND.search(facts.body) is not None
    evidence.over_towns = not evidence.over_counties and _TOWNS_ATTEND.search(facts.body) is not None
    title, lead = facts.title or "", facts.body[:400]
    for text, weight in ((title, 2.0), (lead, 1.0), (facts.body[400:1600], 0.3)):
        for found in named_in(text):
            if not _accepted(found, text):
                continue
            alive = {d.code: d for d in found.divisions if d.valid_to is None} or {d.code: d for d in found.divisions}
            for division in alive.values():
                evidence.add(division, weight * (1.0 if found.full else 0.4) / len(alive))
    return evidence


def _site_from_surroundings(facts: PageFacts, evidence: Evidence) -> Division | None:
    """Whose site it is by its furniture: the place that stands there most often, if one does. Asked last.

    来宾日报 in a foot or 遂昌县教育网欢迎您 above the crumbs says it; a list of all counties' sites says nothing.
    """
    votes: dict[str, float] = defaultdict(float)
    text = facts.surroundings
    for found in named_in(text):
        if found.name in _GENERIC or not (found.full or _of_a_site(found, text)):
            continue
        division = _pick(found.divisions, evidence, None)
        if division is not None and division.level != "province":
            votes[division.code] += 1.0 if found.full else 0.6
    if not votes or len(votes) > 12:
        return None
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    best = by_code(ranked[0][0])
    if best is None:
        return None
    inner = [vote for vote in ranked[1:] if best.level == "city" and _inside(vote[0], best.code)]
    rivals = [vote for vote in ranked[1:] if not is_within(best, vote[0]) and vote not in inner]
    if rivals and rivals[0][1] >= ranked[0][1]:
        return None
    return by_code(inner[0][0]) if len(inner) == 1 and not rivals else best


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
    for code in evidence.weights:
        now = by_code(code)
        then = as_of(now, on) if now is not None and on else now
        if now is None or then is None or not _fits(then, scope):
            continue
        if site is None or is_within(then, site.code) or site.level == "county":
            fitting.append((evidence.support(now), then))
    fitting.sort(key=lambda row: (-row[0], row[1].code))
    if fitting and fitting[0][0] >= 0.3 and (len(fitting) == 1 or fitting[0][0] > fitting[1][0]):
        return fitting[0][1]
    return None


def _official(division: Division | None, on: str | None) -> Jurisdiction:
    if division is None:
        return NOWHERE.copy()
    if on:
        division = as_of(division, on)
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
    """Decide level and jurisdiction of the meeting that `convener` (may be "") held under `name`; `near` is the
    lead."""
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
    open_name: Named | None = None
    for text in (convener, name):
        if text and place is None:
            place, found = place_in(text, evidence)
            if place is None and found is not None and open_name is None:
                open_name = found
    scope = said.scope if said else None
    if place is None and evidence.site is None and facts.surroundings and not (open_name and open_name.full):
        evidence.site = _site_from_surroundings(facts, evidence)
    if scope is None and place is None:
        scope = first_scope(near)
        if scope in ("national", "province") and evidence.site is not None and evidence.site.level != "province":
            scope = None
    if place is not None:
        return _of_place(place, said, scope, evidence, on)
    if open_name is not None and open_name.full:
        county = open_name.name if all(d.level == "county" for d in open_name.divisions) else None
        return Ownership("county" if county else None, {**NOWHERE, "county": county}, open_name.name)
    if scope in ("town", "school", "zone") or scope is None:
        inner = first_scope(near) if scope in ("town", "school") else None
        around = evidence.site if evidence.site is not None and evidence.site.level == "county" else None
        if around is None and inner and inner not in ("national", "province"):
            around = _by_scope(inner, evidence, on)
        around = around or _lead_place(near, evidence) or evidence.site
        if scope == "zone" and around is not None and around.level == "city":
            word = next((w for w in ("高新区", "经开区", "开发区") if w in convener + name + near[:200]), None)
            return Ownership("county", {**_official(around, on), "county": word}, word)
        level = _LEVEL_OF_SCOPE[scope] if scope in ("town", "school") else (_level(around) if around else None)
        own = said.town if said else None
        return Ownership(level, _official(around, on), own or (_name(around, on) if scope is None else None))
    division = _by_scope(scope, evidence, on)
    if division is None:
        level = "county" if scope == "city_word" and evidence.over_towns else _LEVEL_OF_SCOPE[scope]
        return Ownership(level, _official(_outer(scope, evidence), on), None)
    return Ownership(_level(division), _official(division, on), _name(division, on))


def _name(division: Division | None, on: str | None) -> str | None:
    if division is None:
        return None
    then = as_of(division, on) if on else division
    city = chain(then, on).city
    return city.name + then.name if then.name in _GENERIC and city else then.name


def _outer(scope: Scope, evidence: Evidence) -> Division | None:
    """What is known above an unknown county: the site's city or province."""
    site = evidence.site
    if site is None or scope not in ("county", "district", "banner", "zone"):
        return None
    return site if site.level != "county" else None


def _lead_place(near: str, evidence: Evidence) -> Division | None:
    place, _ = place_in(near[:200], evidence)
    return place


def _of_zone(name: str, around: Division, said: Said | None, on: str | None) -> Ownership:
    level: MeetingLevel = said.scope if said and said.scope in ("town", "school") else "county"
    where = _official(around, on)
    if where["county"] is None:
        where = {**where, "county": name}
    return Ownership(level, where, name)


def _of_place(place: Division, said: Said | None, scope: Scope | None, evidence: Evidence, on: str | None) -> Ownership:
    """A named place; a town or a school in it keeps its own level, and lies in the site's county if the place is
    wider."""
    if scope in ("town", "school"):
        if place.level != "county" and evidence.site is not None and is_within(evidence.site, place.code):
            place = evidence.site
        return Ownership(_LEVEL_OF_SCOPE[scope], _official(place, on), said.town if said else None)
    return Ownership(_level(place), _official(place, on), _name(place, on))


__all__ = ["Evidence", "Ownership", "gather", "is_zone_class", "ownership", "place_in"]
