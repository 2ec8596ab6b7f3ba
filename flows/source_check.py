"""A source looked at as a crawl would: one list page, its articles, and a verdict on each thing that a crawl needs."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

from rich.text import Text

from crawlers.archive import iter_archive
from crawlers.registry import Source
from flows.crawling import CrawlOrder, crawl_in_child, hosts_of
from flows.registry import NEWSROOM, chosen, read_registry, registry_for_reading
from flows.samples import newsroom_served
from flows.screen import Screen
from flows.settings import TIMEZONE, Settings
from flows.source_health import health_of_sources
from flows.times import EVER
from transforms.extract import read_page
from transforms.page import FetchedPage
from transforms.record import Record
from transforms.text import decode


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that was looked at: what was found, and whether a crawl can live with it."""

    what: str
    good: bool
    found: str

    def to_dict(self) -> dict[str, Any]:
        """For a machine."""
        return asdict(self)


def check_source(settings: Settings, registry: str | None, source_id: str) -> list[Verdict]:
    """Crawl the first page of each list, politely, into a folder of its own, and judge what came.

    Raises UserError for a source that is not in the registry.
    """
    path = registry_for_reading(settings, registry)
    (source,) = chosen(read_registry(path), [source_id])
    home = settings.root / "checks" / source.id
    rmtree(home, ignore_errors=True)
    order = CrawlOrder(source.id, path, EVER, None, hosts=hosts_of(source))
    if source.local and path == settings.newsroom_registry:
        with newsroom_served(settings.model_copy(update={"registry": NEWSROOM})):
            said = _crawl(order, home, settings)
    else:
        said = _crawl(order, home, settings)
    return [*_list_verdicts(source, said), *_page_verdicts(source, home), *_history_verdict(settings, source)]


def _crawl(order: CrawlOrder, home: Path, settings: Settings) -> dict[str, Any]:
    return crawl_in_child(order, settings, "check", home=home, options=("--max-list-pages", "1"))


def _list_verdicts(source: Source, said: dict[str, Any]) -> list[Verdict]:
    verdicts = [Verdict("reachable", said["outcome"] in ("ok", "empty"), said["reason"] or said["outcome"])]
    for each in said.get("lists", []):
        enough = each["rows"] >= source.expect.min_rows_per_list_page
        verdicts.append(
            Verdict("list", each["outcome"] in ("ok", "empty") and enough, f"{each['rows']} rows: {each['url']}")
        )
    newest = said.get("health", {}).get("newest")
    if newest:
        age = (datetime.now(TIMEZONE).date() - datetime.fromisoformat(newest).date()).days
        limit = source.expect.newest_within_days
        verdicts.append(Verdict("freshness", limit is None or age <= limit, f"newest row of {newest}, {age} days old"))
    return verdicts


def _history_verdict(settings: Settings, source: Source) -> list[Verdict]:
    """How the source has been doing in the crawls of this home; nothing where it was never crawled."""
    health = health_of_sources(settings, {source.id: source}).get(source.id)
    return [] if health is None else [Verdict("history", health.verdict == "healthy", str(health))]


def _page_verdicts(source: Source, home: Path) -> list[Verdict]:
    records: list[Record] = []
    encodings: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    for file in sorted((home / "archive" / source.id).glob("*.warc.gz")):
        for response in iter_archive(file):
            if response.meta is None or response.meta.role != "detail" or response.status != 200:
                continue
            decoded = decode(response.body, response.headers.get("content-type"), markup=True)
            encodings[decoded.encoding or "none"] += 1
            outcome = read_page(
                FetchedPage(
                    id=response.url,
                    content=response.body,
                    url=response.url,
                    headers=response.headers,
                    fetched_at=response.fetched_at,
                    source=source.facts(),
                )
            )
            if outcome.record is not None and outcome.status == "ok":
                records.append(outcome.record)
            else:
                unread[f"{outcome.status} {outcome.reason or ''}".strip()] += 1
    pages = len(records) + unread.total()
    if not pages:
        return [Verdict("articles", False, "none could be fetched")]
    verdicts = [
        Verdict(
            "articles",
            not unread,
            f"{len(records)} of {pages} read" + "".join(f"; {n}× {why}" for why, n in unread.items()),
        ),
        Verdict("encoding", "none" not in encodings, ", ".join(f"{name} {n}" for name, n in encodings.most_common())),
    ]
    for field in ("title", "published_at", "body"):
        share = sum(bool(record[field]) for record in records) / pages
        verdicts.append(Verdict(field, share >= source.expect.read_share, f"on {share:.0%} of the articles"))
    ranks = Counter(record["published_evidence"] or "none" for record in records)
    verdicts.append(Verdict("date evidence", True, ", ".join(f"{name} {n}" for name, n in ranks.most_common())))
    return verdicts


def print_verdicts(verdicts: list[Verdict]) -> None:
    """One line a verdict."""
    screen = Screen()
    for verdict in verdicts:
        mark = ("good", "green") if verdict.good else ("bad ", "red")
        screen.print(Text.assemble(mark, f"  {verdict.what:14} {verdict.found}"), soft_wrap=True)
