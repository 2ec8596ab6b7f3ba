"""A crawl as its user runs it: a child process against a real server on loopback."""

import gzip
import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import iter_archive, read_at
from crawlers.clock import now
from crawlers.crawl import main
from crawlers.ledger import enter_archive, fetches_of, open_ledger, seen
from tests.crawlers.site import (
    ENVIRONMENT,
    Answer,
    Site,
    article,
    crawl,
    crawl_command,
    listing,
    registry,
    serving,
    started,
)


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
    """A county site of three list pages, March to January 2024, each with an old notice pinned to its top."""
    months = {3: range(1, 21), 2: range(1, 21), 1: range(1, 21)}
    for number, (month, days) in enumerate(months.items()):
        name = "/edu/" if number == 0 else f"/edu/index_{number}.html"
        pinned = [("./201501/t20150101_1.html", "置顶：服务指南", "2015-01-01")]
        site.pages[name] = listing([*pinned, *rows(month, days)], pager(3, number))
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
    assert json.loads((tmp_path / "runs/r1/crawl-county.json").read_text("utf-8")) == ran.summary
    site.asked.clear()
    replayed = replay(county, tmp_path, "county", "--since", "2024-02-01", "--until", "2024-02-29")
    assert site.asked == [], "a replay asks nobody"
    same = ("outcome", "list_pages", "rows", "new", "failed", "partitions")
    assert {name: replayed[name] for name in same} == {name: ran.summary[name] for name in same}
    assert (replayed["absent"], replayed["relisted"]) == ([], [])
    wider = replay(county, tmp_path, "county", "--since", "2024-02-01", "--until", "2024-03-01")
    assert wider["absent"] == [f"{site.url}/edu/202403/t20240301_301.html"]


def replay(registry_file: Path, home: Path, source: str, *window: str) -> dict[str, Any]:
    command = crawl_command(registry_file, home, source, *window)
    command = [word.replace("crawlers.crawl", "crawlers.replay") for word in command if word != "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT, timeout=60)
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


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
    assert sorted(path for path in site.asked if "robots" not in path) == [
        "/edu/", "/edu/202403/t20240321_1.html", "/edu/index_1.html",
    ], "the second page is all behind the window, so the third is not asked for"  # fmt: skip


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


LISTS: dict[str, tuple[Answer | str | None, str]] = {
    "/says-so/": (listing([]).replace("首页", "首页 暂无相关信息"), "empty"),
    "/no-rows/": (listing([]), "broken"),
    "/moved/": (Answer(article("搬家了"), 404), "broken"),
    "/down/": (Answer(article("维护"), 503), "unreachable"),
    "/cookie/": (Answer("<script>document.cookie='__jsl_clearance_s=1';location.reload()</script>", 521), "blocked"),
    "/script/": (Answer("<script>$_ts=window['$_ts']</script>", 412), "blocked"),
    "/shell/": ("<script>document.cookie='C3VK=1';location.href='/'</script>", "blocked"),
    "/tiny/": ("<html></html>", "blocked"),
    "/fine/": (listing([("./202403/t20240301_1.html", "会议", "2024-03-01")]), "ok"),
}


def test_lists_that_give_nothing_are_named_for_what_they_are(site: Site, tmp_path: Path) -> None:
    site.pages |= {path: page for path, (page, _) in LISTS.items() if page is not None}
    site.pages["/fine/202403/t20240301_1.html"] = article("会议")
    dead = "http://127.0.0.1:9/edu/"
    lists = [site.url + path for path in LISTS] + [dead]
    file = registry(tmp_path / "s.toml", many={"family": "trs_wcm", "lists": lists})
    ran = crawl(file, tmp_path, "many", "--since", "2024-03-01", "--until", "2024-03-31")
    found = {each["url"].removeprefix(site.url): each["outcome"] for each in ran.summary["lists"]}
    assert found == {path: outcome for path, (_, outcome) in LISTS.items()} | {dead: "unreachable"}
    assert (ran.summary["outcome"], ran.code, ran.summary["complete"]) == ("broken", 12, False), "the worst decides"
    assert ran.summary["new"] == 1, "and the others are crawled all the same"
    archived = [page.url for page in iter_archive(next((tmp_path / "archive").rglob("*.gz")))]
    assert all(site.url + path in archived for path in LISTS), "challenges and errors are archived too"


def test_a_list_that_says_it_is_empty_is_no_failure(site: Site, tmp_path: Path) -> None:
    site.pages["/says-so/"] = LISTS["/says-so/"][0] or ""
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/says-so/"]})
    ran = crawl(file, tmp_path, "one")
    assert (ran.summary["outcome"], ran.code, ran.summary["complete"]) == ("empty", 0, True)


def test_robots_txt_is_obeyed(site: Site, county: Path, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Answer(
        "User-agent: *\nDisallow: /edu/202403/\n", headers={"Content-Type": "text/plain"}
    )
    ran = crawl(county, tmp_path, "county", "--since", "2024-03-01", "--until", "2024-03-31")
    assert site.count("/edu/202403/") == 0
    assert ran.summary["failures"] == {"robots.txt forbids it": 20}
    assert (ran.summary["outcome"], ran.code) == ("blocked", 11)
    assert ran.summary["forbidden"] == 20 and ran.summary["failed"] == 0


def test_a_robots_txt_that_fails_is_no_consent_and_a_crawl_delay_is_kept(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/edu/": listing(rows(3, range(1, 4))), "/robots.txt": Answer(article("维护"), 503)}
    for href, title, _ in rows(3, range(1, 4)):
        site.pages["/edu" + href[1:]] = article(title)
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
    window = ("--since", "2024-03-01", "--until", "2024-03-31")
    failed = crawl(file, tmp_path, "one", *window)
    assert (failed.summary["outcome"], failed.code, set(site.asked)) == ("unreachable", 10, {"/robots.txt"})
    assert "robots.txt could not be had: status 503" in failed.summary["reason"]
    times: list[float] = []

    def note(site: Site, headers: Mapping[str, str]) -> Answer:
        times.append(time.monotonic())
        return Answer(article("会议"))

    site.pages |= {path: note for path in site.pages if "/t2024" in path}
    site.pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.6\n", headers={"Content-Type": "text/plain"})
    assert crawl(file, tmp_path, "one", *window).summary["new"] == 3
    assert max(times) - min(times) >= 0.9, "three articles, 0.6 s apart"


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


def test_signals_end_it_cleanly_and_the_next_crawl_goes_on(site: Site, county: Path, tmp_path: Path) -> None:
    def slow(site: Site, headers: Mapping[str, str]) -> Answer:
        time.sleep(0.5)
        return Answer(article("慢"))

    for path in list(site.pages):
        if "/t2024" in path:
            site.pages[path] = slow
    window = ("--since", "2024-02-01", "--until", "2024-03-31", "--run-id", "r")
    child = subprocess.Popen(
        crawl_command(county, tmp_path, "county", *window), stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    deadline = time.monotonic() + 30
    while site.count("/t2024") < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    # Told to stop by its run, and again when that has ended.
    for _ in range(2):
        child.send_signal(signal.SIGTERM)
        time.sleep(0.1)
    out, _ = child.communicate(timeout=30)
    assert child.returncode == 143
    assert '"complete": false' in out and '"stopped": "shutdown"' in out
    for path in list(site.pages):
        if "/t2024" in path:
            site.pages[path] = article("快")
    ran = crawl(county, tmp_path, "county", *window)
    assert ran.code == 0 and ran.summary["new"] + ran.summary["known"] == 40
    assert site.count("/t2024") == 40, "what was in flight is asked for again"


MISTAKES = [
    (["--source", "nobody"], "no source 'nobody' in the registry; it knows county"),
    (["--source", "county", "--since", "2024-03-01", "--until", "2024-02-01"], "swap them"),
    (["--source", "county", "--since", "March"], "YYYY-MM-DD"),
    (["--source", "county", "--since", "2024-02-30"], "no day of the calendar"),
    (["--source", "county", "--ledger", "::://"], "no database URL"),
    (["--source", "county", "--registry", "gone.toml"], "gone.toml: no such file"),
    (["--source", "web"], "EDUMEET_CONTACT"),
    (["--source", "lead"], "has no list page yet"),
]


@pytest.mark.parametrize(("options", "says"), MISTAKES)
def test_mistakes_are_one_clear_line(
    options: list[str], says: str, county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.delenv("EDUMEET_CONTACT", raising=False)
    public = {"family": "trs_wcm", "local": False}
    more = registry(
        tmp_path / "p.toml",
        web=public | {"lists": ["http://www.example.org/a/"]},
        lead=public | {"home": "http://www.example.org/"},
    )
    common = ["--home", str(tmp_path / "home"), "--registry", str(county), str(more)]
    try:
        code = main([*common, *options])
    except SystemExit as stopped:  # the argument parser's way
        code = int(str(stopped.code))
    told = capsys.readouterr()
    assert code == 2 and says in told.err and told.out == ""
    assert len(told.err.splitlines()[-1]) < 300


def test_a_source_is_left_alone_outside_its_hours(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin, end = now() + timedelta(hours=2), now() + timedelta(hours=3)
    with county.open("a", encoding="utf-8") as file:
        file.write(f"\n[source.schedule.window]\nstart = {begin:%H:%M}:00\nend = {end:%H:%M}:00\n")
    assert main(["--source", "county", "--registry", str(county), "--home", str(tmp_path / "home")]) == 75
    assert "--any-time" in capsys.readouterr().err


def test_known_articles_are_asked_for_again_and_versions_are_kept(site: Site, tmp_path: Path) -> None:
    """One is confirmed by its ETag, one answers with the same bytes, one has changed."""
    paths = [f"/edu/202403/t20240301_{n}.html" for n in range(3)]
    site.pages["/edu/"] = listing([("." + path[4:], f"会议{path}", "2024-03-01") for path in paths])

    def tagged(site: Site, headers: Mapping[str, str]) -> Answer:
        same = headers.get("If-None-Match") == '"v1"'
        return Answer("", 304, {"ETag": '"v1"'}) if same else Answer(article("不变"), headers={"ETag": '"v1"'})

    site.pages |= {paths[0]: tagged, paths[1]: article("不变"), paths[2]: article("旧")}
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
    window = ("--since", "2024-03-01", "--until", "2024-03-31")
    assert crawl(file, tmp_path, "one", *window).summary["new"] == 3
    site.pages[paths[2]] = article("新")
    again = crawl(file, tmp_path, "one", *window, "--recheck", "all").summary
    assert (again["new"], again["known"], again["changed"], again["unchanged"]) == (0, 0, 1, 2)
    assert again["partitions"] == {"2024-03": 1}
    ledger = open_ledger(tmp_path / "ledger.sqlite")
    newest = {each.url.removeprefix(site.url): each for each in fetches_of(ledger, "one", "2024-03")}
    titles = {
        path: read_at(tmp_path / "archive" / each.warc_file, each.warc_offset).body.decode().partition("<title>")[2][0]
        for path, each in newest.items()
    }
    assert titles == {paths[0]: "不", paths[1]: "不", paths[2]: "新"}
    assert [newest[path].status for path in paths] == [304, 200, 200]
    assert [newest[path].is_repeat for path in paths] == [True, True, False]
    known = seen(ledger, "one", [site.url + path for path in paths])
    assert [known[site.url + path].versions for path in paths] == [1, 1, 2]
    ledger.close()


def test_what_is_too_big_or_goes_in_circles_is_given_up_and_undated_rows_belong_to_today(
    site: Site, tmp_path: Path
) -> None:
    paths = [f"/edu/t{n}.html" for n in range(3)]
    site.pages["/edu/"] = listing([("." + path[4:], f"全县教育工作会议{path}", "") for path in paths])
    site.pages |= {
        paths[0]: Answer(b"x" * 17_000_000),
        paths[1]: Answer("", 302, {"Location": paths[1]}),
        paths[2]: article("会议"),
    }
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
    before = now()
    ran = crawl(file, tmp_path, "one", "--since", "2020-01-01", "--until", "2020-01-31")
    assert (ran.code, ran.summary["new"], ran.summary["failed"]) == (0, 1, 2), ran.summary
    assert ran.summary["partitions"] in ({before.strftime("%Y-%m"): 1}, {now().strftime("%Y-%m"): 1})
    assert any("redirections" in each for each in ran.summary["failures"]), ran.summary["failures"]
    assert not ran.summary["complete"]


def test_what_unpacks_to_a_flood_is_cut_and_no_page(site: Site, tmp_path: Path) -> None:
    """An article of 300 kB on the wire that unpacks to 300 MB, beside one that is sound."""
    paths = [f"/edu/202403/t20240301_{n}.html" for n in range(2)]
    site.pages["/edu/"] = listing([("." + path[4:], f"全县教育工作会议{path}", "2024-03-01") for path in paths])
    flood = gzip.compress(b"<p>" + bytes(300_000_000))
    site.pages |= {paths[0]: Answer(flood, headers={"Content-Encoding": "gzip"}), paths[1]: article("会议")}
    file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
    ran = crawl(file, tmp_path, "one", "--since", "2024-03-01", "--until", "2024-03-31")
    assert (ran.code, ran.summary["new"], ran.summary["failed"], ran.summary["complete"]) == (0, 1, 1, False)
    ledger = open_ledger(tmp_path / "ledger.sqlite")
    assert [each.url for each in fetches_of(ledger, "one")] == [site.url + paths[1]]
    (cut,) = fetches_of(ledger, "one", verdicts=("error",))
    ledger.close()
    archived = read_at(tmp_path / "archive" / cut.warc_file, cut.warc_offset)
    assert archived.wire_body == flood and len(archived.body) == 32_000_000


def test_a_source_is_crawled_by_one_process_at_a_time(site: Site, county: Path, tmp_path: Path) -> None:
    let_go = threading.Event()

    def held(site: Site, headers: Mapping[str, str]) -> Answer:
        let_go.wait(60)
        return Answer(article("慢"))

    site.pages |= {path: held for path in site.pages if "/t2024" in path}
    window = ("--since", "2024-03-01", "--until", "2024-03-31")
    first = started(county, tmp_path, "county", *window)
    deadline = time.monotonic() + 30
    while site.count("/t2024") < 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    second = started(county, tmp_path, "county", *window, "--wait", "60")
    refused = crawl(county, tmp_path, "county", *window, "--wait", "0")
    let_go.set()
    assert refused.code == 75 and "another process" in refused.err
    assert first().summary["new"] == 20
    assert second().summary["known"] == 20
    assert len([path for path in site.asked if "/t2024" in path]) == 20


def test_a_site_that_begins_to_refuse_is_left_alone(site: Site, county: Path, tmp_path: Path) -> None:
    refusing = Answer(article("您的访问被拦截"), 403)
    site.pages |= {path: refusing for path in site.pages if "/t2024" in path}
    ran = crawl(county, tmp_path, "county", "--since", "2024-01-01", "--until", "2024-03-31")
    assert (ran.summary["outcome"], ran.code, ran.summary["complete"]) == ("blocked", 11, False)
    assert "in a row were refused: 403" in ran.summary["reason"]
    assert 8 <= site.count("/t2024") < 30, "of sixty articles, only those that were on their way"
