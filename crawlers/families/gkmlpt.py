"""The Guangdong disclosure platform: lists are JSON, `/gkmlpt/api/all/<category>?page=N&sid=<site>`; 0 means all."""

import re
from collections.abc import Sequence

from crawlers.families.base import Family, ListPage, Row
from crawlers.families.json_rows import json_of, rows_in_json
from crawlers.families.paging import with_query
from crawlers.urls import canonical_url

_SID = re.compile(r"\bSID\s*:\s*[\"']?(\d+)")
_ARTICLE = re.compile(r"/gkmlpt/content/\d+/\d+/m*post_\d+\.html$")


def _rows(page: ListPage) -> Sequence[Row]:
    if not page.text.lstrip().startswith("{"):
        return []
    answer = json_of(page.text)
    return rows_in_json(answer.get("articles", []) if isinstance(answer, dict) else [], page)


def _next_page(page: ListPage, rows: int) -> str | None:
    return with_query(page.start, page=page.number + 1) if rows else None


def _more(page: ListPage) -> Sequence[str]:
    """From `/gkmlpt/index`, which tells the site's number, to the list of all categories."""
    sid = _SID.search(page.text)
    return [canonical_url(f"/gkmlpt/api/all/0?page=1&sid={sid[1]}", page.url)] if sid else []


FAMILY = Family(
    id="gkmlpt",
    label="Guangdong disclosure platform (gkmlpt, JSON)",
    article=_ARTICLE,
    rows=_rows,
    next_page=_next_page,
    more=_more,
    marks=((re.compile(r"/gkmlpt/(?:index|content|api)"), 1.0), (re.compile(r"window\._CONFIG\s*="), 2.5)),
)
