"""红网 county sites: `/content/<site>/<two digits>/<id>.html`, until 2020 `/content/YYYY/MM/DD/<id>.html`.

Lists are `channel/<id>.html`, then `channel/<id>_2.html`.
"""

import re
from functools import partial

from crawlers.families.base import Family, ListPage
from crawlers.families.paging import has_pager_end, next_link, numbered, with_query
from crawlers.families.rows import rows_like

_ARTICLE = re.compile(r"/content/(?:\d{4,}/\d{2}|\d{4}/\d{2}/\d{2})/\d+\.html$")


def _next_page(page: ListPage, rows: int) -> str | None:
    if (url := next_link(page)) is not None:
        return url
    if rows == 0 or has_pager_end(page):
        return None
    if "page=" in page.url or page.params.get("paging") == "query":
        return with_query(page.start, page=page.number + 1)
    return numbered(page.start, page.number + 1, first=2)


FAMILY = Family(
    id="rednet_content",
    label="红网 county sites (content/<site>/<nn>/<id>)",
    article=_ARTICLE,
    rows=partial(rows_like, _ARTICLE),
    next_page=_next_page,
    marks=(
        (re.compile(r"/content/646\d{3}/\d{2}/\d+\.html"), 3.0),
        (re.compile(r"rednet\.cn"), 1.5),
        (re.compile(r"/channel/\d{3,}(?:_\d+)?\.html"), 1.0),
    ),
)
