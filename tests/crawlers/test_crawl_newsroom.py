"""The five sample sites crawled side by side, one process each, while the servers misbehave as real ones do.

All write to one ledger, once on SQLite and once on Postgres.
"""

import json
from pathlib import Path

from crawlers.archive import read_at
from crawlers.ledger import fetches_of, open_ledger
from crawlers.newsroom.faults import Fault
from crawlers.newsroom.newsroom import Newsroom
from crawlers.newsroom.registry import write_registry
from crawlers.newsroom.serving import serve
from crawlers.registry import load_sources
from tests.crawlers.site import started

FAULTS = (
    Fault("unavailable", r"post_\d+0\.html"),
    Fault("too_many", r"t\d{8}_\d+1\.html", seconds=1),
    Fault("reset", r"/content/\d+/\d+/\d+2\.html"),
    Fault("truncate", r"content/view.*3$"),
    Fault("lying_charset", r"/doc/"),
    Fault("slow", r"/list/", seconds=0.1),
)


def test_every_article_of_the_sample_sites_is_archived_once(tmp_path: Path, ledger_url: str) -> None:
    newsroom = Newsroom(size=60)
    with serve(newsroom, faults=FAULTS, gzip=True) as served:
        file = tmp_path / "sources.toml"
        write_registry(file, served.bases)
        newsroom.write_truth(tmp_path / "truth.jsonl", served.bases)
        sources = load_sources([file])
        window = ("--since", "2000-01-01", "--run-id", "all", "--ledger", ledger_url)
        crawls = [started(file, tmp_path, source, *window) for source in sources]
        summaries = [ended().summary for ended in crawls]
    assert {each["source"]: each["outcome"] for each in summaries} == dict.fromkeys(sources, "ok")
    assert all(each["complete"] and each["failed"] == 0 for each in summaries), summaries
    truth = {row["url"]: row for row in map(json.loads, (tmp_path / "truth.jsonl").read_text("utf-8").splitlines())}
    ledger = open_ledger(ledger_url)
    fetched = [each for source in sources for each in fetches_of(ledger, source, latest=False)]
    assert sorted(each.url for each in fetched) == sorted(truth)
    for each in fetched:
        page = read_at(tmp_path / "archive" / each.warc_file, each.warc_offset)
        assert page.body.rstrip().endswith(b">"), "whole, and without its content coding"
        assert page.meta is not None and page.meta.content_hash == each.content_hash
        assert each.listed_at is None or each.partition == each.listed_at[:7]
    assert sum(each.listed_at is not None for each in fetched) >= 0.9 * len(fetched)
    ledger.close()
