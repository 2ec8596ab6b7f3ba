"""A meeting as it happened, before anybody writes about it: name, day, venue, people, acts, what was demanded."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from crawlers.newsroom.lexicon import Place, Topic, invent_name, read_toml, topics

LEADING = "leading_group_meeting"


@dataclass(frozen=True, slots=True)
class Person:
    """An invented official or teacher; `title` as a full title string."""

    name: str
    title: str

    @property
    def short(self) -> str:
        """How a second mention may call the person: the name."""
        return self.name


@dataclass(frozen=True, slots=True)
class Point:
    """One demand: what follows 要, and the clauses that continue it (with the marks of points.txt)."""

    head: str
    tails: tuple[str, ...]


@dataclass(slots=True)
class Event:
    """What there is to report. `name` is what the meeting is called without its place in front."""

    place: Place
    level: str
    unit: str  # whose meeting it is: the place's name, a town, a school
    kind: str
    name: str
    day: date
    end_day: date | None
    time_of_day: str | None
    venue: str
    mode: str | None
    chair: Person
    leader: Person
    reporter: Person
    deputies: list[Person]
    present: list[Person]
    absent: Person
    principals: list[Person]
    schools: list[str]
    groups: list[str]
    leader_points: list[Point] = field(default_factory=list)
    report_points: list[Point] = field(default_factory=list)
    meeting_points: list[Point] = field(default_factory=list)
    awards: list[str] = field(default_factory=list)
    pledge: str = ""
    slogan: str = ""
    deploy_topics: list[str] = field(default_factory=list)
    exchange_topics: list[str] = field(default_factory=list)

    @property
    def scope(self) -> str:
        """全县, 全市, 全镇, 全校."""
        return {"town": "全镇", "school": "全校"}.get(self.level, "全" + self.place.letter)

    @property
    def bureau(self) -> str:
        """The education bureau as its own place calls it (县教育局)."""
        return self.place.letter + ("教育厅" if self.level == "province" else "教育局")


def meeting_kinds(month: int, level: str) -> list[str]:
    """Kinds of meeting that are held in this month at this level."""
    kinds = [LEADING, "promotion_meeting", "other", "symposium"]
    if month in (1, 2, 3, 4):
        kinds += ["annual_work_meeting"] * 5
    if month in (7, 8, 9):
        kinds += ["semiannual_work_meeting"] * 3
    if month == 9:
        kinds += ["commendation"] * 4
    if month in (2, 8):
        kinds += ["opening_term"] * 2
    if month in (5, 10, 11, 12):
        kinds += ["conference"] * 2
    if level == "school":
        return ["opening_term"] if month in (2, 8, 9) else ["annual_work_meeting", "other"]
    if level == "town":
        return [k for k in kinds if k in ("annual_work_meeting", "commendation", "other", "promotion_meeting")]
    return kinds


def meeting_name(rng: random.Random, kind: str, level: str, place: Place, day: date, serial: int = 0) -> str:
    """The name as its own place would print it, without the place's name in front.

    `serial` counts the meetings of this kind that the place has held in this year before.
    """
    year, letter = day.year, place.letter
    season = "春季" if day.month < 6 else "秋季"
    theme = rng.choice(read_toml("places.toml")["themes"])
    number = "一二三四五六七八九"[serial % 9]
    system = "教育系统" if level != "school" else ""
    names = {
        "annual_work_meeting": [
            f"{year}年教育工作会议",
            f"{year}年度教育工作会议",
            f"{year}年教育工作会议暨{theme}推进会",
            f"教育系统{year}年工作会议",
            "教育工作会议",
        ],
        "semiannual_work_meeting": [
            f"教育系统{year}年半年度工作会议",
            f"{year}年上半年教育工作总结会议",
            f"{year}年教育系统年中工作会议",
        ],
        LEADING: [
            f"{year}年{letter}委教育工作领导小组会议",
            f"{letter}委教育工作领导小组{year}年第{number}次会议",
            f"{letter}委教育工作领导小组第{number}次（扩大）会议",
        ],
        "conference": ["教育大会", f"{year}年教育大会", "教育高质量发展大会"],
        "commendation": [
            f"庆祝第{year - 1984}个教师节暨表彰大会",
            f"{year}年教师节表彰大会",
            f"{year}年优秀教师表彰大会",
        ],
        "promotion_meeting": [f"{theme}工作推进会", f"{year}年{theme}工作推进会", f"{theme}现场推进会"],
        "symposium": ["教育工作座谈会", f"{year}年教育工作座谈会", f"{theme}座谈会", "庆祝教师节座谈会"][
            : 4 if day.month == 9 else 3
        ],
        "opening_term": [f"{year}年{season}学期开学工作会议", f"{system}{year}年{season}开学工作会议"],
        "other": [
            f"{year}年高考备考工作会议",
            f"{year}年校园安全工作会议",
            "中小学校长工作会议",
            "教育系统党建工作会议",
            f"{theme}工作会议",
            f"{year}年{theme}工作会议",
        ],
    }[kind]
    if level == "school":
        names = [n for n in names if "校长" not in n and "系统" not in n and "高考" not in n] or names
        if kind == "opening_term":
            names = [f"{year}年{season}学期开学工作会议", f"{year}年{season}学期教职工大会"]
        elif kind == "annual_work_meeting":
            names = [f"{year}年度工作会议", f"{year}年教育教学工作会议"]
    if level == "town":
        names = [n for n in names if "系统" not in n]
    return rng.choice(names)


def pick_points(
    rng: random.Random, count: int, tails: tuple[int, int] = (1, 3), drawn: Sequence[Topic] | None = None
) -> list[Point]:
    """Draw demands of different topics (of `drawn`, if given), each with `tails` (fewest, most) further clauses."""
    points = []
    for topic in drawn or rng.sample(topics(), count):
        many = rng.randint(*tails)
        points.append(Point(rng.choice(topic.heads), tuple(rng.sample(topic.tails, min(many, len(topic.tails))))))
    return points


def _titles(level: str, place: Place) -> dict[str, list[str]]:
    words = read_toml("places.toml")["titles"]
    filled = {key: [place.fill(t) for t in options] for key, options in words.items()}
    if level == "province":
        swap = {"教育局": "教育厅", "局长": "厅长"}
        for key, options in filled.items():
            for old, new in swap.items():
                options = [t.replace(old, new) for t in options]
            filled[key] = options
    return filled


def person_of(rng: random.Random, where: Place, role: str) -> Person:
    """An invented person in this office of the place."""
    return Person(invent_name(rng), rng.choice(_titles(where.level, where)[role]))


def make_event(
    rng: random.Random,
    names: random.Random,
    where: Place,
    level: str,
    unit: str,
    day: date,
    kind: str,
    serial: int = 0,
) -> Event:
    """Invent a meeting of this kind on this day; `unit` is the place's name, or the town's or the school's.

    `rng` decides about everything but the persons' names, which come from `names`: two meetings on one template
    differ in place and persons only.
    """
    words, titles = read_toml("places.toml"), _titles(level, where)
    used: set[str] = set()
    held: set[str] = set()

    def person(*roles: str) -> Person:
        name = invent_name(names)
        while name in used:
            name = invent_name(names)
        used.add(name)
        options = [t for role in roles for t in titles[role]]
        free = [t for t in options if t not in held]  # an office has one holder
        title = rng.choice(free or options)
        held.add(title)
        return Person(name, title)

    if level == "school":
        leader, chair, reporter = person("principal"), person("vice_principal"), person("dean")
        deputies, present = [person("dean")], [person("vice_principal")]
        venues, groups = words["school_venues"], words["school_groups"]
    elif level == "town":
        leader, chair, reporter = person("town_secretary", "town_head"), person("town_deputy"), person("town_school")
        deputies, present = [person("town_deputy")], [person("town_deputy")]
        venues, groups = words["town_venues"], words["town_groups"]
    else:
        big = kind in ("annual_work_meeting", "conference", "commendation", LEADING)
        leader = person("party_secretary", "head", "standing") if big else person("vice_head", "standing")
        chair = person("vice_head", "standing") if big else person("bureau_head")
        reporter = person("bureau_head") if big else person("bureau_deputy")
        deputies = [person("bureau_deputy"), person("bureau_deputy")]
        present = [person("congress"), person("cppcc"), person("deputy_secretary", "standing")]
        venues, groups = words["venues"], words["groups"]
    second_title = deputies[0].title
    deputies = [Person(d.name, second_title) for d in deputies]
    schools = rng.sample(words["schools"], 4)
    counts = (rng.randint(3, 5), rng.randint(3, 5), rng.randint(2, 4))
    drawn = rng.sample(topics(), sum(counts))  # nobody repeats what another has said
    if level == "county" and where.letter != "旗":
        schools = [where.letter + s if "镇" not in s and rng.random() < 0.5 else where.short + s for s in schools]
    return Event(
        place=where,
        level=level,
        unit=unit,
        kind=kind,
        name=meeting_name(rng, kind, level, where, day, serial),
        day=day,
        end_day=day + timedelta(1) if kind == "conference" and rng.random() < 0.4 else None,
        time_of_day=rng.choice(["上午", "下午", "上午", "下午", "上午", "下午", "晚", None, None]),
        venue=where.fill(rng.choice(venues)),
        mode=rng.choice([None, None, None, "video", "hybrid", "split"]) if level in ("county", "city") else None,
        chair=chair,
        leader=leader,
        reporter=reporter,
        deputies=deputies,
        present=present,
        absent=Person(invent_name(names), titles["party_secretary"][0]),
        principals=[
            Person(person("principal").name, school + ("园长" if school.endswith("幼儿园") else "校长"))
            for school in schools[:2]
        ],
        schools=schools,
        groups=[where.fill(g) for g in rng.sample(groups, rng.randint(3, min(5, len(groups))))],
        leader_points=pick_points(rng, counts[0], drawn=drawn[: counts[0]]),
        report_points=pick_points(rng, counts[1], drawn=drawn[counts[0] : -counts[2]]),
        meeting_points=pick_points(rng, counts[2], (2, 3), drawn[-counts[2] :]),
        awards=rng.sample(words["awards"], 2),
        pledge=f"{unit}{day.year}年{rng.choice(words['pledges'])}",
        slogan=rng.choice(read_toml("slogans.toml")["names"]),
        deploy_topics=rng.sample(words["deploy_topics"], 2),
        exchange_topics=rng.sample(words["exchange_topics"], 3),
    )
