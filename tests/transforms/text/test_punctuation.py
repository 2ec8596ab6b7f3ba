"""The policy of punctuation and white space, place by place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.text.sample_text import PARAGRAPHS
from transforms.text import normalise

CHANGED = [
    (
        "会议指出,要加强领导;要落实责任:一是抓安全!二是抓质量?",
        "会议指出，要加强领导；要落实责任：一是抓安全！二是抓质量？",
    ),
    ("各镇(街道)分管教育领导", "各镇（街道）分管教育领导"),
    ("(一)加强组织领导。(二)落实经费。", "（一）加强组织领导。（二）落实经费。"),
    ("1)抓好教学 2)抓好安全", "1）抓好教学 2）抓好安全"),
    ("参会人员(含列席)共120人(次)!", "参会人员（含列席）共120人（次）！"),
    ("谋提升。 校长要做有为者。", "谋提升。校长要做有为者。"),
    ("他说: “好。” 大家鼓掌。", "他说：“好。”大家鼓掌。"),
    ('他强调,要落实"双减"政策', "他强调，要落实“双减”政策"),
    ("「五育並舉」與『雙減』", "“五育並舉”與‘雙減’"),
    ("\u3000\u3000会议\u00a0强调\u200b，要抓\ufeff落实。\u3000", "会议 强调，要抓落实。"),
    ("第一段\r\n第二段\r第三段\u2028第四段", "第一段\n第二段\n第三段\n第四段"),
    ("完成率达100%!下一步继续", "完成率达100%！下一步继续"),
    (
        "到2025年,全市新增学位1,200个,增长3.5%;其中公办占80.5%。",
        "到2025年，全市新增学位1,200个，增长3.5%；其中公办占80.5%。",
    ),
    ("时间:2023-09-14 16:56,地点:市教师发展中心", "时间：2023-09-14 16:56，地点：市教师发展中心"),
    (
        "邮箱:jyj.bgs@example.gov.cn,网址:http://www.example.gov.cn/a?b=1,2(3)。",
        "邮箱：jyj.bgs@example.gov.cn，网址：http://www.example.gov.cn/a?b=1,2(3)。",
    ),
    ("记者 李明 通讯员 王芳", "记者 李明 通讯员 王芳"),
    ("推进 “互联网+教育” 行动", "推进 “互联网+教育”行动"),
    ("段一\n\n段二\n", "段一\n\n段二\n"),
]

KEPT = [
    "比分为3:2，时间09:56，比例1:500。",
    "The meeting was held on May 4, 2023 (Thursday), wasn't it? Yes: it was!",
    "f(x)=a(b,c)!=d?e:f",
    "if (a > b) { return c(d, e); }",
    "公式f(x)的值",
    "2023.09.14",
    "，。、；：？！“”‘’（）《》【】—…",
    "",
]


@pytest.mark.parametrize(("text", "want"), CHANGED)
def test_what_changes(text: str, want: str) -> None:
    normal = normalise(text)
    assert normal.text == want
    assert normal.changes > 0 or text == want


@pytest.mark.parametrize("text", KEPT)
def test_what_stays(text: str) -> None:
    assert normalise(text).text == text
    assert normalise(text).changes == 0


@pytest.mark.parametrize(
    "unseen",
    [
        "\0",
        "\x07",
        "\x1b",
        "\x7f",
        "\x9b",
        "\u061c",
        "\u202e",
        "\u2066",
        "\ufe0f",
        "\U000e0100",
        "\U000e0041",
        "\ufffe",
        "\u3164",
    ],
    ids=ascii,
)
def test_what_nobody_sees_goes(unseen: str) -> None:
    normal = normalise(f"教{unseen}育{unseen * 2}会议")
    assert normal.text == "教育会议"
    assert [normal.to_source(at) for at in range(4)] == [0, 2, 5, 6]


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x85", "\u2028", "\r\n"], ids=ascii)
def test_whatever_ends_a_line_is_a_line_feed(end: str) -> None:
    assert normalise(f"会议{end}强调").text == "会议\n强调"


def test_prose_in_its_final_form_stays() -> None:
    text = "\n".join(p for p in PARAGRAPHS if "7，380" not in p)
    assert normalise(text).text == text


_MARKS = [*',:;!?()"「」『』。，（）“” \n\t\u3000\u00a0\u200b', "\r\n"]
_PIECES = st.sampled_from([*_MARKS, "会议", "强调", "ab", "x", "3", "09:56", "a@b.cn", "http://c.cn/?"])


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_twice_is_once_and_letters_and_numerals_stay(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal.text).text == normal.text
    assert [c for c in normal.text if c.isalnum()] == [c for c in text if c.isalnum()]


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_offsets_lead_back(text: str) -> None:
    normal = normalise(text)
    offsets = [normal.to_source(k) for k in range(len(normal.text) + 1)]
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    assert all(text[there] == char for char, there in zip(normal.text, offsets, strict=False) if char.isalnum())
