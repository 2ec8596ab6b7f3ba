"""What a crawl costs with archive and ledger on, beside a bare Scrapy spider that only downloads the same pages.

    python -m tests.bench.bench_crawl [--pages N] [--pairs N] [--quick]   pages per second of one core, side by side
    python -m tests.bench.bench_crawl --memory [--pages 50000]           memory over the course of one crawl

Both sides run in turns, each in a fresh process, against pages of the sample newsroom that another process serves from
memory; delays are off, eight requests at a time. Counted is the CPU time (user and system) of the crawling process from
the start of its crawl on, imports left out, so that what else the machine does matters little. Medians over the pairs.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from argparse import SUPPRESS
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.crawl_site import ROWS, site
from tests.bench.memory import python, resident
from tests.bench.results import Figures, arguments, at_least, at_most, recording


def cpu() -> float:
    """Seconds of CPU that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def crawl_bare(url: str) -> int:
    """The bare side: Scrapy as it comes, links out of list pages, nothing kept."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = [url]
        pages = 0

        def parse(self, response: Any) -> Any:
            links = response.css("ul.news a::attr(href)").getall()
            for link in links:
                yield response.follow(link, self.article)
            number = int(response.url.rpartition("index_")[2].removesuffix(".html")) if "index_" in response.url else 0
            if len(links) == ROWS:
                yield response.follow(f"index_{number + 1}.html", self.parse)

        def article(self, response: Any) -> None:
            Bare.pages += bool(response.body)

    settings = {
        "LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False, "DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS": 8,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "TELNETCONSOLE_ENABLED": False,
    }  # fmt: skip
    process = CrawlerProcess(settings)
    process.crawl(Bare)
    process.start()
    return Bare.pages


def crawl_edumeet(url: str, home: Path) -> int:
    """Our side: the crawl as every run makes it."""
    from crawlers import crawl

    entry = '[[source]]\nid = "bench"\nname = "bench"\nkind = "government"\nfamily = "trs_wcm"\nlocal = true\n'
    (home / "sources.toml").write_text(f'{entry}lists = ["{url}"]\n', "utf-8")
    code = crawl.main(
        ["--source", "bench", "--registry", str(home / "sources.toml"), "--home", str(home), "--since", "2024-01-01",
         "--run-id", "bench", "--max-list-pages", "100000"]
    )  # fmt: skip
    assert code == 0, code
    told = json.loads((home / "runs/bench/crawl-bench.json").read_text("utf-8"))
    return int(told["new"])


def child(side: str, url: str, watch: bool) -> None:
    """One measured crawl; prints what it took as JSON."""
    import scrapy.crawler

    import crawlers.crawl
    import crawlers.middlewares.archive
    import crawlers.middlewares.patience
    import crawlers.middlewares.robots
    import crawlers.resolver
    import crawlers.spider

    del scrapy, crawlers
    seen: list[float] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(1):
            seen.append(round(resident(os.getpid()) / 1e6, 1))

    if watch:
        threading.Thread(target=look, daemon=True).start()
    began, clock = cpu(), time.perf_counter()
    said = sys.stdout
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the rest of the process
    if side == "bare":
        pages = crawl_bare(url)
    else:
        with tempfile.TemporaryDirectory(prefix="edumeet-bench-") as home:
            pages = crawl_edumeet(url, Path(home))
    over.set()
    used = {"pages": pages, "cpu": cpu() - began, "seconds": time.perf_counter() - clock, "resident": seen}
    said.write(json.dumps(used) + "\n")


def measured(side: str, url: str, *, watch: bool = False) -> dict[str, Any]:
    """Run one side in a fresh process."""
    command = python("tests.bench.bench_crawl", "--child", side, "--url", url, *(["--watch"] if watch else []))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    used: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return used


def side_by_side(figures: Figures, pages: int, pairs: int) -> None:
    """Both sides in turns."""
    with site(pages) as url:
        ratios: list[float] = []
        rates: dict[str, list[float]] = {"bare": [], "edumeet": []}
        for number in range(pairs):
            for side in sorted(rates, reverse=number % 2 == 1):
                used = measured(side, url)
                assert used["pages"] == pages, used
                rates[side].append(pages / used["cpu"])
            ratios.append(rates["edumeet"][-1] / rates["bare"][-1])
            figures.say(f"pair {number + 1}: {ratios[-1]:.0%}")
    figures.add("bare Scrapy", median(rates["bare"]), "pages/s of one core")
    figures.add("edumeet, archive and ledger on", median(rates["edumeet"]), "pages/s of one core")
    figures.add("edumeet / bare Scrapy", median(ratios), "×", at_least(0.6))


def memory(figures: Figures, pages: int) -> None:
    """Memory by tenths of one crawl."""
    with site(pages) as url:
        used = measured("edumeet", url, watch=True)
    held = used["resident"]
    assert used["pages"] == pages, used["pages"]
    tenths = [held[min(len(held) - 1, len(held) * n // 10)] for n in range(11)]
    figures.say("MB by tenths of the crawl: " + " ".join(f"{each:.0f}" for each in tenths))
    figures.add(f"a crawl of {pages:,} pages", pages / used["cpu"], "pages/s of one core")
    figures.add(f"a crawl of {pages:,} pages, most memory", max(held), "MB", at_most(500))
    figures.add("grown since the first tenth, a page", (tenths[-1] - tenths[1]) * 1e6 / (0.9 * pages), "bytes")


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--pages", type=int)
    ask.add_argument("--pairs", type=int, default=5)
    ask.add_argument("--memory", action="store_true")
    ask.add_argument("--child", choices=("bare", "edumeet"), help=SUPPRESS)
    ask.add_argument("--url", help=SUPPRESS)
    ask.add_argument("--watch", action="store_true", help=SUPPRESS)
    given = ask.parse_args()
    if given.child:
        child(given.child, given.url, given.watch)
        return
    with recording("crawl", given, ("scrapy", "twisted", "warcio", "sqlalchemy")) as figures:
        if given.quick:
            side_by_side(figures, 5, 1)
        elif given.memory:
            memory(figures, given.pages or 50_000)
        else:
            side_by_side(figures, given.pages or 1000, given.pairs)


if __name__ == "__main__":
    main()
