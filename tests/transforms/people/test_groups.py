"""Groups and units that attended."""

import json
from pathlib import Path

import pytest

from transforms.people import read_attending_groups

GOLD = Path(__file__).resolve().parents[4] / "shared" / "gold" / "gold.jsonl"

CASES = [
    (
        "检察长王贵舟以及其他在家县级领导参加会议。各学校校长，教师、家长和企业代表共380余人参加。",
        ["各学校校长", "教师、家长和企业代表"],
    ),
    (
        "县教育局班子成员及全体干部职工，各镇（街道）党（工）委书记、分管教育工作的负责同志参加会议。",
        ["县教育局班子成员及全体干部职工", "各镇（街道）党（工）委书记、分管教育工作的负责同志"],
    ),
    (
        "校党委委员，正处级干部，主持工作的副处级干部，中心校王战胜校长参加了会议。",
        ["校党委委员", "正处级干部", "主持工作的副处级干部"],
    ),
    ("高级中学、石桥小学、晨光幼儿园三家单位代表作经验交流。", []),
    (
        "副县长罗启航，各乡镇分管负责人，县教育局机关全体人员、各中小学校长参加会议。",
        ["各乡镇分管负责人", "县教育局机关全体人员", "各中小学校长"],
    ),
    ("区领导丁一鸣、许茂及区直有关部门负责人出席会议。", ["区直有关部门负责人"]),
    ("会议由校长齐国栋主持，全体教职工参加。", ["全体教职工"]),
    (
        "县委宣传部、县委编办等14家县直单位，各乡镇分管负责人等参加会议。",
        ["县委宣传部、县委编办等14家县直单位", "各乡镇分管负责人"],
    ),
    ("各学区主任、副主任，幼儿园园长共120余人参加会议。", ["各学区主任、副主任", "幼儿园园长"]),
    ("会议要求，各学校要组织教师参加培训会议。", []),
    ("学生代表、家长代表分别发言。", ["学生代表", "家长代表"]),
    ("参加会议的有：县教育局局长马建国、各中学校长、县直小学校长。", ["各中学校长", "县直小学校长"]),
    ("局机关全体干部在主会场参加会议，各学校教师在分会场收看。", ["局机关全体干部", "各学校教师"]),
    ("县长许茂出席会议并讲话。", []),
]


@pytest.mark.parametrize(("body", "groups"), CASES, ids=[body[:20] for body, _ in CASES])
def test_groups(body: str, groups: list[str]) -> None:
    rows = read_attending_groups(body)
    assert [row["text"] for row in rows] == groups
    assert all(body[row["start"] : row["end"]] == row["text"] for row in rows)


@pytest.mark.shared
@pytest.mark.skipif(not GOLD.exists(), reason="needs ../shared")
def test_gold_records() -> None:
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        assert read_attending_groups(record["body"]) == record["attending_groups"]
