from pathlib import Path

import duckdb

from tests.warehouse.pages import page
from warehouse import load_partition, write_partition
from warehouse.quarantine import one_quarantined, partitions_to_replay, quarantined, reasons


def test_what_is_in_quarantine_and_what_to_read_again(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    bad = {"outcome": "quarantine", "reason": "no_encoding: tried 4", "extractor_version": "1"}
    load_partition(con, write_partition(tmp_path, "qingshan", "2024-03", [
        page(url="http://x/1", **bad), page(url="http://x/2", **(bad | {"extractor_version": "2"})),
    ]))  # fmt: skip
    load_partition(con, write_partition(tmp_path, "qingshan", "2024-04", [
        page(url="http://x/3", **bad), page(url="http://x/3", at=9),
        page(url="http://x/4", outcome="retry", reason="412"),
    ]))  # fmt: skip
    waiting = quarantined(con)
    assert [(q.url, q.reason_code, q.reason_detail, q.warc_offset) for q in waiting] == [
        (q.url, "no_encoding", "tried 4", 100) for q in waiting
    ]
    assert {q.url for q in waiting} == {"http://x/1", "http://x/2"}, "3 could be read later, 4 is worth another fetch"
    assert {q.url for q in quarantined(con, resolved=None, outcome=None)} == {f"http://x/{n}" for n in (1, 2, 3, 4)}
    assert quarantined(con, reason="other") == []
    assert one_quarantined(con, waiting[0].fetch_id) == waiting[0]
    assert one_quarantined(con, "nothing") is None
    assert partitions_to_replay(con) == [("qingshan", "2024-03", 2)]
    assert partitions_to_replay(con, read_before="2") == [("qingshan", "2024-03", 1)]
    assert partitions_to_replay(con, source="elsewhere") == []
    assert [(r["reason_code"], r["fetches"], r["unresolved"]) for r in reasons(con)] == [
        ("no_encoding", 3, 2), ("412", 1, 1),
    ]  # fmt: skip
