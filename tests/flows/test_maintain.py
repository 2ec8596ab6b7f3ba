"""Maintenance: what is old goes, what is torn is mended, what anybody holds stays."""

import fcntl
import os
from datetime import datetime, timedelta
from pathlib import Path

from crawlers.archive import ArchiveWriter, Exchange, PageMeta, iter_archive
from crawlers.ledger import open_ledger, start_run
from flows.maintain import maintained
from flows.settings import TIMEZONE, Settings
from tests.flows.conftest import Cli

NOW = datetime(2024, 3, 10, 5, 0, tzinfo=TIMEZONE)


def archived(archive: Path, source: str, day: datetime) -> Path:
    """An archive file of that day with one page and half of another."""
    with ArchiveWriter(archive, source) as writer:
        written = writer.write(
            Exchange(f"http://{source}.example/1.html", 200, "OK", (), "会议".encode() * 200, day),
            PageMeta(source=source, partition="2024-03"),
        )
    path = archive / written.file
    with path.open("ab") as stream:
        stream.write(path.read_bytes()[:200])
    return path


def old(path: Path, days: int) -> Path:
    """The same, as if nobody had touched it for so many days."""
    stamp = (NOW - timedelta(days=days)).timestamp()
    for each in (*path.rglob("*"), path):
        os.utime(each, (stamp, stamp))
    return path


def test_files_of_past_days_are_mended_and_closed_and_those_in_use_are_not(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    past = archived(settings.archive, "a", NOW - timedelta(days=2))
    busy = archived(settings.archive, "b", NOW - timedelta(days=2))
    today = archived(settings.archive, "c", NOW)
    sizes = {path: path.stat().st_size for path in (past, busy, today)}
    with busy.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = maintained(settings, NOW)
    assert (done.files_closed, done.bytes_mended) == (1, 200)
    assert past.stat().st_size == sizes[past] - 200
    assert [kept.stat().st_size for kept in settings.archive.glob("a/*.torn-*")] == [200]
    assert not past.stat().st_mode & 0o222
    assert [response.status for response in iter_archive(past)] == [200]
    assert all(path.stat().st_size == sizes[path] and path.stat().st_mode & 0o200 for path in (busy, today))
    assert maintained(settings, NOW).files_closed == 1, "the one that was in use"
    assert maintained(settings, NOW).files_closed == 0


def test_old_folders_and_versions_go_and_young_ones_stay(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, keep_days=30, keep_versions=2)
    put_aside = (
        "archive/a/a-20240101-000.warc.gz.torn-20240102T000000",
        "ledger.sqlite.aside-20240101",
        "prefect/prefect.db.aside-1",
    )
    for name, days in (("runs/old", 40), ("runs/young", 10), *((name, 50) for name in put_aside), ("replay", 5)):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file").write_text("x", "utf-8")
        old(tmp_path / name, days)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name, leads_to in (("staging.aside-1", elsewhere), ("staging.aside-2", tmp_path / "nowhere")):
        (tmp_path / name).symlink_to(leads_to)
        os.utime(tmp_path / name, (0, 0), follow_symlinks=False)
    versions = tmp_path / "published" / "edumeet.duckdb.versions"
    versions.mkdir(parents=True)
    for number in range(1, 6):
        (versions / f"{number:06}").write_text(str(number), "utf-8")
    # Readers see the second, after a rollback: it stays, however old.
    os.link(versions / "000002", settings.published)
    done = maintained(settings, NOW)
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["young"]
    assert not any((tmp_path / name).exists() for name in put_aside)
    assert not (tmp_path / "replay").exists()
    assert sorted(path.name for path in versions.iterdir()) == ["000002", "000004", "000005"]
    assert elsewhere.is_dir() and not list(tmp_path.glob("staging*")), "of a link the link alone"
    assert (done.folders_dropped, done.versions_dropped, done.ledger_tidied) == (7, 2, True)
    assert maintained(settings, NOW).to_dict() | {"ledger_tidied": True} == {
        "files_closed": 0, "bytes_mended": 0, "claims_freed": 0, "versions_dropped": 0, "folders_dropped": 0,
        "ledger_tidied": True,
    }  # fmt: skip


def test_what_a_living_run_is_at_is_left_alone(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    ledger = open_ledger(settings.ledger_url)
    start_run(ledger, "r1", "daily")
    ledger.close()
    (tmp_path / "runs" / "r1").mkdir(parents=True)
    done = maintained(settings, datetime.now(TIMEZONE))
    assert (done.folders_dropped, done.claims_freed) == (0, 0)
    assert (tmp_path / "runs" / "r1").is_dir()


def test_archive_files_that_lie_elsewhere_are_left_alone_and_missed_before_anything_is_made_anew(
    tmp_path: Path, cli: Cli
) -> None:
    settings = Settings(home=tmp_path / "home")
    past = archived(settings.archive, "a", NOW - timedelta(days=2))
    away = past.rename(tmp_path / past.name)
    past.symlink_to(away)
    assert maintained(settings, NOW).files_closed == 0
    away.rename(tmp_path / "unmounted")
    assert maintained(settings, NOW).files_closed == 0
    done = cli("rebuild")
    assert done.returncode == 2 and f"{past}: a link that leads nowhere" in done.stderr
    assert past.is_symlink() and not list(settings.root.glob("*.aside-*"))
