"""The registry: what it takes, what it says of mistakes, and the sources that come with edumeet."""

from datetime import date, time
from pathlib import Path

import pytest

from crawlers.families import FAMILIES
from crawlers.registry import SOURCES, Night, RegistryError, load_sources
from crawlers.urls import canonical_url, target_of

GOOD = """
[[source]]
id = "gd-x"
name = "某区人民政府"
kind = "government"
division = "440105"
family = "trs_wcm"
lists = ["https://www.x.example/jydt/"]
hosts = ["news.x.example"]
[[source.endpoints]]
lists = ["http://old.x.example/edu/index.html"]
family = "dedecms"
valid_from = 2012-01-01
valid_to = 2018-06-30
"""


def test_an_entry_becomes_a_source(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    source = load_sources([tmp_path])["gd-x"]
    assert source.crawlable and source.facts().division_code == "440105"
    assert {"www.x.example", "x.example", "news.x.example", "old.x.example"} <= source.all_hosts()
    assert "y.example" not in source.all_hosts()
    old, new = ("http://old.x.example/edu/index.html", "dedecms"), ("https://www.x.example/jydt/", "trs_wcm")
    assert source.lists_between(date(2024, 1, 1), date(2024, 1, 31)) == [new]
    assert source.lists_between(date(2018, 6, 30), date(2018, 7, 31)) == [new, old]
    assert source.lists_between(date(2011, 1, 1), date(2011, 12, 31)) == [new]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('division = "440105"', 'division = "44"'), "division: has the wrong shape"),
        (('kind = "government"', 'kind = "ministry"'), "kind: has a value that is not allowed"),
        (('family = "trs_wcm"', 'family = "trs"'), "family 'trs' is not known: use one of"),
        (("name = ", "nmae = "), "nmae: is not a known field"),
        (('"https://www.x.example/jydt/"', '"www.x.example/jydt/"'), "write it in full"),
        (('"https://www.x.example/jydt/"', '"http://127.0.0.1:8000/"'), "set local = true"),
        (('"https://www.x.example/jydt/"', "4711"), "4711 is no http(s) URL"),
        (('"https://www.x.example/jydt/"', '"http://www.x.example:99999/"'), "write it in full"),
        (('"https://www.x.example/jydt/"', '"http://li:geheim@www.x.example/"'), "public pages need none, remove it"),
        (("valid_to = 2018-06-30", "valid_to = 2010-06-30"), "swap them"),
        (("[[source]]", "[source]"), "[[source]]"),
        (('id = "gd-x"', 'id = "gd-x'), "cannot be read as TOML"),
    ],
)
def test_a_mistake_is_told_with_file_entry_field_and_remedy(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(RegistryError) as error:
        load_sources([file])
    assert "bad.toml" in str(error.value) and says in str(error.value)
    assert "geheim" not in str(error.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.toml").write_text(
        GOOD + GOOD.replace("gd-x", "gd-y").replace("government", "mayor"), encoding="utf-8"
    )
    with pytest.raises(RegistryError) as error:
        load_sources([tmp_path, tmp_path / "none.toml"])
    lines = str(error.value).splitlines()
    assert len(lines) == 3
    assert any("b.toml: source 1 (gd-x): id: already used in" in line for line in lines)
    assert any("b.toml: source 2 (gd-y): kind" in line for line in lines)
    assert any("none.toml: no such file" in line for line in lines)


def test_the_sources_that_come_with_it_are_many_and_sound() -> None:
    sources = load_sources()
    assert len(sources) >= 110
    assert len({source.division[:2] for source in sources.values() if source.division}) >= 25
    assert sum(source.crawlable for source in sources.values()) >= 110
    assert not any(source.local for source in sources.values())
    for source in sources.values():
        assert source.note, source.id
        if source.sample and source.family != "generic":
            assert FAMILIES[source.family].article.search(target_of(canonical_url(source.sample))), source.sample
    assert {path.suffix for path in SOURCES.iterdir()} == {".toml"}


def test_a_night_window_may_span_midnight() -> None:
    night = Night(start=time(22), end=time(6))
    assert night.holds(time(23)) and night.holds(time(5, 59)) and not night.holds(time(6)) and not night.holds(time(12))
    assert Night(start=time(1), end=time(5)).holds(time(1))
