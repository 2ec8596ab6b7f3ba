import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse import open_writer


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file without rows, made once: other tests copy it."""
    path = tmp_path_factory.mktemp("empty") / "warehouse.duckdb"
    with open_writer(path):
        pass
    return path


@pytest.fixture
def con(tmp_path: Path, empty_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new warehouse, open for writing."""
    shutil.copyfile(empty_warehouse, tmp_path / "warehouse.duckdb")
    with open_writer(tmp_path / "warehouse.duckdb") as opened:
        yield opened


@pytest.fixture(scope="session")
def schema_con(empty_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse for questions about its schema."""
    with duckdb.connect(str(empty_warehouse), read_only=True) as opened:
        yield opened
