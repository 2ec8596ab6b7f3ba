"""Newspapers: one issue a day, one list page a printed page. There is no archive list, so days are counted down.

Two generations of 方正: `<root>/html/YYYY-MM/DD/node_<n>.htm` with `content_<id>.htm`, and
`<root>/pc/layout/YYYYMM/DD/node_01.html` with `con|content|cons/YYYYMM/DD/(content_|c)<id>.html`. A registry URL is any
such first page; its day is replaced. The day of an article is that of its issue.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from crawlers.families.base import Family, ListPage, Row
from crawlers.families.dates import date_in_url
from crawlers.families.rows import article_links, rows_like
from crawlers.urls import folder_of

_OLD = re.compile(r"/\d{4}-\d{2}/\d{2}/content_\d+(?:_\d+)?\.html?$")
_NEW = re.compile(r"/\d{6}/\d{2}/(?:content_|c)\d+\.html?$")
_OTHER = re.compile(
    r"/(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4}-\d{2}/\d{2})/\d+\.html?$|/news/\d+/\d+/\d+-\d+\.shtml$|news\.php\?id=\d+"
)
_DAYS = (
    (re.compile(r"/\d{4}-\d{2}/\d{2}/"), "/%Y-%m/%d/"),
    (re.compile(r"/\d{6}/\d{2}/"), "/%Y%m/%d/"),
    (re.compile(r"/\d{4}-\d{2}-\d{2}/"), "/%Y-%m-%d/"),
    (re.compile(r"/\d{8}/"), "/%Y%m%d/"),
    (re.compile(r"/\d{4}/\d{2}/\d{2}/"), "/%Y/%m/%d/"),
)


def issues(url: str, since: date, until: date) -> list[str]:
    """The first pages of the issues from `until` down to `since`, made from the URL of any one of them."""
    for shape, pattern in _DAYS:
        if shape.search(url):
            days = [until - timedelta(days=count) for count in range((until - since).days + 1)]
            return [shape.sub(day.strftime(pattern), url, count=1) for day in days]
    return [url]


def _rows(article: re.Pattern[str]) -> Callable[[ListPage], Sequence[Row]]:
    def rows(page: ListPage) -> Sequence[Row]:
        day = date_in_url(page.url, page.today)
        titled = {row.url: row for row in rows_like(article, page)}
        # Headlines stand in the page list and again in the image map; only the links decide what is an article.
        every = [titled.get(url, Row(url)) for url in article_links(article, page)]
        return [replace(row, listed_at=day) for row in every]

    return rows


def _other_pages(page: ListPage) -> Sequence[str]:
    own = folder_of(page.url)
    pages = article_links(re.compile(r"/node_\w+\.html?$|/node_\w+$"), page)
    return [url for url in pages if url.startswith(own)]


def _no_next(page: ListPage, rows: int) -> str | None:
    return None


def _family(id_: str, label: str, article: re.Pattern[str], *marks: tuple[re.Pattern[str], float]) -> Family:
    return Family(
        id=id_,
        label=label,
        article=article,
        rows=_rows(article),
        next_page=_no_next,
        starts=issues,
        more=_other_pages,
        by_day=True,
        marks=marks,
    )


OLD = _family(
    "epaper_founder",
    "newspaper, 方正 older (html/YYYY-MM/DD/content_)",
    _OLD,
    (re.compile(r"/?\d{4}-\d{2}/\d{2}/(?:content|node)_\d+|\bnode_\d+\.htm\b"), 2.0),
    (re.compile(r"founder-(?:content|title)|PagePicMap|ozoom|id=[\"']?pageLink", re.I), 2.5),
)
NEW = _family(
    "epaper_new",
    "newspaper, 方正 newer (pc/layout, YYYYMM/DD/c)",
    _NEW,
    (re.compile(r"/(?:layout|col|column)/\d{6}/\d{2}/node_\w+\.html"), 3.0),
    (re.compile(r"/(?:con|cons|content)/\d{6}/\d{2}/(?:content_|c)\d+\.html"), 3.0),
)
OTHER = _family("epaper_other", "newspaper, other makers", _OTHER)
