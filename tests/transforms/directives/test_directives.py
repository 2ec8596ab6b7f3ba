"""The directives of texts written for this test: tree, ordinals, speakers, verbs, exact spans."""

from pathlib import Path

import pytest

from tests.transforms.casefile import read_cases
from transforms.directives import read_directives
from transforms.people import read_people

CASES = read_cases(Path(__file__).with_name("cases.txt"))


def rows_of(case):
    rows = read_directives(case.text, read_people(case.text), case.kind)
    depth = {}
    for row in rows:
        depth[row["id"]] = depth[row["parent"]] + 1 if row["parent"] else 0
    return rows, depth


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case):
    rows, depth = rows_of(case)
    got = [(str(depth[r["id"]]), r["ordinal"] or "-", r["speaker"] or "-", r["verb"] or "-") for r in rows]
    assert got == [(level, ordinal, speaker, verb) for level, ordinal, _, speaker, verb in case.rows]
    for row, (_, _, begins, _, _) in zip(rows, case.rows, strict=True):
        assert row["text"].startswith(begins), row["text"]


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_spans_are_exact_and_leave_the_ordinal_out(case):
    rows, _ = rows_of(case)
    for row in rows:
        assert case.text[row["start"] : row["end"]] == row["text"] == row["text"].strip()
        if row["ordinal"]:
            assert case.text[: row["start"]].rstrip("，、：").endswith(row["ordinal"].rstrip("、"))


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_a_point_holds_no_text_of_its_sub_points(case):
    rows, _ = rows_of(case)
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        if row["parent"]:
            parent = by_id[row["parent"]]
            assert parent["end"] <= row["start"]


def test_ids_follow_the_text():
    case = next(case for case in CASES if case.kind == "speech")
    rows, _ = rows_of(case)
    assert [row["id"] for row in rows] == [f"d{n}" for n in range(1, len(rows) + 1)]
    assert [row["start"] for row in rows] == sorted(row["start"] for row in rows)


def test_a_model_text_has_no_speaker_even_where_one_is_named():
    text = "同志们：刚才，局长丁一强调了纪律。一、提高认识，凝聚共识。二、真抓实干，务求实效。"
    rows = read_directives(text, read_people(text), "model_text")
    assert [(row["ordinal"], row["speaker"], row["verb"]) for row in rows] == [
        ("一、", None, None),
        ("二、", None, None),
    ]


def test_the_lines_above_a_speech_name_who_gives_it():
    body = "同志们：\n一、提高认识，凝聚共识。\n二、真抓实干，务求实效。"
    heading = "首页 > 领导讲话\n在全县教育工作会议上的讲话\n县委副书记、县长 高振国\n（2013年3月12日）"
    assert {row["speaker"] for row in read_directives(body, read_people(body), "speech", heading)} == {"高振国"}
    assert {row["speaker"] for row in read_directives(body, read_people(body), "model_text", heading)} == {None}


def test_a_closing_wish_is_no_part_of_the_last_point():
    case = next(case for case in CASES if case.title == "the speaker wishes the audience well")
    rows, _ = rows_of(case)
    assert rows[-1]["text"] == "严格落实值班制度。发现隐患立即报告。"
