"""Any other site: the shape of its article URLs is learned from the list page itself.

Links are reduced to shapes (digits and hexadecimal ids become wildcards); the articles are the shape that most rows
with a date beside them share, or failing dates, the one with the most and longest titles. The registry can name the
shape (`article`, a regular expression over path and query) and the container (`rows_xpath`).
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from crawlers.families.base import Family, ListPage, Row
from crawlers.families.paging import by_link, has_pager_end, numbered, with_query
from crawlers.families.rows import rows_like
from crawlers.urls import canonical_url, host_of, target_of

_ANY = re.compile(r"\d")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
_HEX = re.compile(r"(?<![0-9a-z])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,}(?![0-9a-z])", re.I)
_PAGING = re.compile(r"(?:^|/)(?:index|list|default)[-_]?\d*\.\w+$|[?&](?:page|p|pageindex|pageno)=\d+$", re.I)
_MIN_TITLE = 8  # characters; columns and pager links are named in fewer


def shape_of(url: str) -> str:
    """The shape of an article's URL as a regular expression over path and query."""
    shape = re.escape(target_of(url))
    for found, wild in ((_UUID, "[0-9a-f-]{36}"), (_HEX, "[0-9a-f]{12,}")):
        shape = found.sub(lambda match, wild=wild: wild, shape.replace(r"\-", "-"))  # type: ignore[misc]
    kept = re.split(r"(\[0-9a-f-\]\{36\}|\[0-9a-f\]\{12,\})", shape)
    return "".join(part if part.startswith("[0-9a-f") else re.sub(r"\d+", r"\\d+", part) for part in kept) + "$"


def learned(page: ListPage) -> re.Pattern[str] | None:
    """The shape of this list's articles, None where no shape has two links with a title's length, or a dated one.

    One dated link is enough because the last page of a list may hold a single row.
    """
    if page.tree is None:
        return None
    titles: dict[str, list[int]] = defaultdict(list)
    for link in page.tree.iter("a"):
        try:
            url = canonical_url(link.get("href") or "#", page.url)
        except ValueError:
            continue
        words = len((link.get("title") or "".join(link.itertext())).strip())
        plain = not re.search(r"\d", target_of(url)) or _PAGING.search(target_of(url))
        if host_of(url) in page.hosts and words >= _MIN_TITLE and not plain:
            titles[shape_of(url)].append(words)
    best: tuple[int, int, str] | None = None
    for shape, lengths in titles.items():
        dated = sum(row.listed_at is not None for row in rows_like(re.compile(shape), page))
        if len(lengths) < 2 and not dated:
            continue
        candidate = (dated, sum(lengths), shape)
        best = max(best, candidate) if best else candidate
    return re.compile(best[2]) if best else None


def _rows(page: ListPage) -> Sequence[Row]:
    given = page.params.get("article")
    article = re.compile(given) if isinstance(given, str) else learned(page)
    return rows_like(article, page) if article else []


def _next_page(page: ListPage, rows: int) -> str | None:
    """By links; else as the registry says: `paging = "number"` (with `paging_first`) or `paging = "query:<name>"`."""
    following = by_link(page, rows)
    paging = page.params.get("paging")
    if following is not None or rows == 0 or has_pager_end(page) or not isinstance(paging, str):
        return following
    if paging.startswith("query:"):
        return with_query(page.start, **{paging.partition(":")[2]: page.number + 1})
    return numbered(page.start, page.number + 1, first=int(page.params.get("paging_first", 2)))


def _learn(page: ListPage) -> dict[str, str]:
    found = learned(page)
    return {"article": found.pattern} if found else {}


FAMILY = Family(
    id="generic", label="any list page", article=_ANY, rows=_rows, next_page=_next_page, learn=_learn
)  # fmt: skip
