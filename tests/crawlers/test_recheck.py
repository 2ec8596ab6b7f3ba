"""Rechecks and re-sweeps as their user runs them: children against a real server, the ledger wound back."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from crawlers.archive import iter_archive, read_at
from crawlers.clock import SHANGHAI, now
from crawlers.ledger import Ledger, due_pages, enter_archive, fetches_of, gone_pages, open_ledger, record_fetch, seen
from crawlers.ledger.recheck import recheck_time
from crawlers.ledger.tables import seen_urls
from tests.crawlers.site import Answer, Site, article, crawl, listing, registry, serving
from tests.crawlers.test_ledger import PAGE

PATHS = [f"/edu/202403/t20240301_{n}.html" for n in range(4)]
WINDOW = ("--since", "2024-03-01", "--until", "2024-03-31")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as served:
        yield served


def wind_back(home: Path) -> None:
    """Make every page due."""
    ledger = open_ledger(home / "ledger.sqlite")
    with ledger.writing() as connection:
        connection.execute(update(seen_urls).values(recheck_at=now() - timedelta(minutes=1)))
    ledger.close()


@pytest.mark.parametrize(
    ("age", "pause"), [(0, 1), (1, 1), (3, 7), (9, 7), (30, 30), (200, 120), (400, 365), (4000, 365)]
)
def test_the_pause_grows_with_the_age_of_the_article(age: int, pause: int) -> None:
    at = datetime(2024, 6, 1, tzinfo=SHANGHAI)
    listed = (at - timedelta(days=age)).date().isoformat()
    assert recheck_time(replace(PAGE, fetched_at=at, listed_at=listed)) == at + timedelta(days=pause)


def test_an_article_without_a_date_is_as_old_as_its_month() -> None:
    at = datetime(2024, 6, 5, tzinfo=SHANGHAI)
    assert recheck_time(replace(PAGE, fetched_at=at, listed_at=None, partition="2024-06")) == at + timedelta(days=7)
    assert recheck_time(replace(PAGE, role="list")) is None


def test_due_articles_alone_are_asked_for_and_no_list(site: Site, tmp_path: Path) -> None:
    """One is confirmed, one answers the same bytes, one has changed, one is gone."""
    asked_if: list[str | None] = []

    def dated(site: Site, headers: Mapping[str, str]) -> Answer:
        asked_if.append(headers.get("If-Modified-Since"))
        stamp = {"Last-Modified": "Fri, 01 Mar 2024 01:00:00 GMT"}
        return Answer("", 304, stamp) if asked_if[-1] else Answer(article("不变"), headers=stamp)

    site.pages["/edu/"] = listing([("." + path[4:], f"会议{path}", "2024-03-01") for path in PATHS])
    site.pages |= {PATHS[0]: dated, PATHS[1]: article("同"), PATHS[2]: article("旧"), PATHS[3]: article("去")}
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
    assert crawl(file, tmp_path, "one", *WINDOW).summary["new"] == 4
    site.asked.clear()
    nothing = crawl(file, tmp_path, "one", "--recheck", "only").summary
    assert (nothing["outcome"], nothing["due"], site.asked) == ("ok", 0, [])
    wind_back(tmp_path)
    site.pages[PATHS[2]] = article("新")
    del site.pages[PATHS[3]]
    some = crawl(file, tmp_path, "one", "--recheck", "only", "--limit", "3").summary
    rest = crawl(file, tmp_path, "one", "--recheck", "only", "--limit", "3").summary
    assert sorted(path for path in site.asked if path != "/robots.txt") == PATHS, "each once, and no list"
    assert (some["due"], rest["due"]) == (3, 1)
    assert [some[name] + rest[name] for name in ("unchanged", "changed", "missing", "new", "failed")] == [2, 1, 1, 0, 0]
    assert asked_if == [None, "Fri, 01 Mar 2024 01:00:00 GMT"]
    ledger = open_ledger(tmp_path / "ledger.sqlite")
    known = seen(ledger, "one", [site.url + path for path in PATHS])
    told = [(known[site.url + path].last_verdict, known[site.url + path].versions) for path in PATHS]
    assert told == [("not_modified", 1), ("ok", 1), ("ok", 2), ("missing", 1)]
    assert gone_pages(ledger) == {"one": 1}
    (last,) = fetches_of(ledger, "one", verdicts=("missing",))
    assert read_at(tmp_path / "archive" / last.warc_file, last.warc_offset).status == 404
    kept = [each for each in fetches_of(ledger, "one") if each.url.endswith(PATHS[3])]
    assert "去" in read_at(tmp_path / "archive" / kept[0].warc_file, kept[0].warc_offset).body.decode()
    ledger.close()
    kinds = [page.is_repeat for each in (tmp_path / "archive/one").glob("*.gz") for page in iter_archive(each)]
    assert kinds.count(True) == 2, "the 304 and the same bytes"


def test_a_page_that_sends_its_readers_home_is_gone(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/edu/": listing([("." + PATHS[0][4:], "会议", "2024-03-01")]),
        PATHS[0]: article("有"),
        "/": article("首页"),
    }
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
    assert crawl(file, tmp_path, "one", *WINDOW).summary["new"] == 1
    site.pages[PATHS[0]] = Answer("", 302, {"Location": "/"})
    wind_back(tmp_path)
    again = crawl(file, tmp_path, "one", "--recheck", "only").summary
    assert (again["outcome"], again["changed"], again["missing"]) == ("ok", 0, 1)
    ledger = open_ledger(tmp_path / "ledger.sqlite")
    assert gone_pages(ledger) == {"one": 1}
    ledger.close()


def test_what_is_gone_is_asked_for_ever_less_and_then_left_alone(ledger: Ledger) -> None:
    at = PAGE.fetched_at
    record_fetch(ledger, PAGE, recheck_at=at + timedelta(days=1))
    pauses, offset = [], 1000
    moment = at + timedelta(days=1)
    while due_pages(ledger, "a", moment, limit=9):
        record_fetch(ledger, replace(PAGE, fetched_at=moment, status=404, verdict="missing", warc_offset=offset))
        offset += 1
        wait = next((n for n in range(1, 99) if due_pages(ledger, "a", moment + timedelta(days=n), limit=9)), None)
        if wait is None:
            break
        pauses.append(wait)
        moment += timedelta(days=wait)
    assert pauses == [1, 2, 4, 8]
    assert gone_pages(ledger) == {"a": 1}
    assert due_pages(ledger, "a", at + timedelta(days=5000), limit=9) == []


def test_the_longest_overdue_come_first_and_the_window_counts(ledger: Ledger) -> None:
    for number in range(5):
        page = replace(PAGE, canonical_url=f"u{number}", warc_offset=number, listed_at=f"2024-02-{10 + number}")
        record_fetch(ledger, page, recheck_at=PAGE.fetched_at + timedelta(days=9 - number))
    moment = PAGE.fetched_at + timedelta(days=8)
    assert [each.canonical_url for each in due_pages(ledger, "a", moment, limit=3)] == ["u4", "u3", "u2"]
    inside = due_pages(ledger, "a", moment, since=date(2024, 2, 12), until=date(2024, 2, 13), limit=9)
    assert [each.canonical_url for each in inside] == ["u3", "u2"]


def test_a_resweep_walks_past_what_is_known(site: Site, tmp_path: Path) -> None:
    """An undated list: a daily crawl stops at known rows, and the notice that was put in late stands behind them."""

    def publish(order: list[int]) -> None:
        for page in range(3):
            shown = [(f"./post_{n}.html", f"全县教育工作会议之{n}", "") for n in order[page * 15 : page * 15 + 15]]
            following = f'<a href="index_{page + 2}.html">下一页</a>' if page < 2 else ""
            site.pages["/edu/" if page == 0 else f"/edu/index_{page + 1}.html"] = listing(shown, following)

    site.pages |= {f"/edu/post_{n}.html": article(f"全县教育工作会议之{n}") for n in range(45)}
    publish([*range(40), *range(41, 45)])
    file = registry(tmp_path / "s.toml", one={"family": "generic", "lists": [f"{site.url}/edu/"]})
    file.write_text(f"{file.read_text('utf-8')}\nparams.article = '/post_\\d+'\n", "utf-8")
    recent = ("--since", (now() - timedelta(days=31)).date().isoformat())
    assert crawl(file, tmp_path, "one", *recent).summary["new"] == 44
    publish(list(range(45)))
    daily = crawl(file, tmp_path, "one", *recent).summary
    assert (daily["new"], daily["list_pages"]) == (0, 1)
    again = crawl(file, tmp_path, "one", *recent, "--resweep").summary
    assert (again["new"], again["known"], again["list_pages"]) == (1, 44, 3)


def test_an_old_capture_says_nothing_of_today(ledger: Ledger) -> None:
    record_fetch(ledger, replace(PAGE, etag='"new"'))
    old = replace(
        PAGE, role="import", fetched_at=PAGE.fetched_at - timedelta(days=900), content_hash="h0", warc_offset=77
    )
    record_fetch(ledger, old)
    record_fetch(ledger, replace(old, warc_offset=78))
    (known,) = seen(ledger, "a", [PAGE.canonical_url]).values()
    assert (known.content_hash, known.etag, known.last_fetched_at) == ("h1", '"new"', PAGE.fetched_at)
    assert (known.versions, known.first_fetched_at) == (2, old.fetched_at)


def test_a_rebuilt_ledger_knows_what_is_due_and_gone(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/edu/": listing([("." + PATHS[0][4:], "会议", "2024-03-01")]), PATHS[0]: article("有")}
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
    crawl(file, tmp_path, "one", *WINDOW)
    del site.pages[PATHS[0]]
    crawl(file, tmp_path, "one", *WINDOW, "--recheck", "all")
    told = []
    for name in ("ledger.sqlite", "again.sqlite"):
        ledger = open_ledger(tmp_path / name)
        enter_archive(ledger, tmp_path / "archive")
        told.append(list(seen(ledger, "one", [site.url + PATHS[0]]).values()))
        ledger.close()
    assert told[0] == told[1] and told[0][0].last_verdict == "missing"
