"""The sample sites: their names, columns, and the shapes of their addresses, as data/sites/*.toml has them.

An address is a format string. It may use `{column}` and `{code}` (the column's path and number), `{id}`, `{hex}`,
`{oid}` and `{uuid}` (of the article), `{t}` (when it was published), `{site}` (the site's own number), and on lists
`{n}` (the page from 1), `{n0}` (from 0), `{down}` (the pages that are left with this one: lists whose numbers count
down), `{size}` (rows).
"""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from crawlers.newsroom.lexicon import DATA

ROWS = 15  # rows of a list page, unless the site says otherwise


@dataclass(frozen=True, slots=True)
class Column:
    """A list of the site. `charset` is what the pages are encoded in, `header` what the server says instead.

    `style`, `family`, `article`, `lists` and `sources` stand for the site's where the column has its own. `tells`
    draws what the column reports: kinds of `other.KINDS`, or meetings (`home`, `school`, `wide`); the core has none.
    """

    path: str
    trail: tuple[str, ...]
    code: str = ""
    damaged: bool = False
    charset: str = ""
    header: str | None = None
    style: str = ""
    family: str = ""
    article: str = ""
    lists: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How the site prints: names of files in data/layouts, markup of rows and pagers as format strings.

    `article` names the template of today; `earlier` holds (last day, template) of those before a relaunch. `frame`
    names the file around a list, `rows` opens and closes the rows. A pager is `pager` with `{before}`, `{numbers}` and
    `{after}` filled in; `before` and `after` are pairs: the markup of a link, and what stands where it leads nowhere.
    """

    article: str
    frame: str = "plain"
    row: str = '<li><a href="{href}" title="{title}">{title}</a><span>{day}</span></li>'
    rows: tuple[str, str] = ("<ul>", "</ul>")
    pager: str = "{before} 第{n}页/共{pages}页 {after}"
    before: tuple[str, str] = ('<a href="{url}">上一页</a>', "<span>上一页</span>")
    after: tuple[str, str] = ('<a href="{url}">下一页</a>', "<span>下一页</span>")
    number: tuple[str, str] = ('<a href="{url}">{number}</a>', "<b>{number}</b>")
    earlier: tuple[tuple[date, str], ...] = ()
    relative: bool = False
    indent: str = ""
    meta_charset: str = ""

    def article_of(self, day: date) -> str:
        """The template in which articles of this day are printed."""
        return next((name for last, name in self.earlier if day <= last), self.article)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around an article. `end` and `info` are (labels, roles, chance): 一审|二审 with reviewer|reviewer
    are two lines, both there or neither. Chances are 0 to 1.

    `sources` are drawn for 来源 ({P} the place, {site} the site's name); `dated` is how exactly the page tells when it
    was published (`minute`, `day`, or "" where only list or address do), `evidence` where that stands. `prints` says
    which of source and breadcrumb the page shows at all.
    """

    sources: tuple[str, ...] = ()
    end: tuple[tuple[str, str, float], ...] = ()
    info: tuple[tuple[str, str, float], ...] = ()
    views: float = 0.0
    views_shown: str = "浏览次数：{views}次"
    dated: tuple[str, ...] = ("minute",)
    evidence: str = "label"
    byline: float = 0.0
    comments: bool = False
    visibility: str | None = None
    unit: bool = False
    half_width: float = 0.0
    prints: tuple[str, ...] = ("source", "trail")


@dataclass(frozen=True, slots=True)
class Echo:
    """Where meetings of the site's own place are told again: site, column, chance, and how."""

    site: str
    column: int
    chance: float
    how: tuple[str, ...] = ("repost", "repost", "truncated", "edited", "reworded")


@dataclass(frozen=True, slots=True)
class Site:
    """One sample site. `days` are the first and last day on which a site that is not of the core publishes, `share`
    is how many stories it has beside the others.
    """

    id: str
    key: str
    name: str
    kind: str
    family: str
    columns: tuple[Column, ...]
    article: str
    lists: tuple[str, ...]
    layout: Layout
    furniture: Furniture = Furniture()
    first_id: int = 1
    per_page: int = ROWS
    style: str = "html"
    aliases: tuple[str, ...] = ()
    echoes: tuple[Echo, ...] = ()
    days: tuple[date, date] | None = None
    share: float = 1.0
    by_day: bool = False
    charset: str = "utf-8"
    division: str | None = None
    host_unit: str | None = None
    site_id_code: str | None = None
    icp: str | None = None
    police_record: str | None = None
    address: str | None = None
    number: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    @property
    def is_core(self) -> bool:
        """Whether the site belongs to the sample city, whose sites report on one another."""
        return self.days is None

    def article_path(self, column: Column, number: int, published: datetime) -> str:
        """Path and query of an article."""
        known = self.first_id + number
        digest = hashlib.md5(f"{self.key}:{known}".encode(), usedforsecurity=False).hexdigest()
        return (column.article or self.article).format(
            column=column.path, code=column.code, id=known, hex=digest, oid=digest[:24], uuid=UUID(digest),
            t=published, site=self.number,
        )  # fmt: skip

    def list_path(self, column: Column, page: int = 1, pages: int = 1, day: datetime | None = None) -> str:
        """Path and query of a list page, `page` from 1 of `pages`; `day` is the issue of a paper."""
        shapes = column.lists or self.lists
        return shapes[min(page, len(shapes)) - 1].format(
            column=column.path, code=column.code, n=page, n0=page - 1, down=pages - page + 1, site=self.number, t=day,
            size=self.per_page,
        )  # fmt: skip

    def family_of(self, column: Column) -> str:
        """The column's family."""
        return column.family or self.family

    def style_of(self, column: Column) -> str:
        """How the column is listed: a name of listings.STYLES."""
        return column.style or self.style


def _column(entry: dict[str, Any], charset: str) -> Column:
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return Column(**{"charset": charset, **given})


def _nested(value: Any) -> Any:
    return tuple(_nested(each) for each in value) if isinstance(value, list) else value


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: _nested(value) for name, value in entry.items()}


def _site(entry: dict[str, Any]) -> Site:
    entry = dict(entry)
    parts: dict[str, Any] = {
        "columns": tuple(_column(each, entry.get("charset", "utf-8")) for each in entry.pop("columns")),
        "layout": Layout(**_tuples(entry.pop("layout"))),
        "furniture": Furniture(**_tuples(entry.pop("furniture", {}))),
        "echoes": tuple(Echo(**_tuples(each)) for each in entry.pop("echoes", ())),
    }
    return Site(**_tuples(entry), **parts)


@cache
def sites() -> tuple[Site, ...]:
    """The sample sites in their fixed order: the core first."""
    files = sorted((file for file in (DATA / "sites").iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(_site(each) for file in files for each in tomllib.loads(file.read_text(encoding="utf-8"))["site"])


def core() -> tuple[str, ...]:
    """Keys of the sites of the sample city: a small newsroom in which everybody reports on everybody."""
    return tuple(each.key for each in sites() if each.is_core)


def site(key: str) -> Site:
    """The site with this key; KeyError where there is none."""
    for candidate in sites():
        if candidate.key == key:
            return candidate
    raise KeyError(key)
