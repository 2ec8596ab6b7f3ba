"""Stories of the sample city: its portal, county, newspaper site and school report on one another's meetings."""

import random
from datetime import date, timedelta

from crawlers.newsroom.lexicon import place, places, read_toml
from crawlers.newsroom.other import KINDS
from crawlers.newsroom.plan import Drawing
from crawlers.newsroom.sites import sites

FIRST, LAST = date(2022, 1, 4), date(2024, 12, 20)
SPOTS = [(site.key, number) for site in sites() if site.is_core for number in range(len(site.columns))]
PORTAL, COUNTY, CITY = "441403", "441427", "441400"


class City:
    """Draws stories one after another until the city's sites have `size` pages."""

    def __init__(self, drawing: Drawing, size: int) -> None:
        self.drawing, self.size = drawing, size
        self._page, self._new, self._meeting = drawing.page, drawing.new, drawing.meeting

    def run(self) -> None:
        """Draw them; every column has something before any has much."""
        fed = 0
        drawing = self.drawing
        spots = [spot for spot in SPOTS if spot[0] in drawing.only]
        while drawing.count < self.size:
            rng = drawing.rng()
            drawing.today = FIRST + timedelta(int((LAST - FIRST).days * min(1.0, drawing.count / self.size)))
            due = spots[fed] if fed < len(spots) and drawing.count >= fed * self.size // len(spots) else None
            if due:
                fed += 1
                self._feed(rng, *due)
            else:
                self._story(rng)

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
        style = self.drawing.stories
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
        self._page(rng, site, column, self._new(kind, where, "", where.name, self.drawing.today), "original", None, 0)

    def _model(self, rng: random.Random, column: int | None = None) -> None:
        where = rng.choice(places("core"))
        story = self._new("model", where, "", where.name, self.drawing.today)
        column = rng.randint(0, 1) if column is None else column
        self._page(rng, "library", column, story, "original", None, 0)
