"""School platforms on Yii: `index.php?r=portal/content/view&sid=<site>&id=<n>`, lists `…list&sid=&cid=&page=N`."""

import re
from functools import partial

from crawlers.families.base import Family
from crawlers.families.paging import by_query
from crawlers.families.rows import rows_like

_ARTICLE = re.compile(r"[?&]r=portal(?:/|%2F)content(?:/|%2F)view(?:&|$)", re.I)


def _list_of(article: str) -> str | None:
    found = re.match(r"(.*[?&]r=portal/content/)view(&sid=[^&]*)", article)
    return f"{found[1]}list{found[2]}" if found else None


FAMILY = Family(
    id="yii_portal",
    label="Yii school platform (portal/content)",
    article=_ARTICLE,
    rows=partial(rows_like, _ARTICLE),
    next_page=by_query("page"),
    list_of=_list_of,
    marks=((re.compile(r"[?&](?:amp;)?r=portal(?:/|%2F)content(?:/|%2F)(?:view|list)", re.I), 4.0),),
)
