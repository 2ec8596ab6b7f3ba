"""Entries proposed from list pages are entries that the registry takes."""

from datetime import date
from pathlib import Path

from crawlers.propose import propose
from crawlers.registry import load_sources
from tests.crawlers.site import listing

TODAY = date(2024, 3, 10)
ROWS = [(f"./202403/t2024030{n}_{n}.html", f"全区教育工作会议{n}", f"2024-03-0{n}") for n in range(9, 1, -1)]
HEAD = (
    '<meta name="SiteName" content="某区人民政府"><meta name="SiteIDCode" content="4401050012">'
    '<meta name="ColumnName" content="教育动态">'
)


def test_a_government_list_tells_all_of_its_entry(tmp_path: Path) -> None:
    html = listing(ROWS, '<script>createPageHTML(3, 0, "index", "html");</script>').replace("<body>", HEAD + "<body>")
    proposal = propose("http://www.mouqu.gov.cn/jydt/", html.encode("gb18030"), "text/html; charset=utf-8", TODAY)
    (tmp_path / "new.toml").write_text(proposal.toml, encoding="utf-8")
    (source,) = load_sources([tmp_path / "new.toml"]).values()
    assert (source.id, source.name, source.kind) == ("mouqu", "某区人民政府", "government")
    assert (source.division, source.family, source.lists) == ("440105", "trs_wcm", ("http://www.mouqu.gov.cn/jydt/",))
    assert source.sample == "http://www.mouqu.gov.cn/jydt/202403/t20240309_9.html"
    assert len(proposal.rows) == 8 and proposal.doubts == ()


def test_what_is_not_sure_is_said(tmp_path: Path) -> None:
    rows = [(f"/jy/view-{n}-77.aspx", f"全县第{n}次教育工作会议召开", "") for n in range(1, 7)]
    html = listing(rows).replace("<body>", "<title>新闻中心_某某实验小学</title><body>")
    proposal = propose("http://school.example/jy/index.aspx", html.encode(), None, TODAY)
    (tmp_path / "new.toml").write_text(proposal.toml, encoding="utf-8")
    (source,) = load_sources([tmp_path / "new.toml"]).values()
    assert (source.family, source.kind, source.division) == ("generic", "school", None)
    assert [doubt.split(":")[0] for doubt in proposal.doubts] == [
        "no dates beside the rows", "no site id code on the page",
    ]  # fmt: skip
    assert propose("http://x.example/", b"<html></html>", None, TODAY).rows == ()
