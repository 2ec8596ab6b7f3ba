"""Body extraction beside trafilatura and GNE, in one run: quality and pages a second, on the HTML pages of the tests.

    python -m tests.bench.bench_article [SECONDS]

Needs the packages of the `bench` extra. Every page is taken as it is and in heavier forms, with link lists as long as
portals have them, so that sizes run from 2 to 150 kB. All readers get the same decoded text. magic-html is left out
on Python 3.11: it needs 3.12. Times are processor time, the median of five rounds; ratios are what to look at.
"""

import importlib.util
import re
import statistics
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.gold.compare import gold_pages
from transforms.article import read_article
from transforms.extract import read_page
from transforms.page import FetchedPage
from transforms.text import decode

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent / "transforms" / "article" / "pages"
GOLD = HERE.parent / "gold"
ROUNDS = 5

Page = tuple[str, str, str]
"""Address, markup, body that must come out."""


def pages() -> list[Page]:
    """The family pages, plain and heavy, and the HTML pages of the gold set."""
    expected = tomllib.loads((PAGES / "expected.toml").read_text(encoding="utf-8"))
    body = expected["body"].strip()
    found: list[Page] = []
    for entry in expected["page"]:
        source = (PAGES / f"{entry['family']}.html").read_text(encoding="utf-8")
        for lists, scripts in ((0, 0), (60, 100), (200, 400), (500, 1200)):
            found.append((entry["url"], heavier(source, lists, scripts), body))
    for gold, path in gold_pages(GOLD):
        if path.suffix != ".txt" and gold.get("body"):
            source = decode(path.read_bytes(), None, markup=True).text
            found += [(gold.get("url") or path.name, heavier(source, n, 2 * n), gold["body"]) for n in (0, 150)]
    return found


def heavier(source: str, lists: int, scripts: int) -> str:
    """The page with a longer menu, a longer list beside the article, and more script and style."""
    if not lists:
        return source
    menu = "".join(
        f'<li class="m{i}"><a href="/c/{i}/" title="栏目{i}">专题栏目{i}号</a></li>' for i in range(lists // 2)
    )
    aside = "".join(
        f'<li><a href="/n/{i}.html" target="_blank">云溪县开展第{i}次乡村道路巡查</a>'
        f"<span>2024-01-{i % 28 + 1:02}</span></li>"
        for i in range(lists // 2)
    )
    style = "".join(f".c{i}{{margin:{i}px 0 0 {i}px;color:#333}}\n" for i in range(scripts))
    source = source.replace("</style>", style + "</style>", 1)
    source = source.replace("<body>", f'<body><ul class="menu">{menu}</ul>', 1)
    return source.replace("<script>", f'<div class="side"><ul>{aside}</ul></div><script>', 1)


def overlap(a: str, b: str) -> float:
    """F1 of the character 4-grams of two texts, marks and blanks left out."""
    left, right = (Counter(t[i : i + 4] for i in range(max(1, len(t) - 3))) for t in map(plain, (a, b)))
    return 2 * sum((left & right).values()) / max(1, sum(left.values()) + sum(right.values()))


def plain(text: str) -> str:
    """The text without blanks and marks."""
    return re.sub(r"\W", "", text)


def readers() -> dict[str, Callable[[Page], str]]:
    """Who takes part: ours, and those of the bench extra that are installed."""

    def page_of(page: Page) -> FetchedPage:
        return FetchedPage(id=page[0], content=page[1], url=page[0])

    def whole(page: Page) -> str:
        record = read_page(page_of(page)).record
        return record["body"] if record else ""

    found: dict[str, Callable[[Page], str]] = {
        "edumeet article": lambda page: read_article(page_of(page)).body,
        "edumeet whole record": whole,
    }
    if importlib.util.find_spec("trafilatura"):
        import trafilatura

        found["trafilatura text"] = lambda page: trafilatura.extract(page[1]) or ""
        found["trafilatura fast"] = lambda page: trafilatura.extract(page[1], fast=True) or ""
    if importlib.util.find_spec("gne"):
        from gne import GeneralNewsExtractor

        extractor = GeneralNewsExtractor()
        found["GNE"] = lambda page: extractor.extract(page[1]).get("content", "")
    return found


def main() -> int:
    """Print the table; returns the exit code."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    corpus = pages()
    sizes = sorted(len(source.encode()) for _, source, _ in corpus)
    low, middle, high = (sizes[k] / 1000 for k in (0, len(sizes) // 2, -1))
    print(f"{len(corpus)} pages, {low:.0f} to {high:.0f} kB, median {middle:.0f} kB")
    if sys.version_info < (3, 12):
        print("magic-html is left out: it needs Python 3.12")
    rates: dict[str, float] = {}
    print(f"{'reader':22} {'body F1':>8} {'exact':>6} {'pages/s':>9} {'ms/page':>8}")
    timed = [page for page in corpus if 10_000 <= len(page[1].encode()) <= 150_000]
    print(f"quality on all of them, speed on the {len(timed)} of 10 to 150 kB")
    for name, read in readers().items():
        quality, exact = [], 0
        for page in corpus:
            try:
                body = read(page)
            except Exception as error:  # noqa: BLE001  # another's failure is a result here
                print(f"    {name} fails on {page[0]}: {type(error).__name__}")
                body = ""
            quality.append(overlap(body, page[2]))
            exact += plain(body) == plain(page[2])
        rounds = []
        for _ in range(ROUNDS):
            begun, count = time.process_time(), 0
            while time.process_time() - begun < seconds / ROUNDS or count < len(timed):
                read(timed[count % len(timed)])
                count += 1
            rounds.append(count / (time.process_time() - begun))
        rates[name] = statistics.median(rounds)
        shares = f"{statistics.mean(quality):8.3f} {exact / len(corpus):6.2f}"
        print(f"{name:22} {shares} {rates[name]:9.1f} {1000 / rates[name]:8.2f}")
    base = rates.get("trafilatura text")
    if base:
        print(f"article / trafilatura text: {rates['edumeet article'] / base:.1f}x")
        print(f"whole record / trafilatura text: {rates['edumeet whole record'] / base:.1f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
