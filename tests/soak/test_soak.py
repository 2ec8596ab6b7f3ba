"""The short soak: some hundred pages in bad weather; `make soak` runs fifty thousand."""

from pathlib import Path

import pytest

from tests.soak.__main__ import soak
from tests.soak.watching import SETTLED, Life
from tests.soak.weather import KINDS


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_in_bad_weather_the_warehouse_becomes_the_truth_and_nothing_grows(tmp_path: Path, prefect_api: str) -> None:
    done = soak(tmp_path, 600, sites="portal,media,vsb", share=0.1, every=0.05, api=prefect_api)
    assert done.wrong == []
    assert done.compared.is_whole and done.compared.expected > 500
    assert set(done.faults) == set(KINDS), "every kind of weather there is"
    assert sum(done.faults.values()) > 0.05 * done.requests
    assert done.rounds[0]["new"] > 500 and done.rounds[-1]["new"] == 0
    crawls = next(each for each in done.processes if each.role == "crawl")
    assert crawls.judged >= 2 and 10e6 < crawls.most < 500e6


def life(memory: list[float], handles: list[float]) -> Life:
    return Life("crawl", [float(second) for second in range(len(memory))], memory, handles)


def test_growth_is_that_of_the_settled_part_of_a_life() -> None:
    start = [float(step) for step in range(0, 30_000, 1000)]
    flat, leaking = life(start + [30e3] * 60, [9.0, 11.0] * 45), life([30e3 + 50 * n for n in range(90)], [9.0] * 90)
    assert flat.is_settled and leaking.is_settled and not life(start[:10], [1.0] * 10).is_settled
    assert abs(flat.growth(flat.memory)) < 1 and abs(flat.growth(flat.handles)) < 1
    assert leaking.growth(leaking.memory) == pytest.approx(50 * 90 * (1 - SETTLED), rel=0.05)
