import random
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.pages import page, record
from tests.warehouse.test_link_meetings import GOV, SOURCES, load, told
from warehouse import (
    AuditFailed,
    link,
    load_partition,
    load_sources,
    publish,
    run,
    search_index,
    write_partition,
)
from warehouse.search import search, snippet, words_of


@pytest.fixture
def filled(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    load_sources(con, SOURCES)
    load_partition(con, write_partition(tmp_path / "s", "qingshan", "2024-05", [page(record("http://x/1"))]))
    other = told("c", "全县召开STEM课程研讨会，讨论龘字教学。" * 3, title="丙")
    load(con, tmp_path / "s", [told("a", title="经费投入"), told("copy", source="yzdaily"), other])
    link(con)
    return con


def urls(con: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [hit.url for hit in search(con, query)]


def pages(con: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [hit.url for hit in search(con, query, copies=True)]


def test_any_substring_of_any_text_is_found(filled: duckdb.DuckDBPyConnection) -> None:
    chance = random.Random(1)
    texts = filled.execute("SELECT url, lower(body) FROM core.documents WHERE url <> 'copy' ORDER BY url").fetchall()
    for url, body in texts:
        for length in (1, 2, 3, 7, 20):
            line = chance.choice([line for line in body.split("\n") if len(line) > length])
            start = chance.randrange(len(line) - length)
            sought = line[start : start + length]
            found = urls(filled, f'"{sought}"')
            assert url in found, sought
            assert found == [u for u in found if sought in dict(texts)[u]]


def test_words_and_where_they_stand(filled: duckdb.DuckDBPyConnection) -> None:
    best = search(filled, "经费投入")[0]
    assert (best.url, best.found_in) == ("a", ("title", "body"))
    assert "【经费投入】" in best.snippet
    assert urls(filled, "双减 王立新") == ["http://x/1"]
    assert search(filled, "双减")[0].found_in == ("directives", "body")
    assert urls(filled, "双减 龘") == []
    assert urls(filled, "stem") == urls(filled, "STEM") == ["c"]
    assert urls(filled, "没有的话") == urls(filled, "   ") == []


def test_copies_come_only_when_asked_for(filled: duckdb.DuckDBPyConnection) -> None:
    assert urls(filled, "凝心聚力") == ["a"]
    assert {hit.url for hit in search(filled, "凝心聚力", copies=True)} == {"a", "copy"}


@pytest.mark.parametrize("query", ["双减", "双减 王立新", "龘", "县", "没有的话", "a' OR 'b"])
def test_the_macro_finds_the_same(filled: duckdb.DuckDBPyConnection, query: str) -> None:
    by_macro = run(filled, "SELECT url FROM mart.search(?)", [query]).column("url").to_pylist()
    assert set(by_macro) == {hit.url for hit in search(filled, query, copies=True)}


def test_the_macro_reads_the_most_promising_pages(filled: duckdb.DuckDBPyConnection) -> None:
    """Words in the headline before all else, then the newest; all are read where all are asked for."""
    one = run(filled, "SELECT url, in_title FROM mart.search('投入', most := 1)").to_pylist()
    assert one == [{"url": "a", "in_title": True}]
    every = run(filled, "SELECT url FROM mart.search('投入', most := 1_000_000)").column("url").to_pylist()
    assert every[0] == "a" and set(every) == {hit.url for hit in search(filled, "投入", copies=True)} > {"a"}


def test_the_index_follows_the_pages(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "FANOUT", 2)
    for number in range(5):
        load(con, tmp_path, [told(f"{number}", GOV.replace("青山县", f"第{number}县"))], f"m{number}")
        link(con)
    assert [pages(con, f"第{n}县召开") for n in range(5)] == [[f"{n}"] for n in range(5)]
    segments = con.execute("SELECT count(DISTINCT segment) FROM core.search_postings").fetchone()
    assert segments and segments[0] <= 3
    load(con, tmp_path, [told("4", GOV.replace("青山县", "新县"))], "m4")
    link(con)
    assert pages(con, "第4县召开") == []
    assert pages(con, "新县召开") == ["4"]


def test_what_an_ended_link_left_out_of_the_index_comes_with_the_next(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages are indexed when they are linked and committed, some at a time: what ends it leaves some of them out."""
    monkeypatch.setattr(search_index, "SEGMENT", 2)
    texts = [told(f"{number}", GOV.replace("青山县", f"第{number}县")) for number in range(5)]
    load(con, tmp_path, texts)
    link(con)
    for left_out in ("documents WHERE number >= 2", "postings WHERE segment >= 1", "segments WHERE segment >= 1"):
        con.execute(f"DELETE FROM core.search_{left_out}")
    assert sum(len(pages(con, f"第{n}县召开")) for n in range(5)) == 2
    with pytest.raises(AuditFailed, match="search_index_is_whole"):
        publish(con, tmp_path / "published.duckdb")
    link(con)
    assert [pages(con, f"第{n}县召开") for n in range(5)] == [[f"{n}"] for n in range(5)]
    publish(con, tmp_path / "published.duckdb")


def test_parts_of_a_search() -> None:
    assert words_of('双减 “课后 服务” "A B" 双减') == ["双减", "课后 服务", "a b"]
    assert snippet("甲" * 100 + "乙丙" + "丁" * 100, ["乙丙"], 30) == "…" + "甲" * 10 + "【乙丙】" + "丁" * 18 + "…"
