"""Damaged files: found, said in one line that names the way out, and made anew from the archive."""

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import copy2

import pytest

from crawlers.archive import iter_archive
from crawlers.ledger import Fetch, fetches_of, open_ledger
from crawlers.newsroom import Served
from tests.faults.conftest import SITES
from tests.faults.damage import (
    cut,
    emptied,
    flipped_zeroed_torn,
    noise_at_the_end,
    overwritten,
    shortened,
    zeros_at_the_end,
)
from tests.faults.home import SOAK, Home, failed_clearly, summary

BLOCK = 262_144


def without_journal(home: Home) -> Path:
    for beside in home.path.glob("ledger.sqlite-*"):
        beside.unlink()
    return home.path / "ledger.sqlite"


def pages_overwritten(ledger: Path) -> None:
    """All pages but the first ones, which hold the schema: the file opens, its tables do not read."""
    overwritten(ledger, first=24 * 4096, step=4096)


def test_a_damaged_ledger_is_named_and_rebuilt(home: Home, base: Home) -> None:
    ledger = without_journal(home)
    pages_overwritten(ledger)
    assert "`edumeet rebuild`" in home.badly("run", "--no-crawl", says="the ledger is damaged")
    status = home.edumeet("status")
    assert "`edumeet rebuild`" in failed_clearly(status, says="the ledger is damaged")
    assert "Published version" in status.stdout, "what can be told is told"
    cut(without_journal(home))
    assert "`edumeet rebuild`" in home.badly("run", "--no-crawl", says="the ledger is damaged")
    assert summary(home.well("rebuild", "--json"))["damage"] == []
    assert home.contents() == base.contents()


def test_an_empty_ledger_fills_itself_from_the_archive(home: Home, base: Home, newsroom: Served) -> None:
    emptied(without_journal(home))
    asked = len(newsroom.log)
    home.well("run")
    again = [hit.target for hit in newsroom.log[asked:] if hit.target in articles(newsroom)]
    assert again == [], "pages are fetched again that the archive holds"
    assert home.contents() == base.contents()


def articles(newsroom: Served) -> set[str]:
    return {newsroom.newsroom.path(page) for page in newsroom.newsroom.plan.pages.values()}


def test_a_damaged_warehouse_is_named_and_rebuilt(home: Home, base: Home) -> None:
    file = home.path / "warehouse.duckdb"
    whole = file.read_bytes()
    for harm in (partial(overwritten, first=0, step=1 << 30), cut, partial(overwritten, first=12_288, step=BLOCK)):
        file.write_bytes(whole)
        harm(file)
        line = home.badly("run", "--no-crawl", says="warehouse.duckdb: the warehouse is damaged")
        assert "`edumeet rebuild`" in line
    assert home.contents() == base.contents(), "what readers see is not touched"
    home.well("rebuild")
    assert home.contents() == base.contents()


def test_a_damaged_published_file_is_named_and_published_again(home: Home, base: Home) -> None:
    emptied(home.published)
    home.badly("search", "会议", says="the published file is damaged")
    copy2(base.published, home.published)
    cut(home.published)
    line = home.badly("sql", "from mart.meetings", says="the published file is damaged")
    assert "`edumeet rebuild`" in line and "`edumeet publish --rollback`" in line
    home.badly("status", says="is not what was published")
    assert "publishing anew" in home.well("run", "--no-crawl").stderr
    assert home.contents() == base.contents()


def test_a_damaged_archive_is_read_around_and_what_is_lost_is_named(home: Home, base: Home, newsroom: Served) -> None:
    file = max(home.path.glob("archive/*/*.warc.gz"), key=lambda path: path.stat().st_size)
    whole = good_pages(file)
    flipped_zeroed_torn(file)
    left = good_pages(file)
    lost = sorted(whole - left)
    assert left and lost
    said = summary(home.well("rebuild", "--json"))
    named = [line for line in said["damage"] if line.startswith("lost")]
    assert [url for url in lost if not any(url in line for line in named)] == []
    assert len(named) == len(lost)
    assert sum("bytes at" in line for line in said["damage"]) == 3
    before = {row[0]: row for row in base.contents()[0]}
    assert home.contents()[0] == [row for url, row in sorted(before.items()) if url not in lost]
    done = summary(home.well("run", "--json"))
    assert sum(crawl["new"] for crawl in done["crawls"]) == len(lost)
    assert home.contents() == base.contents()
    home.holds_once(newsroom)


@pytest.mark.parametrize(
    "how",
    [noise_at_the_end, *(pytest.param(each, marks=pytest.mark.long) for each in (zeros_at_the_end, shortened))],
)
def test_a_damaged_end_is_kept_and_what_stood_there_is_asked_for_again(
    how: Callable[[Path, int], None], home: Home, base: Home, newsroom: Served
) -> None:
    bad = max(fetches(home), key=lambda fetch: fetch.warc_offset)
    file = home.path / "archive" / bad.warc_file
    others = {fetch.canonical_url for fetch in fetches(home) if fetch != bad}
    how(file, bad.warc_offset)
    tail = file.read_bytes()[bad.warc_offset :]
    asked = len(newsroom.log)
    done = summary(home.well("run", "--json"))
    again = [hit.target for hit in newsroom.log[asked:] if hit.target in articles(newsroom)]
    assert len(again) == 1 and bad.canonical_url.endswith(again[0]), "only what was lost is fetched again"
    warnings = "\n".join(warning for crawl in done["crawls"] for warning in crawl["warnings"])
    assert bad.canonical_url in warnings and "lost, and asked for again" in warnings
    kept = list(file.parent.glob("*.torn-*"))
    assert [each.read_bytes() for each in kept] == ([tail] if tail else [])
    told = home.well("status").stdout
    assert all(f"{each.name}, {len(tail)} bytes" in told and each.name in warnings for each in kept)
    assert home.contents() == base.contents()
    home.holds_once(newsroom)
    assert {fetch.canonical_url for fetch in fetches(home)} == others | {bad.canonical_url}
    assert summary(home.well("rebuild", "--json"))["damage"] == []
    assert home.contents() == base.contents()


def test_a_torn_end_that_nobody_was_told_of_is_kept_too(home: Home, base: Home, newsroom: Served) -> None:
    whole = fetches(home)[0]
    file = home.path / "archive" / whole.warc_file
    half = file.read_bytes()[whole.warc_offset :][:700]
    with file.open("ab") as stream:
        stream.write(half)
    asked = len(newsroom.log)
    home.well("run")
    assert not [hit for hit in newsroom.log[asked:] if hit.target in articles(newsroom)]
    assert [each.read_bytes() for each in file.parent.glob("*.torn-*")] == [half]
    assert home.contents() == base.contents()


def fetches(home: Home) -> list[Fetch]:
    """Articles that the ledger knows."""
    ledger = open_ledger(home.path / "ledger.sqlite")
    try:
        return [fetch for site in SITES for fetch in fetches_of(ledger, f"sample-{site}")]
    finally:
        ledger.close()


def good_pages(file: Path) -> set[str]:
    """Articles that can be read out of a WARC file, by a reading that stops at nothing."""
    found = (page.meta for page in iter_archive(file, 0, lambda lost: None))
    return {meta.canonical_url or "" for meta in found if meta and meta.role == "detail" and meta.verdict == "ok"}


def test_a_damaged_record_stops_only_its_own_page(home: Home, base: Home, tmp_path: Path) -> None:
    ledger = open_ledger(home.path / "ledger.sqlite")
    try:
        bad = fetches_of(ledger, "sample-vsb")[3]
    finally:
        ledger.close()
    with (home.path / "archive" / bad.warc_file).open("r+b") as stream:
        stream.seek(bad.warc_offset + 200)
        stream.write(b"\0" * 40)
    run = home.with_settings(EDUMEET_LOG_LEVEL="WARNING")
    done = run.well("replay")
    assert "cannot be read any more" in done.stderr and "`edumeet rebuild`" in done.stderr and bad.url in done.stderr
    assert [row[0] for row in base.contents()[0] if row[0] != bad.canonical_url] == [r[0] for r in home.contents()[0]]
    assert home.asked("SELECT url, reason_code FROM mart.quarantine") == [(bad.url, "archive_damaged")]


NOISE = partial(overwritten, first=200, step=1 << 30)


@pytest.mark.parametrize(
    "harm", [NOISE, *((cut, emptied) if SOAK else ())], ids=["noise", *(("cut", "empty") if SOAK else ())]
)
def test_damaged_staging_is_read_anew_from_the_archive(
    harm: Callable[[Path], None], home: Home, base: Home, newsroom: Served
) -> None:
    """What lies between transform and load; the warehouse is gone too, so that all of it is wanted."""
    files = [path for path in (home.path / "staging").rglob("*") if path.is_file()]
    assert len(files) >= 4
    for file in files[::2]:
        harm(file)
    (home.path / "warehouse.duckdb").unlink()
    assert "from the archive" in home.badly("run", "--no-crawl", says="damaged")
    home.well("run", "--no-crawl")
    assert home.contents() == base.contents()
    home.holds_once(newsroom)


@pytest.mark.long
def test_a_damaged_database_of_runs_of_its_own_stops_no_run(home: Home, base: Home) -> None:
    """Without a Prefect server that works, a run starts one, whose database lies in the home: history, no state."""
    alone = home.with_settings(PREFECT_API_URL="")
    database = home.path / "prefect" / "prefect.db"
    database.parent.mkdir(exist_ok=True)
    database.write_bytes(b"SQLite format 3\0" + random.Random(7).randbytes(1 << 20))
    done = alone.well("run", "--no-crawl")
    assert "the database of Prefect was damaged" in done.stderr
    assert len(list(database.parent.glob("prefect.db.aside-*"))) == 1
    assert home.contents() == base.contents()
