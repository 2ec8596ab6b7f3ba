"""The five sample sites: their names, columns and the shape of their URLs."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from crawlers.newsroom.lexicon import read_toml

ROWS = 15  # rows of a list page


@dataclass(frozen=True, slots=True)
class Column:
    """A list of the site. `charset` is what the pages are encoded in, `header` what the server says instead."""

    path: str
    trail: tuple[str, ...]
    damaged: bool = False
    charset: str = "utf-8"
    header: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One sample site, as data/sites.toml has it."""

    id: str
    key: str
    name: str
    kind: str
    family: str
    columns: tuple[Column, ...]
    division: str | None = None
    host_unit: str | None = None
    site_id_code: str | None = None
    icp: str | None = None
    police_record: str | None = None
    address: str | None = None
    number: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def article_path(self, column: Column, number: int, published: datetime) -> str:
        """Path and query of an article."""
        if self.key == "portal":
            return f"/{column.path}/content/post_{3_000_000 + number}.html"
        if self.key == "county":
            return f"/{column.path}/{published:%Y%m}/t{published:%Y%m%d}_{700_000 + number}.html"
        if self.key == "media":
            return f"/content/{self.number}/{column.path}/{12_000_000 + number}.html"
        if self.key == "school":
            return f"/index.php?r=portal/content/view&sid={self.number}&id={70_000 + number}"
        return f"/doc/{1_050_000 + number}.html"

    def article_number(self, target: str) -> int | None:
        """The number behind an article's path and query, None where it is no article's."""
        patterns = {
            "portal": (r"^/[a-z/]+/content/post_(\d+)\.html$", 3_000_000),
            "county": (r"^/[a-z/]+/\d{6}/t\d{8}_(\d+)\.html$", 700_000),
            "media": (rf"^/content/{self.number}/\d\d/(\d+)\.html$", 12_000_000),
            "school": (rf"^/index\.php\?r=portal/content/view&sid={self.number}&id=(\d+)$", 70_000),
            "library": (r"^/doc/(\d+)\.html$", 1_050_000),
        }
        pattern, base = patterns[self.key]
        match = re.match(pattern, target)
        return int(match[1]) - base if match else None

    def list_path(self, column: Column, page: int) -> str:
        """Path and query of a list page, `page` from 1."""
        if self.key == "portal":
            return f"/{column.path}/index.html" if page == 1 else f"/{column.path}/index_{page}.html"
        if self.key == "county":  # counts from 0: the second page is index_1
            return f"/{column.path}/index.html" if page == 1 else f"/{column.path}/index_{page - 1}.html"
        if self.key == "media":
            tail = "" if page == 1 else f"_{page}"
            return f"/list/{self.number}/{column.path}{tail}.html"
        if self.key == "school":
            return f"/index.php?r=portal/content/list&sid={self.number}&cid={column.path}&page={page}"
        return f"/list/{column.path}_{page}.html"

    def list_page(self, target: str) -> tuple[Column, int] | None:
        """The column and page number (from 1) of a list's path and query."""
        for column in self.columns:
            stem, dot, tail = self.list_path(column, 1).partition(".html")
            if self.key == "school":
                match = re.match(
                    re.escape(self.list_path(column, 1).rpartition("&page=")[0]) + r"(?:&page=(\d+))?$", target
                )
                if match:
                    return column, int(match[1] or 1)
            elif self.key == "library":
                match = re.match(rf"^/list/{column.path}_(\d+)\.html$", target)
                if match:
                    return column, int(match[1])
            else:
                if target in (f"{stem}.html", f"/{column.path}/"):
                    return column, 1
                match = re.match(re.escape(stem) + r"_(\d+)\.html$", target)
                if match and dot and not tail:
                    return column, int(match[1]) + (1 if self.key == "county" else 0)
        return None


@cache
def sites() -> tuple[Site, ...]:
    """The sample sites in their fixed order."""
    found = []
    for entry in read_toml("sites.toml")["site"]:
        entry = dict(entry)
        columns = tuple(Column(**{**c, "trail": tuple(c["trail"])}) for c in entry.pop("columns"))
        entry["phones"], entry["emails"] = tuple(entry.get("phones", ())), tuple(entry.get("emails", ()))
        found.append(Site(columns=columns, **entry))
    return tuple(found)


def site(key: str) -> Site:
    """The site with this key; KeyError where there is none."""
    for candidate in sites():
        if candidate.key == key:
            return candidate
    raise KeyError(key)
