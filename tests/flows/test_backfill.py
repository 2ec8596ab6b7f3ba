"""A backfill's plan, its estimate, its grid, and what each option selects, on a ledger that knows a history."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawlers.ledger import Ledger, claim_partition, fail, finish, list_partitions, open_ledger
from crawlers.registry import Source
from flows.backfill.grid import grid_markdown
from flows.backfill.plan import make_plan
from flows.console import spoken
from flows.progress import seconds_left
from transforms.version import EXTRACTOR_VERSION

SINCE, UNTIL = date(2024, 1, 1), date(2024, 6, 30)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


def source(name: str) -> Source:
    return Source(id=name, name=name, kind="government", family="generic", lists=(f"http://{name}.example/jydt/",))


def put(ledger: Ledger, name: str, month: str, status: str, seconds: float = 0.0, version: str | None = None) -> None:
    lease = timedelta(minutes=5) if status != "lapsed" else timedelta(seconds=-1)
    code = version or EXTRACTOR_VERSION
    claim = claim_partition(ledger, name, month, "crawl", code_version=code, lease=lease)
    assert claim is not None
    if status == "done":
        finish(ledger, claim, {"seconds": seconds})
    if status == "failed":
        fail(ledger, claim, "no rows")


@pytest.fixture
def history(ledger: Ledger) -> Ledger:
    put(ledger, "a", "2024-01", "done", 10.0)
    put(ledger, "a", "2024-02", "done", 20.0, version="0.0.1")
    put(ledger, "a", "2024-03", "failed")
    put(ledger, "a", "2024-04", "running")
    put(ledger, "a", "2024-05", "lapsed")
    return ledger


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ("missing", ["2024-03", "2024-04", "2024-05", "2024-06"]),
        ("failed", ["2024-03"]),
        ("stale", ["2024-02"]),
        ("all", ["2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06"]),
    ],
)
def test_each_option_selects_what_it_says(history: Ledger, only: str, expected: list[str]) -> None:
    plan = make_plan(history, [source("a")], SINCE, UNTIL, only=only)  # type: ignore[arg-type]
    assert sorted(month for job in plan.jobs for month in job.months) == expected
    assert plan.left_out == 6 - len(expected)


def test_the_estimate_is_what_months_took_before(history: Ledger) -> None:
    plan = make_plan(history, [source("a")], SINCE, UNTIL, only="failed")
    assert plan.seconds == 15.0, "the median of 10 and 20 seconds"
    other = make_plan(history, [source("new")], SINCE, UNTIL)
    assert other.seconds == 6 * 15.0, "a source without a history takes what others take"
    both = make_plan(history, [source("a"), source("new")], SINCE, UNTIL)
    assert both.seconds == (4 + 6) * 15.0
    assert both.seconds_with(1) == both.seconds
    assert both.seconds_with(4) == 6 * 15.0, "the longest job is never cut"


def test_nothing_measured_is_no_estimate(ledger: Ledger) -> None:
    plan = make_plan(ledger, [source("a")], SINCE, UNTIL)
    assert plan.seconds is None
    assert plan.seconds_with(4) is None


def test_order_and_hosts(ledger: Ledger) -> None:
    newest = make_plan(ledger, [source("a")], date(2022, 1, 1), date(2024, 12, 31), order="newest")
    oldest = make_plan(ledger, [source("a")], date(2022, 1, 1), date(2024, 12, 31), order="oldest")
    assert [job.months[0] for job in newest.jobs] == ["2024-01", "2023-01", "2022-01"]
    assert [job.months[0] for job in oldest.jobs] == ["2022-01", "2023-01", "2024-01"]
    assert {job.hosts for job in newest.jobs} == {("host/a.example",)}


def test_the_grid_shows_every_state(history: Ledger) -> None:
    table = grid_markdown(list_partitions(history, stage="crawl"))
    assert table[0] == "| source | 2024 |"
    assert table[2] == "| a | 🟩🟨🟥🟦🟦" + "▫️" * 7 + " |"


@pytest.mark.parametrize(
    ("done", "elapsed", "expected", "left"),
    [
        (0, 0.0, None, None),
        (0, 0.0, 100.0, 100.0),
        (0, 30.0, 100.0, 70.0),
        (0, 130.0, 100.0, 0.0),
        (5, 60.0, None, 60.0),
        (5, 60.0, 100.0, 50.0),
        (9, 90.0, 500.0, 0.9 * 10 + 0.1 * 410),
        (10, 80.0, 100.0, 0.0),
    ],
)
def test_time_left_leans_on_history_first_and_on_the_pace_later(
    done: int, elapsed: float, expected: float | None, left: float | None
) -> None:
    assert seconds_left(done, 10, elapsed, expected) == (None if left is None else pytest.approx(left))


def test_times_are_spoken() -> None:
    assert [spoken(each) for each in (40.0, 720.0, 12_000.0)] == ["40 s", "12 min", "3 h 20 min"]
