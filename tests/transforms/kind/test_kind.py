"""The kind of a page: what decides it, that it is total, and that it does not take long."""

import random
import time

import pytest

from transforms.kind import classify
from transforms.meeting import PageFacts, read_meeting

REPORT = "3月5日上午，泗水县召开2022年教育工作会议。县委常委孙立言出席会议并讲话。"


def kind(title: str | None, body: str, **more: str) -> str:
    return classify(PageFacts(title=title, body=body, **more)).doc_type  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "body", "wanted"),
    [
        ("泗水县召开2022年教育工作会议", REPORT, "meeting_report"),
        ("关于召开教育工作会议的通知", "各学校：\n" + REPORT, "notice"),
        ("泗水县教育局2022年工作要点", REPORT, "policy"),
        (None, "", "not_article"),
        (None, "今天的天气很好，孩子们在操场上跑步。", "other_news"),
        ("在全县教育大会上的讲话", "同志们：今天，我们召开大会。**县有学校**所，**同志讲了话。", "model_text"),
    ],
)
def test_what_the_title_and_the_body_say(title: str | None, body: str, wanted: str) -> None:
    assert kind(title, body) == wanted


def test_every_decision_names_its_rule() -> None:
    page = classify(
        PageFacts(title="在全县教育大会上的讲话", body="同志们：今天**县召开大会，**同志作了报告，**人参加。")
    )
    assert page.doc_type == "model_text"
    assert "model_text:masks" in page.reasons


def test_masked_figures_on_an_official_page_are_no_model_text() -> None:
    """A county's site that hides two figures still reports its own meeting."""
    body = REPORT + "全县新增学位**个，招聘教师**名。"
    assert kind("泗水县召开2022年教育工作会议", body, division_code="370831") == "meeting_report"


def test_a_report_needs_no_title() -> None:
    page = classify(PageFacts(title=None, body=REPORT))
    assert page.is_education_meeting
    assert page.chosen is not None and page.chosen.mention.name == "2022年教育工作会议"


def test_any_text_has_one_kind_and_none_raises() -> None:
    dice = random.Random(20240419)
    letters = "会议召开教育大会在于，。：；“”（）《》月日年123县市区全我暨的\n镇乡学校将定"
    for _ in range(400):
        body = "".join(dice.choices(letters, k=dice.randint(0, 300)))
        facts = PageFacts(title=body[:20] or None, body=body, published="2024-02-29")
        page = classify(facts)
        meeting = read_meeting(facts, page.doc_type, page.chosen)
        assert page.is_education_meeting is (page.doc_type == "meeting_report" and meeting is not None)


@pytest.mark.parametrize(
    "piece", ["会议", "召开", "在", "3月5日至", "，", "教育大会暨", "“", "视频分会场设在", "**", "县", "于"]
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    """A page of one repeated piece is the worst that a pattern can meet: twice the text, about twice the time."""

    def cost(count: int) -> float:
        facts = PageFacts(title=None, body=(REPORT + piece * count), published="2024-02-29")
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            read_meeting(facts, classify(facts).doc_type)
            best = min(best, time.perf_counter() - start)
        return best

    cost(100)
    short, long = cost(2000), cost(16000)
    assert long < 8 * short * 4 + 0.01
