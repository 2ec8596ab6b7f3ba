"""The newsroom: everything its sites hold, generated on demand from a seed, the same at any time."""

import hashlib
import json
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from crawlers.newsroom.article import Article, compose, event_of, publisher
from crawlers.newsroom.damage import Damaged, mirror
from crawlers.newsroom.layout import Link, article_html, home_html
from crawlers.newsroom.lexicon import place
from crawlers.newsroom.listings import HTML, Sheet, Shelf, sheet
from crawlers.newsroom.other import DOC_TYPES
from crawlers.newsroom.plan import Page, Plan
from crawlers.newsroom.planner import make_plan
from crawlers.newsroom.sites import Column, Site, site, sites
from crawlers.newsroom.truth import meeting_fields, tables

DEFAULT_SEED, DEFAULT_SIZE = 20240419, 600
FORBIDDEN = "/nbzl"  # the folder that robots.txt disallows on every site
BaseUrls = Mapping[str, str]  # site key to base URL without a final slash


@dataclass(frozen=True, slots=True)
class Content:
    """What a site answers with: status, headers without length, bytes."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Newsroom:
    """All pages of the sample sites. `size` is the number of articles; nothing but a light plan is held in memory.

    `only` names the sites (by key) that there are; without it there are all.
    """

    def __init__(self, seed: int = DEFAULT_SEED, size: int = DEFAULT_SIZE, only: Collection[str] | None = None) -> None:
        if size < 1:
            raise ValueError(f"size is {size}: a newsroom holds at least one article")
        unknown = sorted(set(only or ()) - {each.key for each in sites()})
        if unknown:
            raise ValueError(f"no sample site is called {', '.join(unknown)}")
        self.seed, self.size = seed, size
        self.sites = tuple(each for each in sites() if only is None or each.key in only)
        self.plan: Plan = make_plan(seed, size, [each.key for each in self.sites])
        self._article = lru_cache(maxsize=512)(self._compose)
        self._paths: dict[str, dict[str, Page]] = {}

    # -- articles

    def _compose(self, site_key: str, number: int) -> Article:
        page = self.plan.pages[site_key, number]
        origin = self.plan.pages[page.of] if page.of else None
        return compose(self.seed, page, origin)

    def article(self, page: Page) -> Article:
        """The page's content; the same object may be given again: do not change it."""
        return self._article(page.site, page.number)

    @staticmethod
    def path(page: Page) -> str:
        """Path and query of the page's URL."""
        own = site(page.site)
        return own.article_path(own.columns[page.column], page.number, page.published)

    def page_at(self, site_key: str, target: str) -> Page | None:
        """The article at this path and query of a site, None where there is none."""
        if site_key not in self._paths:
            own = (page for page in self.plan.pages.values() if page.site == site_key)
            self._paths[site_key] = {self.path(page): page for page in own}
        return self._paths[site_key].get(target)

    def related(self, page: Page) -> dict[str, list[Page]]:
        """Hot lists beside an article of the media site: older pages of the same site."""
        if page.site != "media":
            return {}
        rng = random.Random(f"{self.seed}:related:{page.number}")
        found: dict[str, list[Page]] = {}
        for name, count in (("热点新闻排行", 8), ("相关阅读", 3)):
            column = rng.randrange(len(site("media").columns))
            pool = self.plan.lists.get(("media", column), [])
            others = [p for p in (pool[rng.randrange(len(pool))] for _ in range(count * 2) if pool) if p != page]
            found[name] = list({p.number: p for p in others}.values())[:count]
        return {name: pages for name, pages in found.items() if pages}

    def html(self, page: Page, bases: BaseUrls, layout: str | None = None) -> str:
        """The page's markup before any damage, in the template `layout` or else its own."""
        own = site(page.site)
        links = {name: [self._link(p) for p in pages] for name, pages in self.related(page).items()}
        return article_html(own, self.article(page), bases[page.site], self.path(page), links, layout)

    def damaged(self, page: Page, bases: BaseUrls) -> Damaged | None:
        """The page as the mirror made it; None where the site does no damage."""
        if not site(page.site).columns[page.column].damaged:
            return None
        rng = random.Random(f"{self.seed}:mirror:{page.number}")
        return mirror(self.html(page, bases), rng.randint(25, 126), slip=rng.random() < 0.06)

    # -- answers

    def answer(
        self, site_key: str, target: str, bases: BaseUrls, *, unpublished: int = 0, layout: str | None = None
    ) -> Content:
        """What the site says to `GET target` before it has published the newest `unpublished` pages of each column.

        `layout` names another template than the article's own.
        """
        own = site(site_key)
        if target == "/robots.txt":
            body = f"User-agent: *\nDisallow: {FORBIDDEN}/\n"
            return Content(200, body.encode(), {"Content-Type": "text/plain; charset=utf-8"})
        if target in ("/", "/index.html"):
            return _html(home_html(own), "utf-8", "utf-8")
        if target.startswith(FORBIDDEN):
            return _html("<html><body><h1>内部资料</h1><p>此页不对外开放。</p></body></html>", "utf-8", "utf-8")
        page = self.page_at(site_key, target)
        if page is not None and page not in self.listed(own, own.columns[page.column])[:unpublished]:
            return self._page(own, page, bases, layout)
        shelf = Shelf(own, bases[own.key], lambda column: self._entries(own, column, unpublished), self._link)
        listed = sheet(shelf, target)
        if listed is None:
            return _html("<html><body><h1>404</h1><p>页面不存在</p></body></html>", "utf-8", "utf-8", 404)
        return self._list(listed)

    def _page(self, own: Site, page: Page, bases: BaseUrls, layout: str | None) -> Content:
        column = own.columns[page.column]
        mirrored = self.damaged(page, bases)
        text = mirrored.text if mirrored else self.html(page, bases, layout)
        content = _html(text, column.charset, column.header if not mirrored else "utf-8")
        content.headers["Last-Modified"] = format_datetime(page.published.astimezone(UTC), usegmt=True)
        return content

    def listed(self, own: Site, column: Column) -> list[Page]:
        """The pages of a column, newest first."""
        return self.plan.lists.get((own.key, own.columns.index(column)), [])

    def _entries(self, own: Site, column: Column, unpublished: int) -> list[Page]:
        """What a column lists; the fourth row of the first column is a page (number 0) that robots.txt forbids."""
        pages = self.listed(own, column)[unpublished:]
        if pages and column is own.columns[0]:
            at = min(3, len(pages))
            pages.insert(at, replace(pages[at - 1], number=0))
        return pages

    def _link(self, page: Page) -> Link:
        if page.number == 0:
            return Link(FORBIDDEN + self.path(page), "内部资料：教育工作会议材料", page.published)
        return Link(self.path(page), self.article(page).title, page.published)

    def _list(self, listed: Sheet) -> Content:
        column = listed.column
        if column.damaged:
            mirrored = mirror(
                listed.text, random.Random(f"{self.seed}:list:{column.path}:{listed.number}").randint(10, 60)
            )
            return _html(mirrored.text, "utf-8", "utf-8")
        if listed.kind != HTML:
            return _html(listed.text, "utf-8", "utf-8", kind=listed.kind)
        return _html(listed.text, column.charset, column.header)

    # -- truth

    def record(self, page: Page, bases: BaseUrls) -> dict[str, Any]:
        """The page's record in the contract's form, with `_meeting_id`, `_duplicate_of` and `_kind` beside it."""
        article = self.article(page)
        own, story = site(page.site), page.story
        told = meeting_fields(article.facts)
        mirrored = self.damaged(page, bases)
        url = bases[page.site] + self.path(page)
        looks = own.furniture.evidence
        if article.dated == "minute":
            published, evidence = page.published.replace(second=0).isoformat(), looks
        else:
            published = page.published.date().isoformat()
            evidence = looks if article.dated else "url" if own.by_day else "list"
        held = "speech" if page.relation == "speech" else "meeting_report"
        doc_type = held if story.is_meeting else DOC_TYPES[story.kind]
        record: dict[str, Any] = {
            "id": url,
            "url": url,
            "title": article.title,
            "published_at": published,
            "published_evidence": evidence,
            "doc_type": doc_type,
            "is_education_meeting": story.is_meeting and doc_type == "meeting_report",
            "language_script": "Hant" if mirrored else "Hans",
            "body": article.body,
            "publisher": publisher(article),
            "source_label": article.source_label,
            "views": article.views,
            "visibility": article.visibility,
            "credits": article.credits,
            "meeting": self._meeting(page, told) if story.is_meeting else None,
        }
        record |= tables(article.body, article.facts)
        related = [
            {"list": name, "rank": rank, "title": self.article(p).title, "url": bases[own.key] + self.path(p)}
            for name, pages in self.related(page).items()
            for rank, p in enumerate(pages, start=1)
        ]
        restored = {"pinyin_removed": 0, "bytes_repaired": 0, "converted": 0, "uncertain": []}
        if mirrored:
            restored |= {"pinyin_removed": mirrored.pinyin, "bytes_repaired": mirrored.broken}
            restored["converted"] = mirrored.converted
        of = self.plan.pages[page.of] if page.of else None
        return record | {
            "related": related,
            "comments": article.comments,
            "restoration": restored,
            "extractor_version": "newsroom",
            "_meeting_id": f"m{story.index}" if story.is_meeting else None,
            "_duplicate_of": bases[of.site] + self.path(of) if of else None,
            "_kind": page.relation,
        }

    def _meeting(self, page: Page, told: dict[str, Any]) -> dict[str, Any]:
        story = page.story
        event, where = event_of(self.seed, story), place(story.place)
        keys = ("date", "end_date", "date_basis", "time_of_day", "venue", "mode")
        return {
            "name": told["name"],
            "kind": event.kind,
            "level": event.level,
            **{key: told.get(key) for key in keys},
            "sub_venues": told.get("sub_venues", []),
            "jurisdiction": {
                "code6": where.code6,
                "province": where.province,
                "city": where.city,
                "county": where.county,
            },
        }

    def truth(self, bases: BaseUrls) -> Iterator[dict[str, Any]]:
        """The record of every article that a crawl must find, site by site, newest first in each list."""
        for own in self.sites:
            for column in own.columns:
                for page in self.listed(own, column):
                    yield self.record(page, bases)

    def write_truth(self, path: Path, bases: BaseUrls) -> int:
        """Write the truth as JSON lines; returns the number of records."""
        count = 0
        with path.open("w", encoding="utf-8") as out:
            for record in self.truth(bases):
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
                count += 1
        return count


def _html(text: str, charset: str, header: str | None, status: int = 200, kind: str = HTML) -> Content:
    """Encode a page; `header` is the charset that the server names (None: it names none)."""
    codec = "gb18030" if charset in ("gb2312", "gbk") else charset
    body = text.encode(codec)
    kind += f"; charset={header}" if header else ""
    return Content(status, body, {"Content-Type": kind, "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"'})
