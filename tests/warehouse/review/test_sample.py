"""Which pages a review draws."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.pages import BODY, meeting, record
from tests.warehouse.review.facts import loaded
from warehouse.review.sample import draw, pages_of
from warehouse.show import NotFound

DOUBTFUL = range(0, 60, 6)


def numbered(number: int) -> Any:
    """The report of one county's meeting; every sixth has a damaged text, no day and nobody in it."""
    body = BODY.replace("青山", f"{number}号").replace("优先发展", "优先发展" * number)
    made: dict[str, Any] = dict(record(
        f"http://x/{number}", body=body, participants=[], agenda=[], directives=[], quantities=[], programmes=[],
        attending_groups=[], meeting=meeting(code6=f"{100000 + number}", county=f"{number}县", name=f"{number}县会议"),
    ))  # fmt: skip
    if number not in DOUBTFUL:
        point = {"id": "d1", "parent": None, "speaker": None, "verb": None, "ordinal": None, "text": body[:3]}
        made["directives"] = [point | {"start": 0, "end": 3}]
        made["participants"] = [{"name": "王", "title": None, "organisation": None, "roles": [], "start": 0, "end": 1}]
        return made
    made["meeting"]["date"] = made["meeting"]["date_basis"] = None
    made["restoration"] = {
        "pinyin_removed": 3, "bytes_repaired": 2, "converted": 9,
        "uncertain": [{"start": 1, "end": 2, "candidates": ["月", "日"]}],
    }  # fmt: skip
    return made


@pytest.fixture
def sixty(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    loaded(con, tmp_path, *map(numbered, range(60)))
    return con


def test_the_doubtful_come_more_often_and_say_why(sixty: duckdb.DuckDBPyConnection) -> None:
    found = [each for seed in range(40) for each in draw(sixty, 10, seed=seed)]
    doubtful = [each for each in found if each.doubts]
    assert len(found) == 400
    assert len(doubtful) > 2 * 400 * len(DOUBTFUL) / 60, "twice as often as an even draw would"
    assert len(doubtful) < 400, "what looks sound is drawn too"
    assert set(doubtful[0].doubts) == {"uncertain", "damaged", "no_day", "no_people", "no_directives"}


def test_a_seed_draws_the_same_pages_and_more_of_them_begin_alike(sixty: duckdb.DuckDBPyConnection) -> None:
    ten = draw(sixty, 10, seed=7)
    assert draw(sixty, 10, seed=7) == ten
    assert draw(sixty, 20, seed=7)[:10] == ten
    assert draw(sixty, 10, seed=8) != ten
    assert len({each.version_id for each in draw(sixty, 100)}) == 60


def test_only_what_is_asked_for(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    notice = record(
        "http://x/n", doc_type="notice", is_education_meeting=False, meeting=None, body=BODY[::-1], participants=[],
        agenda=[], directives=[], quantities=[], programmes=[], attending_groups=[],
    )  # fmt: skip
    pages = loaded(con, tmp_path, record("http://x/m"), notice)
    by_url = {page["version_id"]: url for url, page in pages.items()}

    def drawn(**asked: Any) -> set[str]:
        return {by_url[each.version_id] for each in draw(con, 9, **asked)}

    assert drawn() == drawn(kind="annual_work_meeting") == drawn(source="qingshan") == {"http://x/m"}
    assert drawn(kind="notice") == {"http://x/n"}
    assert drawn(kind="symposium") == drawn(source="elsewhere") == set()


def test_the_pages_of_a_meeting_or_one_page(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    told = loaded(con, tmp_path)
    (version,) = [page["version_id"] for page in told.values()]
    row = con.execute("SELECT meeting_id FROM core.meetings").fetchone()
    assert row
    assert [each.version_id for each in pages_of(con, row[0])] == [version]
    assert [each.version_id for each in pages_of(con, next(iter(told)))] == [version]
    with pytest.raises(NotFound):
        pages_of(con, "http://nowhere/")
