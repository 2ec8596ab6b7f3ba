"""Everything that a crawl imports, imported ahead: for a process that forks crawls off itself."""

import sys
import threading
from importlib import import_module
from typing import Any

OURS = ("crawlers.", "scrapy.")


def preload() -> None:
    """Import the crawler, and every part that Scrapy's settings name.

    Scrapy imports its parts when a crawl begins, by their names in its settings: half a second of processor time that
    each crawl would spend again. Raises RuntimeError where that has started a thread or a Twisted reactor, neither of
    which lives on in a forked process.
    """
    from scrapy.settings import Settings

    from crawlers.settings import settings_for

    for module in ("crawlers.crawl", "crawlers.spider", "crawlers.known", "crawlers.process"):
        import_module(module)
    parts: list[Any] = [Settings(settings_for(None, ""))]
    while parts:
        part = parts.pop()
        if isinstance(part, str) and part.startswith(OURS):
            import_module(part.rpartition(".")[0])
        elif hasattr(part, "items"):
            parts += [each for pair in part.items() for each in pair]
    if "twisted.internet.reactor" in sys.modules or threading.active_count() > 1:
        raise RuntimeError("a thread or a reactor has been started: no crawl can be forked off any more")
