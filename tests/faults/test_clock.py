"""A clock that jumps, between runs or within one, or is of another age: nothing is lost, nothing comes twice."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawlers.archive import iter_archive
from crawlers.clock import SHANGHAI, now
from crawlers.ledger import (
    claim_partition,
    finish,
    heartbeat,
    keep_slots,
    list_partitions,
    list_runs,
    open_ledger,
    take_slots,
)
from crawlers.newsroom import Served
from tests.conftest import ROOT
from tests.faults.home import SOAK, STAGES, Home, reached, start, summary
from tests.flows.interrupted import details

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="libfaketime is not installed")
AGES = ["@2038-01-20 00:00:00", *(["@1970-01-03 00:00:00", "@2106-02-08 00:00:00"] if SOAK else [])]
"""Behind the ends of 32-bit clocks, and at their beginning."""


FAKED = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1"}
JUMPS = {
    "forward, back and on": {"crawl": "+1d", "transform": "-2h", "load": "+1d", "publish": "+0"},
    **({"back in everything": dict.fromkeys(STAGES[1:], "-2h") | {"crawl": "+0"}} if SOAK else {}),
}
"""By how much the clock is off from when a run has come to a stage."""


def at(home: Home, offset: str) -> Home:
    """The home on a machine whose clock is off by so much: `-1h`, `+1d`, or a moment as `@2038-01-20 00:00:00`."""
    return home.with_settings(FAKETIME=offset, **FAKED)


def set_clock(clock: Path, offset: str) -> None:
    """Put the clock of all that runs with this file."""
    beside = clock.with_suffix(".next")
    beside.write_text(offset, "ascii")
    beside.replace(clock)


def new_years_eve() -> str:
    """By how much a clock is off that shows three seconds to midnight, on the last day of the year in Shanghai."""
    moment = now()
    midnight = datetime(moment.year + 1, 1, 1, tzinfo=SHANGHAI)
    return f"+{int((midnight - moment - timedelta(seconds=3)).total_seconds())}"


def moments(home: Home) -> list[datetime]:
    """When everything in the archive says it was fetched."""
    return [page.fetched_at for file in home.path.glob("archive/*/*.warc.gz") for page in iter_archive(file)]


@pytest.mark.long
def test_a_clock_that_jumps_between_runs(base: Home, home: Home, newsroom: Served) -> None:
    (first,) = home.asked("SELECT min(fetched_at) FROM raw.fetches")
    for offset in ("-1h", "+1d", "+0"):
        done = summary(at(home, offset).well("run", "--json"))
        assert sum(crawl["new"] for crawl in done["crawls"]) == 0, "what is known is known at any hour"
        home.holds_once(newsroom)
    assert [row[1:] for row in home.contents()[0]] == [row[1:] for row in base.contents()[0]]
    assert home.asked("SELECT min(fetched_at) FROM raw.fetches")[0] <= first


@pytest.mark.parametrize("jumps", JUMPS)
def test_a_clock_that_jumps_within_a_run(
    jumps: str, base: Home, empty: Callable[[Path], Home], newsroom: Served, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    set_clock(clock, new_years_eve())
    home = empty(tmp_path / "home").with_settings(FAKETIME_TIMESTAMP_FILE=str(clock), **FAKED)
    before = len(details([newsroom]))
    child = start(home, "run", "--json")
    shown: list[str] = []
    until = time.monotonic() + 240
    for stage, offset in JUMPS[jumps].items():
        while child.poll() is None and not reached(home, stage) and time.monotonic() < until:
            time.sleep(0.01)
        if child.poll() is None:
            set_clock(clock, offset)
            shown.append(stage)
    out, err = child.communicate(timeout=240)
    assert child.returncode == 0, out + err[-3000:]
    # A thread that begins to sleep while the clock is put is refused by the library that fakes it: ours do not end so.
    ours = tuple(f'File "{ROOT}/{room}/' for room in ("crawlers", "flows", "transforms", "warehouse"))
    assert not [line for line in err.splitlines() if line.strip().startswith(ours)], err[-3000:]
    assert len(shown) >= 3, "the run was over before its clock could be put"
    assert "no longer held" not in err and "was lost" not in err, "a clock took from a living process what it held"
    home.holds_once(newsroom)
    assert len(details([newsroom])) - before == len(base.contents()[0]), "every article is asked for once"
    right = Home(home.path, home.registry, home.api)
    again = summary(right.well("run", "--json"))
    assert sum(crawl["new"] for crawl in again["crawls"]) == 0
    right.holds_once(newsroom)
    assert [row[1:] for row in right.contents()[0]] == [row[1:] for row in base.contents()[0]]


def test_a_lease_is_not_lost_to_a_clock(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path / "ledger.sqlite")
    try:
        claim = claim_partition(ledger, "a", "2024-02", "transform")
        slots = take_slots(ledger, ["warehouse"])
        assert claim is not None and slots is not None
        program = (
            "import sys\nfrom datetime import datetime\nfrom crawlers.ledger import *\n"
            f"ledger = open_ledger({str(tmp_path / 'ledger.sqlite')!r})\n"
            "print(datetime.now().date(), claim_partition(ledger, 'a', '2024-02', 'transform'),"
            " free_lapsed(ledger), take_slots(ledger, ['warehouse']))\n"
        )
        for offset in ("+1d", "-2h", "+3650d"):
            done = subprocess.run(
                [sys.executable, "-c", program],
                env=os.environ | FAKED | {"FAKETIME": offset},
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            day, *taken = done.stdout.split()
            assert taken == ["None", "0", "None"], f"on {day} by the clock of another process"
        heartbeat(ledger, claim)
        assert keep_slots(ledger, slots)
        finish(ledger, claim)
    finally:
        ledger.close()


@pytest.mark.long
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
