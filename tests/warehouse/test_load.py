import itertools
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.contents_of import contents
from tests.warehouse.pages import page, record
from warehouse import WarehouseBusy, load_partition, load_partitions, open_writer, unload_partition, write_partition

URL = "http://www.qingshan.gov.cn/a/1.html"


def one(con: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = con.execute(sql).fetchone()
    return row[0] if row and len(row) == 1 else row


def test_loading_twice_changes_nothing(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    home = write_partition(tmp_path / "s", "qingshan", "2024-04", [page(), page(url="http://x/2")])
    assert load_partition(con, home).changed
    before = contents(con)
    assert len(before["core.documents"]) == 2
    assert not load_partition(con, home).changed
    assert load_partition(con, home, force=True).changed
    assert contents(con) == before


def test_a_partition_replaces_itself_and_no_other(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_partition(con, write_partition(tmp_path, "qingshan", "2024-03", [page(url="http://x/3")]))
    load_partition(
        con, write_partition(tmp_path, "qingshan", "2024-04", [page(url="http://x/1"), page(url="http://x/2")])
    )
    load_partition(con, write_partition(tmp_path, "qingshan", "2024-04", [page(url="http://x/2")]))
    assert con.execute("SELECT url FROM core.documents ORDER BY 1").fetchall() == [("http://x/2",), ("http://x/3",)]
    assert one(con, "SELECT count(*) FROM core.directives") == 4
    unload_partition(con, "qingshan/2024-03")
    assert con.execute("SELECT url FROM raw.fetches").fetchall() == [("http://x/2",)]


def test_many_threads_load_what_one_does(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = [
        write_partition(
            tmp_path, "qingshan", f"2024-{month:02}", [page(url=f"http://x/{month}/{n}") for n in range(40)]
        )
        for month in range(1, 13)
    ]
    load_partitions(con, homes)
    before = contents(con)
    settings = "SELECT current_setting('threads'), current_setting('preserve_insertion_order'), "
    settings += "current_setting('checkpoint_threshold')"
    were = one(con, settings)
    monkeypatch.setattr("warehouse.load.FEW_PAGES", 1)
    load_partitions(con, homes, force=True)
    assert contents(con) == before
    assert one(con, settings) == were
    assert one(con, "SELECT wal_size FROM pragma_database_size()") == "0 bytes", "many pages are written once"
    torn = con.execute(
        "SELECT version_id, list(seq ORDER BY rowid) AS seqs FROM core.paragraphs GROUP BY ALL "
        "HAVING seqs <> list(seq ORDER BY seq)"
    )
    assert torn.fetchall() == [], "rows of a page lie in their order"


def test_versions_are_kept_and_the_newest_is_current(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first, counted, changed = record(), record(views=99), record(title="青山县召开教育工作会议（更正）")
    pages = [page(first, at=1), page(counted, at=2), page(changed, at=3)]
    load_partition(con, write_partition(tmp_path, "qingshan", "2024-04", pages))
    versions = con.execute("SELECT title, views, day(fetched_at) FROM core.documents ORDER BY fetched_at").fetchall()
    assert versions == [(first["title"], 99, 2), (changed["title"], 12, 3)], "a view count makes no version"
    assert one(con, "SELECT title FROM core.current_documents") == changed["title"]
    assert one(con, "SELECT count(*) FROM raw.fetches") == 3
    assert one(con, "SELECT count(DISTINCT document_id) FROM core.documents") == 1


def test_evidence_leads_to_the_archived_bytes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_partition(con, write_partition(tmp_path, "qingshan", "2024-04", [page()]))
    found = con.execute(
        "SELECT body[span_start + 1 : span_end], warc_file, warc_offset FROM core.participants "
        "JOIN core.documents USING (version_id) JOIN raw.fetches USING (fetch_id) ORDER BY seq"
    ).fetchall()
    assert found == [("副县长王立新", "qingshan.warc.gz", 100), ("县委副书记李明华", "qingshan.warc.gz", 100)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_page_in_two_partitions_is_stored_once_whatever_the_order(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, order: tuple[int, ...]
) -> None:
    homes = [
        write_partition(tmp_path / "s", "qingshan", "2024-03", [page(at=1, content_hash="c")]),
        write_partition(tmp_path / "s", "qingshan", "2024-04", [page(at=3, content_hash="c")]),
        write_partition(tmp_path / "s", "yunzhou", "2024-04", [page(at=2, content_hash="c", source="yunzhou")]),
    ]
    for place in order:
        load_partition(con, homes[place])
    assert con.execute("SELECT partition_id FROM core.documents").fetchall() == [("qingshan/2024-04",)]
    assert one(con, "SELECT count(*) FROM core.directives") == 2
    # The winner loses the page: the next best has it again.
    load_partition(con, write_partition(tmp_path / "s", "qingshan", "2024-04", []))
    assert con.execute("SELECT DISTINCT partition_id FROM core.directives").fetchall() == [("yunzhou/2024-04",)]


def test_a_refused_row_leaves_everything_as_it_was(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_partition(con, write_partition(tmp_path, "qingshan", "2024-04", [page()]))
    before = contents(con)
    bad = record(related=[{"list": "热点", "rank": 1, "title": None, "url": None}])
    home = write_partition(tmp_path, "qingshan", "2024-04", [page(bad), page(url="http://x/2")])
    with pytest.raises(duckdb.ConstraintException):
        load_partition(con, home)
    assert contents(con) == before


def test_one_writer_and_the_lock_tells_who(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with (
        open_writer(path),
        pytest.raises(WarehouseBusy, match=f"process {os.getpid()} on .* since 20"),
        open_writer(path),
    ):
        pass


def test_the_lock_of_a_killed_process_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    script = (
        "import os, signal, sys; from warehouse import open_writer\n"
        "with open_writer(sys.argv[1]): print('held', flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    child = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert child.stdout == "held\n", child.stderr
    assert Path(f"{path}.lock").read_text() != "", "the dead process left its name"
    with open_writer(path) as con:
        assert one(con, "SELECT count(*) FROM core.documents") == 0
