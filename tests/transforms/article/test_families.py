"""Pages of the CMS families, read through the door that the flows use."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from transforms.extract import read_page
from transforms.layouts.families import families
from transforms.page import FetchedPage, SourceFacts

PAGES = Path(__file__).parent / "pages"
EXPECTED = tomllib.loads((PAGES / "expected.toml").read_text(encoding="utf-8"))
BODY = EXPECTED["body"].strip()


def fetched(entry: dict[str, Any], *, encoding: str = "utf-8", family: str | None = None) -> FetchedPage:
    source = (PAGES / f"{entry['family']}.html").read_text(encoding="utf-8")
    return FetchedPage(
        id=entry["family"],
        content=source.replace('charset="utf-8"', f'charset="{encoding}"').replace("©", "&copy;").encode(encoding),
        url=entry["url"],
        fetched_at=datetime.fromisoformat("2024-03-01T08:00:00+08:00"),
        source=SourceFacts(id="yunxi", family=family) if family else None,
    )


@pytest.mark.parametrize("entry", EXPECTED["page"], ids=lambda e: e["family"])
def test_family_page(entry: dict[str, Any]) -> None:
    outcome = read_page(fetched(entry))
    assert outcome.status == "ok" and outcome.record is not None
    record = outcome.record
    assert record["body"] == BODY
    assert record["title"] == EXPECTED["title"]
    assert (record["published_at"], record["published_evidence"]) == (entry["published_at"], entry["evidence"])
    assert record["source_label"] == entry.get("source")
    assert record["publisher"]["column"] == entry.get("column", [])
    assert record["views"] == entry.get("views")


@pytest.mark.parametrize("entry", EXPECTED["page"], ids=lambda e: e["family"])
def test_gbk_and_named_family_read_the_same(entry: dict[str, Any]) -> None:
    plain = read_page(fetched(entry)).record
    named = read_page(fetched(entry, encoding="gbk", family=entry["family"])).record
    assert plain is not None and named is not None
    assert (named["body"], named["title"], named["published_at"]) == (
        plain["body"],
        plain["title"],
        plain["published_at"],
    )


def test_every_family_owns_the_address_of_its_page() -> None:
    known = families()
    for entry in EXPECTED["page"]:
        if entry["family"] in known:
            first = next(f.name for f in known.values() if f.owns(entry["url"]))
            assert first == entry["family"]


def test_publisher_of_a_government_page() -> None:
    record = read_page(fetched(EXPECTED["page"][0])).record
    assert record is not None
    assert record["publisher"] == {
        "site_name": "云溪县人民政府",
        "host_unit": "云溪县人民政府办公室",
        "unit": None,
        "column": ["新闻中心", "教育动态"],
        "site_id_code": "4309990001",
        "icp": "湘ICP备12345678号-1",
        "police_record": "湘公网安备43099902000011号",
        "address": "云溪县城关镇人民路18号",
        "phones": ["0737-5551234"],
        "emails": ["yxxzfb@163.com"],
        "division_code": "430999",
    }
    assert [(r["list"], r["rank"], r["title"], r["url"]) for r in record["related"][:2]] == [
        ("相关新闻", 1, "云溪县开展春季义务植树活动", "http://www.yunxi.gov.cn/hot/0.html"),
        ("相关新闻", 2, "我县启动农村道路提升工程", "http://www.yunxi.gov.cn/hot/1.html"),
    ]
    assert record["credits"] == [{"role": "editor", "name": "何芳"}]


def test_layout_of_the_day() -> None:
    family = families()["hanweb"]
    old, new = datetime(2015, 5, 1).date(), datetime(2024, 5, 1).date()  # noqa: DTZ001
    assert family.on(old)[0].name == "jcms-tables"
    assert family.on(new)[0].name == "jpaas"
    assert {e.name for e in family.on(new)} == {"jpaas", "jcms-tables"}


def test_article_inside_a_script_is_read() -> None:
    rows = "".join(f"<p>{line}<br></p>" for line in BODY.split("\n"))
    detail = rows.replace("/", "\\/").replace('"', '\\"')
    page = (
        "<html><head><title>云溪县召开2024年教育工作会议</title></head><body>"
        "<div id=app></div><script>window._CONFIG = "
        f'{{"SID": 2, DETAIL: {{"title": "云溪县召开2024年教育工作会议", "content": "{detail}"}}}};</script>'
        "<p>发布日期：2024-02-22</p></body></html>"
    )
    record = read_page(
        FetchedPage(id="a", content=page, url="http://www.yunxi.gov.cn/gkmlpt/content/1/2/post_3.html")
    ).record
    assert record is not None and record["body"] == BODY and record["title"] == EXPECTED["title"]
