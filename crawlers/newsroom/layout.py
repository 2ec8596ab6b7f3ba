"""Articles and lists as the five sites print them."""

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from string import Template

from crawlers.newsroom.article import Article
from crawlers.newsroom.lexicon import DATA, read_toml
from crawlers.newsroom.sites import Column, Site


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its text, and the day that the list shows beside it."""

    path: str
    title: str
    day: str = ""


@cache
def _template(name: str) -> Template:
    return Template((DATA / "layouts" / f"{name}.html").read_text(encoding="utf-8"))


def _common(site: Site, column: Column) -> dict[str, str]:
    nav = "".join(f'<li><a href="{escape(site.list_path(c, 1))}">{c.trail[-1]}</a></li>' for c in site.columns)
    trail = " &gt; ".join(['<a href="/">首页</a>', *(f"<span>{name}</span>" for name in column.trail)])
    return {
        "site": site.name,
        "column": column.trail[-1],
        "trail": trail,
        "nav": nav,
        "site_id_code": site.site_id_code or "",
        "icp": site.icp or "",
        "police": site.police_record or "",
        "host_unit": site.host_unit or "",
        "address": site.address or "",
        "phones": " ".join(site.phones),
        "emails": " ".join(site.emails),
        "meta_charset": "gb2312" if site.key == "county" else column.charset,
    }


def article_html(site: Site, article: Article, base: str, path: str, related: dict[str, list[Link]]) -> str:
    """The article's page, as Unicode text."""
    page = article.page
    column = site.columns[page.column]
    indent = "　　" if site.key in ("county", "media") else ""
    shown = page.published
    views = "" if article.views is None else str(article.views)
    filled = _common(site, column) | {
        "title": escape(article.title),
        "domain": base.split("://", 1)[-1],
        "minute": f"{shown:%Y-%m-%d %H:%M}",
        "second": f"{shown:%Y-%m-%d %H:%M}:00" if site.key == "portal" else f"{shown:%Y-%m-%d %H:%M:%S}",
        "source": escape(article.source_label or ""),
        "paragraphs": _body(article, indent),
        "end": "\n".join(f'<p class="editor">{escape(line)}</p>' for line in article.end_lines),
        "views": views,
        "authors": article.info_credits,
        "unit": article.unit or "",
        "visibility": article.visibility or "",
        "self": base + path,
        "from": f" 来源：{article.source_label}" if article.source_label else "",
        "date": f"更新时间：{shown:%Y-%m-%d} " if article.dated else "",
        "summary": "",
        "related": "".join(_block(name, links) for name, links in related.items()),
        "people": str((article.comments or {}).get("participants", 0)),
        "count": str((article.comments or {}).get("count", 0)),
    }
    if site.key == "portal":
        filled["views"] = f"<span>浏览次数：{views}次</span>" if views else ""
    if site.key == "library":
        filled["views"] = f"浏览：{views}次" if views else ""
        options = read_toml("other.toml")["model"]["summary"]
        filled["summary"] = options[page.number % len(options)]
    return _template(f"{site.key}_article").substitute(filled)


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


def list_html(site: Site, column: Column, rows: list[Link], page: int, pages: int) -> str:
    """A list page with its pager; `page` from 1."""
    filled = _common(site, column)
    filled["rows"] = "\n".join(_row(site, column, link) for link in rows)
    if not rows:
        filled["rows"] = "<li>暂无相关信息</li>"
    filled["pages"], filled["current0"] = str(pages), str(page - 1)
    filled["pager"] = _pager(site, column, page, pages)
    return _template(f"{site.key}_list").substitute(filled)


def _row(site: Site, column: Column, link: Link) -> str:
    title, href = escape(link.title), escape(link.path)
    if site.key == "portal":
        short = title if len(title) <= 24 else title[:23] + "…"
        return f'<li><a href="{href}" title="{title}">{short}</a><span class="time">{link.day}</span></li>'
    if site.key == "county":
        prefix = f"/{column.path}/"
        near = "./" + href[len(prefix) :] if href.startswith(prefix) else href
        return f'<li><span class="date">[{link.day}]</span>·<a href="{near}" target="_blank">{title}</a></li>'
    if site.key == "media":
        return f'<div class="item"><h2><a href="{href}">{title}</a></h2><em>{link.day}</em></div>'
    if site.key == "school":
        return f'<tr><td><a href="{href}">{title}</a></td><td>{link.day}</td></tr>'
    return f'<dl><dt><a href="{href}">{title}</a></dt><dd>{link.day}</dd></dl>'


def _pager(site: Site, column: Column, page: int, pages: int) -> str:
    def to(number: int, says: str) -> str:
        return f'<a href="{escape(site.list_path(column, number))}">{says}</a>'

    before = to(page - 1, "上一页") if page > 1 else "<span>上一页</span>"
    after = to(page + 1, "下一页") if page < pages else "<span>下一页</span>"
    return f"{before} 第{page}页/共{pages}页 {after}"


def home_html(site: Site) -> str:
    """The site's front page: links to its lists."""
    links = "".join(f'<li><a href="{escape(site.list_path(c, 1))}">{"-".join(c.trail)}</a></li>' for c in site.columns)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{site.name}</title></head>'
        f"<body><h1>{site.name}</h1><ul>{links}</ul></body></html>"
    )
