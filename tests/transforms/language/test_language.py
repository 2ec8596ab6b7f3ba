"""Sentences, clauses, marks and numerals, through the names that the readers import."""

import pytest

from transforms.language import (
    Cover,
    blank,
    brackets,
    clauses,
    enclosed,
    numeral_value,
    paragraphs,
    parts,
    quotes,
    sentences,
    titles,
)


def cut(text, spans):
    return [text[span.start : span.end] for span in spans]


def test_sentences_end_at_full_stops_and_line_breaks_and_keep_closing_quotes():
    text = "校长说：“要把课上好。”大家鼓掌。\n 二、明确目标\n会议结束"
    assert cut(text, sentences(text)) == ["校长说：“要把课上好。”", "大家鼓掌。", "二、明确目标", "会议结束"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("开展“强国有我！”主题演讲。好。", ["开展“强国有我！”主题演讲。", "好。"]),
        ("印发《通知。附件》（见下。）后实施。完", ["印发《通知。附件》（见下。）后实施。", "完"]),
        ("怎么办？靠改革！", ["怎么办？", "靠改革！"]),
        ("语文、数学……都要抓。", ["语文、数学……都要抓。"]),
        ("", []),
    ],
)
def test_marks_that_end_no_sentence(text, expected):
    assert cut(text, sentences(text)) == expected


def test_paragraphs_are_lines_without_white_space():
    text = "　　第一段 \n\n第二段\n"
    assert cut(text, paragraphs(text)) == ["第一段", "第二段"]


def test_clauses_and_parts():
    text = "要坚持“严管，厚爱”，抓好落实；要督导。"
    assert cut(text, clauses(text)) == ["要坚持“严管，", "厚爱”，", "抓好落实；", "要督导。"]
    assert cut(text, parts(text, 0, len(text))) == ["要坚持“严管，厚爱”，", "抓好落实；", "要督导。"]
    assert cut(text, parts(text, 0, len(text), "；。")) == ["要坚持“严管，厚爱”，抓好落实；", "要督导。"]


def test_marks_nest_and_a_lost_partner_encloses_nothing():
    text = "“三名”战略（含“名师（校级）”）与“失去后引号\n《关于〈办法〉的通知》"
    assert [(p.kind, text[p.start : p.end], p.depth) for p in enclosed(text)] == [
        ("quote", "三名", 0),
        ("bracket", "含“名师（校级）”", 0),
        ("quote", "名师（校级）", 1),
        ("bracket", "校级", 2),
        ("title", "关于〈办法〉的通知", 0),
        ("title", "办法", 1),
    ]
    assert cut(text, quotes(text)) == ["三名", "名师（校级）"]
    assert cut(text, titles(text)) == ["关于〈办法〉的通知"]
    assert cut(text, brackets(text)) == ["含“名师（校级）”", "校级"]


def test_blank_keeps_the_offsets():
    hidden = blank("甲（乙，丙），丁", [(2, 5)])
    assert len(hidden) == 8
    assert hidden.index("，") == 6


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三十七", 37), ("十", 10), ("十二", 12), ("一百零五", 105), ("三百五", 350),
        ("两万", 20000), ("一万二", 12000),
        ("二〇二四", 2024), ("一亿三千万", 130_000_000), ("1,200", 1200),
        ("3.50", 3.5), ("２５", 25), ("100.0", 100),
        ("三千零六", 3006), ("", None), ("一些", None), ("校", None),
    ],
)  # fmt: skip
def test_numerals(text, value):
    assert numeral_value(text) == value
    assert isinstance(numeral_value(text), int if isinstance(value, int) else float | None)


def test_a_cover_knows_its_offsets():
    cover = Cover([(4, 6), (1, 3), (5, 9)])
    assert [offset for offset in range(11) if offset in cover] == [1, 2, 4, 5, 6, 7, 8]
    assert 0 not in Cover()
