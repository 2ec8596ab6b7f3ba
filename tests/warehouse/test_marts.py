from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.pages import meeting, page, record
from tests.warehouse.test_link_meetings import SOURCES, load, told
from warehouse import link, load_divisions, load_partition, load_source_health, load_sources, run, write_partition


@pytest.fixture
def filled(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """One meeting on three pages (the third a copy), another of the next year, pages without record."""
    load_sources(con, SOURCES)
    load_divisions(con, [
        {"code": "990123", "name": "青山县", "level": "county", "parent_code": "990100", "short_names": ["青山"]},
        {"code": "990124", "name": "白水县", "level": "county", "parent_code": "990100"},
        {"code": "990199", "name": "旧县", "level": "county", "valid_to": "2001-01-01"},
    ])  # fmt: skip
    next_year = record(
        "next", body=record()["body"].replace("4月19日", "5月6日").replace("2024", "2025"), published_at="2025-05-07",
        meeting=meeting(name="青山县2025年教育工作会议", date="2025-05-06"),
    )  # fmt: skip
    load_partition(con, write_partition(tmp_path / "s", "qingshan", "2024-04", [
        page(record("one")), page(next_year), page(outcome="retry", reason="challenge: 412", url="one", at=2),
        page(outcome="quarantine", reason="no_encoding: tried 4", url="bad"),
        page(outcome="quarantine", reason="no_encoding: tried 4", url="one", at=1, record=None, warc_offset=7),
    ]))  # fmt: skip
    other = told("other", record()["body"][:60] + "赵国强作报告。", names=("赵国强",), source="qsedu")
    load(con, tmp_path / "s", [other, told("copy", record()["body"], source="yzdaily", published="2024-04-23")])
    load_source_health(con, [{"source_id": "qingshan", "day": "2024-05-01", "state": "ok", "pages": 4}])
    link(con)
    return con


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    return run(con, sql).to_pylist()


def test_a_meeting_on_one_row(filled: duckdb.DuckDBPyConnection) -> None:
    one, _ = rows(filled, "FROM mart.meetings ORDER BY held_on")
    assert (one["name"], one["held_in"], one["county"], one["document_count"]) == (
        "青山县2024年教育工作会议",
        2024,
        "青山县",
        3,
    )
    assert [p["name"] for p in one["participants"]] == ["王立新", "李明华", "赵国强"]
    assert one["participants"][1] == {"name": "李明华", "title": "县委副书记", "roles": ["speaker", "attendee"]}
    assert (one["chairs"], one["speakers"], one["attending_groups"]) == (["王立新"], ["李明华"], ["县直学校校长"])
    assert (one["directives"], one["programmes"], sorted(one["urls"])) == (2, ["双减"], ["copy", "one", "other"])


def test_officials_are_seen_from_first_to_last(filled: duckdb.DuckDBPyConnection) -> None:
    found = rows(filled, "FROM mart.officials WHERE name = '王立新' AND title IS NOT NULL")
    assert [(str(r["first_seen_on"]), str(r["last_seen_on"]), r["meetings"]) for r in found] == [
        ("2024-04-19", "2025-05-06", 2)
    ]
    assert [(r["first_url"], r["last_url"], r["evidence"]) for r in found] == [("one", "next", "副县长王立新")]


def test_namesakes_of_two_places_or_of_unknown_places_are_not_one(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_sources(con, SOURCES)
    nowhere = {"code6": None, "province": None, "city": None, "county": None}
    for number, place in enumerate(({}, {"code6": "990124", "county": "白水县"}, nowhere, nowhere)):
        day = f"2024-04-{10 + 4 * number}"
        held = meeting(name="教育工作会议", date=day, **place)
        theirs = record()["body"].replace("青山", "白水") if number == 1 else record()["body"]
        body = f"本次会议第{number}号。" + theirs.replace("李明华", f"某{'甲乙丙丁'[number]}某")
        one = record(f"p{number}", body=body, meeting=held, published_at=day)
        load_partition(con, write_partition(tmp_path / "s", "qingshan", f"2024-{number + 1:02}", [page(one)]))
    link(con)
    found = rows(con, "SELECT county, documents FROM mart.officials WHERE name = '王立新' ORDER BY ALL")
    assert sum(row["documents"] for row in found) == 4
    assert [row["county"] for row in found] == ["白水县", "青山县", None, None]


def test_a_programme_spreads_over_divisions_by_month(filled: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    theirs = record(
        "theirs", body=record()["body"].replace("青山", "白水").replace("李明华", "孙长河"), published_at="2024-06-03",
        meeting=meeting(name="白水县教育工作会议", date="2024-06-02", code6="990124", county="白水县"),
    )  # fmt: skip
    load_partition(filled, write_partition(tmp_path / "s", "baishui", "2024-06", [page(theirs, source="baishui")]))
    link(filled)
    found = rows(filled, "FROM mart.programme_spread WHERE term = '双减' ORDER BY month")
    assert [(str(r["month"]), r["divisions"], r["new_divisions"], r["divisions_so_far"]) for r in found] == [
        ("2024-04-01", 1, 1, 1), ("2024-06-01", 1, 1, 2), ("2025-05-01", 1, 0, 2),
    ]  # fmt: skip
    assert {str(r["first_seen_on"]) for r in found} == {"2024-04-19"}


def test_copies_do_not_count_twice(filled: duckdb.DuckDBPyConnection) -> None:
    found = rows(filled, "SELECT told_in, mentions, meetings FROM mart.programmes WHERE term = '双减' ORDER BY 1")
    assert found == [{"told_in": 2024, "mentions": 1, "meetings": 1}, {"told_in": 2025, "mentions": 1, "meetings": 1}]
    assert rows(filled, "SELECT sum(acts)::INT AS n FROM mart.agenda WHERE act = 'speech'") == [{"n": 2}]


def test_directives_and_quantities_say_who_where_and_by_which_words(filled: duckdb.DuckDBPyConnection) -> None:
    found = rows(filled, "FROM mart.directives WHERE told_in = 2024 ORDER BY seq")
    assert [(r["speaker_title"], r["county"], r["ordinal"]) for r in found] == [
        ("县委副书记", "青山县", "一是"), ("县委副书记", "青山县", "二是"),
    ]  # fmt: skip
    quantity = rows(filled, "FROM mart.quantities WHERE told_in = 2024")[0]
    assert (quantity["evidence"], quantity["plain_value"], str(quantity["deadline_on"])) == (
        "新增学位3000个", 3000.0, "2025-12-31",
    )  # fmt: skip


def test_coverage_shows_what_is_missing(filled: duckdb.DuckDBPyConnection) -> None:
    found = rows(filled, "SELECT name, told_in, meetings, missing FROM mart.coverage ORDER BY 1, 2")
    assert [(r["name"], r["told_in"], r["meetings"], r["missing"]) for r in found] == [
        ("白水县", 2024, 0, True), ("白水县", 2025, 0, True), ("青山县", 2024, 1, False), ("青山县", 2025, 1, False),
    ]  # fmt: skip


def test_health_and_quarantine(filled: duckdb.DuckDBPyConnection) -> None:
    health = rows(filled, "FROM mart.source_health WHERE source_id = 'qingshan'")[0]
    assert (health["state"], health["pages"], health["ok"], health["quarantined"], health["retry"]) == (
        "ok",
        5,
        2,
        2,
        1,
    )
    assert str(health["last_published_on"]) == "2025-05-07"
    assert rows(filled, "SELECT count(*) AS n FROM mart.source_health") == [{"n": 5}]
    reasons = rows(filled, "SELECT url, reason_code, resolved FROM mart.quarantine ORDER BY ALL")
    assert {(r["url"], r["reason_code"], r["resolved"]) for r in reasons} == {
        ("bad", "no_encoding", False), ("one", "no_encoding", False), ("one", "challenge", False),
    }  # fmt: skip
