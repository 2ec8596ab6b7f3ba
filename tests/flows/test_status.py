"""`edumeet status` on the health of sources: shown, judged by the registry in force, and strict if asked."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from crawlers.clock import now
from crawlers.ledger import open_ledger
from crawlers.ledger.crawls import Crawl, record_crawl
from tests.crawlers.test_health import crawled
from tests.flows.inside import Inside, edumeet

__all__ = ["edumeet"]


def recent(source: str, days_ago: int, **changes: object) -> Crawl:
    at = now() - timedelta(days=days_ago, minutes=1)
    whole = replace(crawled(days_ago, **changes), source=source, started_at=at, finished_at=at, until=at.date())
    return replace(whole, signs={**whole.signs, "newest": at.date().isoformat()})


def test_sources_that_are_not_well_are_named_with_the_reason(edumeet: Inside, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "archive" / "well").mkdir(parents=True)
    (home / "archive" / "ill").mkdir()
    ledger = open_ledger(home / "ledger.sqlite")
    for n in range(9):
        record_crawl(ledger, recent("well", n))
        record_crawl(ledger, recent("ill", n, **({"outcome": "blocked", "reason": "412: script"} if n < 2 else {})))
    ledger.close()
    said = edumeet("status")
    assert said.code == 0
    assert "ill is blocked: " in said.out and "412: script" in said.out and "healthy" in said.out
    told = json.loads(edumeet("status", "--json").out)
    assert told["health"]["well"]["verdict"] == "healthy" and told["health"]["ill"]["verdict"] == "blocked"
    strict = edumeet("status", "--strict")
    assert strict.code == 1 and "ill is blocked" in strict.err and "well is" not in strict.err
    ledger = open_ledger(home / "ledger.sqlite")
    record_crawl(ledger, replace(recent("ill", 0), run_id="again", finished_at=now()))
    ledger.close()
    told = json.loads(edumeet("status", "--json").out)
    assert told["health"]["ill"]["verdict"] == "healthy"
    assert "was blocked" in told["health"]["ill"]["recovered"]
    assert "ill is" not in edumeet("status", "--strict").err
