"""The health of a source against what is expected of it and against its own past."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.clock import SHANGHAI, now
from crawlers.health import Reading, judge_source
from crawlers.ledger import Ledger
from crawlers.ledger.crawls import Crawl, crawls_since, record_crawl
from crawlers.registry import Expectations, Schedule
from tests.crawlers.site import Answer, Site, article, crawl, listing, registry, serving

TODAY = datetime(2024, 5, 20, 6, tzinfo=SHANGHAI)
SIGNS = {"rows_per_list_page": 20, "titled_share": 1.0, "dated_share": 1.0, "labelled_share": 0.9}


def crawled(days_ago: int, **changes: Any) -> Crawl:
    at = TODAY - timedelta(days=days_ago)
    newest = at.date() - timedelta(days=2)
    signs: Mapping[str, Any] = SIGNS | {"newest": newest.isoformat(), "newest_age_days": 2, "unmet": []}
    signs = {**signs, **changes.pop("signs", {})}
    given: dict[str, Any] = {
        "source": "a", "run_id": f"r{days_ago}", "kind": "walk", "started_at": at, "finished_at": at,
        "since": at.date() - timedelta(days=31), "until": at.date(), "outcome": "ok", "reason": None,
        "counts": {"new": 3, "failed": 0},
    }  # fmt: skip
    return Crawl(**(given | changes), signs=signs)


def past(days: int = 40, **changes: Any) -> list[Crawl]:
    """The last crawl as `changes` have it, and daily ones before it that were fine."""
    return [crawled(0, **changes), *(crawled(n) for n in range(1, days))]


def rebuilt(*shapes: str) -> list[Crawl]:
    """Crawls whose one list stood in these shapes, the newest last."""
    kept = [shapes[0]] * (5 - len(shapes)) + list(shapes)
    return [crawled(n, signs={"shapes": {"http://a/": shape}}) for n, shape in enumerate(reversed(kept))]


OLD_ROW = {"newest": "2024-03-01", "newest_age_days": 80}
CASES: list[tuple[str, list[Crawl], str, str]] = [
    ("all is well", past(), "healthy", ""),
    ("no history yet", [crawled(0, signs={"rows_per_list_page": 2})], "healthy", ""),
    ("refused", past(outcome="blocked", reason="403: refused"), "blocked", "403: refused"),
    ("rebuilt", past(outcome="broken", reason="no row"), "broken", "no row"),
    ("not reached once", past(outcome="unreachable", reason="timeout"), "degraded", "timeout"),
    (
        "not reached for days",
        [*(crawled(n, outcome="unreachable", reason="timeout") for n in range(3)), *(crawled(n) for n in range(3, 20))],
        "broken",
        "3 times in a row",
    ),
    ("rows are lost", past(signs={"rows_per_list_page": 8}), "degraded", "8 rows a list page, 20 before"),
    ("a few rows less", past(signs={"rows_per_list_page": 11}), "healthy", ""),
    ("dates are lost", past(signs={"dated_share": 0.3}), "degraded", "dates on 30%, 100% before"),
    ("labels are lost", past(signs={"labelled_share": 0.0}), "degraded", "standard labels on 0%"),
    ("an expectation is unmet", past(signs={"unmet": ["3 rows on its first page"]}), "degraded", "first page"),
    ("a list was rebuilt", rebuilt("a", "b"), "degraded", "http://a/: its rows stand in another container"),
    ("a list that stands now here, now there", rebuilt("a", "b", "a", "b"), "healthy", ""),
    ("articles do not come", past(counts={"new": 2, "failed": 9}), "degraded", "9 of 11 articles"),
    ("nothing new", past(signs=OLD_ROW), "stale", "80 days old; it used to be 2"),
    ("an empty list says so", past(outcome="empty"), "healthy", ""),
    ("nobody crawls it", [crawled(n) for n in range(9, 30)], "stale", "not crawled for 9 days"),
    (
        "it has gone quiet",
        [*(crawled(n, counts={"new": 0}) for n in range(7)), *(crawled(n) for n in range(7, 40))],
        "degraded",
        "0.0 new pages a day in the last week, 3.0 before",
    ),
    (
        "a backfill of old months says nothing of today",
        [crawled(0, until=date(2015, 2, 1), signs={"rows_per_list_page": 1} | OLD_ROW), *past()[1:]],
        "healthy",
        "",
    ),
    ("a recheck has no rows", [crawled(0, kind="recheck", signs=dict.fromkeys(SIGNS)), *past()[1:]], "healthy", ""),
]


@pytest.mark.parametrize(("history", "verdict", "why"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_verdicts(history: list[Crawl], verdict: str, why: str) -> None:
    health = judge_source(history, Expectations(), Schedule(), TODAY)
    assert (health.verdict, why in "; ".join(health.reasons)) == (verdict, True), health
    assert bool(health.reasons) == (verdict != "healthy")


def test_what_the_registry_expects_wins_over_the_past() -> None:
    strict = Expectations(newest_within_days=1)
    assert judge_source(past(), strict, Schedule(), TODAY).verdict == "stale"
    lax = Expectations(newest_within_days=365)
    assert judge_source(past(signs=OLD_ROW), lax, Schedule(), TODAY).verdict == "healthy"
    assert judge_source([crawled(9)], Expectations(), Schedule(every="weekly"), TODAY).verdict == "healthy"


def weeks(last: Reading, *before: int) -> list[Reading]:
    return [last, *(Reading(last.week - timedelta(weeks=n), 20, 20, 20, bodied) for n, bodied in enumerate(before, 1))]


def test_what_is_read_out_of_articles_counts() -> None:
    week = date(2024, 5, 13)
    good = judge_source(past(), Expectations(), Schedule(), TODAY, weeks(Reading(week, 20, 20, 19, 20), 20, 20, 20))
    assert good.verdict == "healthy"
    bad = judge_source(past(), Expectations(), Schedule(), TODAY, weeks(Reading(week, 20, 20, 20, 3), 20, 20, 20))
    assert (bad.verdict, bad.reasons) == ("degraded", ("bodies read on 15% of last week's articles, 80% expected",))
    low = Expectations(read_share=0.1)
    fell = judge_source(past(), low, Schedule(), TODAY, weeks(Reading(week, 20, 20, 20, 8), 20, 20, 20))
    assert fell.reasons == ("bodies read on 40% of last week's articles, 100% before",)
    few = judge_source(past(), Expectations(), Schedule(), TODAY, [Reading(week, 3, 0, 0, 0)])
    assert few.verdict == "healthy", "three articles prove nothing"


def test_one_that_recovers_says_so_and_one_that_is_ill_says_since_when() -> None:
    ill = [crawled(n, outcome="blocked", reason="403") for n in range(1, 5)]
    health = judge_source([crawled(0), *ill, *past()[5:]], Expectations(), Schedule(), TODAY)
    assert health.verdict == "healthy"
    assert health.recovered is not None and "was blocked" in health.recovered and "2024-05-20" in health.recovered
    still = judge_source([*ill, *past()[5:]], Expectations(), Schedule(), TODAY)
    assert still.since == TODAY - timedelta(days=4)
    month_later = [crawled(n) for n in range(-30, 1)]
    later = judge_source([*month_later, *ill], Expectations(), Schedule(), TODAY + timedelta(days=30))
    assert (later.verdict, later.recovered, later.since) == ("healthy", None, TODAY), "after a week it is no news"


def test_crawls_are_kept_by_source_and_read_back(ledger: Ledger) -> None:
    for each in (*past(3), crawled(200)):
        record_crawl(ledger, each)
    record_crawl(ledger, crawled(1, outcome="blocked"))
    found = crawls_since(ledger, TODAY - timedelta(days=50), "a")["a"]
    assert [each.run_id for each in found] == ["r0", "r1", "r2"]
    assert found[0] == crawled(0) and found[1].outcome == "blocked"


def test_a_crawl_judges_its_source_against_the_crawls_before_it(tmp_path: Path) -> None:
    """A list of twenty rows shrinks to four, is whole again, is rebuilt, and is closed to us."""
    day = now().date().isoformat()
    rows = [(f"./t{day.replace('-', '')}_{n}.html", f"全县教育工作会议之{n}", day) for n in range(20)]
    with serving(Site()) as site:
        site.pages |= {"/edu/" + href[2:]: article(title) for href, title, _ in rows}
        file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
        told = []
        for shown in (20, 20, 20, 20, 4, 20):
            site.pages["/edu/"] = listing(rows[:shown])
            told.append(crawl(file, tmp_path, "one").summary)
        site.pages["/edu/"] = listing(rows).replace('class="news"', 'class="article-list"')
        told.append(crawl(file, tmp_path, "one").summary)
        site.pages["/edu/"] = Answer(article("拒绝"), 403)
        told.append(crawl(file, tmp_path, "one").summary)
    assert [each["verdict"] for each in told] == [*["healthy"] * 4, "degraded", "healthy", "degraded", "blocked"]
    assert told[4]["alerts"] == ["4 rows a list page, 20 before"]
    assert told[6]["alerts"] == [f"{site.url}/edu/: its rows stand in another container than before"]
    assert "was degraded: 4 rows a list page" in told[5]["recovered"]
