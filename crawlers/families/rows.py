"""Rows of a list page: the links that look like articles, with the title and the date beside each.

A page holds more than its list: hot lists, picture news, a sidebar of another column. Links are grouped by the shape
of the container they stand in, and the list is the group that is dated, numerous and of the column's own folder.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from lxml.html import HtmlElement

from crawlers.families.base import ListPage, Row
from crawlers.families.dates import ALONE, date_in
from crawlers.urls import canonical_url, folder_of, host_of, target_of

_CLIMB = 8
_ELLIPSIS = re.compile(r"(\.{2,}|…+)\s*$")
_TITLED = re.compile(r"(?:^|[\s_-])(?:title|tit|bt|name|biaoti)(?:$|[\s_-])", re.I)
_DIGITS = re.compile(r"[\d\s\-/.年月日:：\[\]()]+")
_SHORT = 4  # characters; [详细], 更多 and the like are shorter than any headline
_BULLET = re.compile(r"^[\s·•●▪◆■>»\-–—]+")


def rows_like(article: re.Pattern[str], page: ListPage) -> list[Row]:
    """The rows of the page's main list whose URL matches `article`, in page order, each URL once.

    With `rows = "all"` in the registry every such link counts: a front page has many small lists and no main one.
    """
    if page.tree is None:
        return []
    scope = _scope(page)
    links: list[tuple[HtmlElement, str]] = []
    for root in scope:
        for link in root.iter("a"):
            url = _target(link, page)
            if url and article.search(target_of(url)):
                links.append((link, url))
    if not links:
        return []
    urls_below = _urls_below(links)
    groups: dict[str, list[tuple[HtmlElement, str, Row]]] = defaultdict(list)
    for link, url in links:
        row_top, shape = _row_of(link, urls_below)
        row = Row(
            url,
            _title(link),
            date_in(_beside(link, row_top, urls_below), page.today) or _inside(link, page),
            shape=shape,
        )
        groups[shape].append((link, url, row))
    own = folder_of(page.start)

    def weight(group: Sequence[tuple[HtmlElement, str, Row]]) -> tuple[int, int, int]:
        rows = _merged(row for _, _, row in group)
        dated = sum(row.listed_at is not None for row in rows)
        return sum(row.url.startswith(own) for row in rows) if dated else 0, dated, len(rows)

    if page.params.get("rows") == "all":
        return _merged(row for group in groups.values() for _, _, row in group)
    best = max(groups.values(), key=weight)
    rows = _merged(row for _, _, row in best)
    if own.count("/") <= 3:  # the list stands at the root: every article of the site lies below it
        return rows
    listed = {row.url for row in rows}
    others = (row for group in groups.values() for _, _, row in group if row.url.startswith(own))
    return [*rows, *_merged(replace(row, aside=True) for row in others if row.url not in listed)]


def shape_of(rows: Iterable[Row]) -> str | None:
    """A short hash of what most rows of a list stand in: another one means that the page was rebuilt."""
    shapes = Counter(row.shape for row in rows if row.shape and not row.aside)
    return (
        hashlib.sha256(min(shapes, key=lambda one: (-shapes[one], one)).encode()).hexdigest()[:12] if shapes else None
    )


def article_links(article: re.Pattern[str], page: ListPage) -> list[str]:
    """Every URL on the page that matches `article`, wherever it stands."""
    if page.tree is None:
        return []
    found = (_target(link, page) for link in page.tree.iter("a"))
    return list(dict.fromkeys(url for url in found if url and article.search(target_of(url))))


def _scope(page: ListPage) -> Sequence[HtmlElement]:
    """The containers named by the registry (`rows_xpath`), else the whole page."""
    assert page.tree is not None
    path = page.params.get("rows_xpath")
    if not isinstance(path, str):
        return [page.tree]
    found = page.tree.xpath(path)
    return [each for each in found if isinstance(each, HtmlElement)] if isinstance(found, list) else []


def _target(link: HtmlElement, page: ListPage) -> str | None:
    href = (link.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return None
    try:
        url = canonical_url(href, page.url)
    except ValueError:
        return None
    return url if host_of(url) in page.hosts else None


def _urls_below(links: Iterable[tuple[HtmlElement, str]]) -> dict[HtmlElement, set[str]]:
    below: dict[HtmlElement, set[str]] = defaultdict(set)
    for link, url in links:
        below[link].add(url)
        for above in link.iterancestors():
            below[above].add(url)
    return below


def _row_of(link: HtmlElement, below: dict[HtmlElement, set[str]]) -> tuple[HtmlElement, str]:
    """The largest element around the link that holds no other article, and the shape of what it stands in."""
    top = link
    for above in link.iterancestors():
        if len(below[above]) > 1:
            break
        top = above
    container = top.getparent()
    chain: list[str] = []
    while container is not None and len(chain) < _CLIMB:
        chain.append(f"{container.tag}.{' '.join(sorted((container.get('class') or '').split()))}")
        container = container.getparent()
    return top, "/".join(chain)


def _beside(link: HtmlElement, top: HtmlElement, below: dict[HtmlElement, set[str]]) -> str:
    """The text of the row without its link; where the row is the bare link, what follows it up to the next one.

    The second case: <dt><a>…</a></dt><dd>2024-02-20</dd><dt>…, and lists that are lines parted by <br>.
    """
    parts = [_text_without(top, link)] if top is not link else []
    parts.append(top.tail or "")
    following = top.getnext()
    while following is not None and not below.get(following):
        parts += [_text(following), following.tail or ""]
        following = following.getnext()
    text = " ".join(parts)
    if text.strip():
        return text
    before = top.getprevious()
    return _text(before) if before is not None and not below.get(before) else ""


def _inside(link: HtmlElement, page: ListPage) -> date | None:
    """A date that is an element of its own within the link; one within the words of the title is none."""
    for element in link.iterdescendants():
        text = _text(element).strip()
        if text and ALONE.fullmatch(text) and (day := date_in(text, page.today)):
            return day
    pieces = [piece.strip() for piece in link.itertext() if piece.strip()]
    if len(pieces) > 1:
        outer = " ".join(piece for piece in pieces if len(piece) <= 20 and re.search(r"\d", piece))
        if re.fullmatch(r"[\d\s\-/.年月日\[\]()]+", outer):
            return date_in(outer, page.today)
    return None


def _title(link: HtmlElement) -> str | None:
    """The headline of a link: its heading where it wraps a whole card (headline, date, excerpt), else its words."""
    given = " ".join((link.get("title") or "").split())
    shown = _BULLET.sub("", _headline(link))
    if given and (not shown or _ELLIPSIS.search(shown) or given.startswith(_ELLIPSIS.sub("", shown))):
        return given
    return shown or given or None


def _headline(link: HtmlElement) -> str:
    parts = [each for each in link.iterdescendants() if isinstance(each.tag, str) and _text(each).strip()]
    for wanted in (_is_heading, _is_titled, _is_block):
        for part in parts:
            words = " ".join(_text(part).split())
            if wanted(part) and not _DIGITS.fullmatch(words) and not ALONE.fullmatch(words):
                # A block may hold others in its turn, the headline being the first of them.
                return words if wanted is not _is_block else _headline(part)
    dates = [" ".join(_text(part).split()) for part in parts]
    words = " ".join("".join(link.itertext()).split())
    for day in dates:
        if ALONE.fullmatch(day) or _DIGITS.fullmatch(day):
            words = words.replace(day, " ", 1).strip()
    return words


def _is_heading(element: HtmlElement) -> bool:
    return element.tag in ("h1", "h2", "h3", "h4", "h5", "h6")


def _is_titled(element: HtmlElement) -> bool:
    return bool(_TITLED.search(element.get("class") or ""))


def _is_block(element: HtmlElement) -> bool:
    return element.tag in ("p", "div", "li", "dt", "dd", "td")


def _merged(rows: Iterable[Row]) -> list[Row]:
    """Each URL once (a picture, a headline and 详细 link the same article), with its first title and its first date."""
    found: dict[str, Row] = {}
    for row in rows:
        known = found.get(row.url)
        if known is None:
            found[row.url] = row
        else:
            title = known.title if len(known.title or "") >= _SHORT else row.title or known.title
            found[row.url] = replace(known, title=title, listed_at=known.listed_at or row.listed_at)
    return list(found.values())


def _text(element: HtmlElement) -> str:
    return " ".join(piece for piece in element.itertext()) if isinstance(element.tag, str) else ""


def _text_without(element: HtmlElement, left_out: HtmlElement) -> str:
    inside = set(left_out.iter())
    parts: list[str] = []
    for each in element.iter():
        if not isinstance(each.tag, str) or each.tag in ("script", "style"):
            continue
        if each not in inside and each.text:
            parts.append(each.text)
        if (each is left_out or each not in inside) and each is not element and each.tail:
            parts.append(each.tail)
    return " ".join(parts)
