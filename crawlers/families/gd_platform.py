"""The Guangdong platform: `<column>/content/post_<id>.html`, lists `index.html`, `index_2.html`, …"""

import re
from functools import partial

from crawlers.families.base import Family
from crawlers.families.paging import by_number
from crawlers.families.rows import rows_like

_ARTICLE = re.compile(r"/content/(?:m*post)_\d+\.s?html?$")


def _list_of(article: str) -> str | None:
    return re.sub(r"content/m*post_\d+\.s?html?$", "index.html", article) if _ARTICLE.search(article) else None


FAMILY = Family(
    id="gd_platform",
    label="Guangdong platform (content/post_N)",
    article=_ARTICLE,
    rows=partial(rows_like, _ARTICLE),
    next_page=by_number(first=2),
    list_of=_list_of,
    marks=(
        (re.compile(r"cloud\.gd\.gov\.cn|search\.gd\.gov\.cn|statistics\.gd\.gov\.cn"), 2.0),
        (re.compile(r"/content/m*post_\d+\.html"), 3.0),
        (re.compile(r"gkmlpt"), 0.5),
    ),
)
