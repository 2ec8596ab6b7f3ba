"""The lake: the same tables, the same links, the same published file, loaded by several processes at once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import served_catalogue
from tests.warehouse.contents_of import contents
from tests.warehouse.pages import page, record
from tests.warehouse.test_link_meetings import ALL, SOURCES, stage
from warehouse import (
    PublishError,
    link,
    load_partition,
    load_sources,
    open_published,
    open_writer,
    publish,
    run,
    staged_partitions,
    write_partition,
)
from warehouse.diff import diff, diff_in_lake
from warehouse.lake import LakeError, lake_sql, open_lake
from warehouse.schema import migrations

pytestmark = pytest.mark.filterwarnings("ignore::Warning:platformdirs.*")


@pytest.fixture(scope="module")
def catalogue() -> Iterator[str]:
    """A Postgres of this test's own."""
    with served_catalogue() as url:
        yield url


LOADER = """
import sys
from warehouse import load_partition
from warehouse.lake import open_lake
with open_lake(sys.argv[1], sys.argv[2]) as con:
    print("ready", flush=True)
    for path in sys.argv[3:]:
        print(load_partition(con, path).partition_id, flush=True)
"""


@pytest.mark.long
def test_a_lake_that_three_machines_load_is_the_warehouse_that_one_loads(catalogue: str, tmp_path: Path) -> None:
    data = str(tmp_path / "lake")
    stage(tmp_path / "staging", ALL)
    staged = staged_partitions(tmp_path / "staging")
    with open_lake(catalogue, data) as lake:
        load_sources(lake, SOURCES)
    share = [[str(p) for p in staged[n::3]] for n in range(3)]
    loaders = [
        subprocess.Popen([sys.executable, "-c", LOADER, catalogue, data, *paths], stderr=subprocess.PIPE, text=True)
        for paths in share
    ]
    for loader in loaders:
        _, errors = loader.communicate(timeout=120)
        assert loader.returncode == 0, errors
    with open_writer(tmp_path / "w.duckdb") as con:
        load_sources(con, SOURCES)
        for path in staged:
            load_partition(con, path)
        link(con)
        expected = contents(con)
    with open_lake(catalogue, data) as lake:
        assert not load_partition(lake, staged[0]).changed
        assert load_partition(lake, staged[0], force=True).changed
        link(lake)
        link(lake)
        publish(lake, tmp_path / "published.duckdb")
    with open_published(tmp_path / "published.duckdb") as reader:
        assert contents(reader) == expected
        assert run(reader, "SELECT count(*) AS n FROM mart.meetings").to_pylist() == [{"n": 3}]
        assert run(reader, "SELECT count(*) AS n FROM mart.search('教育工作')").to_pylist() == [{"n": 6}]


def test_a_lake_remembers_what_it_published(tmp_path: Path) -> None:
    """Time travel: the differences of two versions are those of their files, although the files are gone."""
    one, two = page(record("http://x/1"), content_hash="1"), page(record("http://x/2"), content_hash="2")
    counted = page(record("http://x/1", views=99), content_hash="1")
    published = tmp_path / "published.duckdb"
    with open_lake(f"ducklake:{tmp_path / 'catalogue.ducklake'}", tmp_path / "lake") as lake:
        for pages in ([one], [counted, two]):
            load_partition(lake, write_partition(tmp_path / "s", "qingshan", "2024-04", pages))
            link(lake)
            publish(lake, published)
        load_partition(lake, write_partition(tmp_path / "s", "qingshan", "2024-05", [page(record("http://x/3"))]))
        of_files = diff(published, 1, 2)
        assert {table.table for table in of_files} > {"core.documents", "core.directives", "raw.fetches"}
        assert diff_in_lake(lake, 1, 2) == of_files
        assert {table.table: table.removed for table in diff_in_lake(lake, 2, 1)}["core.directives"] == 2
        with pytest.raises(PublishError, match="does not remember version 3"):
            diff_in_lake(lake, 1, 3)


def test_migrations_lose_what_a_lake_does_not_know_and_nothing_else() -> None:
    for step in migrations():
        plain = lake_sql(step.sql)
        code = "\n".join(line for line in plain.splitlines() if not line.startswith("--"))
        assert [word for word in ("PRIMARY KEY", "CHECK (", "ENUM") if word in code] == []
        assert plain.count("CREATE TABLE") == step.sql.count("CREATE TABLE")
        assert plain.count("COMMENT ON COLUMN") == step.sql.count("COMMENT ON COLUMN")


def test_a_catalogue_that_is_not_there_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(LakeError, match="cannot be opened"),
        open_lake(f"ducklake:postgres:dbname=none host={tmp_path}", tmp_path / "d"),
    ):
        pass
