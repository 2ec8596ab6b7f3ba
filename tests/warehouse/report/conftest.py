"""The report of a small warehouse, and a Chromium that opens it from disk."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from selenium import webdriver

from tests.chromium import chromium as started
from tests.conftest import ROOT
from tests.warehouse.report import site
from tests.warehouse.report.reader import Reader
from warehouse import open_published
from warehouse.report.writing import write_report

PICTURES = Path(os.environ.get("EDUMEET_SCREENSHOTS", ROOT / "build" / "screenshots"))

GRID = [
    {"source_id": "good", "month": "2024-01", "state": "done"},
    {"source_id": "good", "month": "2024-03", "state": "failed"},
    {"source_id": "bad", "month": "2024-05", "state": "stale"},
]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.make(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def report(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the report."""
    out = tmp_path_factory.mktemp("written") / "report"
    with open_published(published) as con:
        write_report(con, out, datetime(2024, 12, 2, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai")), 1, GRID)
    return out


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A headless Chromium that reaches nothing outside; the test is skipped, loudly, where there is none."""
    with started(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def reader(chromium: webdriver.Chrome, report: Path) -> Iterator[Reader]:
    """Someone who reads the report; whatever the console said or the network was asked fails the test."""
    reading = Reader(chromium, report, PICTURES)
    yield reading
    reading.close()
