"""Whose meeting it is, where the text alone does not say: what the page around it tells."""

import pytest

from transforms.extract import read_page
from transforms.meeting import PageFacts, read_meeting
from transforms.page import FetchedPage

BODY = "4月15日，我市召开全市教育工作会议，总结去年工作，部署今年任务。市委副书记甘某出席会议并讲话。"
COUNTY = "4月15日，全县教育工作会议在县会议中心召开，县长甘某出席会议并讲话。"


def code_of(body: str, **known: object) -> str | None:
    meeting = read_meeting(PageFacts(title=None, body=body, published="2020-04-16", **known), "meeting_report")  # type: ignore[arg-type]
    assert meeting is not None
    return meeting["jurisdiction"]["code6"]


@pytest.mark.parametrize(
    ("body", "known", "code"),
    [
        (BODY, {"division_code": "451300"}, "451300"),
        (BODY, {"source_division_code": "451300"}, "451300"),
        (BODY, {"site_name": "来宾市人民政府门户网站"}, "451300"),
        (BODY, {"source_label": "来宾日报"}, "451300"),
        (BODY, {"address": "广西壮族自治区来宾市人民路1号"}, "451300"),
        (BODY, {"surroundings": "来宾日报 第01版：要闻\n上一篇 下一篇"}, "451300"),
        (BODY, {}, None),
        (COUNTY, {"surroundings": "遂昌县教育网欢迎您！\n首页 > 教育新闻"}, "331123"),
        (COUNTY, {"site_name": "新华网", "column": ("地方", "要闻")}, None),
        (COUNTY, {"surroundings": "友情链接：歙县 休宁县 黟县 祁门县教育局"}, None),
    ],
)
def test_the_page_tells_whose_site_it_is(body: str, known: dict[str, object], code: str | None) -> None:
    assert code_of(body, **known) == code


def test_one_of_several_namesakes_is_named_without_a_code() -> None:
    body = "4月15日，我区召开全区教育工作会议，区长甘某出席会议并讲话。"
    facts = PageFacts(title=None, body=body, published="2020-04-16", site_name="铁东区人民政府")
    meeting = read_meeting(facts, "meeting_report")
    assert meeting is not None and meeting["name"] == "铁东区教育工作会议"
    assert meeting["jurisdiction"] == {"code6": None, "province": None, "city": None, "county": "铁东区"}


def test_the_corps_is_no_division() -> None:
    body = "2月24日，兵团教育工作会议在乌鲁木齐召开。兵团副司令员甘某出席会议并讲话。"
    meeting = read_meeting(PageFacts(title=None, body=body, published="2016-02-26"), "meeting_report")
    assert meeting is not None and meeting["level"] == "province"
    assert meeting["jurisdiction"] == {"code6": None, "province": "新疆维吾尔自治区", "city": None, "county": None}


def test_the_text_outweighs_the_site() -> None:
    """A county's meeting on a province's site is the county's."""
    body = "4月15日，遂昌县召开全县教育工作会议，县长甘某出席会议并讲话。"
    assert code_of(body, division_code="330000", site_name="浙江省教育厅") == "331123"


def test_a_plain_page_is_placed_by_its_furniture() -> None:
    page = "2020年04月16日\n\n全市教育工作会议召开\n\n" + BODY + "\n\n来宾日报社主办"
    record = read_page(FetchedPage(id="p", content=page, media="text")).record
    assert record is not None and record["meeting"] is not None
    assert record["meeting"]["jurisdiction"]["city"] == "来宾市"
    assert record["meeting"]["date"] == "2020-04-15"


def test_the_district_of_a_zones_site_is_the_zone() -> None:
    body = "9月8日下午，全区教育大会召开。区党工委书记甘某出席会议并讲话。"
    facts = PageFacts(title=None, body=body, published="2021-09-09", site_name="潍坊高新技术产业开发区")
    meeting = read_meeting(facts, "meeting_report")
    assert meeting is not None and meeting["level"] == "county"
    assert meeting["jurisdiction"]["city"] == "潍坊市"
    assert meeting["jurisdiction"]["county"] == "潍坊高新技术产业开发区"
