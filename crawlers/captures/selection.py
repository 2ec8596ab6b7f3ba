"""Which captures are wanted: of a host that belongs to a source at that time, of an article, about what is asked for.

Old addresses count for as long as the registry says that they were the source's: a domain that was given up is taken
over by others, and what they put there is none of the source's.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from urllib.parse import urlsplit

from crawlers.clock import SHANGHAI
from crawlers.families import FAMILIES
from crawlers.families.decode import list_text
from crawlers.registry import Source
from crawlers.urls import canonical_url, folder_of, target_of

AUTO = "auto"
_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", ""})
_LEARNING = ("generic", "feed")
_NO_ARTICLE = re.compile(r"(?:(?:index|default|home|list)(?:_\d+)?(?:\.\w{3,5})?)?")
# An element ends before the next of its own begins: a page of a thousand open "<a>" is gone through once, not a
# thousand times.
_UNREAD = re.compile(r"(?is)<(script|style|a)\b[^<>]*>(?:(?!</?\1\b).)*+</\1\s*>|<!--(?:(?!<!--|-->).)*+-->|<[^<>]*>")


class SelectionError(ValueError):
    """What is asked for cannot be selected; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A host that is a source's from one day to another (both included; None: open), with the lists it had there."""

    source: Source
    family: str
    valid_from: date | None
    valid_to: date | None
    folders: tuple[str, ...]

    def holds(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Selection:
    """The captures that an import wants, and whose they are.

    `only` is the id of one source, or `auto` for all. `keywords` (any of them; none: no filter) are looked for in the
    text of a page outside its links; without them, those of the source's registry entry count. Raises SelectionError
    for an id that the registry does not know.
    """

    def __init__(self, sources: Mapping[str, Source], only: str = AUTO, keywords: Sequence[str] = ()) -> None:
        if only != AUTO and only not in sources:
            near = ", ".join(sorted(sources)[:6])
            raise SelectionError(f"no source {only!r} in the registry; it knows {near or 'none'}")
        chosen = [source for source in sources.values() if only in (AUTO, source.id)]
        if not chosen:
            raise SelectionError("the registry holds no source to select by: name another registry")
        self._keywords = tuple(keywords)
        self._claims: dict[str, list[_Claim]] = {}
        for source in chosen:
            self._claim_all(source)
        said = [only, *self._keywords, *(repr(source.model_dump(mode="json")) for source in chosen)]
        self.id = hashlib.sha256("\n".join(said).encode()).hexdigest()

    def _claim_all(self, source: Source) -> None:
        current = [*source.lists, *(each for each in (source.home, source.sample) if each)]
        named = [f"http://{host}/" for host in source.hosts]
        self._claim(source, source.family, None, None, [*current, *named], source.lists)
        for point in source.endpoints:
            self._claim(
                source, point.family or source.family, point.valid_from, point.valid_to, point.lists, point.lists
            )

    def _claim(
        self,
        source: Source,
        family: str,
        valid_from: date | None,
        valid_to: date | None,
        urls: Iterable[str],
        lists: Iterable[str],
    ) -> None:
        folders = tuple(folder_of(canonical_url(url)) for url in lists)
        for key in {_host_key(url, source.local) for url in urls}:
            self._claims.setdefault(key, []).append(_Claim(source, family, valid_from, valid_to, folders))

    def source_of(self, url: str, at: datetime) -> tuple[Source | None, str]:
        """Whose page `url` was at that time; else None and why it is not wanted: in a word or two."""
        parts = urlsplit(url)
        claims = self._claims.get(_bare(parts.hostname)) or self._claims.get(_host_key(url, True))
        if not claims:
            return None, "other host"
        day = at.astimezone(SHANGHAI).date()
        holding = [claim for claim in claims if claim.holds(day)]
        if not holding:
            return None, "host not the source's then"
        fitting = [claim for claim in holding if _is_article(url, claim)]
        if not fitting:
            return None, "no article"
        # Several sources share a host: the one whose list lies nearest above the page has it.
        best = max(fitting, key=lambda claim: (_nearness(url, claim.folders), claim.source.id))
        return best.source, ""

    def wants_text(self, source: Source, page: bytes, content_type: str, *, is_text: bool) -> bool:
        """Whether any keyword stands in a page; True where none is asked for."""
        keywords = self._keywords or source.keywords
        if not keywords:
            return True
        text = list_text(page, content_type)
        if not is_text:
            text = unescape(_UNREAD.sub("", text))
        text = re.sub(r"\s+", "", text)
        return any(keyword in text for keyword in keywords)


def is_page(media_type: str) -> bool:
    """Whether a media type is one of pages."""
    return media_type in _PAGES


def variants(url: str) -> list[str]:
    """A canonical URL and what else the same page was called: http or https, with or without `www.`."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    rest = url.partition("//")[2][len(parts.netloc) :]
    others = [
        f"{scheme}://{name}{rest}" for scheme in ("https", "http") for name in (parts.netloc, host, f"www.{host}")
    ]
    return list(dict.fromkeys([url, *others]))


def _is_article(url: str, claim: _Claim) -> bool:
    given = claim.source.params.get("article")
    if isinstance(given, str) and claim.family == claim.source.family:
        return re.search(given, target_of(url)) is not None
    # Families that learn the shape of articles from lists take any number for one; index_2.html is none.
    if claim.family in _LEARNING and _NO_ARTICLE.fullmatch(urlsplit(url).path.rpartition("/")[2]):
        return False
    return FAMILIES[claim.family].article.search(target_of(url)) is not None


def _nearness(url: str, folders: Sequence[str]) -> int:
    own = urlsplit(url).path.split("/")
    best = 0
    for folder in folders:
        theirs = urlsplit(folder).path.rstrip("/").split("/")
        same = 0
        for one, other in zip(own, theirs, strict=False):
            if one != other:
                break
            same += 1
        best = max(best, same)
    return best


def _host_key(url: str, local: bool) -> str:
    parts = urlsplit(url)
    return (
        f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}" if local else _bare(parts.hostname)
    )


def _bare(host: str | None) -> str:
    return (host or "").lower().rstrip(".").removeprefix("www.")
