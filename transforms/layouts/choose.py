"""Which layouts to try on a page: the registry's family, then families by address, then by what the page holds."""

from collections.abc import Iterator
from datetime import date

from transforms.article.dates import SHANGHAI
from transforms.article.tree import Tree
from transforms.layouts.epaper import EpaperPage
from transforms.layouts.families import Family, families
from transforms.layouts.guangdong import GuangdongPage
from transforms.layouts.page_object import PageObject
from transforms.page import FetchedPage

_CLASSES: dict[str, type[PageObject]] = {"plain": PageObject, "guangdong": GuangdongPage, "epaper": EpaperPage}
# The layout of last resort: containers that many unrelated templates use.
_COMMON = "common"


def page_objects(page: FetchedPage, tree: Tree, source: str) -> Iterator[PageObject]:
    """The page through each layout worth trying, the likeliest first."""
    day: date | None = page.fetched_at.astimezone(SHANGHAI).date() if page.fetched_at else None
    for family in _candidates(page):
        for epoch in family.on(day):
            yield _CLASSES[family.page_object](tree, source, epoch)


def _candidates(page: FetchedPage) -> Iterator[Family]:
    known = families()
    named = known.get(page.source.family) if page.source and page.source.family else None
    if named:
        yield named
    if page.url:
        for family in known.values():
            if family is not named and family.owns(page.url):
                yield family
                break
    if _COMMON in known:
        yield known[_COMMON]
