"""What all tests share: where the comparison material lies, and the rule that CI skips nothing it could have."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the seed pages and their gold records, which lies beside a development checkout."""
    if not (SHARED / "gold" / "gold.jsonl").is_file():
        pytest.skip("../shared is not beside this checkout")
    return SHARED


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests are left out unless CI or somebody (EDUMEET_TEST_LONG) asks for them.

    Files that hold a slow test come first: where files are dealt out to processes, none waits for the last.
    """
    if not (os.environ.get("EDUMEET_CI") or os.environ.get("EDUMEET_TEST_LONG")):
        long = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if not item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI a skip is a failure, except where ../shared is what is missing."""
    report = yield
    if (
        os.environ.get("EDUMEET_CI")
        and report.skipped
        and not hasattr(report, "wasxfail")
        and "../shared" not in str(report.longrepr)
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be missing: {report.longrepr}"
    return report
