"""西安博达 VSB: articles `/info/<tree>/<id>.htm`, lists `<column>.htm`, older pages `<column>/<n>.htm` counting DOWN.

Page 2 of 9 is `<column>/8.htm` and the oldest is `1.htm`, so the number of a page changes whenever a page is added;
the pager's own links are the only way that holds.
"""

import re
from functools import partial

from crawlers.families.base import Family, ListPage
from crawlers.families.paging import next_link, number_link
from crawlers.families.rows import rows_like

_ARTICLE = re.compile(
    r"/info/\d+/\d+\.html?$|/info/egovinfo/(?:[\w-]+/)+[^/]+\.html?$|/content\.jsp\?.*\bwbnewsid=\d+", re.I
)
_DOWN = re.compile(r"^(.*/)(\d+)(\.html?)$")


def _next_page(page: ListPage, rows: int) -> str | None:
    following = next_link(page) or number_link(page, page.number + 1)
    if following is not None or page.number == 1 or rows == 0:
        return following
    counted = _DOWN.match(page.url)
    return f"{counted[1]}{int(counted[2]) - 1}{counted[3]}" if counted and int(counted[2]) > 1 else None


FAMILY = Family(
    id="boda_vsb",
    label="西安博达 VSB (info/<tree>/<id>)",
    article=_ARTICLE,
    rows=partial(rows_like, _ARTICLE),
    next_page=_next_page,
    marks=(
        (re.compile(r"/info/\d{3,5}/\d{3,7}\.htm\b"), 2.5),
        (re.compile(r"v_news_content|vsb_content|_showDynClick|/system/_content/|visual ?site ?builder", re.I), 2.5),
        (re.compile(r"p_next_?d? p_fun|pb_sys_common"), 1.0),
    ),
)
