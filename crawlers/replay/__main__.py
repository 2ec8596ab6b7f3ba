"""`python -m crawlers.replay --source ID --home DIR --since DAY --until DAY`: the crawl of a source from its archive.

Prints the summary of a crawl in which everything is new, and how the rows differ from what the archive was told when
the pages were fetched: articles never fetched, other dates, other titles. Exit codes are those of crawlers.crawl.
"""

import argparse
import json
import sys
import tempfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcess

from crawlers.clock import SHANGHAI, now
from crawlers.context import Context
from crawlers.crawl import EXIT, EXIT_USAGE, UsageError, add_window, chosen_source, chosen_window
from crawlers.ledger import open_ledger
from crawlers.registry import RegistryError, Source
from crawlers.replay.index import ArchiveIndex
from crawlers.replay.middleware import Differences, ReplayMiddleware
from crawlers.settings import settings_for
from crawlers.spider import ListSpider
from crawlers.walk import Window


class ReplaySpider(ListSpider):
    """The spider of a crawl, with the archive it reads."""

    def __init__(self, archive_index: ArchiveIndex, differences: Differences, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.archive_index = archive_index
        self.differences = differences


def replay(source: Source, window: Window, root: Path, as_of: datetime | None) -> tuple[Context, dict[str, Any]]:
    """Run the replay in this process (once: the reactor does not start twice) and return what it counted."""
    index, found = ArchiveIndex(root, source.id, as_of), Differences()
    with tempfile.TemporaryDirectory(prefix="edumeet-replay-") as scratch:
        ledger = open_ledger(Path(scratch) / "ledger.sqlite")
        context = Context(
            source=source,
            window=window,
            run_id="replay",
            ledger=ledger,
            writer=None,
            local=source.all_netlocs() if source.local else None,
            started_at=now(),
        )
        process = CrawlerProcess(_settings(context))
        process.crawl(ReplaySpider, context=context, archive_index=index, differences=found)
        process.start()
        ledger.close()
    return context, {"archived": len(index), "absent": found.absent, "relisted": found.relisted}


def _settings(context: Context) -> dict[str, Any]:
    settings = settings_for(context.local, "replay")
    middlewares = {name: order for name, order in settings["DOWNLOADER_MIDDLEWARES"].items() if "archive" not in name}
    return settings | {
        "DOWNLOADER_MIDDLEWARES": middlewares | {ReplayMiddleware: 950},
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https", "data", "file", "ftp", "s3")),
        "ROBOTSTXT_OBEY": False,  # these pages were allowed when they were fetched
        "RETRY_HTTP_CODES": [],
        "AUTOTHROTTLE_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the replay and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m crawlers.replay", description="Replay a crawl from the archive.")
    add_window(parser)
    parser.add_argument("--as-of", type=datetime.fromisoformat, help="day or moment: pages as they were archived then")
    given = parser.parse_args(arguments)
    try:
        source, window = chosen_source(given), chosen_window(given)
    except (RegistryError, UsageError) as error:
        print(f"edumeet replay: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    as_of = given.as_of
    if as_of is not None and as_of.tzinfo is None:
        at = as_of.time() if as_of.time() != time(0) else time(23, 59, 59)
        as_of = datetime.combine(as_of.date(), at, SHANGHAI)
    context, extra = replay(source, window, given.home / "archive", as_of)
    outcome, reason = context.tally.outcome()
    summary = {
        "source": source.id,
        "since": window.since.isoformat(),
        "until": window.until.isoformat(),
        "outcome": outcome,
        "reason": reason,
        "complete": context.tally.complete,
        **extra,
        **context.tally.to_json(),
        "health": context.tally.health(now().date()),
    }
    print(json.dumps(summary, ensure_ascii=False))  # noqa: T201
    return EXIT[outcome]


if __name__ == "__main__":
    sys.exit(main())
