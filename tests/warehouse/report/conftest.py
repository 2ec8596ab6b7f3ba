"""The report of a small warehouse, and a Chromium that opens it from disk."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

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
    browser, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("NO BROWSER: the report was not looked at; install chromium and chromium-driver")
    options = Options()
    options.binary_location = browser
    for flag in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--hide-scrollbars", "--force-color-profile=srgb", "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    try:
        opened = webdriver.Chrome(options=options, service=Service(driver))
    except WebDriverException as error:
        pytest.fail(f"Chromium does not start: {error}")
    yield opened
    opened.quit()


@pytest.fixture
def reader(chromium: webdriver.Chrome, report: Path) -> Iterator[Reader]:
    """Someone who reads the report; whatever the console said or the network was asked fails the test."""
    reading = Reader(chromium, report, PICTURES)
    yield reading
    reading.close()
