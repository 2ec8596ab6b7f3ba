"""Feeds and sitemaps: RSS, Atom, sitemap.xml. Few local sites have one; where they do, it is the surest list."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

import lxml.etree

from crawlers.families.base import Family, ListPage, Row
from crawlers.families.dates import date_in
from crawlers.urls import canonical_url, host_of, target_of

_ANY = re.compile(r"\.s?html?$|/\d+(?:[/?]|$)|[?&]\w*id=\d+", re.I)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}


def _entries(page: ListPage, *names: str) -> Iterator[dict[str, str]]:
    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = lxml.etree.fromstring(page.text.encode("utf-8"), parser)
    except lxml.etree.XMLSyntaxError:  # nothing at all, which even a parser that recovers from all else refuses
        return
    if root is None:
        return
    for element in root.iter():
        if isinstance(element.tag, str) and _name(element.tag) in names:
            entry: dict[str, str] = {}
            for child in element:
                if isinstance(child.tag, str):
                    value = (child.text or "").strip() or child.get("href") or ""
                    entry.setdefault(_name(child.tag).lower(), value)
            yield entry


def _name(tag: str) -> str:
    """The local name of a tag. Not lxml's QName: that refuses what a recovering parser lets pass, as the `media:title`
    of a feed that has not said what `media` is."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def _rows(page: ListPage) -> Sequence[Row]:
    pattern = page.params.get("article")
    article = re.compile(pattern) if isinstance(pattern, str) else _ANY
    rows: dict[str, Row] = {}
    for entry in _entries(page, "item", "entry", "url"):
        try:
            address = entry.get("link") or entry.get("loc")
            url = canonical_url(address, page.url) if address else ""
        except ValueError:
            continue
        if host_of(url) in page.hosts and article.search(target_of(url)):
            stamp = next(
                (entry[name] for name in ("pubdate", "published", "updated", "lastmod", "date") if name in entry), ""
            )
            rows.setdefault(url, Row(url, entry.get("title") or None, _day(stamp, page.today)))
    return sorted(rows.values(), key=lambda row: row.listed_at or date.min, reverse=True)


def _day(stamp: str, today: date) -> date | None:
    """RFC 822 (`Tue, 20 Feb 2024 …`) or anything with a Chinese or ISO date."""
    found = re.search(r"(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})", stamp)
    if found and found[2].lower() in _MONTHS:
        return date_in(f"{found[3]}-{_MONTHS[found[2].lower()]}-{found[1]}", today)
    return date_in(stamp, today)


def _parts(page: ListPage) -> Sequence[str]:
    """The sitemaps that a sitemap index names, on the source's own hosts."""
    urls = [entry.get("loc", "") for entry in _entries(page, "sitemap")]
    return [url for url in urls if host_of(url) in page.hosts]


def _no_next(page: ListPage, rows: int) -> str | None:
    return None


FAMILY = Family(
    id="feed", label="RSS, Atom or sitemap", article=_ANY, rows=_rows, next_page=_no_next, more=_parts
)  # fmt: skip
