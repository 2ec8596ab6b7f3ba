"""Which sources are due, how far back they are looked at, and what a run finds wrong."""

from datetime import date, datetime, timedelta

import pytest

from crawlers.ledger import Visit
from crawlers.registry import Schedule, Source
from flows.conditions import conditions
from flows.due import due_sources, look_back
from flows.settings import TIMEZONE
from flows.summary import CrawlOutcome, RunSummary, StageOutcome

NOW = datetime(2024, 3, 11, 2, 30, tzinfo=TIMEZONE)


def source(every: str) -> Source:
    return Source(
        id="a", name="乐安县教育局", kind="education_bureau", family="generic", lists=("http://a.example/jydt/",),
        schedule=Schedule.model_validate({"every": every}),
    )  # fmt: skip


def visit(ago: timedelta) -> Visit:
    return Visit("a", "r1", "daily", NOW - ago, NOW - ago, "ok", True)


@pytest.mark.parametrize(
    ("every", "ago", "expected"),
    [
        ("daily", timedelta(hours=1), True),
        ("hourly", timedelta(minutes=10), True),
        ("weekly", timedelta(days=6), False),
        ("weekly", timedelta(days=6, hours=23, minutes=30), True),
        ("weekly", None, True),
        ("monthly", timedelta(days=20), False),
        ("monthly", timedelta(days=29), True),
        ("manual", None, False),
        ("manual", timedelta(days=400), False),
    ],
)
def test_a_source_is_due_when_its_time_has_come(every: str, ago: timedelta | None, expected: bool) -> None:
    seen = {} if ago is None else {"a": visit(ago)}
    assert bool(due_sources([source(every)], seen, NOW)) is expected


def test_after_a_long_absence_no_day_is_left_out() -> None:
    assert look_back(None, NOW, 31) == date(2024, 2, 9)
    assert look_back(visit(timedelta(days=2)), NOW, 31) == date(2024, 2, 9)
    assert look_back(visit(timedelta(days=70)), NOW, 31) == date(2023, 12, 31)


def test_a_run_has_an_opinion_on_what_it_looked_at_only() -> None:
    summary = RunSummary("r", "daily")
    summary.crawls = [
        CrawlOutcome("good", "ok"),
        CrawlOutcome("quiet", "empty"),
        CrawlOutcome("broken", "broken", message="no rows"),
        CrawlOutcome("busy", "skipped"),
    ]
    summary.staged = [
        StageOutcome("good", "2024-01", ok=40, quarantine=1),
        StageOutcome("thin", "2024-01", ok=6, quarantine=3),
        StageOutcome("thin", "2024-02", ok=2, quarantine=1),
        StageOutcome("few", "2024-02", quarantine=2),
    ]
    found = conditions(summary)
    assert found == {
        "source/good": None,
        "source/quiet": None,
        "source/broken": "broken no rows",
        "quarantine/good": None,
        "quarantine/thin": "4 of 12 pages cannot be read",
        "publication": None,
    }
    summary.blocked_by = ["every_meeting_has_a_day: 3 offences"]
    assert "every_meeting_has_a_day" in str(conditions(summary)["publication"])
