"""Runs, visits, alerts, slots and upkeep, on SQLite and on a real Postgres."""

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from crawlers.clock import now
from crawlers.ledger import (
    Ledger,
    Visit,
    end_run,
    free_dead_runs,
    free_slots,
    keep_slots,
    last_visits,
    list_alerts,
    list_runs,
    settle,
    start_run,
    take_slots,
    tidy,
    told,
)
from tests.conftest import ROOT


def in_another_process(code: str, ledger_url: str) -> "subprocess.CompletedProcess[str]":
    whole = f"from crawlers.ledger import *\nledger = open_ledger({ledger_url!r})\n{code}"
    return subprocess.run(
        [sys.executable, "-c", whole], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )


def test_a_run_is_entered_with_the_sources_that_it_visited(ledger: Ledger) -> None:
    start_run(ledger, "r1", "daily")
    assert [(run.run_id, run.status) for run in list_runs(ledger, kind="daily")] == [("r1", "running")]
    then = now()
    seen = [
        Visit("a", "r1", "daily", then, then, "ok", True, {"new": 3}),
        Visit("b", "r1", "daily", then, then, "broken", False, message="no rows"),
    ]
    end_run(ledger, "r1", "completed", summary={"loaded": 2}, visited=seen)
    (run,) = list_runs(ledger)
    assert (run.status, run.summary) == ("completed", {"loaded": 2})
    assert run.finished_at is not None
    start_run(ledger, "r2", "daily")
    later = then + timedelta(days=1)
    end_run(ledger, "r2", "failed", visited=[Visit("a", "r2", "daily", later, later, "blocked", False)])
    assert {name: visit.run_id for name, visit in last_visits(ledger, ["daily"]).items()} == {"a": "r2", "b": "r1"}
    good = last_visits(ledger, ["daily", "backfill"], good=True)
    assert {name: (visit.run_id, visit.counts) for name, visit in good.items()} == {"a": ("r1", {"new": 3})}
    assert last_visits(ledger, ["recheck"]) == {}


def test_a_run_whose_process_died_does_not_run_for_ever(ledger: Ledger, ledger_url: str) -> None:
    in_another_process("start_run(ledger, 'ghost', 'daily')", ledger_url)
    start_run(ledger, "mine", "daily")
    assert [run.run_id for run in free_dead_runs(ledger)] == ["ghost"]
    assert {run.run_id: run.status for run in list_runs(ledger)} == {"ghost": "failed", "mine": "running"}
    assert free_dead_runs(ledger) == []


def test_an_alert_is_told_once_and_once_more_when_it_is_over(ledger: Ledger) -> None:
    first = settle(ledger, {"source/a": "no rows", "source/b": None})
    assert [(alert.key, alert.message) for alert in first.raised] == [("source/a", "no rows")]
    assert not first.over
    told(ledger, first, success=True)
    for _ in range(3):
        assert not settle(ledger, {"source/a": "still no rows"})
    (lasting,) = list_alerts(ledger)
    assert (lasting.times, lasting.message) == (4, "still no rows")
    assert lasting.since <= lasting.told_at if lasting.told_at else False
    end = settle(ledger, {"source/a": None})
    assert [alert.key for alert in end.over] == ["source/a"]
    told(ledger, end, success=True)
    assert not settle(ledger, {"source/a": None})
    assert settle(ledger, {"source/a": "again"}).raised


def test_an_alert_waits_until_it_was_found_often_enough(ledger: Ledger) -> None:
    assert not settle(ledger, {"a": "bad"}, after=3)
    assert not settle(ledger, {"a": "bad"}, after=3)
    assert not settle(ledger, {"a": None}, after=3), "nobody was told, so nobody is told that it is over"
    for expected in (0, 0, 1):
        assert len(settle(ledger, {"a": "bad"}, after=3).raised) == expected


def test_a_telling_that_failed_is_tried_again(ledger: Ledger) -> None:
    first = settle(ledger, {"a": "bad"})
    assert first
    assert not settle(ledger, {"a": "bad"}), "while one process tells, no other does"
    told(ledger, first, success=False)
    again = settle(ledger, {"a": "bad"})
    assert [alert.key for alert in again.raised] == ["a"]
    told(ledger, again, success=True)
    end = settle(ledger, {"a": None})
    told(ledger, end, success=False)
    assert [alert.key for alert in settle(ledger, {"a": None}).over] == ["a"]


def test_only_one_of_many_processes_tells(ledger: Ledger, ledger_url: str) -> None:
    code = "import time; time.sleep(max(0, {at} - time.time())); print(len(settle(ledger, {{'a': 'bad'}}).raised))"
    at = time.time() + 3
    whole = f"from crawlers.ledger import *\nledger = open_ledger({ledger_url!r})\n{code.format(at=at)}"
    command = [sys.executable, "-c", whole]
    children = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert sorted(child.communicate(timeout=60)[0].strip() for child in children) == ["0", "0", "0", "1"]


def test_a_slot_is_held_by_one_and_free_when_its_owner_is_gone(ledger: Ledger, ledger_url: str) -> None:
    held = take_slots(ledger, ["host/b", "host/a"])
    assert held is not None
    assert take_slots(ledger, ["host/c", "host/a"]) is None
    assert take_slots(ledger, ["host/c"]) is not None, "one that could not be had takes none of the others"
    assert keep_slots(ledger, held)
    free_slots(ledger, held)
    assert not keep_slots(ledger, held)
    code = "take_slots(ledger, ['host/a'])"
    in_another_process(code, ledger_url)
    assert take_slots(ledger, ["host/a"]) is not None, "its owner's process lives no more"


def test_a_slot_whose_lease_has_lapsed_is_free(ledger: Ledger) -> None:
    lost = take_slots(ledger, ["writer"], lease=timedelta(seconds=-1))
    assert lost is not None
    assert take_slots(ledger, ["writer"]) is not None
    assert not keep_slots(ledger, lost)
    free_slots(ledger, lost)
    assert take_slots(ledger, ["writer"]) is None, "who lost a slot cannot free it for others"


def test_tidying_keeps_every_row_and_gives_space_back(ledger: Ledger, tmp_path: Path) -> None:
    for number in range(60):
        start_run(ledger, f"r{number}", "daily")
        end_run(ledger, f"r{number}", "completed", summary={"much": "x" * 20_000})
    with ledger.writing() as connection:
        connection.exec_driver_sql("DELETE FROM runs WHERE length(run_id) = 3")
    tidy(ledger)
    assert len(list_runs(ledger)) == 10
    file = tmp_path / "ledger.sqlite"
    if file.exists():
        assert file.stat().st_size < 50 * 20_000
