"""The whole plan: the sample city first, then the sites elsewhere."""

from collections.abc import Collection

from crawlers.newsroom.city import City
from crawlers.newsroom.elsewhere import draw_elsewhere
from crawlers.newsroom.plan import Drawing, Plan
from crawlers.newsroom.sites import sites

CITY_SHARE = 0.5


def make_plan(seed: int, size: int, only: Collection[str]) -> Plan:
    """The plan of `size` pages on the sites named by `only`."""
    drawing = Drawing(seed, size, frozenset(only))
    chosen = [site for site in sites() if site.key in drawing.only]
    others = [site for site in chosen if not site.is_core]
    if len(others) < len(chosen):
        City(drawing, round(size * CITY_SHARE) if others else size).run()
    if others:
        draw_elsewhere(drawing, others)
    return drawing.finish()
