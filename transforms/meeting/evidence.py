"""What a page says of places: by whom it is published, which divisions it names, and how much speaks for each."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from transforms.gazetteer import Division, Named, Zone, by_code, counties_with, is_within, named_in, zones_in
from transforms.meeting.facts import PageFacts
from transforms.meeting.lexicon import lexicon

_COUNTIES_ATTEND = re.compile(r"各(?:县|区县|旗县|县区|区（市）|市（县|市县|县（市|区、|市、区|辖市|市（区)|县市区")
_TOWNS_ATTEND = re.compile(r"各(?:镇|乡|街道)")
_TOWN_BEHIND = re.compile(r"[\u4e00-\u9fff]{1,4}?(?:镇|乡|街道)")  # 梅河口山城镇
GENERIC = frozenset({"城区", "郊区", "矿区", "新城区", "市中区", "开发区"})
"""Names of districts that are words as well."""


@dataclass(slots=True)
class Evidence:
    """Divisions that page and site name, by weight: what tells namesakes apart, and what 全县 alone can mean."""

    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    site: Division | None = None
    open_site: Named | None = None  # the site's own name, written out, where several counties bear it
    zone: Zone | None = None  # the site is a zone's own
    over_counties: bool = False  # counties take part: 全市 is a prefecture's even on a county-level city's site
    over_towns: bool = False  # towns take part, and no counties are named before them

    def add(self, division: Division, weight: float) -> None:
        self.weights[division.code] += weight

    def with_parents(self) -> list[str]:
        """The codes named, and those of what they belong to: a county in the text speaks for its city too."""
        codes = dict.fromkeys(self.weights)
        for code in list(codes):
            division = by_code(code)
            while division is not None and division.parent:
                codes[division.parent] = None
                division = by_code(division.parent)
        return list(codes)

    def support(self, division: Division) -> float:
        """How much speaks for this division: itself, and half of what speaks for those above or below it."""
        total = 0.0
        for code, weight in self.weights.items():
            if code == division.code:
                total += weight
            elif is_within(division, code):
                total += weight * (0.6 if not code.endswith("0000") else 0.3)
            elif division.level != "county" and inside(code, division.code):
                total += weight * 0.5
        return total


# 云上宜都讯（记者 张三）: whose medium it is
_DATELINE = re.compile(r"(?P<medium>(?!本)[\u4e00-\u9fff]{2,10}?)(?:网|融媒)?讯[ \u3000]{0,2}[（(]")


_REGION_OF_HOST = ((".mo", "820000"), (".hk", "810000"))


def inside(code: str, outer: str) -> bool:
    return code[:2] == outer[:2] if outer.endswith("0000") else code[:4] == outer[:4]


def _accepted(found: Named, text: str) -> bool:
    """A full name always, but the words among them; a short one where it stands alone or its words are beside it."""
    if found.full:
        return found.name not in GENERIC or found.start == 0
    if found.name == "全州":
        return False  # the whole prefecture, far more often than 全州县
    if len(found.name) > 2 and found.name[-1] in "县州旗":
        return True  # 张家川县, 黔西南州: short by the people's name alone
    words = lexicon()["places"]
    after = text[found.end : found.end + 2]
    if found.start == 0 and not after:
        return True
    if after in words["after_short_name"] or (after[1:] == "中" and after[0] in "一二三四五六七八九十"):
        return True
    if found.start >= 2 and text[found.start - 2 : found.start] in words["before_short_name"]:
        return True
    town = _TOWN_BEHIND.match(text, found.end)
    around = {d.code for d in counties_with(town.group())} if town is not None else set()
    if any(d.code in around for d in found.divisions):
        return True
    before = text[max(0, found.start - 1) : found.start]
    if found.start and before not in "，。、：（“ 市省区县州旗年日午在\n":
        return False
    return after[:1] in "召举县市区州旗全，、" or after[:1].isdigit()


def _side_by_side(found: Named, other: Named) -> bool:
    """江苏盐城: two short names, the second a place in the first, vouch for each other."""
    outer, inner = (found, other) if found.end == other.start else (other, found)
    return outer.end == inner.start and any(is_within(a, b.code) for a in inner.divisions for b in outer.divisions)


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
    rows = named_in(text)
    for found in rows:
        if not (accept_all or _accepted(found, text) or any(_side_by_side(found, other) for other in rows)):
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


def _of_a_site(found: Named, text: str) -> bool:
    """Is a short name in the name of a site a place? 中国庆元网 yes, 新华网 no."""
    words = lexicon()["places"]
    if found.name in words["not_of_a_site"]:
        return False
    before = text[max(0, found.start - 1) : found.start]
    if found.start == 0 or before in "省市区州·|-— 国" or text[found.end : found.end + 1] in "\n|-— ":
        return True
    return text.startswith(tuple(words["site_words"]), found.end)


def gather(facts: PageFacts) -> Evidence:
    """Weigh all places that the site, the title and the lead name."""
    evidence = Evidence()
    for code in (facts.division_code, facts.source_division_code):
        division = by_code(code) if code else None
        if division:
            evidence.add(division, 4.0)
            if evidence.site is None or (division.level == "county" and is_within(division, evidence.site.code)):
                evidence.site = division
    region = next((code for tail, code in _REGION_OF_HOST if (facts.host or "").endswith(tail)), None)
    if region is not None and evidence.site is None:
        evidence.site = by_code(region)
    dateline = _DATELINE.match(facts.body)
    medium = dateline["medium"] if dateline else None
    own = [facts.host_unit, facts.unit, facts.site_name, facts.source_name, facts.source_label, medium, *facts.column]
    texts = [t for t in own if t]
    for full_only in (True, False):
        for text in texts:
            for found in named_in(text):
                if found.full != full_only or found.name in GENERIC:
                    continue
                if not found.full and not _of_a_site(found, text):
                    continue
                division = _pick(found.divisions, evidence, evidence.site)
                if division is None:
                    if found.full and all(d.level == "county" for d in found.divisions):
                        evidence.open_site = evidence.open_site or found
                    continue
                evidence.add(division, 3.0 if found.full else 1.5)
                if evidence.site is None or (division.level != "province" and is_within(division, evidence.site.code)):
                    evidence.site = division
    for text in texts[: len(texts) - len(facts.column)]:
        zones = zones_in(text)
        if zones and (evidence.site is None or evidence.site.level != "county"):
            evidence.zone = zones[0][2]
            break
    if facts.address:
        place, _ = place_in(facts.address, evidence)
        if place is not None:
            evidence.add(place, 2.0)
            if evidence.site is None or is_within(place, evidence.site.code):
                evidence.site = place
    issued = lexicon()["places"]["icp"].get(facts.icp[0]) if facts.icp else None
    if issued:
        evidence.weights[issued + "0000"] += 0.4
    counties, towns = _COUNTIES_ATTEND.search(facts.body), _TOWNS_ATTEND.search(facts.body)
    evidence.over_counties = counties is not None and (towns is None or counties.start() < towns.start())
    evidence.over_towns = towns is not None and not evidence.over_counties
    title, lead = facts.title or "", facts.body[:400]
    for text, weight in ((title, 2.0), (lead, 1.0), (facts.body[400:1600], 0.3)):
        for found in named_in(text):
            if not _accepted(found, text):
                continue
            alive = {d.code: d for d in found.divisions if d.valid_to is None} or {d.code: d for d in found.divisions}
            for division in alive.values():
                evidence.add(division, weight * (1.0 if found.full else 0.4) / len(alive))
    return evidence


def site_from_surroundings(facts: PageFacts, evidence: Evidence) -> Division | None:
    """Whose site it is by its furniture: the place that stands there most often, if one does. Asked last.

    来宾日报 in a foot or 遂昌县教育网欢迎您 above the crumbs says it; a list of all counties' sites says nothing.
    """
    votes: dict[str, float] = defaultdict(float)
    text = facts.surroundings
    for found in named_in(text):
        if found.name in GENERIC or not (found.full or _of_a_site(found, text)):
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
    inner = [vote for vote in ranked[1:] if best.level == "city" and inside(vote[0], best.code)]
    rivals = [vote for vote in ranked[1:] if not is_within(best, vote[0]) and vote not in inner]
    if rivals and rivals[0][1] >= ranked[0][1]:
        return None
    return by_code(inner[0][0]) if len(inner) == 1 and not rivals else best
