"""Pages that are no article: challenges, empty bytes, list pages."""

import pytest

from transforms.extract import read_page
from transforms.page import FetchedPage

JSL = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance_s=1700000000.1|-1|abc;max-age=3600');"
    "location.href=location.pathname+location.search</script>"
)
RUISHU = "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1;</script></head><body></body></html>"
C3VK = (
    "<html><body><script>document.cookie='C3VK=a1; path=/; max-age=300';window.location.reload()</script></body></html>"
)
CAPTCHA = "<html><body><h1>安全验证</h1><p>您的访问过于频繁，请完成验证后继续访问。</p></body></html>"
TINY = "<html><body></body></html>"


@pytest.mark.parametrize("source", [JSL, RUISHU, C3VK, CAPTCHA, TINY], ids=["jsl", "ruishu", "c3vk", "captcha", "tiny"])
def test_challenges_are_fetched_again(source: str) -> None:
    outcome = read_page(FetchedPage(id="x", content=source.encode()))
    assert outcome.status == "retry" and outcome.record is None
    assert (outcome.reason or "").startswith("blocked:")


@pytest.mark.parametrize("content", [b"", b"  \n\t ", "", b"\x00\x00"])
def test_nothing_is_quarantined(content: bytes | str) -> None:
    outcome = read_page(FetchedPage(id="x", content=content))
    assert outcome.status == "quarantine" and (outcome.reason or "").startswith("empty")


def test_other_files_are_quarantined() -> None:
    outcome = read_page(FetchedPage(id="x", content=b"%PDF-1.7\n" + bytes(range(256)) * 40))
    assert outcome.status == "quarantine" and (outcome.reason or "").startswith("binary")


def test_list_page_is_no_target() -> None:
    rows = "".join(
        f'<li><a href="/art/2024/2/{d}/art_1_{d}.html">云溪县召开第{d}次推进会</a><span>2024-02-{d:02}</span></li>'
        for d in range(1, 28)
    )
    page = f"<html><title>教育动态</title><body><div>当前位置：首页 &gt; 教育动态</div><ul>{rows}</ul></body></html>"
    outcome = read_page(FetchedPage(id="x", content=page))
    assert outcome.status == "not_target" and outcome.record is not None
    assert outcome.record["doc_type"] == "not_article" and outcome.record["body"] == ""


def test_list_page_with_teasers_is_no_target() -> None:
    rows = "".join(
        f'<li><h3><a href="/art/{d}.html">云溪县召开第{d}次教育工作推进会</a></h3>'
        f"<p>2月{d}日上午，云溪县召开第{d}次教育工作推进会，副县长林远航出席会议并讲话，要求抓好落实…</p><em>2024-02-{d:02}</em></li>"
        for d in range(1, 12)
    )
    outcome = read_page(FetchedPage(id="x", content=f"<html><body><ul>{rows}</ul></body></html>"))
    assert outcome.status == "not_target"


def test_list_of_bare_text_is_no_target() -> None:
    text = "\n".join(f"云溪县召开第{d}次教育工作推进会 2024-02-{d:02}" for d in range(1, 28))
    assert read_page(FetchedPage(id="x", content=text, media="text")).status == "not_target"


def test_an_article_about_captchas_is_an_article() -> None:
    text = "<p>" + "云溪县教育局提醒家长，报名系统的安全验证要在手机上完成，访问过于频繁时请稍后再试。" * 12 + "</p>"
    assert read_page(FetchedPage(id="x", content=f"<html><body>{text}</body></html>")).status == "ok"
