"""The gazetteer: codes with history, names in text, ambiguous names, zones."""

import subprocess
import sys
from itertools import pairwise

import pytest

from transforms.gazetteer import (
    all_divisions,
    as_of,
    by_code,
    chain,
    counties_with,
    named_in,
    names_with,
    resolve,
    towns_in,
    zone_named,
    zones_in,
)  # fmt: skip


def names_of(code: str) -> tuple[str | None, str | None, str | None]:
    division = by_code(code)
    assert division is not None
    return tuple(d.name if d else None for d in chain(division))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("440403", ("广东省", "珠海市", "斗门区")),
        ("320281", ("江苏省", "无锡市", "江阴市")),
        ("441826", ("广东省", "清远市", "连南瑶族自治县")),
        ("150622", ("内蒙古自治区", "鄂尔多斯市", "准格尔旗")),
        ("500107", ("重庆市", None, "九龙坡区")),
        ("419001", ("河南省", None, "济源市")),
        ("659001", ("新疆维吾尔自治区", None, "石河子市")),
        ("433100", ("湖南省", "湘西土家族苗族自治州", None)),
        ("441900", ("广东省", "东莞市", None)),
        ("110000", ("北京市", None, None)),
    ],
)
def test_a_code_has_its_place(code: str, names: tuple[str | None, str | None, str | None]) -> None:
    assert names_of(code) == names


def test_every_parent_is_a_division_one_level_up() -> None:
    codes = {d.code: d for d in all_divisions()}
    for division in all_divisions():
        if division.level == "province":
            assert division.parent is None
        else:
            assert division.parent in codes, division
            assert codes[division.parent].level in ("province", "city")


def test_no_code_bears_two_names_on_one_day() -> None:
    rows = all_divisions()
    for one, two in pairwise(rows):
        if one.code == two.code:
            assert one.valid_to is not None and two.valid_from is not None and one.valid_to <= two.valid_from, (
                one,
                two,
            )


@pytest.mark.parametrize(
    ("code", "day", "then"),
    [
        ("510132", "2024-04-01", "510118"),  # 新津县 became a district in 2020
        ("510118", "2014-04-01", "510132"),
        ("341521", "2019-01-01", "340422"),  # 寿县 passed from 六安 to 淮南
        ("330103", "2022-01-01", "330105"),  # 下城区 went into 拱墅区
        ("110228", "2018-01-01", "110118"),  # 密云
        ("420600", "2005-01-01", "420600"),  # 襄樊 was renamed, its code stayed
        ("440403", "2005-01-01", "440403"),
    ],
)
def test_a_place_bears_the_code_of_the_day(code: str, day: str, then: str) -> None:
    division = by_code(code)
    assert division is not None
    assert as_of(division, day).code == then


def test_a_code_is_known_only_in_its_time() -> None:
    assert by_code("510118", on="2014-03-01") is None
    old = by_code("420600", on="2005-03-01")
    assert old is not None and old.name == "襄樊市"


def test_names_in_text_longest_first_with_offsets() -> None:
    text = "珠海市斗门区召开会议，连南瑶族自治县代表到会，准旗教体局参加。"
    found = named_in(text)
    assert [text[n.start : n.end] for n in found] == ["珠海市", "斗门区", "连南瑶族自治县", "准旗"]
    assert [n.full for n in found] == [True, True, True, False]
    assert [d.code for d in found[1].divisions] == ["440403"]


def test_an_ambiguous_name_keeps_all_it_can_mean_and_the_place_decides() -> None:
    (drum,) = named_in("鼓楼区")
    assert {"320106", "350102", "410204", "320302"} <= {d.code for d in drum.divisions}
    assert [d.code for d in resolve("鼓楼区", within="350100")] == ["350102"]
    assert [d.code for d in resolve("西湖区", within="360000")] == ["360103"]
    assert {"110105", "211300", "220104"} <= {d.code for d in resolve("朝阳")}
    assert resolve("无此县") == []


def test_a_short_county_name_begins_where_a_name_can() -> None:
    assert named_in("我市召开县域教育会，主任县长都到") == []
    assert [n.name for n in named_in("重庆市开县、忠县，赴任县")] == ["重庆市", "开县", "忠县", "任县"]
    assert [n.name for n in named_in("3月5日寿县召开")] == ["寿县"]


def test_a_name_of_another_day() -> None:
    assert [d.code for d in resolve("寿县", on="2014-06-01")] == ["341521"]
    assert [d.code for d in resolve("寿县", on="2020-06-01")] == ["340422"]
    assert [d.name for d in resolve("新津县", on="2024-06-01")] == ["新津区"]


def test_zones_know_the_city_around() -> None:
    for name, code in [
        ("苏州工业园区", "320500"), ("合肥高新区", "340100"), ("西海岸新区", "370211"), ("第八师", "659001"),
        ("长春净月高新技术产业开发区", "220100"),
    ]:  # fmt: skip
        zone = zone_named(name)
        assert zone is not None and zone.around.code == code, name
    text = "近日，合肥高新区召开教育大会"
    ((start, end, zone),) = zones_in(text)
    assert text[start:end] == "合肥高新区" and zone.name == "合肥高新技术产业开发区"


def test_names_that_a_conversion_would_damage() -> None:
    assert {"乾县", "乾安县"} <= names_with("乾")


def test_import_reads_no_table() -> None:
    """The tables are read on first use: what importing costs is what its standard modules cost, and a little."""
    code = (
        "import sys, time, dataclasses, importlib.resources, functools, re, bisect, typing; t = time.perf_counter(); "
        "import transforms.gazetteer as g; spent = time.perf_counter() - t; "
        "assert g.divisions.all_divisions.cache_info().currsize == 0; t = time.perf_counter(); "
        "g.named_in('斗门区'); print(spent / (time.perf_counter() - t))"
    )
    command = [sys.executable, "-c", code]
    runs = [subprocess.run(command, capture_output=True, check=True, text=True).stdout for _ in range(3)]
    assert min(map(float, runs)) < 0.5


def test_towns_know_their_counties() -> None:
    assert [d.code for d in counties_with("寨英镇")] == ["520628"]
    assert counties_with("无此镇") == []
    assert towns_in("寨英镇、各乡镇和虎门镇的代表") == ["寨英镇", "虎门镇"]
