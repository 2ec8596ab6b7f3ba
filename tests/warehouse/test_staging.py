import hashlib
import json
import random
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.warehouse.contents_of import contents
from tests.warehouse.pages import BODY, page, record
from warehouse import StagedPage, StagingError, load_partition, read_partition, write_partition
from warehouse.staging import read_rows

MANY = [page(record(f"http://www.qingshan.gov.cn/a/{n}.html", title=f"第{n}次")) for n in range(20)]


def tree(folder: Path) -> dict[str, str]:
    return {
        str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(folder.rglob("*"))
        if f.is_file()
    }


def test_identical_input_gives_identical_bytes_whatever_the_order(tmp_path: Path) -> None:
    shuffled = MANY + MANY[:3]
    random.Random(1).shuffle(shuffled)
    write_partition(tmp_path / "a", "qingshan", "2024-04", MANY)
    write_partition(tmp_path / "b", "qingshan", "2024-04", shuffled)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_staging_again_replaces_the_partition_whole(tmp_path: Path) -> None:
    write_partition(tmp_path, "qingshan", "2024-04", MANY)
    home = write_partition(tmp_path, "qingshan", "2024-04", MANY[:1])
    part = read_partition(home)
    assert read_rows(part, "core.documents").num_rows == 1
    assert len(list(home.iterdir())) == 2


def test_a_writer_that_dies_leaves_the_partition_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = write_partition(tmp_path, "qingshan", "2024-04", MANY)
    before = read_partition(home).digest

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("warehouse.staging.replace_text", dies)
    with pytest.raises(KeyboardInterrupt):
        write_partition(tmp_path, "qingshan", "2024-04", MANY[:1])
    assert read_partition(home).digest == before


def test_damage_is_noticed(tmp_path: Path) -> None:
    home = write_partition(tmp_path, "qingshan", "2024-04", MANY)
    file = read_partition(home).tables["core.documents"].file
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(StagingError, match="damaged"):
        read_partition(home)
    with pytest.raises(StagingError, match="no staged partition"):
        read_partition(tmp_path / "elsewhere")


def test_partitions_staged_as_parquet_are_read_as_before(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Once each table was a Parquet file of its own, and some of today's columns may not have been there."""
    part = read_partition(write_partition(tmp_path / "now", "qingshan", "2024-04", MANY))
    old = tmp_path / "then" / "qingshan" / "2024-04"
    (old / "abc").mkdir(parents=True)
    files = {}
    for name in part.tables:
        rows = read_rows(part, name)
        pq.write_table(
            rows.drop_columns(["visibility"]) if name == "core.documents" else rows, old / f"abc/{name}.parquet"
        )
        files[name] = hashlib.sha256((old / f"abc/{name}.parquet").read_bytes()).hexdigest()
    manifest = {"partition_id": "qingshan/2024-04", "source": "qingshan", "month": "2024-04", "digest": "d",
                "generation": "abc", "files": files, "outcomes": part.outcomes}  # fmt: skip
    (old / "partition.json").write_text(json.dumps(manifest), "utf-8")
    load_partition(con, part.path)
    expected = contents(con)
    load_partition(con, old)
    for table, rows in contents(con).items():
        assert rows == expected[table], table
    write_partition(tmp_path / "then", "qingshan", "2024-04", MANY)
    assert [path.name for path in old.iterdir() if path.is_dir()] == []
    pq.write_table(pa.table({"version_id": ["v"], "gone": [1]}), old / "x.parquet")
    (old / "partition.json").write_text(json.dumps(manifest | {"generation": ".", "files": {"core.documents": ""}}))
    (old / "x.parquet").rename(old / "core.documents.parquet")
    with pytest.raises(StagingError, match=r"unknown columns of core[.]documents: gone"):
        read_rows(read_partition(old, verify=False), "core.documents")


def test_offsets_of_paragraphs_slice_the_body(tmp_path: Path) -> None:
    part = read_partition(write_partition(tmp_path, "qingshan", "2024-04", [page(record(body="甲\n\n乙丙\n丁"))]))
    rows = read_rows(part, "core.paragraphs").to_pylist()
    assert [(r["text"], "甲\n\n乙丙\n丁"[r["span_start"] : r["span_end"]]) for r in rows] == [
        ("甲", "甲"), ("乙丙", "乙丙"), ("丁", "丁"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"participants": [{"name": "王", "title": None, "organisation": None, "roles": [], "start": 3, "end": 999}]},
         "participants[0] span 3:999"),
        ({"doc_type": "poem"}, "doc_type 'poem'"),
        ({"published_at": "2024-02-30"}, "date '2024-02-30'"),
        ({"body": BODY + "\ud800"}, "surrogates not allowed"),
        ({"directives": [{"id": "d1", "parent": "d9", "speaker": None, "verb": None, "ordinal": None, "text": "甲",
                          "start": 0, "end": 1}]}, "no parent d9"),
    ],
)  # fmt: skip
def test_a_malformed_record_is_quarantined_with_the_reason(
    tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    part = read_partition(write_partition(tmp_path, "qingshan", "2024-04", [page(record(**changes)), MANY[0]]))
    quarantined = read_rows(part, "ops.quarantine").to_pylist()
    assert [q["reason_code"] for q in quarantined] == ["invalid_record"]
    assert reason in quarantined[0]["reason_detail"]
    assert read_rows(part, "core.documents").num_rows == 1


def test_only_pages_of_the_source_and_with_a_time_zone(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="page of source other"):
        write_partition(tmp_path, "qingshan", "2024-04", [page(source="other")])
    naive = MANY[0].fetched_at.replace(tzinfo=None)
    with pytest.raises(ValueError, match="without time zone"):
        write_partition(tmp_path, "qingshan", "2024-04", [page(fetched_at=naive)])
    with pytest.raises(ValueError, match="not a name"):
        write_partition(tmp_path, "../up", "2024-04", [])


def test_outcomes_are_counted_and_kept(tmp_path: Path) -> None:
    pages: list[StagedPage] = [
        page(),
        page(outcome="retry", reason="challenge: 412", url="http://x/2"),
        page(outcome="quarantine", reason="no_encoding: tried 4", url="http://x/3"),
        page(outcome="not_target", reason="list page", url="http://x/4"),
    ]
    home = write_partition(tmp_path, "qingshan", "2024-04", pages)
    part = read_partition(home)
    assert part.outcomes == {"ok": 1, "not_target": 1, "retry": 1, "quarantine": 1}
    reasons = {(q["reason_code"], q["reason_detail"]) for q in read_rows(part, "ops.quarantine").to_pylist()}
    assert reasons == {("challenge", "412"), ("no_encoding", "tried 4")}
    assert json.loads((home / "partition.json").read_text())["source"] == "qingshan"
