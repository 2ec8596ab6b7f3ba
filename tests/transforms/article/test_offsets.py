"""Uncertain repairs are found again in the body, wherever parse and normalisation moved them."""

import pytest

from transforms.article.offsets import into_body
from transforms.text import Restored

PAGE = "首页 > 新闻\n云溪县召开教育会议\n2月21日,云溪县召开教育会议,副县长林远航出席。 会议强调,要抓落实。"


def test_spots_inside_the_body_are_mapped_and_others_are_left_out() -> None:
    place = PAGE.index("远航")
    outside = PAGE.index("新闻")
    restored = Restored(
        PAGE,
        "Hant",
        uncertain=(
            {"start": outside, "end": outside + 2, "candidates": ["新闻", "新聞"]},
            {"start": place, "end": place + 1, "candidates": ["远", "运"]},
        ),
    )
    body = "2月21日，云溪县召开教育会议，副县长林远航出席。会议强调，要抓落实。"
    (spot,) = into_body(restored, body)
    assert body[spot["start"] : spot["end"]] == "远"
    assert spot["candidates"] == ["远", "运"]


@pytest.mark.parametrize(
    ("said", "candidates"),
    [
        ("力;四", ["力；四", "力四十", "力，不四"]),
        (";四", ["；四", "四十"]),
        (";", ["；", "，"]),
        ("四是,", ["四是，", "是"]),
    ],
)
def test_the_marks_of_a_spot_belong_to_it(said: str, candidates: list[str]) -> None:
    page = "县委要求,把压力变为动力;四是, 要优化布局;五是要抓落实。"
    start = page.index(said)
    restored = Restored(page, "Hant", uncertain=({"start": start, "end": start + len(said), "candidates": candidates},))
    body = "县委要求，把压力变为动力；四是，要优化布局；五是要抓落实。"
    (spot,) = into_body(restored, body)
    assert body[spot["start"] : spot["end"]] == candidates[0]
    assert spot["start"] == start, "nothing before it differs in length"


def test_no_body_no_spots() -> None:
    restored = Restored(PAGE, "Hant", uncertain=({"start": 0, "end": 2, "candidates": ["首页"]},))
    assert into_body(restored, "") == []
