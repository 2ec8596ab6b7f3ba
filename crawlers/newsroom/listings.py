"""How the sample sites list their articles: pages of markup, records in XML or JSON, feeds, issues of a paper.

A style answers the paths of its own columns' lists and None for any other path.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from urllib.parse import parse_qs, urlsplit

from crawlers.newsroom.layout import Link, list_html, row_html
from crawlers.newsroom.plan import Page
from crawlers.newsroom.sites import Column, Site

XML, JSON, HTML = "text/xml", "application/json", "text/html"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is to list: the site, its base URL, the pages of a column with the newest first, their links."""

    site: Site
    base: str
    entries: Callable[[Column], Sequence[Page]]
    link: Callable[[Page], Link]

    def pages(self, column: Column) -> int:
        """How many list pages a column has (one, if empty)."""
        return max(1, -(-len(self.entries(column)) // self.site.per_page))

    def links(self, column: Column, begin: int = 0, end: int | None = None) -> list[Link]:
        """The rows of a column from `begin` to before `end`."""
        return [self.link(entry) for entry in self.entries(column)[begin:end]]

    def page(self, column: Column, number: int) -> list[Link]:
        """The rows of list page `number`, from 1."""
        size = self.site.per_page
        return self.links(column, (number - 1) * size, number * size)

    def columns(self, style: str) -> list[Column]:
        """The columns that are listed in this style."""
        return [column for column in self.site.columns if self.site.style_of(column) == style]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list page: its text, the column that it belongs to, its number from 1, what it is."""

    text: str
    column: Column
    number: int = 1
    kind: str = HTML


def _html(shelf: Shelf, target: str) -> Sheet | None:
    """Numbered pages of markup, whichever way they count."""
    site = shelf.site
    for column in shelf.columns("html"):
        pages = shelf.pages(column)
        at = next((n for n in range(1, pages + 1) if site.list_path(column, n, pages) == target), 0)
        if at == 0 and target in [alias.format(column=column.path, site=site.number) for alias in site.aliases]:
            at = 1
        if at:
            return Sheet(list_html(site, column, shelf.page(column, at), at, pages), column, at)
    return None


def _datastore(site: Site, column: Column, head: str, links: Sequence[Link]) -> str:
    here = site.list_path(column)
    records = "".join(f"<record><![CDATA[\n{row_html(site, here, link)}]]></record>\n" for link in links)
    return f"<datastore>{head}<recordset>\n{records}</recordset></datastore>"


def _jpage(shelf: Shelf, target: str) -> Sheet | None:
    """大汉 jpage: the column's page holds its newest records as XML in a script, `dataproxy.jsp` the rest.

    An odd column is asked for by record numbers, an even one names the address of its next group beside the records.
    """
    site, parts = shelf.site, urlsplit(target)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    for column in shelf.columns("jpage"):
        total, size, by_number = len(shelf.entries(column)), site.per_page, int(column.path) % 2 == 1
        head = f"<totalrecord>{total}</totalrecord><totalpage>{shelf.pages(column)}</totalpage>"
        if target == site.list_path(column):
            head += "" if by_number or total <= size else _group(column, 1)
            setting = f"totalRecord:{total},perPage:{size},webid:7" + (",unitid:'31'" if by_number else "")
            stored = _datastore(site, column, head, shelf.links(column, 0, size))
            return Sheet(list_html(site, column, [], 1, 1, stored=stored, setting=setting), column)
        if parts.path.endswith("/dataproxy.jsp") and asked.get("columnid") == column.path:
            page = int(asked.get("page", 0))
            begin = int(asked["startrecord"]) - 1 if "startrecord" in asked else size * page
            end = int(asked["endrecord"]) if "endrecord" in asked else begin + size
            head += _group(column, page + 1) if page and end < total else ""
            return Sheet(_datastore(site, column, head, shelf.links(column, begin, end)), column, 2, XML)
    return None


def _group(column: Column, page: int) -> str:
    url = f"/module/web/jpage/dataproxy.jsp?page={page}&appid=1&webid=7&path=/&columnid={column.path}&unitid=31"
    return f'<nextgroup><![CDATA[<a href="{url}"></a>]]></nextgroup>'


def _unit(shelf: Shelf, target: str) -> Sheet | None:
    """大汉 JPaaS: the column's page tells the parameters with which a script asks for the other pages."""
    site, parts = shelf.site, urlsplit(target)
    for column in shelf.columns("unit"):
        if target == site.list_path(column):
            told = {"webId": "12", "pageId": column.path, "parseType": "bulidstatic", "pageType": "column"}
            query = "{" + ",".join(f"'{name}':'{value}'" for name, value in told.items()) + "}"
            return Sheet(list_html(site, column, shelf.page(column, 1), 1, 1, query=query), column)
        asked = parse_qs(parts.query)
        if parts.path.endswith("/page/build/unit") and asked.get("pageId") == [column.path]:
            number = int(json.loads(asked["paramJson"][0])["pageNo"])
            rows = "".join(row_html(site, site.list_path(column), link) for link in shelf.page(column, number))
            answer = {"success": True, "code": "200", "data": {"html": f"<ul>{rows}</ul>"}}
            return Sheet(json.dumps(answer, ensure_ascii=False), column, number, JSON)
    return None


def _gkmlpt(shelf: Shelf, target: str) -> Sheet | None:
    """The Guangdong disclosure platform: one list in JSON of whatever the site disclosed, `all/0`."""
    site, columns = shelf.site, shelf.columns("gkmlpt")
    if columns and target == site.list_path(columns[0]):
        return Sheet(list_html(site, columns[0], [], 1, 1), columns[0])
    found = re.fullmatch(r"/gkmlpt/api/all/0\?page=(\d+)&sid=(\d+)", target)
    if not found or found[2] != site.number:
        return None
    every = sorted((entry for each in columns for entry in shelf.entries(each)), key=_newest, reverse=True)
    number, size = int(found[1]), site.per_page
    shown = [shelf.link(entry) for entry in every[(number - 1) * size : number * size]]
    entries = [
        {
            "id": place,
            "title": link.title,
            "url": shelf.base + link.path,
            "post_url": shelf.base + link.path,
            "publisher": site.host_unit,
            "created_at": f"{link.published:%Y-%m-%d %H:%M:%S}",
            "date": int(link.published.timestamp()) if link.published else None,
            "abstract": "",
        }
        for place, link in enumerate(shown, start=1)
    ]
    answer = {"classify": {"id": 0, "post_count": len(every)}, "articles": entries}
    return Sheet(json.dumps(answer, ensure_ascii=False), columns[0], number, JSON)


def _newest(page: Page) -> tuple[datetime, int]:
    return page.published, page.number


def _search(shelf: Shelf, target: str) -> Sheet | None:
    """开普 UCAP: the list of a channel as JSON, page by page."""
    parts = urlsplit(target)
    for column in shelf.columns("search"):
        if parts.path == urlsplit(shelf.site.list_path(column)).path:
            number = int(parse_qs(parts.query).get("page", ["1"])[0])
            results = [
                {"title": link.title, "url": link.path, "publishedTimeStr": f"{link.published:%Y-%m-%d %H:%M:%S}"}
                for link in shelf.page(column, number)
            ]
            answer = {"code": 200, "data": {"total": len(shelf.entries(column)), "page": number, "results": results}}
            return Sheet(json.dumps(answer, ensure_ascii=False), column, number, JSON)
    return None


def _rss(shelf: Shelf, target: str) -> Sheet | None:
    for column in shelf.columns("rss"):
        if target == shelf.site.list_path(column):
            items = "".join(
                f"<item><title>{escape(link.title)}</title><link>{shelf.base}{link.path}</link>"
                f"<pubDate>{format_datetime(link.published) if link.published else ''}</pubDate></item>\n"
                for link in shelf.links(column)
            )
            head = f"<title>{shelf.site.name}</title><link>{shelf.base}/</link>"
            text = (
                f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{head}\n{items}</channel></rss>'
            )
            return Sheet(text, column, 1, XML)
    return None


def _sitemap(shelf: Shelf, target: str) -> Sheet | None:
    """An index of sitemaps, one part for each list page that there would be."""
    for column in shelf.columns("sitemap"):
        begin = '<?xml version="1.0" encoding="UTF-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        start, pages = shelf.site.list_path(column), shelf.pages(column)
        parts = [f"{start.removesuffix('.xml')}-{number}.xml" for number in range(1, pages + 1)]
        if target == start:
            locations = "".join(f"<sitemap><loc>{shelf.base}{part}</loc></sitemap>\n" for part in parts)
            return Sheet(f"{begin.format('sitemapindex')}{locations}</sitemapindex>", column, 1, XML)
        if target in parts:
            number = parts.index(target) + 1
            rows = "".join(
                f"<url><loc>{shelf.base}{link.path}</loc><lastmod>{link.day}</lastmod></url>\n"
                for link in shelf.page(column, number)
            )
            return Sheet(f"{begin.format('urlset')}{rows}</urlset>", column, number, XML)
    return None


def _paper(shelf: Shelf, target: str) -> Sheet | None:
    """A newspaper: each day its own pages (columns), which link one another; no day, no page.

    A page on which nothing of ours is printed that day is there all the same: advertisements.
    """
    site, columns = shelf.site, shelf.columns("paper")
    days = {entry.published.date(): entry.published for each in columns for entry in shelf.entries(each)}
    for day in days.values():
        for column in columns:
            here = site.list_path(column, day=day)
            if here != target:
                continue
            links = [shelf.link(each) for each in shelf.entries(column) if each.published.date() == day.date()]
            files = {each: site.list_path(each, day=day).rpartition("/")[2] for each in columns}
            nodes = "".join(f'<li><a id="pageLink" href="{file}">{c.trail[-1]}</a></li>' for c, file in files.items())
            areas = "".join(f'<area coords="1,1,90,90" shape="poly" href="{link.path}">' for link in links)
            filled = {"nodes": nodes, "areas": areas, "day": f"{day:%Y年%m月%d日}"}
            return Sheet(list_html(site, column, links, 1, 1, here, **filled), column)
    return None


Style = Callable[[Shelf, str], Sheet | None]
STYLES: dict[str, Style] = {
    "html": _html,
    "jpage": _jpage,
    "unit": _unit,
    "gkmlpt": _gkmlpt,
    "search": _search,
    "rss": _rss,
    "sitemap": _sitemap,
    "paper": _paper,
}


def sheet(shelf: Shelf, target: str) -> Sheet | None:
    """The list page at this path and query, None where there is none."""
    styles = dict.fromkeys(shelf.site.style_of(column) for column in shelf.site.columns)
    return next((found for style in styles if (found := STYLES[style](shelf, target))), None)
