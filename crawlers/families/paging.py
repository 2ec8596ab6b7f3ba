"""The next page of a list: by the link that says so, else by the family's way of numbering."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawlers.families.base import ListPage
from crawlers.urls import canonical_url, host_of

_NEXT = re.compile(r"^[\s\[【<«]*(下一?页|后一?页|下一頁|下頁|next( page)?|›|>)[\s\]】>»]*$", re.I)
_FILE = re.compile(r"^(?P<stem>.*?)(?P<ext>\.(?:s?html?|jsp|aspx?|php|psp|jhtml))$", re.I)


def next_link(page: ListPage) -> str | None:
    """The URL behind 下一页, where it is a plain link to another page of the same host."""
    if page.tree is None:
        return None
    for link in page.tree.iter("a"):
        says = " ".join("".join(link.itertext()).split()) or (link.get("title") or "")
        if not (_NEXT.match(says) or "next" in (link.get("rel") or "").lower().split()):
            continue
        href = (link.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:")):
            continue
        try:
            url = canonical_url(href, page.url)
        except ValueError:
            continue
        if host_of(url) == host_of(page.url) and url != canonical_url(page.url):
            return url
    return None


def number_link(page: ListPage, number: int) -> str | None:
    """The URL behind a link that says `number` and leads to a page of the same kind: a pager without 下一页."""
    if page.tree is None:
        return None
    shape = re.sub(r"\d+", "", urlsplit(page.url).path.rpartition("/")[0])
    for link in page.tree.iter("a"):
        if "".join(link.itertext()).strip() != str(number):
            continue
        try:
            url = canonical_url(link.get("href") or "#", page.url)
        except ValueError:
            continue
        if host_of(url) == host_of(page.url) and url != canonical_url(page.url):
            parts = urlsplit(url)
            if re.sub(r"\d+", "", parts.path).startswith(shape):
                return url
    return None


def has_pager_end(page: ListPage) -> bool:
    """Whether the page shows a pager whose 下一页 leads nowhere, which is how a last page looks."""
    if page.tree is None:
        return False
    for element in page.tree.iter("a", "span", "li", "em", "b"):
        if element.tag != "a" and len(element):
            continue
        says = " ".join("".join(element.itertext()).split())
        if _NEXT.match(says) and says not in (">", "›"):
            href = (element.get("href") or "").strip()
            if element.tag != "a" or not href or href == "#":
                return True
    return False


def numbered(start: str, number: int, *, first: int, joint: str = "_", index: str = "index.html") -> str:
    """Page `number` (from 1) of a list that numbers its files: page 2 is `index<joint><first>.html`.

    `numbered("http://x/a/", 2, first=1)` is `http://x/a/index_1.html` (TRS), with `first=2` `http://x/a/index_2.html`.
    """
    if number <= 1:
        return start
    parts = urlsplit(start)
    folder, _, name = parts.path.rpartition("/")
    found = _FILE.match(name or index)
    stem, ext = (found["stem"], found["ext"]) if found else (name, "")
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{stem}{joint}{number - 2 + first}{ext}", "", ""))


def with_query(url: str, **changes: str | int) -> str:
    """`url` with query parameters set to new values, the others and their order kept."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {key: str(value) for key, value in changes.items()}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query, safe="/"), ""))


def by_number(first: int, joint: str = "_", index: str = "index.html") -> Callable[[ListPage, int], str | None]:
    """Paging by the link 下一页, else by number, until a page has no rows or says that it is the last."""

    def next_page(page: ListPage, rows: int) -> str | None:
        if (url := next_link(page)) is not None:
            return url
        if rows == 0 or has_pager_end(page):
            return None
        return numbered(page.start, page.number + 1, first=first, joint=joint, index=index)

    return next_page


def by_link(page: ListPage, rows: int) -> str | None:
    """Paging by the link 下一页, else by the link with the next number, for lists whose numbering is not known."""
    return next_link(page) or number_link(page, page.number + 1)


def by_query(name: str) -> Callable[[ListPage, int], str | None]:
    """Paging by the link 下一页, else by a query parameter that counts from 1."""

    def next_page(page: ListPage, rows: int) -> str | None:
        if (url := next_link(page)) is not None:
            return url
        if rows == 0 or has_pager_end(page):
            return None
        return with_query(page.start, **{name: page.number + 1})

    return next_page
