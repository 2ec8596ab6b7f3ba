"""大汉 Hanweb jcms: articles `/art/Y/M/D/art_<column>_<id>.html`, lists `/col/col<column>/index.html`.

The column page carries its first rows as XML in a script: `<record><![CDATA[<li>…</li>]]></record>`. Older rows come
from `dataproxy.jsp`: as the next group, whose address stands beside the rows, else by record numbers, three pages of
rows a request, with unit and web numbers that the column page tells. The newer
JPaaS generation asks `…/page/build/unit` with the parameters of an attribute `queryData` and gets markup in JSON.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import lxml.html

from crawlers.families.base import Family, ListPage, Row
from crawlers.families.json_rows import json_of
from crawlers.families.paging import next_link, with_query
from crawlers.families.rows import rows_like
from crawlers.urls import canonical_url

_ARTICLE = re.compile(r"/art/(?:\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+|\d{4}/art_[0-9a-f-]{16,36})\.html$")
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.S)
_NEXT_GROUP = re.compile(r"<nextgroup>\s*<!\[CDATA\[\s*<a href=[\"']([^\"']+)[\"']", re.S)
_PROXY = re.compile(r"[\"'(]([^\"'()\s]*/module/[\w/]*jpage/dataproxy\.jsp)")
_TOTAL = re.compile(r"totalRecord[\"']?\s*[:=]\s*[\"']?(\d+)|<totalrecord>(\d+)</totalrecord>", re.I)
_PER_PAGE = re.compile(r"perPage[\"']?\s*[:=]\s*[\"']?(\d+)", re.I)
_NUMBER = r"{}[\"']?\s*[:=]\s*[\"']?(\d+)"
_QUERY_DATA = re.compile(r"queryData\s*=\s*\"([^\"]*)\"", re.I)
_UNIT_URL = re.compile(r"[\"'](/[^\"']*/page/build/unit)[\"'?]")


def _rows(page: ListPage) -> Sequence[Row]:
    records = _RECORD.findall(page.text)
    markup = "".join(f"<div>{record}</div>" for record in records) or _from_json(page.text)
    if not markup:
        return rows_like(_ARTICLE, page)
    return rows_like(_ARTICLE, replace(page, tree=lxml.html.document_fromstring(f"<body>{markup}</body>")))


def _from_json(text: str) -> str:
    if not text.lstrip().startswith("{"):
        return ""
    answer = json_of(text)
    data = answer.get("data") if isinstance(answer, dict) else None
    return str(data.get("html") or "") if isinstance(data, dict) else ""


def _next_page(page: ListPage, rows: int) -> str | None:
    if rows == 0:
        return None
    if "dataproxy.jsp" in page.url:
        return _after(page, rows)
    if "/page/build/unit" in page.url:
        given = json.loads(parse_qs(urlsplit(page.url).query)["paramJson"][0])
        return with_query(
            page.url, paramJson=json.dumps(given | {"pageNo": given["pageNo"] + 1}, separators=(",", ":"))
        )
    return _group(page) or _proxy(page, rows) or _unit(page, rows) or next_link(page)


def _proxy(page: ListPage, rows: int) -> str | None:
    """The request for the rows after those of the column page."""
    unit, total = re.search(_NUMBER.format("unitid"), page.text, re.I), _total(page.text)
    column = re.search(r"/col/col(\d+)/", page.url) or re.search(_NUMBER.format("columnid"), page.text, re.I)
    if not unit or not column or (total is not None and total <= rows):
        return None
    found = _PROXY.search(page.text)
    per_page = int(found_size[1]) if (found_size := _PER_PAGE.search(page.text)) else 15
    web, kind = (re.search(_NUMBER.format(name), page.text, re.I) for name in ("webid", "sourceContentType"))
    query = {
        "startrecord": rows + 1, "endrecord": rows + 3 * per_page, "perpage": per_page, "col": 1, "appid": 1,
        "webid": web[1] if web else 1, "path": "/", "columnid": column[1],
        "sourceContentType": kind[1] if kind else 1, "unitid": unit[1], "permissiontype": 0,
    }  # fmt: skip
    return canonical_url(
        f"{found[1] if found else '/module/web/jpage/dataproxy.jsp'}?{urlencode(query, safe='/')}", page.url
    )


def _after(page: ListPage, rows: int) -> str | None:
    query = parse_qs(urlsplit(page.url).query)
    if "endrecord" not in query or _group(page):
        return _group(page)
    first, last, total = int(query["startrecord"][0]), int(query["endrecord"][0]), _total(page.text)
    if (total is not None and last >= total) or rows < last - first + 1:
        return None
    return with_query(page.url, startrecord=last + 1, endrecord=2 * last - first + 1)


def _group(page: ListPage) -> str | None:
    """The address of the next group of rows, which the site itself writes beside the present one."""
    found = _NEXT_GROUP.search(page.text)
    return canonical_url(found[1].replace("&amp;", "&"), page.url) if found and found[1].strip() else None


def _unit(page: ListPage, rows: int) -> str | None:
    given, unit = _QUERY_DATA.search(page.text), _UNIT_URL.search(page.text)
    if not given:
        return None
    pairs = re.findall(r"(?<!\w)(\w+)'?\s*:\s*'?([^',}]*)", unescape(given[1]).replace('"', "'"))
    query = dict(pairs) | {"paramJson": json.dumps({"pageNo": 2, "pageSize": str(rows)}, separators=(",", ":"))}
    path = unit[1] if unit else "/api-gateway/jpaas-publish-server/front/page/build/unit"
    return canonical_url(f"{path}?{urlencode(query)}", page.url)


def _total(text: str) -> int | None:
    found = _TOTAL.search(text)
    return int(found[1] or found[2]) if found else None


def _list_of(article: str) -> str | None:
    found = re.match(r"(https?://[^/]+(?:/[^/]+)??)/art/\d{4}/\d{1,2}/\d{1,2}/art_(\d+)_\d+\.html$", article)
    return f"{found[1]}/col/col{found[2]}/index.html" if found else None


FAMILY = Family(
    id="hanweb",
    label="大汉 Hanweb jcms (art, col, dataproxy)",
    article=_ARTICLE,
    rows=_rows,
    next_page=_next_page,
    list_of=_list_of,
    marks=(
        (re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html"), 3.0),
        (re.compile(r"jpage/dataproxy\.jsp|<datastore>|jpaas-publish-server"), 2.5),
        (re.compile(r"大汉版通|Produced By 大汉|ContentStart"), 1.5),
    ),
)
