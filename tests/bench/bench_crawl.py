"""What a crawl costs with archive and ledger on, beside a bare Scrapy spider that only downloads the same pages.

    python -m tests.bench.bench_crawl [--pages N] [--pairs N]     pages per second of one core, side by side
    python -m tests.bench.bench_crawl --memory [--pages 50000]    resident memory over the course of one crawl

Both sides run in turns, each in a fresh process, against pages of the sample newsroom that another process serves from
memory; delays are off, eight requests at a time. Counted is the CPU time (user and system) of the crawling process from
the start of its crawl on, imports left out, so that what else the machine does matters little. Medians over the pairs.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.crawl_site import ROWS, site

_PAGE = resource.getpagesize()


def cpu() -> float:
    """Seconds of CPU that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def resident() -> float:
    """Megabytes of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE / 1e6


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
        while not over.wait(2):
            seen.append(round(resident(), 1))

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
    command = [sys.executable, "-m", "tests.bench.bench_crawl", "--child", side, "--url", url]
    done = subprocess.run([*command, *(["--watch"] if watch else [])], capture_output=True, text=True, check=True)
    used: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return used


def machine() -> str:
    """What was measured on, and with."""
    told = [line for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines() if line.startswith("model name")]
    model = told[0].partition(":")[2].strip() if told else platform.machine()
    packages = ", ".join(f"{name} {version(name)}" for name in ("scrapy", "twisted", "warcio", "sqlalchemy"))
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, {packages}"


def side_by_side(pages: int, pairs: int) -> None:
    """Print each pair and the medians."""
    with site(pages) as url:
        ratios, rates = [], {"bare": [], "edumeet": []}
        print(f"{'pair':>4}{'bare/s':>10}{'edumeet/s':>11}{'ratio':>8}   pages per second of one core")
        for number in range(1, pairs + 1):
            order = ("bare", "edumeet") if number % 2 else ("edumeet", "bare")
            rate = {}
            for side in order:
                used = measured(side, url)
                assert used["pages"] == pages, used
                rate[side] = pages / used["cpu"]
                rates[side].append(rate[side])
            ratios.append(rate["edumeet"] / rate["bare"])
            print(f"{number:>4}{rate['bare']:>10.0f}{rate['edumeet']:>11.0f}{ratios[-1]:>8.0%}", flush=True)
        print(f"{'mid':>4}{median(rates['bare']):>10.0f}{median(rates['edumeet']):>11.0f}{median(ratios):>8.0%}")


def memory(pages: int) -> None:
    """Print resident memory by tenths of one crawl."""
    with site(pages) as url:
        used = measured("edumeet", url, watch=True)
    held = used["resident"]
    assert used["pages"] == pages, used["pages"]
    print(f"{pages:,} pages in {used['seconds']:.0f} s, {pages / used['cpu']:.0f} pages per second of one core")
    tenths = [held[min(len(held) - 1, len(held) * n // 10)] for n in range(11)]
    print("resident MB by tenths of the crawl: " + " ".join(f"{each:.0f}" for each in tenths))
    grown = tenths[-1] - tenths[1]
    print(f"grown since the first tenth: {grown:.1f} MB, {grown * 1e6 / (0.9 * pages):.0f} bytes a page")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--child", choices=("bare", "edumeet"), help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--watch", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child, given.url, given.watch)
        return
    print(machine())
    if given.memory:
        memory(given.pages or 50_000)
    else:
        side_by_side(given.pages or 1000, given.pairs)


if __name__ == "__main__":
    main()
