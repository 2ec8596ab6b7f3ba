"""Document libraries: `/doc/<id>.html` and kin, lists `/list/<category>_<n>.html`. Speeches and samples, not news."""

import re
from functools import partial

from crawlers.families.base import Family, ListPage
from crawlers.families.paging import has_pager_end, next_link
from crawlers.families.rows import rows_like
from crawlers.urls import canonical_url

_ARTICLE = re.compile(r"/(?:doc|docdown)/\d+\.html$|/p-\d+\.html$|/wen/\d+/\d+\.html$")
_COUNTED = re.compile(r"^(?P<stem>.*?/list/[^/]+?)[_-](?P<number>\d+)(?P<ext>\.s?html?)$")


def _next_page(page: ListPage, rows: int) -> str | None:
    if (url := next_link(page)) is not None:
        return url
    if rows == 0 or has_pager_end(page):
        return None
    if counted := _COUNTED.match(page.url):
        return f"{counted['stem']}_{int(counted['number']) + 1}{counted['ext']}"
    plain = re.match(r"^(?P<stem>.*/list/[^/_]+)(?P<ext>\.s?html?)$", page.url)
    return canonical_url(f"{plain['stem']}_2{plain['ext']}") if plain else None


FAMILY = Family(
    id="doclib",
    label="document library",
    article=_ARTICLE,
    rows=partial(rows_like, _ARTICLE),
    next_page=_next_page,
    marks=(
        (re.compile(r"下载(?:全文|文档)|会员|范文"), 0.7),
        (re.compile(r'href="[^"]*/doc/\d+\.html'), 1.0),
    ),
)
