"""Zones that no list has: a city's name and a zone's class behind it."""

import pytest

from transforms.gazetteer import zones_in


@pytest.mark.parametrize(
    ("text", "name", "around"),
    [
        ("南昌经开区召开会议", "南昌经开区", "360100"),
        ("潍坊高新技术产业开发区教育局", "潍坊高新技术产业开发区", "370700"),
        ("重庆高新区教育大会", "重庆高新区", "500000"),
        ("盐城经济技术开发区", "盐城经济技术开发区", "320900"),
    ],
)
def test_a_city_and_a_class_make_a_zone(text: str, name: str, around: str) -> None:
    assert [(zone.name, zone.around.code) for _, _, zone in zones_in(text)] == [(name, around)]


@pytest.mark.parametrize(
    "text", ["高新区教育大会", "全市开发区", "浦东新区教育局", "西安新城区教育局", "高新技术开发区"]
)
def test_a_class_alone_and_a_division_are_none(text: str) -> None:
    assert zones_in(text) == []
