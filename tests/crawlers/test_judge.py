"""Verdicts on single responses, and pages that look like copies."""

from datetime import date

import pytest

from crawlers.expectations import unmet
from crawlers.judge import judge
from crawlers.middlewares.patience import retry_after
from crawlers.mirror import is_labelled, suspicion
from crawlers.registry import Expectations
from crawlers.tally import ListTally, Tally
from tests.crawlers.site import article

HTML = {"content-type": "text/html"}
PAGE = article("全县教育工作会议召开").encode()


@pytest.mark.parametrize(
    ("status", "headers", "body", "verdict"),
    [
        (200, HTML, PAGE, "ok"),
        (200, HTML, PAGE + b"<!-- __jsl_clearance acw_sc__v2 -->", "ok"),
        (200, HTML, b"<script>var x='__jsl_clearance'</script>" * 3, "blocked"),
        (200, HTML, b"<meta http-equiv='refresh' content='0;url=/'>", "blocked"),
        (200, HTML, b"<script>location.href='https://mp.platform.example/s/abc'</script>", "redirect"),
        (200, HTML, b"<script>document.cookie='a=1';location.href='http://x.example/'</script>", "blocked"),
        (200, HTML, b"<html><body>1</body></html>", "blocked"),
        (200, {"content-type": "application/json"}, b"{}", "ok"),
        (200, {"content-type": "text/plain"}, b"User-agent: *", "ok"),
        (304, {}, b"", "not_modified"),
        (302, {"location": "/x"}, b"", "redirect"),
        (302, {}, b"", "error"),
        (403, HTML, PAGE, "blocked"),
        (412, HTML, PAGE, "blocked"),
        (521, HTML, b"", "blocked"),
        (404, HTML, PAGE, "missing"),
        (410, HTML, PAGE, "missing"),
        (429, HTML, PAGE, "error"),
        (500, HTML, PAGE, "error"),
    ],
)
def test_verdicts(status: int, headers: dict[str, str], body: bytes, verdict: str) -> None:
    found, reason = judge(status, headers, body)
    assert found == verdict
    assert (reason is None) == (verdict in ("ok", "not_modified") or "location" in headers)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(b"120", 120), (b" 3 ", 3), (None, None), (b"soon", None), (b"Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_retry_after(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value) == seconds


GOV = '<meta name="SiteDomain" content="www.doumen.gov.cn"/>'


@pytest.mark.parametrize(
    ("html", "url", "suspect"),
    [
        (GOV, "http://www.doumen.gov.cn/a.html", False),
        (GOV, "http://doumen.gov.cn/a.html", False),
        (GOV, "http://www.zhuhai.gov.cn/doumen/a.html", False),
        (GOV, "http://copycat.example/zdlyxxgk/content/post_3657266.html", True),
        ("<META content='news.city.cn,www.city.cn' name=SiteDomain>", "https://m.city.cn/1.html", False),
        ("<p>認(rèn)真貫(guàn)徹(chè)落實(shí)會(huì)議</p>", "http://copycat.example/1.html", True),
        ("<p>认真贯彻落实（以下简称《意见》）会议(附件)</p>", "http://news.example/1.html", False),
        ("<p>网站标识码：4404030001</p>", "http://copycat.example/1.html", True),
        ("<p>网站标识码：4404030001</p>", "http://www.x.gov.cn/1.html", False),
    ],
)
def test_copies_on_foreign_hosts(html: str, url: str, suspect: bool) -> None:
    assert (suspicion(html, url) is not None) is suspect


def test_labels_of_the_standard_are_seen() -> None:
    assert is_labelled('<meta content="2024-02-20 10:00" NAME="PubDate">')
    assert is_labelled("<meta name='ArticleTitle' content='全县教育工作会议'>")
    assert not is_labelled('<meta name="ArticleTitle" content=""><meta name="viewport" content="width=1">')


def test_what_a_healthy_crawl_finds_is_asked_for() -> None:
    tally = Tally(lists=[ListTally("http://x.example/edu/", "trs_wcm")])
    expect = Expectations(min_rows_per_list_page=15, dated_rows=True, newest_within_days=30)
    assert unmet(expect, tally, tally.health(date(2024, 6, 1))) == [], "nothing was seen at all: that is told elsewhere"
    tally.lists[0].read(4)
    for day in (date(2024, 3, 1), None, None, None):
        tally.saw_row("会议", day)
    told = unmet(expect, tally, tally.health(date(2024, 6, 1)))
    assert len(told) == 3
    assert "4 rows on its first page, 15 expected" in told[0] and "25%" in told[1] and "92 days old" in told[2]
    assert unmet(Expectations(), tally, tally.health(date(2024, 6, 1))) == []
