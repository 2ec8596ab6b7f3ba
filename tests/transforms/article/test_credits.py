"""Bylines and colophons, as they are printed and as they stand inside articles."""

import pytest

from transforms.article.credits import credit_line, inline_credits, read_byline
from transforms.article.lexicon import roles
from transforms.record import CreditRole

LINES = [
    ("记者：段小川", ["reporter 段小川"]),
    ("本报记者 何芳 通讯员 杜小雨", ["reporter 何芳", "correspondent 杜小雨"]),
    ("□云溪日报记者 何芳 通讯员 杜小雨 谢长河", ["reporter 何芳", "correspondent 杜小雨", "correspondent 谢长河"]),
    ("责任编辑：陈楠 |", ["editor 陈楠"]),
    ("编辑丨何芳 责编丨杜小雨 审核丨谢长河", ["editor 何芳", "editor 杜小雨", "reviewer 谢长河"]),
    ("一审:何芳 二审:杜小雨 三审:谢长河", ["reviewer 何芳", "reviewer 杜小雨", "reviewer 谢长河"]),
    ("值班主任:吴文静、罗磊", ["duty_director 吴文静", "duty_director 罗磊"]),
    ("视频/记者何芳 文字/见习记者杜小雨 记者谢长河 图片/记者何芳",
     ["video 何芳", "trainee_reporter 杜小雨", "reporter 谢长河", "photo 何芳"]),
    ("文/何芳 图/杜小雨", ["text 何芳", "photo 杜小雨"]),
    ("(撰稿:朱瑾 摄影:宋莉萍 审核:蒋建春)", ["author 朱瑾", "photo 宋莉萍", "reviewer 蒋建春"]),
    ("责任校对：何芳　编校：杜小雨", ["proofreader 何芳", "editor 杜小雨", "proofreader 杜小雨"]),
    ("（特约通讯员:李 青）", ["correspondent 李青"]),
    ("供稿：云溪县教育局", ["author 云溪县教育局"]),
    ("欧阳明 摄", ["photo 欧阳明"]),
    ("本报记者 何芳 摄", ["photo 何芳"]),
    ("记者 何芳 摄影报道", ["reporter 何芳", "photo 何芳"]),
    ("作者：记者何芳", ["reporter 何芳"]),
    ("通讯员/作者：何芳", ["correspondent 何芳", "author 何芳"]),
    ("记者：阿卜杜拉·买买提", ["reporter 阿卜杜拉·买买提"]),
]  # fmt: skip
NO_CREDITS = [
    "查看全文",
    "图片新闻",
    "各校校长代表",
    "编辑部电话：0737-5551234",
    "审核通过后显示",
    "记者节活动安排",
    "2月21日上午",
    "文化强县",
]


@pytest.mark.parametrize(("line", "rows"), LINES)
def test_lines_of_credits(line: str, rows: list[str]) -> None:
    byline = credit_line(line)
    assert byline is not None
    assert [f"{c['role']} {c['name']}" for c in byline.credits] == rows


@pytest.mark.parametrize("line", NO_CREDITS)
def test_lines_that_are_none(line: str) -> None:
    assert credit_line(line) is None


@pytest.mark.parametrize(
    ("paragraph", "rows"),
    [
        ("本报讯（记者 皋 玲）4月27日，全市推进会在我区召开。", ["reporter 皋玲"]),
        ("云溪教育网讯（记者段浩通讯员姚永娟）近日，县教育局发文。", ["reporter 段浩", "correspondent 姚永娟"]),
        ("会议由副县长主持。（罗意）", ["author 罗意"]),
        ("会议由副县长主持。（县融媒体中心 何芳 杜小雨）", ["author 何芳", "author 杜小雨"]),
        ("会议由副县长主持。（云溪新闻办 何芳 杜小雨图/文）",
         ["text 何芳", "photo 何芳", "text 杜小雨", "photo 杜小雨"]),
        ("△2月21日，云溪县召开教育工作会议。竺芳梓 摄", ["photo 竺芳梓"]),
        ("会议强调了三件事。 记者 王赛华 通讯员 郑然", ["reporter 王赛华", "correspondent 郑然"]),
        ("会议强调，各地（市、区）要抓好落实。（会议材料附后）", []),
        ("县教育局（县体育局）局长苏明德作报告。", []),
    ],
)  # fmt: skip
def test_credits_inside_the_article(paragraph: str, rows: list[str]) -> None:
    assert [f"{c['role']} {c['name']}" for c in inline_credits([paragraph])] == rows


def test_generic_authors_are_nobody() -> None:
    assert read_byline("作者:admin", offices=True).credits == []
    assert read_byline("编辑:管理员", offices=True).credits == []


def test_the_data_file_knows_only_the_roles_of_the_record() -> None:
    from typing import get_args

    assert {role for given in roles().values() for role in given} == set(get_args(CreditRole))
