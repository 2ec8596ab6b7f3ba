"""The canary: a layout that is no longer read is seen on pages that are known, and told once."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.canary import findings, judged, lost_fields
from flows.summary import LayoutVerdict
from tests.conftest import ROOT
from tests.crawlers.site import Answer, Page, Site, listing, registry, serving
from tests.flows.conftest import environment
from tests.flows.receiver import receiving
from transforms.record import Record, blank_record

BODY = "<p>3月1日上午，乐安县2024年教育工作会议在县政府礼堂召开。县长李明出席会议并讲话，要求抓好落实。</p>" * 4
OLD = (
    "<html><head><meta name='ArticleTitle' content='乐安县召开教育工作会议'>"
    "<meta name='PubDate' content='2024-03-01 09:30'></head>"
    "<body><h1>乐安县召开教育工作会议</h1><div id='zoom'>" + BODY + "</div></body></html>"
)
NEW = (
    "<html><head><title>乐安县人民政府</title></head><body><ul class='nav'>"
    + "".join(f"<li><a href='/c{number}/'>栏目{number}</a></li>" for number in range(60))
    + "</ul><div id='app'><img src='/scan/1.jpg'><img src='/scan/2.jpg'></div></body></html>"
)
CALL = """
import json
import sys
from datetime import date
from flows.orchestrator import prepare
from flows.settings import Settings
prepare(Settings())
from flows.canary import canary
from flows.daily import daily
daily(since=date(2024, 1, 1))
from flows.removals import remove
runs = [canary(), canary(), canary(), canary(pages=1)]
remove(Settings().removed_file, sys.argv[1:], "asked for", date(2024, 6, 3))
print(json.dumps([run.to_dict() for run in (*runs, canary())]))
"""


def record(**given: Any) -> Record:
    made: Any = blank_record("1", None, "1") | given
    return made


def test_a_new_layout_is_seen_on_known_pages_and_told_once(tmp_path: Path, prefect_api: str) -> None:
    paths = [f"/edu/202403/t20240301_{n}.html" for n in range(5)]

    def page(path: str) -> Page:
        def answer(site: Site, headers: Mapping[str, str]) -> Answer:
            # The first crawl and the first look find the old layout, the next two looks the new one.
            return Answer(NEW if site.count(path) in (3, 4) else OLD)

        return answer

    with serving(Site()) as site, receiving() as receiver:
        site.pages["/edu/"] = listing([("." + path[4:], f"会议{path}", "2024-03-01") for path in paths])
        site.pages |= {path: page(path) for path in paths}
        file = registry(tmp_path / "sources.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
        channel = f"json://127.0.0.1:{receiver.port}/"
        user = environment(tmp_path, EDUMEET_REGISTRY=str(file), PREFECT_API_URL=prefect_api, EDUMEET_NOTIFY=channel)
        newest, *removed = [site.url + path for path in reversed(paths)]
        command = [sys.executable, "-c", CALL, *removed]
        done = subprocess.run(command, env=user, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
    runs: list[dict[str, Any]] = json.loads(done.stdout.strip().splitlines()[-1])
    verdicts = [(run["verdicts"][0]["verdict"], run["verdicts"][0]["pages"]) for run in runs]
    assert verdicts == [("ok", 3), ("degraded", 3), ("degraded", 3), ("ok", 1), ("ok", 1)]
    assert "body on 3 of 3 pages" in runs[1]["verdicts"][0]["found"]
    told = [message["message"] for _, message in receiver.messages]
    assert len(told) == 2
    assert told[0].startswith("ALERT layout/one: no longer read:")
    assert told[1].startswith("OVER layout/one")
    assert site.asked.count("/edu/") == 1, "the canary walks no list"
    asked = [path for path in site.asked if path.startswith("/edu/2")]
    assert site.url + asked[-1] == newest, "a page that was removed is asked for"


def test_a_field_that_was_there_and_is_not_is_lost() -> None:
    had: dict[str, Any] = {"title": "会议", "published_at": "2024-03-01", "body": "会" * 100}
    before = record(**had)
    assert lost_fields(before, record(**had | {"body": "会" * 90})) == []
    assert lost_fields(before, record(**had | {"body": "会" * 40, "source_label": "县教育局"})) == ["body"]
    assert lost_fields(before, record(**had | {"published_at": None})) == ["published_at"]
    assert lost_fields(before, None) == ["title", "published_at", "body"]


def test_one_odd_page_is_no_new_layout() -> None:
    assert judged("a", {"u1": ["body"], "u2": [], "u3": []}).verdict == "ok"
    verdict = judged("a", {"u1": ["body"], "u2": ["body", "title"], "u3": []})
    assert verdict.verdict == "degraded"
    assert "body on 2 of 3 pages" in verdict.found
    assert "title" not in verdict.found


def test_a_source_that_could_not_be_asked_raises_no_alert_on_its_layout() -> None:
    said = [LayoutVerdict("a", "ok", 3, ""), LayoutVerdict("b", "degraded", 3, "no body"),
            LayoutVerdict("c", "unreachable", 0, ""), LayoutVerdict("d", "unknown", 0, "")]  # fmt: skip
    assert findings(said) == {"layout/a": None, "layout/b": "no body"}
