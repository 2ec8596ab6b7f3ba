"""Scrapy's process for a crawl that may be told to stop more than once."""

import signal
from typing import Any

from scrapy.crawler import CrawlerProcess


class PatientProcess(CrawlerProcess):
    """Waits for the answers to what has been asked for, however often it is told to stop.

    Who stops a crawl does so in more than one way: the run sends SIGTERM, and the crawl's input closes when the run has
    ended. Scrapy takes the second for impatience and drops what is in flight, which the next crawl asks for again.
    Impatient is only who presses Ctrl-C twice.
    """

    def _signal_kill(self, signum: int, _: Any) -> None:
        if signum == signal.SIGINT:
            super()._signal_kill(signum, _)
