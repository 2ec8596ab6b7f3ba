"""The one spider: walks the lists of a source, whatever its family, and asks for the articles that are wanted."""

import logging
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response

from crawlers.clock import now
from crawlers.context import META, Context, Wanted, month_of, wanted_of
from crawlers.families import FAMILIES, Family, ListPage, Row
from crawlers.families.dates import date_in_url
from crawlers.families.decode import list_text, list_tree
from crawlers.families.rows import shape_of
from crawlers.ledger import Seen, seen
from crawlers.middlewares.guard import RefusedRequest
from crawlers.mirror import is_labelled, suspicion
from crawlers.secrets import masked
from crawlers.tally import ROBOTS, ListTally, Outcome
from crawlers.urls import canonical_url, host_of
from crawlers.walk import Walk

# What a list says that has nothing to show; without one of these, a list without rows is a list we cannot read.
_SAYS_EMPTY = re.compile(
    r"暂无(?:相关|任何)?(?:数据|信息|内容|记录|文章|资料|新闻)|没有(?:找到|查询到|检索到|搜索到)?(?:相关|任何|符合条件的)?"
    r"(?:数据|信息|内容|记录|文章)|无(?:相关|符合条件的)(?:数据|信息|内容|记录)|共\s*0\s*(?:条|篇|项)|"
    r"\"post_count\"\s*:\s*0\b|totalRecord\s*=\s*[\"']?0\b"
)
LOG = logging.getLogger("edumeet.crawl")
_LIST_PRIORITY = 10
_ENOUGH_REFUSALS = 8
REFUSED = "refused"


@dataclass(slots=True)
class ListState:
    """One list on its way."""

    start: str
    family: Family
    tally: ListTally
    walk: Walk
    number: int = 1
    met: set[str] = field(default_factory=set)
    is_branch: bool = False
    learned: Mapping[str, str] = field(default_factory=dict)

    def branch(self, url: str) -> "ListState":
        """A further list page that belongs to this list: a printed page of the same day, a part of a sitemap."""
        return ListState(url, self.family, self.tally, Walk(self.walk.window), met=self.met, is_branch=True)


class ListSpider(Spider):
    """Crawls one source. All it knows comes with the context; all it finds goes to archive, ledger and tally."""

    name = "lists"

    def __init__(self, context: Context, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context = context
        self._asked: set[str] = set()
        self._refused = 0

    async def start(self) -> AsyncIterator[Request]:
        """The first page of every list of the window."""
        context = self.context
        window = context.window
        for url, family_id, since, until in context.source.reaches(window.since, window.until):
            family = FAMILIES[family_id]
            tally = ListTally(url, family_id)
            context.tally.lists.append(tally)
            starts = family.starts(url, since, until) if family.starts else [url]
            if len(starts) > context.max_list_pages:
                context.tally.warnings.append(f"{url}: the newest {context.max_list_pages} of {len(starts)} days only")
            for start in starts[: context.max_list_pages]:
                yield self._list_request(start, ListState(start, family, tally, Walk(window)))

    def _list_request(self, url: str, state: ListState) -> Request:
        wanted = Wanted("list", canonical_url(url), state.family.id, list_url=state.start)
        return Request(
            url,
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"state": state},
            meta={META: wanted},
            priority=_LIST_PRIORITY,
            dont_filter=True,
        )

    def parse_list(self, response: Response, state: ListState) -> Iterator[Request]:
        """Read one list page: ask for its wanted articles and for the page after it."""
        wanted = wanted_of(response.meta)
        assert wanted is not None
        if wanted.verdict != "ok":
            self._end_list(state, wanted.verdict or "error", wanted.reason)
            return
        page = self._page(response.url, _text(response), state)
        if state.number == 1 and state.family.learn:
            state.learned = state.family.learn(page)
        rows = state.family.rows(page)
        state.tally.read(len(rows), shape_of(rows))
        more = self._more(page, state)
        yield from more
        if not rows and state.number == 1:
            self._no_rows(page, state, has_more=bool(more))
            return
        known = seen(self.context.ledger, self.context.source.id, [row.url for row in rows])
        days = [row.listed_at or date_in_url(row.url, page.today) for row in rows]
        yield from self._articles(rows, days, known, page, state)
        yield from self._onward(page, rows, days, known, state)

    def _page(self, url: str, text: str, state: ListState) -> ListPage:
        hosts = self.context.hosts()
        return ListPage(
            url=url,
            start=state.start,
            number=state.number,
            text=text,
            tree=list_tree(text),
            today=now().date(),
            hosts=hosts,
            params={**state.learned, **self.context.source.params},
        )

    def _more(self, page: ListPage, state: ListState) -> list[Request]:
        if state.family.more is None:
            return []
        state.met.add(canonical_url(page.url))
        found = [url for url in dict.fromkeys(state.family.more(page)) if canonical_url(url) not in state.met]
        state.met.update(map(canonical_url, found))
        return [self._list_request(url, state.branch(url)) for url in found]

    def _no_rows(self, page: ListPage, state: ListState, *, has_more: bool) -> None:
        """A first page without rows: it says it is empty, its rows lie elsewhere, or we cannot read it."""
        tally = state.tally
        if state.is_branch or has_more:
            tally.ended = "last page"
        elif _SAYS_EMPTY.search(page.text):
            tally.ended = "last page"
            if not tally.failed and not tally.rows_per_page[:-1]:
                tally.outcome, tally.reason = "empty", None
        else:
            moved = host_of(page.url) not in page.hosts
            why = f"it leads to another host, {host_of(page.url)}" if moved else "no row of it looks like an article"
            tally.fail("broken", why)

    def _articles(
        self, rows: Sequence[Row], days: Sequence[date | None], known: dict[str, Seen], page: ListPage, state: ListState
    ) -> Iterator[Request]:
        tally, moment = self.context.tally, now()
        for row, day in zip(rows, days, strict=True):
            tally.saw_row(row.title, row.listed_at)
            if row.url in self._asked:
                continue
            self._asked.add(row.url)
            had = known.get(row.url)
            if not self.context.window.holds(day):
                tally.outside += 1
            elif had is not None and not self._asks_again(had, moment):
                tally.known += 1
            else:
                yield self._article_request(row, had, page, state)

    def _asks_again(self, had: Seen, moment: datetime) -> bool:
        recheck = self.context.recheck
        return recheck == "all" or (had.is_due(moment) and (recheck == "due" or had.versions == 0))

    def _article_request(self, row: Row, had: Seen | None, page: ListPage, state: ListState) -> Request:
        partition = had.partition if had else month_of(row.listed_at) if row.listed_at else None
        listed_at = row.listed_at.isoformat() if row.listed_at else None
        wanted = Wanted(
            "detail",
            canonical_url=row.url,
            family=state.family.id,
            partition=partition,
            listed_at=(had.listed_at if had and had.listed_at else listed_at),
            listed_title=plain(row.title),
            list_url=page.url,
            is_new=had is None or had.versions == 0,
            content_hash=had.content_hash if had else None,
        )
        return self.article_request(row.url, wanted, had)

    def article_request(self, url: str, wanted: Wanted, had: Seen | None) -> Request:
        """Ask for an article, on the condition that it has changed where we have it."""
        headers = {}
        if had is not None and had.content_hash and had.last_verdict in ("ok", "not_modified"):
            headers = {"If-None-Match": had.etag, "If-Modified-Since": had.last_modified}
        return Request(
            url,
            callback=self.parse_article,
            errback=self.article_failed,
            headers={name: value for name, value in headers.items() if value},
            meta={META: wanted},
            dont_filter=True,
        )

    def _onward(
        self, page: ListPage, rows: Sequence[Row], days: Sequence[date | None], known: dict[str, Seen], state: ListState
    ) -> Iterator[Request]:
        going = state.walk.goes_on(
            (row.url, *self._whereabouts(day, known.get(row.url)))
            for row, day in zip(rows, days, strict=True)
            if not row.aside
        )
        following = state.family.next_page(page, len(rows))
        if not going:
            state.tally.ended = "window" if state.walk.behind >= state.walk.enough else "last page"
        elif following is None or canonical_url(following) == canonical_url(page.url):
            state.tally.ended = "last page"
        elif state.number >= self.context.max_list_pages:
            state.tally.ended = "page limit"
            self.context.tally.warnings.append(f"{state.start}: stopped after {state.number} list pages")
        else:
            state.number += 1
            yield self._list_request(following, state)

    def _whereabouts(self, day: date | None, had: Seen | None) -> tuple[date | None, bool]:
        """A row's day and whether its page is known. A re-sweep does not stop at what is known: lists shift while they
        are walked, and notices are put in late. Where it has no day, the day of its first fetch is the best guess."""
        if not self.context.resweep:
            return day, had is not None
        return day or (had.first_fetched_at.date() if had else None), False

    def _end_list(self, state: ListState, verdict: str, reason: str | None) -> None:
        """A list page that is no list: the end of the list where older pages are simply gone, else a failure."""
        tally = state.tally
        if state.number > 1 and (verdict == "missing" or (reason or "").startswith("tiny")):
            tally.ended = "gone"
        elif verdict == "missing" and state.family.by_day:
            tally.ended, tally.gaps = "last page", tally.gaps + 1
            if not tally.pages and not tally.failed:
                tally.outcome, tally.reason = "empty", "no issue on the days of the window"
        else:
            outcomes: dict[str, Outcome] = {"blocked": "blocked", "missing": "broken", "error": "unreachable"}
            tally.fail(outcomes.get(verdict, "broken"), f"page {state.number}: {reason or verdict}")

    def list_failed(self, failure: Any) -> None:
        """A list page that did not come."""
        state: ListState = failure.request.cb_kwargs["state"]
        reason = cause(failure.value)
        state.tally.fail("blocked" if reason == ROBOTS else "unreachable", f"page {state.number}: {reason}")

    def parse_article(self, response: Response) -> None:
        """Count an article; it is in the archive already."""
        wanted, tally = wanted_of(response.meta), self.context.tally
        assert wanted is not None
        if wanted.verdict == "not_modified" or (wanted.verdict == "ok" and wanted.fetched_hash == wanted.content_hash):
            tally.unchanged += 1
        elif wanted.verdict == "ok":
            tally.new += wanted.is_new
            tally.changed += not wanted.is_new
            tally.partitions[wanted.partition or ""] += 1
            self._look_at(response)
        elif wanted.verdict == "missing":
            tally.missing += 1
        elif wanted.verdict == "redirect":
            tally.elsewhere += 1
        else:
            tally.failed += 1
            tally.failures[f"{wanted.verdict}: {wanted.reason}"] += 1
            facts = {"url": response.url, "outcome": wanted.verdict, "reason": wanted.reason}
            LOG.warning("article not had: %s %s", wanted.verdict, response.url, extra=facts)
        self._mind_refusals(wanted)

    def _mind_refusals(self, wanted: Wanted) -> None:
        """Stop where a site has begun to refuse us: going on would be rude, and would only teach it to refuse more."""
        self._refused = self._refused + 1 if is_refusal(wanted) else 0
        if self._refused >= _ENOUGH_REFUSALS:
            why = f"{self._refused} articles in a row were refused: {wanted.reason}"
            self.context.tally.refusal = why
            for each in self.context.tally.lists:
                each.fail("blocked", why)
            raise CloseSpider(REFUSED)

    def _look_at(self, response: Response) -> None:
        """Signs on the page itself: its standard labels, and whether it is a copy on a host that is not its own."""
        markup = _text(response)
        tally = self.context.tally
        tally.labelled += is_labelled(markup)
        if not self.context.source.local and (why := suspicion(markup, response.url)):
            tally.mirrors[why] += 1

    def article_failed(self, failure: Any) -> None:
        """An article that did not come; the next crawl asks again."""
        reason, tally = cause(failure.value), self.context.tally
        tally.failures[reason] += 1
        LOG.warning("article not fetched: %s", reason, extra={"url": failure.request.url, "reason": reason})
        if reason == ROBOTS:
            tally.forbidden += 1
        else:
            tally.failed += 1

    def closed(self, reason: str) -> None:
        """Remember why the crawl ended: finished, shutdown by a signal, or stopped."""
        self.context.closed = reason


def plain(title: str | None) -> str | None:
    """A title without what databases and JSON do not take: control characters, halves of characters, excess."""
    if title is None:
        return None
    kept = "".join(character for character in title if character.isprintable())
    return kept.encode("utf-8", "ignore").decode()[:500].strip() or None


def is_refusal(wanted: Wanted) -> bool:
    """Whether a response was a refusal or a challenge, and not merely a page with nothing on it."""
    return wanted.verdict == "blocked" and not (wanted.reason or "").startswith("tiny")


def _text(response: Response) -> str:
    kind = response.headers.get("Content-Type") or b""
    return list_text(response.body, kind.decode("latin-1"))


def cause(error: BaseException) -> str:
    """The cause of a failed request in a few words."""
    if isinstance(error, RefusedRequest):
        return masked(f"address refused: {error}")
    if isinstance(error, IgnoreRequest):
        return ROBOTS if "Forbidden by robots.txt" in str(error) else str(error)
    words = masked(" ".join(str(error).split()))
    return f"{type(error).__name__}: {words}"[:200] if words else type(error).__name__
