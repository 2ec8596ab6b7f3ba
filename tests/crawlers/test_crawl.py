"""A crawl as its user runs it: a child process against a real server on loopback."""

import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from crawlers.archive import iter_archive, read_at
from crawlers.ledger import enter_archive, fetches_of, open_ledger
from tests.crawlers.site import ENVIRONMENT, Answer, Site, article, crawl, crawl_command, listing, registry, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as served:
        yield served


def rows(month: int, days: range) -> list[tuple[str, str, str]]:
    dates = [f"2024-{month:02d}-{day:02d}" for day in reversed(days)]
    return [
        (f"./{day[:7].replace('-', '')}/t{day.replace('-', '')}_{month}{day[8:]}.html", f"{day}全县教育工作会议", day)
        for day in dates
    ]


def pager(pages: int, current: int) -> str:
    return f'<script>createPageHTML({pages}, {current}, "index", "html");</script>'


@pytest.fixture
def county(site: Site, tmp_path: Path) -> Path:
    """A county site of three list pages: March, February, January 2024. Returns its registry."""
    months = {3: range(1, 21), 2: range(1, 21), 1: range(1, 21)}
    for number, (month, days) in enumerate(months.items()):
        name = "/edu/" if number == 0 else f"/edu/index_{number}.html"
        site.pages[name] = listing(rows(month, days), pager(3, number))
        for href, title, _ in rows(month, days):
            site.pages["/edu" + href[1:]] = article(title)
    return registry(tmp_path / "sources.toml", county={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})


def test_a_month_is_crawled_archived_and_entered(site: Site, county: Path, tmp_path: Path) -> None:
    ran = crawl(county, tmp_path, "county", "--since", "2024-02-01", "--until", "2024-02-29", "--run-id", "r1")
    assert (ran.code, ran.summary["outcome"], ran.summary["complete"]) == (0, "ok", True), ran.err
    assert (ran.summary["new"], ran.summary["known"], ran.summary["failed"]) == (20, 0, 0)
    assert ran.summary["partitions"] == {"2024-02": 20}
    assert site.asked[0] == "/robots.txt"
    (agent,) = site.agents
    assert agent.startswith("edumeet/") and "contact: " in agent
    ledger = open_ledger(tmp_path / "ledger.sqlite")
    fetched = fetches_of(ledger, "county", "2024-02")
    assert len(fetched) == 20 and {each.run_id for each in fetched} == {"r1"}
    for each in fetched:
        page = read_at(tmp_path / "archive" / each.warc_file, each.warc_offset)
        assert page.meta is not None
        assert (page.url, page.meta.listed_title, page.meta.listed_at) == (each.url, each.listed_title, each.listed_at)
        assert f"<h1>{each.listed_title}</h1>" in page.body.decode()
    ledger.close()
    assert (tmp_path / "runs/r1/crawl-county.json").is_file()


def test_known_articles_are_skipped_and_list_pages_never(site: Site, county: Path, tmp_path: Path) -> None:
    window = ("--since", "2024-03-01", "--until", "2024-03-31")
    crawl(county, tmp_path, "county", *window)
    site.asked.clear()
    site.pages["/edu/"] = listing(
        [("./202403/t20240321_1.html", "新消息", "2024-03-21"), *rows(3, range(1, 21))], pager(3, 0)
    )
    site.pages["/edu/202403/t20240321_1.html"] = article("新消息")
    again = crawl(county, tmp_path, "county", *window)
    assert (again.summary["new"], again.summary["known"]) == (1, 20)
    assert [path for path in site.asked if "robots" not in path] == [
        "/edu/", "/edu/index_1.html", "/edu/202403/t20240321_1.html",
    ], "the second page is all behind the window, so the third is not asked for"  # fmt: skip


def test_paging_goes_past_newer_rows_and_pinned_old_ones(site: Site, county: Path, tmp_path: Path) -> None:
    pinned = [("./201501/t20150101_1.html", "置顶通知", "2015-01-01")] * 1
    site.pages["/edu/"] = listing([*pinned, *rows(3, range(1, 21))], pager(3, 0))
    ran = crawl(county, tmp_path, "county", "--since", "2024-01-01", "--until", "2024-01-31")
    assert ran.summary["partitions"] == {"2024-01": 20}
    assert ran.summary["list_pages"] == 3


def test_a_page_stays_in_its_month(site: Site, tmp_path: Path) -> None:
    """The list's date decides at the first fetch; a later list that shows another one changes nothing."""
    path = "/edu/202403/t20240301_1.html"
    site.pages |= {"/edu/": listing([("." + path[4:], "会议", "2024-02-29")]), path: Answer(article("会议"), 503)}
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
    failed = crawl(file, tmp_path, "one", "--since", "2024-01-01", "--until", "2024-03-31")
    assert failed.summary["failed"] == 1 and failed.summary["retries"] == 3
    site.pages |= {"/edu/": listing([("." + path[4:], "会议", "2024-03-01")]), path: article("会议")}
    ran = crawl(file, tmp_path, "one", "--since", "2024-01-01", "--until", "2024-03-31")
    assert ran.summary["partitions"] == {"2024-02": 1}


@pytest.mark.parametrize(
    ("page", "outcome", "code"),
    [
        (listing([]).replace("首页", "首页 暂无相关信息"), "empty", 0),
        (listing([]), "broken", 12),
        (Answer(article("搬家了"), 404), "broken", 12),
        (Answer(article("维护"), 503), "unreachable", 10),
        (Answer("<script>document.cookie='__jsl_clearance_s=1';location.reload()</script>", 521), "blocked", 11),
        (Answer("<script>$_ts=window['$_ts']</script>", 412), "blocked", 11),
        ("<script>document.cookie='C3VK=1';location.href='/'</script>", "blocked", 11),
        ("<html></html>", "blocked", 11),
    ],
)
def test_a_list_that_gives_nothing_is_named_for_what_it_is(
    site: Site, tmp_path: Path, page: str | Answer, outcome: str, code: int
) -> None:
    site.pages["/a/"] = page
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/a/"]})
    ran = crawl(file, tmp_path, "one")
    assert (ran.summary["outcome"], ran.code) == (outcome, code), ran.summary
    assert list(iter_archive(next((tmp_path / "archive").rglob("*.gz"))))[-1].url.endswith("/a/")


def test_no_answer_is_unreachable_and_a_list_that_fails_is_never_hidden_by_others(
    site: Site, county: Path, tmp_path: Path
) -> None:
    dead = registry(tmp_path / "d.toml", dead={"family": "trs_wcm", "lists": ["http://127.0.0.1:9/edu/"]})
    ran = crawl(dead, tmp_path, "dead")
    assert (ran.summary["outcome"], ran.code) == ("unreachable", 10)
    lists = [f"{site.url}/edu/", f"{site.url}/gone/"]
    file = registry(tmp_path / "t.toml", two={"family": "trs_wcm", "lists": lists})
    ran = crawl(file, tmp_path, "two", "--since", "2024-03-01", "--until", "2024-03-31")
    assert (ran.summary["outcome"], ran.code, ran.summary["new"]) == ("broken", 12, 20)
    assert "/gone/" in ran.summary["reason"] and not ran.summary["complete"]


def test_robots_txt_is_obeyed(site: Site, county: Path, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Answer(
        "User-agent: *\nDisallow: /edu/202403/\n", headers={"Content-Type": "text/plain"}
    )
    ran = crawl(county, tmp_path, "county", "--since", "2024-03-01", "--until", "2024-03-31")
    assert site.count("/edu/202403/") == 0
    assert ran.summary["failures"] == {"robots.txt forbids it": 20}
    assert ran.summary["outcome"] == "blocked"
    site.pages["/robots.txt"] = Answer("User-agent: edumeet\nDisallow: /\n", headers={"Content-Type": "text/plain"})
    site.asked.clear()
    ran = crawl(county, tmp_path, "county")
    assert (site.asked, ran.summary["outcome"]) == (["/robots.txt"], "blocked")


def test_retry_after_is_waited_for(site: Site, tmp_path: Path) -> None:
    asked_at: list[float] = []

    def busy_once(site: Site, headers: Mapping[str, str]) -> Answer:
        asked_at.append(time.monotonic())
        busy = Answer("busy", 429, {"Retry-After": "2"})
        return busy if len(asked_at) == 1 else Answer(listing(rows(3, range(1, 2))))

    site.pages["/edu/"] = busy_once
    site.pages["/edu/202403/t20240301_301.html"] = article("会议")
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
    ran = crawl(file, tmp_path, "one", "--since", "2024-03-01", "--until", "2024-03-31")
    assert (ran.summary["outcome"], ran.summary["new"], ran.summary["retries"]) == ("ok", 1, 1)
    assert asked_at[1] - asked_at[0] >= 2


def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(site: Site, county: Path, tmp_path: Path) -> None:
    served: list[str] = []

    def slow(body: str) -> object:
        def answer(site: Site, headers: Mapping[str, str]) -> Answer:
            time.sleep(0.05)
            served.append(body)
            return Answer(body)

        return answer

    for path, page in list(site.pages.items()):
        if "/t2024" in path:
            site.pages[path] = slow(str(page))  # type: ignore[assignment]
    window = ("--since", "2024-01-01", "--until", "2024-03-31")
    for pause in (8, 20, 33):
        child = subprocess.Popen(
            crawl_command(county, tmp_path, "county", *window), stdout=subprocess.DEVNULL, env=ENVIRONMENT
        )
        deadline = time.monotonic() + 30
        while len(served) < pause and time.monotonic() < deadline:
            time.sleep(0.01)
        child.kill()
        child.wait()
    ran = crawl(county, tmp_path, "county", *window)
    assert (ran.code, ran.summary["outcome"]) == (0, "ok")
    ledger = open_ledger(tmp_path / "ledger.sqlite")
    entered = fetches_of(ledger, "county", latest=False)
    assert len(entered) == len({each.canonical_url for each in entered}) == 60
    archived = [page for file in (tmp_path / "archive/county").iterdir() for page in iter_archive(file)]
    assert sum(page.meta is not None and page.meta.role == "detail" for page in archived) == 60
    assert enter_archive(ledger, tmp_path / "archive", whole=True) == 0
    ledger.close()
    assert len(served) <= 60 + 3 * 9, "only what was on its way when the crawl was killed is asked for again"


def test_a_signal_ends_it_cleanly_and_the_next_crawl_goes_on(site: Site, county: Path, tmp_path: Path) -> None:
    def slow(site: Site, headers: Mapping[str, str]) -> Answer:
        time.sleep(0.2)
        return Answer(article("慢"))

    for path in list(site.pages):
        if "/t2024" in path:
            site.pages[path] = slow
    window = ("--since", "2024-03-01", "--until", "2024-03-31", "--run-id", "r")
    child = subprocess.Popen(
        crawl_command(county, tmp_path, "county", *window), stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    deadline = time.monotonic() + 30
    while site.count("/t2024") < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    child.send_signal(signal.SIGTERM)
    out, _ = child.communicate(timeout=30)
    assert child.returncode == 143
    assert '"complete": false' in out and '"stopped": "shutdown"' in out
    ran = crawl(county, tmp_path, "county", *window)
    assert ran.code == 0 and ran.summary["new"] + ran.summary["known"] == 20


def test_mistakes_are_one_clear_line(site: Site, county: Path, tmp_path: Path) -> None:
    ran = crawl(county, tmp_path, "nobody")
    assert ran.code == 2 and "no source 'nobody'" in ran.err and "county" in ran.err
    ran = crawl(county, tmp_path, "county", "--since", "2024-03-01", "--until", "2024-02-01")
    assert ran.code == 2 and "swap them" in ran.err
    ran = crawl(county, tmp_path, "county", "--since", "March")
    assert ran.code == 2 and "YYYY-MM-DD" in ran.err
    (tmp_path / "bad.toml").write_text('[[source]]\nid = "x"\n')
    ran = crawl(tmp_path / "bad.toml", tmp_path, "x")
    assert ran.code == 2 and "bad.toml: source 1 (x): name: is missing" in ran.err
    public = registry(
        tmp_path / "p.toml", web={"family": "trs_wcm", "local": False, "lists": ["http://www.example.org/a/"]}
    )
    ran = crawl(public, tmp_path, "web", env={"PATH": "/usr/bin"})
    assert ran.code == 2 and "EDUMEET_CONTACT" in ran.err
    assert all(len(line) < 400 for line in ran.err.splitlines())
