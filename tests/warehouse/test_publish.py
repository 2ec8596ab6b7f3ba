import os
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.pages import page, record
from transforms.record import Record
from warehouse import (
    AuditFailed,
    PublishedDamagedError,
    PublishError,
    current_version,
    load_partition,
    open_published,
    publish,
    published_versions,
    rollback,
    run,
    verify_version,
    write_partition,
)


def silent(title: str) -> Record:
    """A record without a meeting: nothing to link."""
    return record(title=title, meeting=None)


def titles(published: Path) -> list[str]:
    with open_published(published) as con:
        return [row["title"] for row in run(con, "SELECT title FROM core.documents ORDER BY 1").to_pylist()]


def test_readers_of_the_old_file_go_on_and_new_ones_see_the_new(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    target = tmp_path / "published" / "edumeet.duckdb"
    load_partition(con, write_partition(tmp_path / "s", "qingshan", "2024-04", [page(silent("甲"))]))
    assert publish(con, target).version == 1
    with open_published(target) as reader:
        load_partition(con, write_partition(tmp_path / "s", "qingshan", "2024-04", [page(silent("乙"))]))
        publish(con, target)
        assert reader.execute("SELECT title FROM core.documents").fetchall() == [("甲",)]
        assert titles(target) == ["乙"]


def test_versions_are_kept_and_rolled_back_to(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    target = tmp_path / "edumeet.duckdb"
    for title in "甲乙丙丁":
        load_partition(con, write_partition(tmp_path / "s", "qingshan", "2024-04", [page(silent(title))]))
        publish(con, target, keep=3)
    assert published_versions(target) == [2, 3, 4]
    assert (rollback(target), titles(target)) == (3, ["丙"])
    assert (rollback(target), titles(target), current_version(target)) == (2, ["乙"], 2)
    with pytest.raises(PublishError, match="no version before"):
        rollback(target)
    assert (rollback(target, 4), titles(target)) == (4, ["丁"])
    with pytest.raises(PublishError, match="version 1 is not kept"):
        rollback(target, 1)


def test_a_reading_in_full_is_believed_while_nobody_writes_to_the_file(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    target = tmp_path / "edumeet.duckdb"
    kept = publish(con, target, keep=1).kept
    verify_version(target, 1, believed=60)
    written, whole = kept.stat().st_mtime_ns, kept.read_bytes()
    kept.write_bytes(whole[:-1] + b"!")
    with pytest.raises(PublishedDamagedError, match="version 1 is not what was published"):
        verify_version(target, 1, believed=60)
    os.utime(kept, ns=(written, written))
    verify_version(target, 1, believed=60)
    for believed in (0, 1e-9):
        with pytest.raises(PublishedDamagedError):
            verify_version(target, 1, believed=believed)
    publish(con, target, keep=1)
    assert sorted(file.name for file in kept.parent.iterdir()) == ["000002", "000002.sha256"]


def test_an_offence_stops_the_publication_and_says_why(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    target = tmp_path / "edumeet.duckdb"
    load_partition(con, write_partition(tmp_path / "s", "qingshan", "2024-04", [page(silent("甲"))]))
    publish(con, target)
    before = target.read_bytes()
    con.execute("UPDATE core.participants SET span_end = 99999 WHERE seq = 2")
    with pytest.raises(AuditFailed, match="99999") as failed:
        publish(con, target)
    assert [(r.offences, r.severity) for r in failed.value.results] == [(1, "blocking")]
    assert target.read_bytes() == before
    assert published_versions(target) == [1]


def test_nothing_published_is_said(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="nothing is published"), open_published(tmp_path / "none.duckdb"):
        pass


def test_a_reader_s_sql_reaches_nothing_else(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    publish(con, tmp_path / "p.duckdb")
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with open_published(tmp_path / "p.duckdb") as reader:
        for sql in (
            f"SELECT * FROM read_csv('{secret}')",
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            "DELETE FROM core.documents",
            "SET enable_external_access = true",
            f"ATTACH '{tmp_path / 'new.duckdb'}'",
        ):
            with pytest.raises(duckdb.Error):
                reader.execute(sql)
    assert not (tmp_path / "out.csv").exists()
