"""The recheck: known articles whose time has come are asked for again, and no list."""

from collections.abc import AsyncIterator

from scrapy import Request

from crawlers.clock import now
from crawlers.context import Wanted
from crawlers.ledger import Seen, due_pages, seen
from crawlers.spider import ListSpider


class KnownSpider(ListSpider):
    """Asks for the articles named, or else for those that are due, the longest overdue first, up to the crawl's limit.

    A page that is as it was becomes a revisit record, one that differs a further version; one that has vanished is
    entered as missing, and all that was archived of it stays.
    """

    name = "known"

    async def start(self) -> AsyncIterator[Request]:
        """Every article that is due."""
        context = self.context
        if context.pages:
            due = list(seen(context.ledger, context.source.id, context.pages).values())
        else:
            due = due_pages(
                context.ledger,
                context.source.id,
                now(),
                since=context.window.since,
                until=context.window.until,
                limit=context.limit,
            )
        context.tally.due = len(due)
        for had in due:
            yield self.article_request(had.canonical_url, self._wanted(had), had)

    def _wanted(self, had: Seen) -> Wanted:
        return Wanted(
            "detail",
            canonical_url=had.canonical_url,
            family=self.context.source.family,
            partition=had.partition,
            listed_at=had.listed_at,
            listed_title=had.listed_title,
            is_new=had.versions == 0,
            content_hash=had.content_hash,
        )
