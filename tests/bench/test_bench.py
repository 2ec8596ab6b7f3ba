"""Every benchmark still works: the smallest run of each, looked at for shape and sanity, never for speed."""

import json
import math
import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.bench.__main__ import RUNS, benches
from tests.bench.memory import python
from tests.bench.written import keep, kept
from tests.conftest import ROOT
from tests.flows.conftest import environment

AT_ONCE = 2
Tried = dict[str, "Future[dict[str, Any]]"]


def tried(bench: str, folder: Path, api: str) -> dict[str, Any]:
    file = folder / f"{bench}.json"
    command = python(f"tests.bench.bench_{bench}", "--quick", "--json", file)
    env = environment(folder / "home", PREFECT_API_URL=api, TMPDIR=str(folder))
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Iterator[Tried]:
    """The benchmarks asked for, two at a time: a machine has two cores, and their speed is of no interest here."""
    folder = tmp_path_factory.mktemp("bench")
    asked = [
        item.callspec.params.get("bench")
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {bench: pool.submit(tried, bench, folder, prefect_api) for bench in benches() if bench in asked}


LONG = {"flow", "capacity"}
"""Whole runs, many of them."""


@pytest.mark.parametrize(
    "bench", [pytest.param(bench, marks=[pytest.mark.long] if bench in LONG else []) for bench in benches()]
)
def test_the_quick_form_gives_figures_that_make_sense(bench: str, runs: Tried) -> None:
    run = runs[bench].result()
    assert run["bench"] == bench
    assert run["command"] == f"python -m tests.bench.bench_{bench} --quick"
    assert f"{os.cpu_count()} cores" in run["machine"]
    said = [row["what"] for row in run["rows"]]
    assert said and len(set(said)) == len(said), "each figure once, under a name of its own"
    assert all(math.isfinite(row["value"]) for row in run["rows"]), run["rows"]
    # An overhead is a difference, and over a few pages it may be anything.
    rows = [row for row in run["rows"] if not row["what"].startswith("overhead")]
    assert all(row["value"] >= 0 for row in rows), rows
    assert any(row["value"] > 0 for row in run["rows"])
    assert all(row["value"] <= 1 for row in rows if row["unit"] == "share")
    assert all(row["value"] <= 100 for row in rows if row["unit"] == "%")


def test_runs_of_more_than_one_kind_are_of_benchmarks_that_there_are() -> None:
    assert set(RUNS) <= set(benches())


def test_words_behind_two_dashes_are_for_the_benchmark() -> None:
    done = subprocess.run(
        python("tests.bench", "start", "--", "--help"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "--starts" in done.stdout


def run_of(bench: str, value: float, date: str = "2024-05-01T09:00+08:00") -> str:
    row = {"what": "ours / theirs", "value": value, "unit": "×", "target": {"sign": "≥", "value": 5}}
    run = {"bench": bench, "command": f"python -m tests.bench.bench_{bench}", "date": date, "machine": "one, 2 cores",
           "versions": {"theirs": "1.2"}, "left_out": ["others: not for this Python"], "rows": [row]}  # fmt: skip
    return json.dumps(run)


def test_a_new_run_takes_the_place_of_its_own_figures_and_leaves_the_others_and_the_prose(tmp_path: Path) -> None:
    (tmp_path / "learned.md").write_text("## What was learned\n\nMuch.\n", "utf-8")
    keep("decode", [run_of("decode", 4.2)], tmp_path)
    keep("article", [run_of("article", 7)], tmp_path)
    before = (tmp_path / "RESULTS.md").read_text("utf-8")
    assert "| ours / theirs | 4.20 × | ≥ 5 | missed |" in before
    keep("decode", [run_of("decode", 6, "2024-06-01T09:00+08:00")], tmp_path)
    page = (tmp_path / "RESULTS.md").read_text("utf-8")
    assert "| ours / theirs | 6 × | ≥ 5 | met |" in page and "4.20" not in page
    assert "| article | ours / theirs | 7 × | ≥ 5 | met | `python -m tests.bench.bench_article` |" in page
    assert "2024-06-01, machine 1, theirs 1.2" in page and "- left out, others: not for this Python" in page
    assert page.endswith("Much.\n")
    other = run_of("decode", 3).replace("bench_decode", "bench_decode --pages 9")
    keep("decode", [other], tmp_path)
    assert [[row["value"] for run in runs for row in run["rows"]] for runs in kept(tmp_path).values()] == [[7], [6, 3]]


def test_the_page_in_the_repository_is_the_one_that_its_figures_make() -> None:
    from tests.bench.written import HERE, PAGE, page

    told = page(kept(HERE), (HERE / "learned.md").read_text("utf-8"))
    assert (HERE / PAGE).read_text("utf-8") == told
