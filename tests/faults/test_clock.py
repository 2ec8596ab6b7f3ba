"""A clock that jumps between runs, or is of another age: nothing is lost, nothing comes twice."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from crawlers.archive import iter_archive
from crawlers.ledger import list_partitions, list_runs, open_ledger
from crawlers.newsroom import Served
from tests.faults.home import SOAK, Home, summary

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="libfaketime is not installed")
AGES = ["@2038-01-20 00:00:00", *(["@1970-01-03 00:00:00", "@2106-02-08 00:00:00"] if SOAK else [])]
"""Behind the ends of 32-bit clocks, and at their beginning."""


def at(home: Home, offset: str) -> Home:
    """The home on a machine whose clock is off by so much: `-1h`, `+1d`, or a moment as `@2038-01-20 00:00:00`."""
    return home.with_settings(
        LD_PRELOAD=str(LIBRARY), FAKETIME=offset, FAKETIME_DONT_FAKE_MONOTONIC="1", FAKETIME_NO_CACHE="1"
    )


def moments(home: Home) -> list[datetime]:
    """When everything in the archive says it was fetched."""
    return [page.fetched_at for file in home.path.glob("archive/*/*.warc.gz") for page in iter_archive(file)]


def test_a_clock_that_jumps_between_runs(base: Home, home: Home, newsroom: Served) -> None:
    (first,) = home.asked("SELECT min(fetched_at) FROM raw.fetches")
    for offset in ("-1h", "+1d", "+0"):
        done = summary(at(home, offset).well("run", "--json"))
        assert sum(crawl["new"] for crawl in done["crawls"]) == 0, "what is known is known at any hour"
        home.holds_once(newsroom)
    assert [row[1:] for row in home.contents()[0]] == [row[1:] for row in base.contents()[0]]
    assert home.asked("SELECT min(fetched_at) FROM raw.fetches")[0] <= first


@pytest.mark.parametrize("moment", AGES)
def test_a_clock_of_another_age(moment: str, empty: Callable[[Path], Home], newsroom: Served, tmp_path: Path) -> None:
    home = empty(tmp_path / "home")
    year = moment[1:5]
    at(home, moment).edumeet("run")
    assert {found.year for found in moments(home)} <= {int(year)}, "what is archived bears the clock it was fetched by"
    # On the right clock again, everything comes, once.
    home.well("run")
    home.holds_once(newsroom)
    ledger = open_ledger(home.path / "ledger.sqlite")
    try:
        assert {each.status for each in list_partitions(ledger, stage="transform")} == {"done"}
        assert list_runs(ledger, status="running") == []
    finally:
        ledger.close()
