"""Faults on demand, through a real crawl: what summary, ledger and archive then say."""

from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import read_at
from crawlers.crawl import EXIT
from crawlers.ledger import fetches_of, open_ledger, seen
from crawlers.newsroom import Fault, FaultPlan, Newsroom, Served, serve, write_registry
from tests.crawlers.site import Ran, crawl

SINCE = ("--since", "2000-01-01")


def crawled(served: Served, home: Path, key: str, run: str, *options: str) -> Ran:
    file = home / "sources.toml"
    write_registry(file, served.bases)
    return crawl(file, home, source_of(served, key), *SINCE, "--run-id", run, *options)


def source_of(served: Served, key: str) -> str:
    return next(site.id for site in served.newsroom.sites if site.key == key)


def ledgered(served: Served, home: Path, key: str, *verdicts: Any) -> list[str]:
    """The URLs of the site's fetches of these verdicts, in order of time."""
    ledger = open_ledger(f"sqlite:///{home}/ledger.sqlite")
    try:
        return [each.url for each in fetches_of(ledger, source_of(served, key), verdicts=verdicts, latest=False)]
    finally:
        ledger.close()


def urls(served: Served, key: str) -> set[str]:
    return {row["url"] for row in served.newsroom.truth(served.bases) if row["url"].startswith(served.bases[key] + "/")}


def test_pages_that_vanish_stay_in_the_archive_and_are_told(tmp_path: Path) -> None:
    vanishing = Fault("gone", r"/info/1419/", after=1, times=None)
    with serve(Newsroom(size=20, only=["vsb"]), faults=[vanishing]) as served:
        first = crawled(served, tmp_path, "vsb", "first")
        again = crawled(served, tmp_path, "vsb", "again", "--recheck", "all")
        there = urls(served, "vsb")
    vanished = {url for url in there if "/info/1419/" in url}
    assert (first.summary["new"], first.summary["missing"]) == (20, 0)
    assert (again.summary["outcome"], again.summary["missing"]) == ("ok", len(vanished))
    assert again.summary["unchanged"] == len(there) - len(vanished)
    assert set(ledgered(served, tmp_path, "vsb", "missing")) == vanished
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    for fetch in fetches_of(ledger, "sample-vsb"):
        assert read_at(tmp_path / "archive" / fetch.warc_file, fetch.warc_offset).status == 200
    ledger.close()


def test_a_list_that_moves_while_it_is_walked_costs_nothing(tmp_path: Path) -> None:
    """Two articles appear after page 1 was read: page 2 repeats its last rows. The next crawl has the two."""
    moving = Fault("shift", r"/index\.html$", "portal", times=4, rows=2)  # four columns: each once
    newsroom = Newsroom(size=120, only=["portal"])
    with serve(newsroom, faults=[moving]) as served:
        first = crawled(served, tmp_path, "portal", "first")
        late = {
            served.bases["portal"] + newsroom.path(page)
            for column in newsroom.sites[0].columns
            for page in newsroom.listed(newsroom.sites[0], column)[:2]
        }
        got = ledgered(served, tmp_path, "portal", "ok")
        assert first.summary["complete"] and first.summary["rows"] > 120 - len(late)
        assert sorted(got) == sorted(urls(served, "portal") - late)
        second = crawled(served, tmp_path, "portal", "second")
        assert second.summary["new"] == len(late)
        assert sorted(ledgered(served, tmp_path, "portal", "ok")) == sorted(urls(served, "portal"))


def test_descending_numbers_that_move_lose_no_row(tmp_path: Path) -> None:
    """Where pages count down, a new article may rename every page between two requests."""
    moving = Fault("shift", r"^/xwzx/bmdt\.htm$", "vsb", times=1, rows=3)
    newsroom = Newsroom(size=60, only=["vsb"])
    with serve(newsroom, faults=[moving]) as served:
        crawled(served, tmp_path, "vsb", "first")
        crawled(served, tmp_path, "vsb", "second")
        assert sorted(ledgered(served, tmp_path, "vsb", "ok")) == sorted(urls(served, "vsb"))


def test_a_relaunch_makes_new_versions_of_old_pages(tmp_path: Path) -> None:
    relaunch = Fault("relaunch", r"/contents/", after=1, times=None, layout="plain")
    with serve(Newsroom(size=12, only=["siteserver"]), faults=[relaunch]) as served:
        crawled(served, tmp_path, "siteserver", "first")
        again = crawled(served, tmp_path, "siteserver", "again", "--recheck", "all")
        there = urls(served, "siteserver")
    assert (again.summary["new"], again.summary["changed"]) == (0, 12)
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    assert [each.versions for each in seen(ledger, "sample-siteserver", there).values()] == [2] * 12
    ledger.close()


@pytest.mark.parametrize(
    ("fault", "outcome", "why"),
    [
        (Fault("denied", r"^/robots\.txt$", times=None), "blocked", "robots"),
        (Fault("challenge", r"^/p/|/list/", times=None), "blocked", "521"),
        (Fault("script_challenge", r"^/p/|/list/", times=None), "blocked", "script challenge"),
        (Fault("cookie_challenge", r"^/p/|/list/", times=None), "blocked", "C3VK"),
        (Fault("unavailable", r"/list/", times=None), "unreachable", "503"),
        (Fault("gone", r"/list/", times=None), "broken", "404"),
        (Fault("loop", r"/list/", times=None), "unreachable", "redirect"),
        (Fault("stub", r"/list/\d+\.html", times=None), "blocked", "tiny"),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else None,
)
def test_a_site_that_cannot_be_read_is_called_what_it_is(tmp_path: Path, fault: Fault, outcome: str, why: str) -> None:
    with serve(Newsroom(size=10, only=["cjyun"]), faults=[fault]) as served:
        ran = crawled(served, tmp_path, "cjyun", "faulty")
    assert (ran.summary["outcome"], ran.code) == (outcome, EXIT[outcome]), ran.summary
    assert why in ran.summary["reason"], ran.summary
    assert ran.summary["new"] == 0 and not ran.summary["complete"]
    assert ledgered(served, tmp_path, "cjyun", "ok") == []


def test_challenges_before_articles_are_never_content(tmp_path: Path) -> None:
    faults = [Fault("script_challenge", r"/p/\d+[0-4]\.html", times=None)]
    with serve(Newsroom(size=30, only=["cjyun"]), faults=faults) as served:
        ran = crawled(served, tmp_path, "cjyun", "faulty")
        there = urls(served, "cjyun")
    refused = {url for url in there if url[-6] in "01234"}
    got = set(ledgered(served, tmp_path, "cjyun", "ok"))
    assert got and got <= there - refused
    assert not ran.summary["complete"]
    assert any("script challenge" in reason for reason in ran.summary["failures"])


def test_deep_list_pages_that_are_gone_end_the_list(tmp_path: Path) -> None:
    """The files of old list pages are deleted, and a stub of some bytes answers for them."""
    with serve(Newsroom(size=60, only=["county"]), faults=[Fault("stub", r"/index_1\.html", times=None)]) as served:
        ran = crawled(served, tmp_path, "county", "stubs")
        deep = {served.bases["county"] + served.newsroom.path(page) for page in _deep(served.newsroom)}
        there = urls(served, "county")
    assert deep and ran.summary["outcome"] == "ok"
    assert {each["ended"] for each in ran.summary["lists"]} == {"last page", "gone"}
    assert set(ledgered(served, tmp_path, "county", "ok")) == there - deep


def _deep(newsroom: Newsroom) -> list[Any]:
    own = newsroom.sites[0]
    barred = [1, *(0 for _ in own.columns[1:])]  # one row of the first list is a page that robots.txt forbids
    return [
        page
        for column, taken in zip(own.columns, barred, strict=True)
        for page in newsroom.listed(own, column)[own.per_page - taken :]
    ]


def test_hits_depend_on_the_count_of_requests_alone() -> None:
    plan = FaultPlan((Fault("gone", r"^/a", after=1, times=2), Fault("shift", r"^/list", rows=3)))
    assert [bool(plan.strike("portal", "/a")) for _ in range(4)] == [False, True, True, False]
    assert [plan.unpublished("portal", target) for target in ("/x", "/list", "/list", "/x")] == [3, 3, 0, 0]
    assert plan.strike("portal", "/list") is None
