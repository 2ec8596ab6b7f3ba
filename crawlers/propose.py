"""A registry entry proposed from a list page: family, name, division, and what its first rows look like.

The page says most of it itself. `SiteIDCode` begins with the GB/T 2260 code that the site's division had when the site
was registered, so a district that has changed since shows its old code: whoever keeps the entry looks at it once.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from crawlers.families import FAMILIES, ListPage, Row
from crawlers.families.decode import list_text, list_tree
from crawlers.families.fingerprint import fingerprint
from crawlers.mirror import labels, suspicion
from crawlers.urls import canonical_url, host_of

_SITE_ID = re.compile(r"^[1-9]\d{9}$")
_FOOTER_ID = re.compile(r"网站标识码\s*[:：]?\s*(?:<[^>]*>\s*)*([1-9]\d{9})")
_KINDS = (
    ("学校|小学|中学|幼儿园|学院|大学", "school"),
    ("教育", "education_bureau"),
    ("政府|委员会|局$", "government"),
)
_ENOUGH = 5  # rows on a first page from which a reading counts as right


@dataclass(frozen=True, slots=True)
class Proposal:
    """A registry entry as TOML, the rows it would find on the page, and what to look at before it is trusted."""

    toml: str
    rows: tuple[Row, ...]
    doubts: tuple[str, ...]


def propose(url: str, body: bytes, content_type: str | None, today: date) -> Proposal:
    """Propose an entry for the list page at `url`. Raises ValueError where `url` is no http(s) URL."""
    url = canonical_url(url)
    text = list_text(body, content_type)
    known = labels(text)
    family, rows, doubts = _family(url, text, today)
    name = known.get("sitename") or _title(text) or host_of(url)
    code = known.get("siteidcode", "")
    if not _SITE_ID.match(code):
        code = found[1] if (found := _FOOTER_ID.search(text)) else ""
    if not code:
        doubts.append("no site id code on the page: look up the division")
    if why := suspicion(text, url):
        doubts.append(f"perhaps a copy: {why}")
    entry = {
        "id": _slug(url),
        "name": name,
        "kind": next((kind for words, kind in _KINDS if re.search(words, name)), "media"),
        "division": code[:6] or None,
        "family": family,
        "home": f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/",
        "lists": [url],
        "sample": rows[0].url if rows else None,
        "note": f"proposed from its list page{', ' + known['columnname'] if known.get('columnname') else ''}",
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items() if value is not None]
    return Proposal("\n".join(["[[source]]", *lines, ""]), tuple(rows), tuple(doubts))


def _family(url: str, text: str, today: date) -> tuple[str, list[Row], list[str]]:
    """The family that the marks name, unless it reads fewer rows than the shape that the page teaches."""
    guess = fingerprint(text, url)
    names = [guess.family] if guess else []
    readings = {name: _rows(name, url, text, today) for name in [*names, "generic"]}
    best = max(readings, key=lambda name: (min(len(readings[name]), _ENOUGH), name != "generic"))
    rows, doubts = readings[best], []
    if guess and best != guess.family:
        doubts.append(f"looks like {guess.family}, whose articles are not on this page")
    if len(rows) < _ENOUGH:
        doubts.append(f"{len(rows)} rows only: is this the list page?")
    if rows and not any(row.listed_at for row in rows):
        doubts.append("no dates beside the rows: pages will belong to the month of their fetch")
    return best, rows, doubts


def _rows(family: str, url: str, text: str, today: date) -> list[Row]:
    page = ListPage(url, url, 1, text, list_tree(text), today, frozenset({host_of(url)}))
    return [row for row in FAMILIES[family].rows(page) if not row.aside]


def _title(text: str) -> str | None:
    found = re.search(r"<title[^>]*>([^<]*)</title>", text, re.I)
    parts = re.split(r"[-_|–—]", found[1]) if found else []
    return parts[-1].strip() or None if parts else None


def _slug(url: str) -> str:
    parts = [part for part in host_of(url).split(".") if part not in ("www", "com", "cn", "gov", "edu", "net", "org")]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts)).strip("-") or "site"
