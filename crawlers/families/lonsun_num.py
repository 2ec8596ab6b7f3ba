"""龙讯 Lonsun (安徽): articles `/<column>/…/<7-8 digits>.html`, lists `index.html`, `/content/column/<n>?pageIndex=2`.

The pager is a script: `Ls.pagination("#page", …"/content/column/6791573?pageIndex=" + …, {currPage: 1, pageCount: 9})`.
"""

import re
from functools import partial

from crawlers.families.base import Family, ListPage
from crawlers.families.paging import has_pager_end, next_link, number_link, with_query
from crawlers.families.rows import rows_like
from crawlers.urls import canonical_url

_ARTICLE = re.compile(r"/[a-z]\w{0,60}/(?:[\w-]{1,60}/){0,8}\d{6,9}\.html$|/content/article/\d+$")
_COLUMN = re.compile(r"/content/column/(\d{4,})|columnId[\"']?\s*[:=]\s*[\"']?(\d{4,})")

_LAST = re.compile(r"pageCount[\"']?\s*:\s*\(?[\"']?(\d+)")


def _next_page(page: ListPage, rows: int) -> str | None:
    if (following := next_link(page) or number_link(page, page.number + 1)) is not None:
        return following
    last = _LAST.search(page.text)
    if rows == 0 or has_pager_end(page) or (last is not None and page.number >= int(last[1])):
        return None
    if "pageIndex=" in page.url:
        return with_query(page.url, pageIndex=page.number + 1)
    column = _COLUMN.search(page.text)
    number = (column[1] or column[2]) if column else None
    return canonical_url(f"/content/column/{number}?pageIndex={page.number + 1}", page.url) if number else None


def _list_of(article: str) -> str | None:
    found = re.match(r"(https?://.+/)\d{6,9}\.html$", article)
    return f"{found[1]}index.html" if found else None


FAMILY = Family(
    id="lonsun_num",
    label="龙讯 Lonsun (<column>/<id>.html)",
    article=_ARTICLE,
    rows=partial(rows_like, _ARTICLE),
    next_page=_next_page,
    list_of=_list_of,
    marks=(
        (re.compile(r"j-fontContent|ls-article|\blonsun\b", re.I), 3.0),
        (re.compile(r"/content/column/\d{4,}"), 2.0),
        (re.compile(r"\bLs\.pagination\("), 2.0),
    ),
)
