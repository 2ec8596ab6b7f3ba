"""SiteServer: articles `/contents/<channel>/<id>.html`, lists `/channels/<channel>.html`, then `<channel>_2.html`."""

import re
from functools import partial

from crawlers.families.base import Family
from crawlers.families.paging import by_number
from crawlers.families.rows import rows_like

_ARTICLE = re.compile(r"/contents/\d+/\d+\.s?html?$")


def _list_of(article: str) -> str | None:
    found = re.match(r"(.*)/contents/(\d+)/\d+\.s?html?$", article)
    return f"{found[1]}/channels/{found[2]}.html" if found else None


FAMILY = Family(
    id="siteserver",
    label="SiteServer (contents, channels)",
    article=_ARTICLE,
    rows=partial(rows_like, _ARTICLE),
    next_page=by_number(first=2),
    list_of=_list_of,
    marks=(
        (re.compile(r"/contents/\d+/\d+\.s?html?"), 2.5),
        (re.compile(r"/channels/\d+\.html|siteserver|sitefiles/", re.I), 1.5),
    ),
)
