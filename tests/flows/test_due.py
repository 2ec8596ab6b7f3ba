"""Which sources are due, how far back they are looked at, and what a run finds wrong."""

from datetime import date, datetime, timedelta

import pytest

from crawlers.ledger import Visit
from crawlers.registry import Schedule, Source
from flows.conditions import conditions
from flows.due import Visits, due_between, due_sources, look_back
from flows.settings import TIMEZONE
from flows.summary import CrawlOutcome, RunSummary, StageOutcome

NOW = datetime(2024, 3, 11, 2, 30, tzinfo=TIMEZONE)


def source(every: str, window: dict[str, str] | None = None) -> Source:
    return Source(
        id="a", name="乐安县教育局", kind="education_bureau", family="generic", lists=("http://a.example/jydt/",),
        schedule=Schedule.model_validate({"every": every, "window": window}),
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
    assert bool(due_sources([source(every)], Visits(seen, seen), NOW)) is expected


NIGHT = {"start": "20:00", "end": "06:00"}
NOON = {"start": "11:30", "end": "13:30"}


def crawled(one: Source, first: datetime, off: tuple[datetime, datetime] | None = None) -> list[str]:
    """When the hourly runs and the daily one crawl a source in three days, the machine being off for some time."""
    seen: dict[str, Visit] = {}
    found = []
    moments = sorted([first + timedelta(hours=n, minutes=5) for n in range(72)]
                     + [first + timedelta(days=n, hours=2, minutes=30) for n in range(3)])  # fmt: skip
    for moment in moments:
        if off and off[0] <= moment < off[1]:
            continue
        due = due_between if moment.minute == 5 else due_sources
        if due([one], Visits(seen, seen), moment) and (
            one.schedule.window is None or one.schedule.window.holds(moment.time())
        ):
            seen["a"] = Visit("a", "r", "hourly", moment, moment + timedelta(minutes=9), "ok", True)
            found.append(f"{moment:%d %H:%M}")
    return found


MIDNIGHT = datetime(2024, 3, 11, 0, 0, tzinfo=TIMEZONE)


def test_each_source_is_crawled_once_a_day_in_its_own_hours() -> None:
    assert crawled(source("daily"), MIDNIGHT) == ["11 02:30", "12 02:30", "13 02:30"]
    assert crawled(source("daily", NOON), MIDNIGHT) == ["11 12:05", "12 12:05", "13 12:05"]
    assert len(crawled(source("hourly"), MIDNIGHT)) == 72 + 3
    assert len(crawled(source("hourly", NOON), MIDNIGHT)) == 3 * 2
    assert crawled(source("weekly", NOON), MIDNIGHT) == ["11 12:05"]
    assert crawled(source("manual", NOON), MIDNIGHT) == []


def test_hours_over_midnight_are_one_night_and_the_daily_run_in_them_crawls_nothing_again() -> None:
    assert crawled(source("daily", NIGHT), MIDNIGHT) == ["11 00:05", "11 20:05", "12 20:05", "13 20:05"]


def test_after_downtime_a_source_is_crawled_once_as_soon_as_its_hours_allow() -> None:
    off = (MIDNIGHT + timedelta(hours=10), MIDNIGHT + timedelta(days=1, hours=12, minutes=30))
    assert crawled(source("daily", NOON), MIDNIGHT, off) == ["12 13:05", "13 12:05"]
    off = (MIDNIGHT, MIDNIGHT + timedelta(days=1, hours=14))
    assert crawled(source("daily", NOON), MIDNIGHT, off) == ["13 12:05"]


def test_a_source_that_failed_is_not_asked_again_in_the_same_hours() -> None:
    one, now = source("daily", NOON), MIDNIGHT + timedelta(hours=12, minutes=5)
    failed = Visit("a", "r", "hourly", now, now + timedelta(minutes=1), "blocked", False)
    assert due_between([one], Visits({}, {}), now) == [one]
    assert due_between([one], Visits({"a": failed}, {}), now + timedelta(hours=1)) == []
    assert due_between([one], Visits({"a": failed}, {}), now + timedelta(days=1)) == [one]


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
