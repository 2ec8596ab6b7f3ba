"""The sample sites crawled side by side, one process each, while the servers misbehave as real ones do.

All write to one ledger, the sites of the core once on SQLite and once on Postgres.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from crawlers.archive import read_at
from crawlers.ledger import fetches_of, open_ledger
from crawlers.newsroom.faults import Fault
from crawlers.newsroom.newsroom import Newsroom
from crawlers.newsroom.registry import write_registry
from crawlers.newsroom.serving import Served, serve
from crawlers.newsroom.sites import sites
from crawlers.registry import load_sources
from tests.crawlers.site import Ran, started

FAULTS = (
    Fault("unavailable", r"post_\d+0\.html"),
    Fault("too_many", r"t\d{8}_\d+1\.html", seconds=1),
    Fault("reset", r"/content/\d+/\d+/\d+2\.html"),
    Fault("truncate", r"content/view.*3$"),
    Fault("lying_charset", r"/doc/"),
    Fault("lying_charset", site="bureau", times=None),
    Fault("slow", r"/list/", seconds=0.1),
)
SINCE = ("--since", "2000-01-01")
AT_ONCE = 7
"""Crawls that run side by side: each is a process."""
CORE = [site.key for site in sites() if site.is_core]
EVERY_WAY_TO_LIST = ("county", "disclosure", "hanweb", "jpaas", "vsb", "ucap", "siteserver", "paper", "feed")


def crawled(served: Served, home: Path, *options: str) -> dict[str, Ran]:
    """Every site of the newsroom crawled into `home`; the ended crawls by source."""
    file = home / "sources.toml"
    write_registry(file, served.bases)
    return dict(_crawled(file, home, options))


def _crawled(file: Path, home: Path, options: tuple[str, ...]) -> Iterator[tuple[str, Ran]]:
    sources = list(load_sources([file]))
    for some in (sources[at : at + AT_ONCE] for at in range(0, len(sources), AT_ONCE)):
        running = [(source, started(file, home, source, *options)) for source in some]
        yield from ((source, ended()) for source, ended in running)


def test_every_article_of_the_sample_sites_is_archived_once(tmp_path: Path, ledger_url: str) -> None:
    whole = ledger_url.startswith("sqlite")
    newsroom = Newsroom(size=300 if whole else 60, only=None if whole else CORE)
    with serve(newsroom, faults=FAULTS, gzip=True) as served:
        ran = crawled(served, tmp_path, *SINCE, "--run-id", "all", "--ledger", ledger_url)
        truth = {row["url"]: row for row in newsroom.truth(served.bases)}
    assert {source: each.summary["outcome"] for source, each in ran.items()} == dict.fromkeys(ran, "ok")
    summaries = [each.summary for each in ran.values()]
    assert all(each["complete"] and each["failed"] == 0 and each["forbidden"] == 1 for each in summaries), summaries
    ledger = open_ledger(ledger_url)
    fetched = [each for source in ran for each in fetches_of(ledger, source, latest=False)]
    assert sorted(each.url for each in fetched) == sorted(truth)
    for each in fetched:
        page = read_at(tmp_path / "archive" / each.warc_file, each.warc_offset)
        assert page.body.rstrip().endswith(b">"), "whole, and without its content coding"
        assert page.meta is not None and page.meta.content_hash == each.content_hash
        assert each.listed_at is None or each.partition == each.listed_at[:7]
        if each.listed_at and truth[each.url]["language_script"] == "Hans":
            assert each.listed_at == truth[each.url]["published_at"][:10]
    assert sum(each.listed_at is not None for each in fetched) >= 0.9 * len(fetched)
    ledger.close()


def test_only_the_days_of_the_window_are_fetched_however_a_site_lists(tmp_path: Path) -> None:
    first, last = "2024-02-05", "2024-03-08"
    newsroom = Newsroom(size=180, only=EVERY_WAY_TO_LIST)
    with serve(newsroom) as served:
        ran = crawled(served, tmp_path, "--since", first, "--until", last, "--run-id", "window")
        days = {row["url"]: row["published_at"][:10] for row in newsroom.truth(served.bases)}
        paper = [hit.target for hit in served.log if hit.site == "paper" and "/layout/" in hit.target]
    assert {source: each.summary["outcome"] for source, each in ran.items()} == dict.fromkeys(ran, "ok")
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    fetched = {each.url for source in ran for each in fetches_of(ledger, source, latest=False)}
    ledger.close()
    inside = {url for url, day in days.items() if first <= day <= last}
    assert fetched == inside
    assert 20 < len(inside) < len(days) - 20
    asked = {"-".join(re.findall(r"(\d{4})(\d\d)/(\d\d)/", target)[0]) for target in paper}
    assert (min(asked), max(asked)) == (first, last), "no other issue"
