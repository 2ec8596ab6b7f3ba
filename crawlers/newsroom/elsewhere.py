"""Stories of the sites outside the sample city: each reports meetings of its own place, and neighbours repeat them."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from crawlers.newsroom.lexicon import place, places, read_toml
from crawlers.newsroom.plan import Drawing, Page
from crawlers.newsroom.sites import Site


def draw_elsewhere(drawing: Drawing, chosen: Sequence[Site]) -> None:
    """Fill the plan: always the site that has least, always its columns in turn."""
    turns: Counter[str] = Counter()
    begun, room = drawing.count, max(1, drawing.size - drawing.count)
    while drawing.count < drawing.size:
        own = min(chosen, key=lambda site: (turns[site.key] / site.share, chosen.index(site)))
        first, last = own.days or (drawing.today, drawing.today)
        done = (drawing.count - begun) / room
        drawing.today = first + timedelta(int((last - first).days * done))
        column = turns[own.key] % len(own.columns)
        turns[own.key] += 1
        _tell(drawing, own, column)


def _tell(drawing: Drawing, own: Site, column: int) -> None:
    rng = drawing.rng()
    assert own.division is not None, f"{own.key}: a site outside the city has a division"
    what, where = rng.choice(own.columns[column].tells), place(own.division)
    if what == "home":
        story = drawing.meeting(rng, where, where.level, where.name)
    elif what == "wide":
        there = rng.choice(places("wide"))
        story = drawing.meeting(rng, there, there.level, there.name)
    elif what == "school":
        unit = where.short + rng.choice(read_toml("places.toml")["schools"])
        story = drawing.meeting(rng, where, "school", unit)
    else:
        story = drawing.new(what, where, "", where.name, drawing.today)
    page = drawing.page(rng, own.key, column, story, "original", None, 0)
    if page is not None and what == "home":
        _echo(drawing, own, page, rng)


def _echo(drawing: Drawing, own: Site, page: Page, rng: random.Random) -> None:
    for echo in own.echoes:
        if rng.random() < echo.chance:
            how = rng.choice(echo.how)
            of = page if how in ("repost", "truncated", "edited") else None
            drawing.page(rng, echo.site, echo.column, page.story, how, of, rng.randint(0, 2))
