"""Extraction beside other readers of articles, in one run: quality and pages a second, on the HTML pages of the tests.

    python -m tests.bench.bench_article [--rounds 5] [--quick]

Needs the packages of the `bench` extra. Every page is taken as it is and in heavier forms, with link lists as long as
portals have them, so that sizes run from 2 to 150 kB. All readers get the same decoded text. Quality is measured on all
pages, speed on those of 10 to 150 kB.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import mean

from tests.bench.results import arguments, at_least, recording
from tests.bench.sides import in_turns, rate, ratio
from tests.gold.compare import gold_pages
from transforms.article import read_article
from transforms.extract import read_page
from transforms.page import FetchedPage
from transforms.text import decode

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent / "transforms" / "article" / "pages"
GOLD = HERE.parent / "gold"

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
    """Who takes part: ours, and those of the bench extra that are installed. Each returns the text of the body."""

    def page_of(page: Page) -> FetchedPage:
        return FetchedPage(id=page[0], content=page[1], url=page[0])

    def whole(page: Page) -> str:
        record = read_page(page_of(page)).record
        return record["body"] if record else ""

    found: dict[str, Callable[[Page], str]] = {
        RECORD: whole,
        "edumeet article": lambda page: read_article(page_of(page)).body,
    }
    if find_spec("trafilatura"):
        import trafilatura

        def told(page: Page) -> str:
            read = trafilatura.bare_extraction(page[1], with_metadata=True)
            return (read and read.text) or ""

        found[TEXT] = lambda page: trafilatura.extract(page[1]) or ""
        found["trafilatura, fast"] = lambda page: trafilatura.extract(page[1], fast=True) or ""
        found["trafilatura, text and metadata"] = told
    if find_spec("gne"):
        from gne import GeneralNewsExtractor

        extractor = GeneralNewsExtractor()
        found["GNE"] = lambda page: extractor.extract(page[1]).get("content", "")
    if find_spec("newspaper"):
        import newspaper

        # Its address must look like one on the web, and `language` keeps it from looking for one.
        def newspaper_reads(page: Page) -> str:
            article = newspaper.Article("http://site.example/1.html", language="zh", fetch_images=False)
            article.download(input_html=page[1])
            article.parse()
            return article.text

        found["newspaper4k"] = newspaper_reads
    if find_spec("readability"):
        from lxml.html import fromstring
        from readability import Document

        found["readability-lxml"] = lambda page: fromstring(Document(page[1]).summary()).text_content()
    if find_spec("magic_html"):
        from magic_html import GeneralExtractor

        magic = GeneralExtractor()
        found["magic-html"] = lambda page: fromstring(magic.extract(page[1], base_url="")["html"]).text_content()
    return found


RECORD, TEXT = "edumeet, whole record", "trafilatura, text"
COMPARED = ("trafilatura", "gne", "newspaper4k", "readability-lxml", "lxml")


def pass_over(read: Callable[[Page], str], timed: list[Page]) -> None:
    for page in timed:
        tried(read, page)


def tried(read: Callable[[Page], str], page: Page) -> str:
    """What a reader makes of a page; nothing where it fails, which is a result here."""
    try:
        return read(page)
    except Exception:  # noqa: BLE001 - whatever another's reader raises
        return ""


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--rounds", type=int, default=5)
    given = ask.parse_args()
    corpus, rounds = pages(), given.rounds
    if given.quick:
        corpus, rounds = [page for page in corpus if len(page[1]) > 8_000][:3], 1
    timed = [page for page in corpus if 10_000 <= len(page[1].encode()) <= 150_000]
    sizes = sorted(len(source.encode()) / 1000 for _, source, _ in corpus)
    with recording("article", given, COMPARED) as figures:
        if not find_spec("magic_html"):
            figures.leave_out("magic-html", "needs Python 3.12")
        figures.say(
            f"{len(corpus)} pages, {sizes[0]:.0f} to {sizes[-1]:.0f} kB, median {sizes[len(sizes) // 2]:.0f} kB; "
            f"speed on the {len(timed)} of 10 to 150 kB"
        )
        sides = readers()
        for name, read in sides.items():
            bodies = [(tried(read, page), page[2]) for page in corpus]
            figures.add(f"body, F1 of 4-grams: {name}", mean(overlap(*each) for each in bodies), "")
            figures.add(f"body, exact: {name}", mean(plain(a) == plain(b) for a, b in bodies), "share")
        spent = in_turns({name: partial(pass_over, read, timed) for name, read in sides.items()}, rounds)
        for name in sides:
            figures.add(f"speed: {name}", rate(spent, name, len(timed)), "pages/s of one core")
        for name in sides:
            if not name.startswith("edumeet"):
                target = at_least(5) if name == TEXT else None
                figures.add(f"{RECORD} / {name}", ratio(spent, RECORD, name), "×", target)


if __name__ == "__main__":
    main()
