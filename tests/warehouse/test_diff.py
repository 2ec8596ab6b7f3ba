from pathlib import Path

import duckdb
import pytest

from tests.warehouse.pages import page, record
from warehouse import PublishError, link, load_partition, publish, write_partition
from warehouse.diff import diff


def test_what_changed_between_two_versions(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    target = tmp_path / "p.duckdb"
    one, two = page(record("http://x/1"), content_hash="1"), page(record("http://x/2"), content_hash="2")
    counted = page(record("http://x/1", views=99), content_hash="1")
    for pages in ([one], [one], [counted, two]):
        load_partition(con, write_partition(tmp_path / "s", "qingshan", "2024-04", pages))
        link(con)
        publish(con, target)
    assert diff(target, 1, 2) == []
    found = {d.table: (d.added, d.removed, d.changed) for d in diff(target, 2, 3)}
    assert found["core.documents"] == (1, 0, 1)
    assert found["core.directives"] == (2, 0, 0)
    assert found["core.duplicates"] == (1, 0, 0)
    assert "core.sources" not in found
    documents = next(d for d in diff(target, 2, 3) if d.table == "core.documents")
    assert {(row["change"], row["url"], row["views"]) for row in documents.sample} == {
        ("changed", "http://x/1", 99), ("added", "http://x/2", 12),
    }  # fmt: skip
    back = {d.table: (d.added, d.removed, d.changed) for d in diff(target, 3, 2)}
    assert back["core.documents"] == (0, 1, 1)
    with pytest.raises(PublishError, match="version 9 is not kept"):
        diff(target, 1, 9)
