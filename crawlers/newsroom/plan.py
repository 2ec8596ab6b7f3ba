"""Which story is told on which page of which site, and when: light entries, sorted, without any text."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from crawlers.newsroom.event import meeting_kinds
from crawlers.newsroom.lexicon import Place, place, places, read_toml
from crawlers.newsroom.other import KINDS
from crawlers.newsroom.sites import sites

SHANGHAI = timezone(timedelta(hours=8))
FIRST, LAST = date(2022, 1, 4), date(2024, 12, 20)
SPOTS = [(site.key, number) for site in sites() for number in range(len(site.columns))]  # every column of every site
PORTAL, COUNTY, CITY = "441403", "441427", "441400"


@dataclass(frozen=True, slots=True)
class Story:
    """Something that happened (or a text that was written): all that is needed to write about it."""

    index: int
    kind: str  # a kind of meeting, a kind of other.KINDS, or `model`
    place: str  # division code
    level: str
    unit: str
    day: date
    style: int  # stories of one style are told in the same words
    serial: int = 0  # meetings of this kind that the unit has held in this year before

    @property
    def is_meeting(self) -> bool:
        return self.level != ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: which site and column, which story, and how it is told.

    `relation` is `original`, `reworded` (the same meeting in other words), `speech` (what its leader said), `repost`,
    `truncated` or `edited` (of page `of`); `number` is unique within the site.
    """

    site: str
    column: int
    number: int
    story: Story
    relation: str
    of: tuple[str, int] | None
    published: datetime


@dataclass(slots=True)
class Plan:
    """All pages of a newsroom, newest first in each list."""

    pages: dict[tuple[str, int], Page] = field(default_factory=dict)
    lists: dict[tuple[str, int], list[Page]] = field(default_factory=dict)


class Planner:
    """Draws stories one after another until there are enough pages; the same seed and size draw the same."""

    def __init__(self, seed: int, size: int) -> None:
        self.seed, self.size = seed, size
        self.plan = Plan()
        self.numbers: Counter[str] = Counter()
        self.held: Counter[tuple[str, str, int]] = Counter()
        self.days: set[tuple[str, str, date]] = set()
        self.count = 0
        self.stories = 0

    def run(self) -> Plan:
        """Draw the plan."""
        fed = 0
        while self.count < self.size:
            rng = random.Random(f"{self.seed}:plan:{self.stories}")
            due = SPOTS[fed] if fed < len(SPOTS) and self.count >= fed * self.size // len(SPOTS) else None
            if due:
                fed += 1
                self._feed(rng, *due)
            else:
                self._story(rng)
        for entry in self.plan.pages.values():
            self.plan.lists.setdefault((entry.site, entry.column), []).append(entry)
        for listed in self.plan.lists.values():
            listed.sort(key=lambda page: (page.published, page.number), reverse=True)
        return self.plan

    def _feed(self, rng: random.Random, site: str, column: int) -> None:
        """A story for this column, so that none stays empty in a small newsroom."""
        if (site, column) in (("portal", 2), ("county", 1)):
            self._town(rng, (site, column))
        elif site in ("portal", "county") and column < 3:
            self._home(rng, PORTAL if site == "portal" else COUNTY, site, column)
        elif site == "media":
            (self._city, self._twins, self._wide)[column](rng)
        elif (site, column) == ("school", 1):
            self._school(rng)
        elif site == "library":
            self._model(rng, column)
        else:
            self._other(rng, "convene" if column == 3 else "visit", (site, column))

    def _day(self) -> date:
        return FIRST + timedelta(int((LAST - FIRST).days * min(1.0, self.count / self.size)))

    def _new(self, kind: str, where: Place, level: str, unit: str, day: date, style: int | None = None) -> Story:
        serial = 0
        if level:
            # No two meetings of one kind of one unit on one day, as long as there are days: who could tell them apart?
            for _ in range(20):
                if (unit, kind, day) not in self.days:
                    break
                day += timedelta(1)
            self.days.add((unit, kind, day))
            serial = self.held[unit, kind, day.year]
            self.held[unit, kind, day.year] += 1
        style = self.stories if style is None else style
        story = Story(self.stories, kind, where.code6, level, unit, day, style, serial)
        self.stories += 1
        return story

    def _page(
        self, rng: random.Random, site: str, column: int, story: Story, relation: str, of: Page | None, delay: int
    ) -> Page | None:
        if self.count >= self.size:
            return None
        self.numbers[site] += rng.randint(1, 9)
        moment = datetime.combine(story.day, datetime.min.time(), SHANGHAI)
        base = of.published if of else moment + timedelta(days=1 if story.is_meeting else 0)
        when = base + timedelta(days=delay, hours=0 if of else rng.randint(8, 19), minutes=rng.randint(1, 59))
        entry = Page(site, column, self.numbers[site], story, relation, (of.site, of.number) if of else None, when)
        self.plan.pages[site, entry.number] = entry
        self.count += 1
        return entry

    def _story(self, rng: random.Random) -> None:
        draw = rng.random()
        if draw < 0.15:
            self._model(rng)
        elif draw < 0.45:
            self._other(rng)
        elif draw < 0.58:
            self._home(rng, PORTAL, "portal", 1)
        elif draw < 0.70:
            self._home(rng, COUNTY, "county", rng.choice([0, 0, 2]))
        elif draw < 0.76:
            self._city(rng)
        elif draw < 0.84:
            self._twins(rng)
        elif draw < 0.91:
            self._wide(rng)
        elif draw < 0.96:
            self._town(rng)
        else:
            self._school(rng)

    def _meeting(self, rng: random.Random, where: Place, level: str, unit: str, style: int | None = None) -> Story:
        """A meeting that has not been held yet this year: one annual meeting a place and year."""
        day = self._day()
        options = meeting_kinds(day.month, level)
        kind = rng.choice(options)
        for _ in range(12):
            if not self.held[unit, kind, day.year]:
                break
            kind = rng.choice(options)
        else:
            # A place holds one annual meeting a year; any number of meetings on this theme or that.
            kind = rng.choice(["promotion_meeting", "other", "symposium"]) if level != "school" else "other"
        return self._new(kind, where, level, unit, day, style)

    def _home(self, rng: random.Random, code: str, site: str, column: int) -> None:
        where = place(code)
        story = self._meeting(rng, where, "county", where.name)
        own = self._page(rng, site, column, story, "original", None, 0)
        if own and rng.random() < 0.55:
            self._page(rng, "media", 1, story, "reworded", None, rng.randint(0, 2))
        if own and site == "portal" and rng.random() < 0.15:
            self._page(rng, "portal", 1, story, "speech", None, rng.randint(1, 3))
        if own and site == "portal" and rng.random() < 0.6:
            relation = rng.choice(["repost", "repost", "truncated", "edited"])
            self._page(rng, "school", 0, story, relation, own, rng.randint(0, 4))
        if own and rng.random() < 0.2:
            self._page(rng, "media", 1, story, rng.choice(["repost", "edited"]), own, rng.randint(0, 2))

    def _city(self, rng: random.Random) -> None:
        where = place(CITY)
        story = self._meeting(rng, where, "city", where.name)
        own = self._page(rng, "media", 0, story, "original", None, 0)
        for site, column, chance in (("portal", 0, 0.6), ("county", 2, 0.6), ("school", 0, 0.4)):
            if own and rng.random() < chance:
                relation = rng.choice(["repost", "repost", "truncated", "edited", "reworded"])
                of = own if relation != "reworded" else None
                self._page(rng, site, column, story, relation, of, rng.randint(0, 3))

    def _twins(self, rng: random.Random) -> None:
        """Two places, one template: the same words about two meetings that must never be taken for one."""
        others = [p for p in places("core") if p.code6 not in (PORTAL, COUNTY, CITY)]
        style = self.stories
        first, second = rng.sample(others, 2)
        story = self._meeting(rng, first, "county", first.name, style)
        self._page(rng, "media", 1, story, "original", None, 0)
        if rng.random() < 0.7:
            twin = self._new(story.kind, second, "county", second.name, story.day, style)
            self._page(rng, "media", 1, twin, "original", None, rng.randint(0, 1))

    def _wide(self, rng: random.Random) -> None:
        where = rng.choice(places("wide"))
        story = self._meeting(rng, where, where.level, where.name)
        self._page(rng, "media", 2, story, "original", None, rng.randint(0, 2))

    def _town(self, rng: random.Random, spot: tuple[str, int] | None = None) -> None:
        site, column = spot or rng.choice([("portal", 2), ("county", 1)])
        where = place(PORTAL if site == "portal" else COUNTY)
        story = self._meeting(rng, where, "town", rng.choice(where.towns))
        self._page(rng, site, column, story, "original", None, 0)

    def _school(self, rng: random.Random) -> None:
        where = place(PORTAL)
        unit = rng.choice(read_toml("places.toml")["school_sites"])
        story = self._meeting(rng, where, "school", unit)
        self._page(rng, "school", 1, story, "original", None, 0)

    def _other(self, rng: random.Random, kind: str = "", spot: tuple[str, int] | None = None) -> None:
        kind = kind or rng.choice(KINDS)
        columns = {"news": [("school", 1), ("media", 0)], "interview": [("media", 0), ("media", 1)]}
        notices = ("exam", "recruit", "budget", "convene", "policy")
        spots = columns.get(kind) or (
            [("portal", 3), ("county", 3)] if kind in notices else [("portal", 0), ("county", 0), ("media", 1)]
        )
        site, column = spot or rng.choice(spots)
        code = {"portal": PORTAL, "county": COUNTY, "school": PORTAL}.get(site)
        where = place(code) if code else rng.choice(places("core")[1:])
        self._page(rng, site, column, self._new(kind, where, "", where.name, self._day()), "original", None, 0)

    def _model(self, rng: random.Random, column: int | None = None) -> None:
        where = rng.choice(places("core"))
        story = self._new("model", where, "", where.name, self._day())
        column = rng.randint(0, 1) if column is None else column
        self._page(rng, "library", column, story, "original", None, 0)


def make_plan(seed: int, size: int) -> Plan:
    """The plan of `size` pages."""
    return Planner(seed, size).run()
