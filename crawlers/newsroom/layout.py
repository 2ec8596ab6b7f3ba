"""Articles and lists as the sample sites print them."""

import json
import posixpath
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from string import Template

from crawlers.newsroom.article import Article
from crawlers.newsroom.lexicon import DATA, read_toml
from crawlers.newsroom.sites import Column, Site

_SHORT = 24  # characters of a headline that narrow lists show
_NUMBERS = 5  # numbers of pages that a pager shows


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its text, and when what it leads to was published, where the list shows it."""

    path: str
    title: str
    published: datetime | None = None

    @property
    def day(self) -> str:
        return f"{self.published:%Y-%m-%d}" if self.published else ""


@cache
def _template(name: str) -> Template:
    return Template((DATA / "layouts" / f"{name}.html").read_text(encoding="utf-8"))


def _common(site: Site, column: Column) -> dict[str, str]:
    nav = "" if site.by_day else "".join(
        f'<li><a href="{escape(site.list_path(c))}">{c.trail[-1]}</a></li>' for c in site.columns
    )  # fmt: skip
    trail = " &gt; ".join(['<a href="/">首页</a>', *(f"<span>{name}</span>" for name in column.trail)])
    return {
        "site": site.name,
        "number": site.number,
        "column": column.trail[-1],
        "column_path": column.path,
        "trail": trail,
        "nav": nav,
        "site_id_code": site.site_id_code or "",
        "icp": site.icp or "",
        "police": site.police_record or "",
        "host_unit": site.host_unit or "",
        "address": site.address or "",
        "phones": " ".join(site.phones),
        "emails": " ".join(site.emails),
        "meta_charset": site.layout.meta_charset or column.charset,
    }


def article_html(
    site: Site, article: Article, base: str, path: str, related: dict[str, list[Link]], layout: str | None = None
) -> str:
    """The article's page, as Unicode text, in the template of its day (or `layout`)."""
    page = article.page
    column = site.columns[page.column]
    shown, views = page.published, article.views
    paragraphs = _body(article, site.layout.indent)
    options = read_toml("other.toml")["model"]["summary"]
    filled = _common(site, column) | {
        "id": str(site.first_id + page.number),
        "title": escape(article.title),
        "domain": base.split("://", 1)[-1],
        "minute": f"{shown:%Y-%m-%d %H:%M}",
        "second": f"{shown:%Y-%m-%d %H:%M:%S}",
        "day": f"{shown:%Y-%m-%d}",
        "chinese_day": f"{shown.year}年{shown.month:02}月{shown.day:02}日",
        "source": escape(article.source_label or ""),
        "paragraphs": paragraphs,
        # As that platform writes it into a script: no tag may be seen in there.
        "detail": json.dumps({"title": article.title, "content": paragraphs}, ensure_ascii=False).replace(
            "<", r"\u003C"
        ),
        "end": "\n".join(f'<p class="editor">{escape(line)}</p>' for line in article.end_lines),
        "views": "" if views is None else str(views),
        "views_shown": "" if views is None else site.furniture.views_shown.format(views=views),
        "authors": article.info_credits,
        "unit": article.unit or "",
        "visibility": article.visibility or "",
        "self": base + path,
        "from": f" 来源：{article.source_label}" if article.source_label else "",
        "date": f"更新时间：{shown:%Y-%m-%d} " if article.dated else "",
        "summary": options[page.number % len(options)],
        "related": "".join(_block(name, links) for name, links in related.items()),
        "people": str((article.comments or {}).get("participants", 0)),
        "count": str((article.comments or {}).get("count", 0)),
    }
    filled["labels"] = _labels(
        {
            "SiteName": site.name,
            "SiteDomain": filled["domain"],
            "SiteIDCode": filled["site_id_code"],
            "ColumnName": filled["column"],
            "ColumnType": "工作动态",
            "ArticleTitle": filled["title"],
            "PubDate": filled["minute"],
            "ContentSource": filled["source"],
        }
    )
    return _template(f"{layout or site.layout.article_of(shown.date())}_article").substitute(filled)


def _labels(labels: dict[str, str]) -> str:
    """The labels that government sites have to carry (国办发〔2017〕47号), as meta elements."""
    return "\n".join(f'<meta name="{name}" content="{value}">' for name, value in labels.items())


def _scripted(said: dict[str, str]) -> str:
    """JSON as a page carries it in a script: no tag is seen in there."""
    return json.dumps(said, ensure_ascii=False).replace("<", r"\u003C")


def _body(article: Article, indent: str) -> str:
    """Paragraphs; the lines of a budget (`what amount`) as a table."""
    out: list[str] = []
    for line in article.paragraphs:
        row = re.fullmatch(r"(\S+) ([\d.]+万元)", line)
        if row:
            out.append(f"<tr><td>{row[1]}</td> <td>{row[2]}</td></tr>")
        else:
            out.append(f"<p>{indent}{escape(line, quote=False)}</p>")
    text = "\n".join(out)
    return re.sub(r"(?:<tr>.*</tr>\n?)+", lambda rows: f'<table border="1">\n{rows[0].strip()}\n</table>\n', text)


def _block(name: str, links: list[Link]) -> str:
    rows = "".join(f'<li><a href="{escape(link.path)}">{escape(link.title)}</a></li>' for link in links)
    return f'<div class="hot"><h3>{name}</h3><ol>{rows}</ol></div>'


def list_html(
    site: Site, column: Column, rows: list[Link], page: int, pages: int, here: str | None = None, **more: str
) -> str:
    """A list page with its pager; `page` from 1, `here` its path. `more` fills further slots of the frame."""
    opened, closed = site.layout.rows
    here = here or site.list_path(column, page, pages)
    shown = "\n".join(row_html(site, here, link) for link in rows) or "<li>暂无相关信息</li>"
    filled = _common(site, column) | {"rows": f"{opened}\n{shown}\n{closed}", "total": str(len(rows))} | more
    filled["pager"] = "" if site.by_day else _pager(site, column, page, pages)
    return _template(f"{site.layout.frame}_list").substitute(filled)


def row_html(site: Site, here: str, link: Link) -> str:
    """One row of a list at the path `here`."""
    title, path = link.title, link.path
    if site.layout.relative:
        path = posixpath.relpath(path, posixpath.dirname(here))
        path = path if path.startswith("..") else f"./{path}"
    short = title if len(title) <= _SHORT else title[: _SHORT - 1] + "…"
    return site.layout.row.format(
        href=escape(path), title=escape(title), short=escape(short), day=link.day, t=link.published
    )


def _pager(site: Site, column: Column, page: int, pages: int) -> str:
    look = site.layout

    def to(number: int, said: tuple[str, str]) -> str:
        if number == page or not 1 <= number <= pages:
            return said[1].format(number=number)
        url = site.list_path(column, number, pages)
        if look.relative:
            url = posixpath.relpath(url, posixpath.dirname(site.list_path(column, page, pages)))
        return said[0].format(url=escape(url), number=number)

    numbers = " ".join(to(number, look.number) for number in range(1, pages + 1)[:_NUMBERS])
    return look.pager.format(
        before=to(page - 1, look.before), after=to(page + 1, look.after), numbers=numbers,
        n=page, n0=page - 1, pages=pages, code=column.code,
    )  # fmt: skip


def home_html(site: Site) -> str:
    """The site's front page: links to its lists."""
    links = "" if site.by_day else "".join(
        f'<li><a href="{escape(site.list_path(c))}">{"-".join(c.trail)}</a></li>' for c in site.columns
    )  # fmt: skip
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{site.name}</title></head>'
        f"<body><h1>{site.name}</h1><ul>{links}</ul></body></html>"
    )
