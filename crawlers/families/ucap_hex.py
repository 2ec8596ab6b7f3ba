"""开普 UCAP: articles `/<column>/YYYYMM/<32 hex>.shtml`, lists `list.shtml`, then `list_2.shtml`; or JSON by channel.

The pager is a script call whose first argument is an element, the current page counts from 1:
`createPageHTML('page_div', 25, 1, 'list', 'shtml', 370)`.
"""

import re
from collections.abc import Sequence

from crawlers.families.base import Family, ListPage, Row
from crawlers.families.json_rows import json_of, rows_in_json
from crawlers.families.paging import next_link, numbered, with_query
from crawlers.families.rows import rows_like
from crawlers.urls import canonical_url

_ARTICLE = re.compile(
    r"/\d{6}/[0-9a-f]{32}\.shtml$|/\d{4}/\d{1,2}/\d{1,2}/[0-9a-f]{32}\.shtml$|/\d{8}/[0-9a-f]{32}(?:/c)?\.html$|"
    r"/c\d+/content\.html$"
)
_PAGER = re.compile(
    r"createPageHTML\s*\(\s*[\"'][^\"']*[\"']\s*,\s*(?P<pages>\d+)\s*,\s*(?P<current>\d+)\s*,\s*[\"'](?P<stem>[^\"']+)[\"']"
    r"\s*,\s*[\"'](?P<ext>\w+)[\"']"
)


def _rows(page: ListPage) -> Sequence[Row]:
    if page.text.lstrip().startswith("{"):
        return rows_in_json(json_of(page.text), page)
    return rows_like(_ARTICLE, page)


def _next_page(page: ListPage, rows: int) -> str | None:
    if pager := _PAGER.search(page.text):
        following = int(pager["current"]) + 1
        if following > int(pager["pages"]):
            return None
        return canonical_url(f"{pager['stem']}_{following}.{pager['ext']}", page.url)
    if rows == 0:
        return None
    if "/common/search/" in page.url:
        return with_query(page.url, page=page.number + 1)
    return next_link(page) or numbered(page.start, page.number + 1, first=2, index="list.shtml")


FAMILY = Family(
    id="ucap_hex",
    label="开普 UCAP (YYYYMM/<32 hex>.shtml)",
    article=_ARTICLE,
    rows=_rows,
    next_page=_next_page,
    marks=(
        (re.compile(r"/\d{6}/[0-9a-f]{32}\.shtml"), 3.0),
        (re.compile(r"UCAP-?CONTENT|cmspro_document|ucap", re.I), 2.5),
    ),
)
