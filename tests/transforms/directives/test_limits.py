"""The readers on text that nobody wrote for them: they never fail, and time grows with length."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.directives import read_directives
from transforms.people import People, read_people
from transforms.programmes import read_programmes
from transforms.quantities import read_quantities
from transforms.references import read_references

NOBODY = People([], [], [])
PIECES = [*Path(__file__).with_name("pieces.txt").read_text(encoding="utf-8").split(), "\n", " "]


def everything(text, kind="meeting_report"):
    return [
        *read_directives(text, NOBODY, kind),
        *read_programmes(text),
        *read_quantities(text),
        *read_references(text),
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.sampled_from(["meeting_report", "speech"]))
def test_any_order_of_marks_gives_spans_inside_the_text(text, kind):
    rows = everything(text, kind)
    assert all(0 <= row["start"] < row["end"] <= len(text) for row in rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_parents_come_before_their_children(text):
    seen = set()
    for row in read_directives(text, read_people(text), "meeting_report"):
        assert row["parent"] is None or row["parent"] in seen
        seen.add(row["id"])


@pytest.mark.parametrize(
    "piece",
    [
        "会议强调，一是加强管理，补齐短板；二是压实责任。",
        "（一）落实“双减”政策，新增学位1200个。\n",
        "要按照全市教育工作会议精神，实施“强师工程”，排名第三，",
        "“《（",
        "一二三四五六七八九十百千万亿",
        "传达学习全国、全省、全市",
    ],
)
def test_time_grows_with_length_not_faster(piece):
    def seconds(length, turn):
        text = piece * (length // len(piece)) + " " * turn  # another text each turn, so that nothing is remembered
        begin = time.perf_counter()
        everything(text)
        return time.perf_counter() - begin

    everything(piece)
    short = min(seconds(6_000, turn) for turn in range(5))
    long = min(seconds(48_000, turn) for turn in range(3))
    # Eight times the text: linear takes eight times the time, quadratic sixty-four. The machine may be busy.
    assert long < 30 * max(short, 0.005)
