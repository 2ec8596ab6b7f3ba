"""拓尔思 TRS WCM: `<column>/YYYYMM/tYYYYMMDD_<id>.html`, lists `index.html`, then `index_1.html` for page 2.

The pager is a script call: `createPageHTML(<pages>, <current from 0>, "<stem>", "<ext>")`. Old pages are often gone:
the server answers with a stub, which has no rows.
"""

import re
from functools import partial

from crawlers.families.base import Family, ListPage
from crawlers.families.paging import next_link, numbered
from crawlers.families.rows import rows_like
from crawlers.urls import canonical_url

_ARTICLE = re.compile(r"/(?:\d{6}/)?t(?:(?:19|20)\d{6}_)?\d+\.s?html?$")
_PAGER = re.compile(
    r"createPage(?:HTML)?\s*\(\s*(?P<pages>\d+)\s*,\s*(?P<current>\d+)\s*,\s*[\"'](?P<stem>[^\"']+)[\"']\s*,\s*"
    r"[\"'](?P<ext>\w+)[\"']"
)
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")


def _next_page(page: ListPage, rows: int) -> str | None:
    if pager := _PAGER.search(page.text):
        following = int(pager["current"]) + 1
        if following >= int(pager["pages"]):
            return None
        return canonical_url(f"{pager['stem']}_{following}.{pager['ext']}", page.url)
    if count := _COUNT.search(page.text):
        return numbered(page.start, page.number + 1, first=1) if page.number < int(count[1]) else None
    return next_link(page) or (numbered(page.start, page.number + 1, first=1) if rows else None)


def _list_of(article: str) -> str | None:
    found = re.match(r"(.*/)\d{6}/t[\d_]+\.s?html?$", article)
    return found[1] if found else None


FAMILY = Family(
    id="trs_wcm",
    label="拓尔思 TRS WCM (t-date)",
    article=_ARTICLE,
    rows=partial(rows_like, _ARTICLE),
    next_page=_next_page,
    list_of=_list_of,
    marks=(
        (re.compile(r"/\d{6}/t(?:19|20)\d{6}_\d+\.s?html?"), 3.0),
        (re.compile(r"\bcreatePageHTML\s*\("), 2.0),
        (re.compile(r"TRS_(?:Editor|UEDITOR)|trs_editor_view|trs_paper_default"), 2.0),
        (re.compile(r'src="\.?/?W0?20\d{14,}'), 1.0),
    ),
)
