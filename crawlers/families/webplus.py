"""苏迪 WebPlus: articles `/YYYY/MMDD/c<column>a<id>/page.htm`, lists `list.htm`, then `list2.htm`."""

import re
from functools import partial

from crawlers.families.base import Family
from crawlers.families.paging import by_number
from crawlers.families.rows import rows_like

_ARTICLE = re.compile(r"/\d{4}/\d{4}/c\d+a\d+/page\.(?:htm|psp)$")


def _list_of(article: str) -> str | None:
    found = re.match(r"(https?://[^/]+(?:/[^/\d][^/]*)?)/\d{4}/\d{4}/c(\d+)a\d+/page\.htm$", article)
    return f"{found[1]}/{found[2]}/list.htm" if found else None


FAMILY = Family(
    id="webplus",
    label="苏迪 WebPlus (c<column>a<id>/page.htm)",
    article=_ARTICLE,
    rows=partial(rows_like, _ARTICLE),
    next_page=by_number(first=2, joint="", index="list.htm"),
    list_of=_list_of,
    marks=(
        (re.compile(r"/c\d+a\d+/page\.(?:htm|psp)"), 3.0),
        (re.compile(r"wp_articlecontent|wp_article_list|wp_paging|/_upload/tpl/"), 2.5),
    ),
)
