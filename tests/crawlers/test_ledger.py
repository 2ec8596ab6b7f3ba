"""The ledger on SQLite and on a real Postgres, with several processes at once."""

import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawlers.archive import ArchiveWriter, Exchange, PageMeta
from crawlers.clock import SHANGHAI, now
from crawlers.ledger import (
    ClaimLostError,
    Fetch,
    Ledger,
    LedgerError,
    add_partitions,
    claim_partition,
    enter_archive,
    fail,
    fetches_of,
    find_original,
    finish,
    free_lapsed,
    heartbeat,
    is_seen,
    last_offset,
    list_partitions,
    months_of,
    open_ledger,
    record_fetch,
    release,
    reset_partitions,
    seen,
)

AT = datetime(2024, 2, 20, 9, 0, tzinfo=SHANGHAI)
PAGE = Fetch(
    url="http://a.example/1",
    canonical_url="http://a.example/1",
    source="a",
    partition="2024-02",
    role="detail",
    fetched_at=AT,
    status=200,
    verdict="ok",
    record_id="<urn:uuid:1>",
    warc_file="a/f.warc.gz",
    warc_offset=10,
    content_hash="h1",
    payload_digest="sha1:A",
    listed_at="2024-02-19",
    listed_title="教育工作会议",
)


def test_a_partition_goes_from_pending_to_done(ledger: Ledger) -> None:
    assert add_partitions(ledger, [("a", "2024-01", "crawl"), ("a", "2024-02", "crawl")]) == 2
    assert add_partitions(ledger, [("a", "2024-02", "crawl"), ("a", "2024-02", "load")]) == 1
    claim = claim_partition(ledger, "a", "2024-02", "crawl", run_id="r1", code_version="c1")
    assert claim is not None and claim.attempt == 1
    assert claim_partition(ledger, "a", "2024-02", "crawl") is None
    finish(ledger, claim, {"new": 3})
    (done,) = list_partitions(ledger, source="a", stage="crawl", status="done")
    assert (done.window, done.attempts, done.run_id, done.code_version, done.counts) == (
        "2024-02",
        1,
        "r1",
        "c1",
        {"new": 3},
    )
    assert done.finished_at is not None and done.finished_at.utcoffset() == timedelta(hours=8)
    assert claim_partition(ledger, "a", "2024-02", "crawl") is None
    assert claim_partition(ledger, "a", "2024-02", "crawl", of_status=["done"]) is not None
    assert [each.window for each in list_partitions(ledger, status=["pending"], stage="crawl")] == ["2024-01"]


def test_a_failed_partition_says_why_and_can_be_claimed_again(ledger: Ledger) -> None:
    claim = claim_partition(ledger, "a", "2024-02", "crawl")
    assert claim is not None
    fail(ledger, claim, "unreachable: no answer", {"list_pages": 0})
    (failed,) = list_partitions(ledger, status="failed")
    assert (failed.error, failed.counts) == ("unreachable: no answer", {"list_pages": 0})
    again = claim_partition(ledger, "a", "2024-02", "crawl")
    assert again is not None and again.attempt == 2
    release(ledger, again)
    assert list_partitions(ledger)[0].status == "pending"
    assert reset_partitions(ledger, [("a", "2024-02", "crawl")]) == 1


def test_a_dead_owners_claim_lapses_and_a_live_one_holds(ledger: Ledger) -> None:
    dead = claim_partition(ledger, "a", "2024-02", "crawl", lease=timedelta(seconds=0.3))
    alive = claim_partition(ledger, "b", "2024-02", "crawl", lease=timedelta(seconds=0.3))
    assert dead is not None and alive is not None
    time.sleep(0.4)
    heartbeat(ledger, replace(alive, lease=timedelta(minutes=1)))
    assert claim_partition(ledger, "b", "2024-02", "crawl") is None
    taken = claim_partition(ledger, "a", "2024-02", "crawl", lease=timedelta(seconds=0.1))
    assert taken is not None and taken.attempt == 2
    with pytest.raises(ClaimLostError):
        finish(ledger, dead)
    with pytest.raises(ClaimLostError):
        heartbeat(ledger, dead)
    time.sleep(0.2)
    assert free_lapsed(ledger) == 1
    (freed,) = list_partitions(ledger, status="failed")
    assert freed.source == "a" and freed.error is not None and "lease" in freed.error
    assert reset_partitions(ledger, [("b", "2024-02", "crawl")]) == 0


def test_many_processes_share_the_work_and_take_nothing_twice(ledger: Ledger, ledger_url: str) -> None:
    keys = [("s", f"{year}-{month:02d}", "crawl") for year in (2023, 2024) for month in range(1, 13)]
    program = (
        "import sys; from crawlers.ledger import *\n"
        "from tests.crawlers.test_ledger import PAGE; from dataclasses import replace\n"
        f"ledger = open_ledger({ledger_url!r})\n"
        f"for number, key in enumerate({keys!r}):\n"
        "    claim = claim_partition(ledger, *key)\n"
        "    if claim:\n"
        "        print(*key)\n"
        "        record_fetch(ledger, replace(PAGE, canonical_url=f'u{number}', warc_offset=number))\n"
        "        finish(ledger, claim, {'n': 1})\n"
    )
    workers = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    lines = [line for worker in workers for line in worker.communicate(timeout=60)[0].splitlines()]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert sorted(lines) == sorted(" ".join(key) for key in keys)
    assert {each.attempts for each in list_partitions(ledger, status="done")} == {1}
    assert len(fetches_of(ledger, "a")) == len(keys)


def test_a_fetch_is_entered_once_and_its_page_is_seen(ledger: Ledger) -> None:
    assert not is_seen(ledger, "a", PAGE.canonical_url)
    assert record_fetch(ledger, PAGE)
    assert not record_fetch(ledger, PAGE)
    assert is_seen(ledger, "a", PAGE.canonical_url)
    assert not is_seen(ledger, "b", PAGE.canonical_url)
    changed = replace(
        PAGE, warc_offset=99, content_hash="h2", payload_digest="sha1:B", fetched_at=AT + timedelta(days=1)
    )
    record_fetch(ledger, changed, recheck_at=now() - timedelta(seconds=1))
    (known,) = seen(ledger, "a", [PAGE.canonical_url, "http://a.example/never"]).values()
    assert (known.versions, known.content_hash, known.first_fetched_at) == (2, "h2", AT)
    assert not is_seen(ledger, "a", PAGE.canonical_url), "its recheck is due"
    assert fetches_of(ledger, "a", "2024-02") == [changed]
    assert fetches_of(ledger, "a", "2024-02", latest=False) == [PAGE, changed]
    assert fetches_of(ledger, "a", "2024-03") == []
    assert months_of(ledger, "a") == ["2024-02"]
    assert last_offset(ledger, "a/f.warc.gz") == 99
    original = find_original(ledger, "a", "sha1:A")
    assert original is not None and original.offset == 10
    assert find_original(ledger, "b", "sha1:A") is None


def test_list_pages_are_never_seen_and_failures_are_tried_again(ledger: Ledger) -> None:
    record_fetch(ledger, replace(PAGE, role="list"))
    assert not is_seen(ledger, "a", PAGE.canonical_url)
    for attempt in range(1, 6):
        record_fetch(ledger, replace(PAGE, warc_offset=100 + attempt, status=503, verdict="error"))
        assert is_seen(ledger, "a", PAGE.canonical_url) is (attempt == 5), "given up after five"
    assert fetches_of(ledger, "a") == []


def test_a_lost_ledger_is_rebuilt_from_the_archive(tmp_path: Path, ledger: Ledger) -> None:
    root = tmp_path / "archive"
    with ArchiveWriter(root, "a") as writer:
        for number in range(3):
            url = f"http://a.example/{number}"
            exchange = Exchange(url, 200, "OK", (("ETag", '"e"'),), b"body %d" % number, AT + timedelta(days=number))
            meta = PageMeta(
                "a", "2024-01", "detail", url + "#key", "2024-01-30", "标题", "http://a.example/", "r", "vsb"
            )
            writer.write(exchange, meta)
    assert enter_archive(ledger, root) == 3
    assert enter_archive(ledger, root) == 0
    assert enter_archive(ledger, root, whole=True) == 0
    first = fetches_of(ledger, "a", "2024-01")[0]
    assert first.warc_file == "a/a-20240220-000.warc.gz" and first.fetched_at == AT
    assert (first.canonical_url, first.etag, first.listed_at, first.listed_title, first.run_id, first.family) == (
        "http://a.example/0#key", '"e"', "2024-01-30", "标题", "r", "vsb",
    )  # fmt: skip


def test_a_ledger_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no database URL"):
        open_ledger("::://")
    (tmp_path / "folder").mkdir()
    with pytest.raises(LedgerError, match="cannot open the ledger"):
        open_ledger(tmp_path / "folder")
