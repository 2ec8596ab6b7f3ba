"""Which story is told on which page of which site, and when: light entries, sorted, without any text."""

import random
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from crawlers.newsroom.event import meeting_kinds
from crawlers.newsroom.lexicon import Place

SHANGHAI = timezone(timedelta(hours=8))
MOVED = 20  # days at most by which a meeting is put off for another of its kind
LATEST = timedelta(days=16 + MOVED)  # after the last day of its stories, a site still publishes what was told elsewhere


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


class Drawing:
    """A plan that is being drawn: stories and pages are added until there are enough. The same seed draws the same."""

    def __init__(self, seed: int, size: int, only: Collection[str]) -> None:
        self.seed, self.size, self.only = seed, size, only
        self.plan = Plan()
        self.numbers: Counter[str] = Counter()
        self.held: Counter[tuple[str, str, int]] = Counter()
        self.days: set[tuple[str, str, date]] = set()
        self.count = 0
        self.stories = 0
        self.today = date(2022, 1, 4)

    def rng(self) -> random.Random:
        """The dice of the next story."""
        return random.Random(f"{self.seed}:plan:{self.stories}")

    def finish(self) -> Plan:
        """Sort the pages into their lists."""
        for entry in self.plan.pages.values():
            self.plan.lists.setdefault((entry.site, entry.column), []).append(entry)
        for listed in self.plan.lists.values():
            listed.sort(key=lambda page: (page.published, page.number), reverse=True)
        return self.plan

    def new(self, kind: str, where: Place, level: str, unit: str, day: date, style: int | None = None) -> Story:
        """A story of its own; one that has a level is a meeting."""
        serial = 0
        if level:
            # No two meetings of one kind of one unit on one day, as long as there are days: who could tell them apart?
            for _ in range(MOVED):
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

    def page(
        self, rng: random.Random, site: str, column: int, story: Story, relation: str, of: Page | None, delay: int
    ) -> Page | None:
        """Tell the story on a page, `delay` days after it happened or after page `of`; None where there is no room."""
        if self.count >= self.size or site not in self.only:
            return None
        self.numbers[site] += rng.randint(1, 9)
        moment = datetime.combine(story.day, datetime.min.time(), SHANGHAI)
        base = of.published if of else moment + timedelta(days=1 if story.is_meeting else 0)
        when = base + timedelta(days=delay, hours=0 if of else rng.randint(8, 19), minutes=rng.randint(1, 59))
        entry = Page(site, column, self.numbers[site], story, relation, (of.site, of.number) if of else None, when)
        self.plan.pages[site, entry.number] = entry
        self.count += 1
        return entry

    def meeting(self, rng: random.Random, where: Place, level: str, unit: str, style: int | None = None) -> Story:
        """A meeting that has not been held yet this year: one annual meeting a place and year."""
        day = self.today
        options = meeting_kinds(day.month, level)
        kind = rng.choice(options)
        for _ in range(12):
            if not self.held[unit, kind, day.year]:
                break
            kind = rng.choice(options)
        else:
            # A place holds one annual meeting a year; any number of meetings on this theme or that.
            kind = rng.choice(["promotion_meeting", "other", "symposium"]) if level != "school" else "other"
        return self.new(kind, where, level, unit, day, style)
