"""One newsroom and one home after a good run, of which every test takes a copy."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawlers.newsroom import Newsroom, Served, serve, write_registry
from tests.faults.home import SOAK, Home
from tests.flows.conftest import prefect_api

__all__ = ["prefect_api"]
SITES = ("portal", "vsb")
collect_ignore = [] if SOAK else ["test_endless.py"]  # it waits for time-outs, a minute and a half


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Served]:
    """Two sites with packed answers."""
    with serve(Newsroom(size=24, only=SITES), gzip=True) as served:
        yield served


@pytest.fixture(scope="session")
def empty(newsroom: Served, tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Callable[[Path], Home]:
    """A home in which nothing has run yet."""
    registry = tmp_path_factory.mktemp("faults") / "registry.toml"
    write_registry(registry, newsroom.bases)

    def make(path: Path) -> Home:
        return Home(path, registry, prefect_api)

    return make


@pytest.fixture(scope="session")
def base(empty: Callable[[Path], Home], newsroom: Served, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home after an undisturbed run. Not to be changed."""
    home = empty(tmp_path_factory.mktemp("base") / "home")
    home.well("run")
    home.holds_once(newsroom)
    return home


@pytest.fixture
def home(base: Home, empty: Callable[[Path], Home], tmp_path: Path) -> Home:
    """A copy of the home after an undisturbed run."""
    copy = empty(tmp_path / "home")
    shutil.copytree(base.path, copy.path)
    # As in the original, the published file is its newest version under another name.
    newest = max(copy.published.with_name(f"{copy.published.name}.versions").glob("??????"))
    copy.published.unlink()
    copy.published.hardlink_to(newest)
    return copy
