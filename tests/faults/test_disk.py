"""A disk that is full or read-only: one clear line, an exit code, readers who notice nothing, and nothing lost."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawlers.newsroom import Served
from tests.faults.home import Home, failed_clearly, summary

needs_mount = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
ROOM = "96m"
PAGE = "乐安县召开2024年教育工作会议\n\n" + "3月1日上午，乐安县2024年教育工作会议在县政府召开。县长李明讲话。\n" * 9


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A disk of its own for a home folder."""
    place.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place))
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")


def fill(place: Path, leave: int) -> Path:
    """Fill a disk up to so many bytes; returns what is to be removed for room."""
    found = os.statvfs(place)
    filler = place / "filler"
    filler.write_bytes(bytes(max(0, found.f_bavail * found.f_frsize - leave)))
    return filler


@needs_mount
def test_a_disk_that_fills_up_while_a_site_is_crawled(
    empty: Callable[[Path], Home], newsroom: Served, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "700k") as disk:
        home = empty(disk / "home")
        failed_clearly(home.edumeet("run"), says="the disk is full: make room")
        archived = sum(file.stat().st_size for file in home.path.glob("archive/*/*.warc.gz"))
        _mount("-o", f"remount,size={ROOM}", str(disk))
        done = summary(home.well("run", "--json"))
        assert archived == 0 or sum(crawl["known"] for crawl in done["crawls"]) > 0, "what was archived is used"
        home.holds_once(newsroom)


@needs_mount
@pytest.mark.long
def test_a_disk_that_fills_up_in_every_stage_after_the_crawl(
    base: Home, newsroom: Served, tmp_path: Path, empty: Callable[[Path], Home]
) -> None:
    """Full while the ledger is written, then the partitions, then the warehouse: each time it goes on from there."""
    partitions = len(list(base.path.glob("staging/*/*")))
    with small_disk(tmp_path / "disk", ROOM) as disk:
        home = empty(disk / "home")
        home.path.mkdir()
        shutil.copytree(base.path / "archive", home.path / "archive")
        for leave, least, most in ((200_000, 0, 0), (900_000, 1, partitions), (12_000_000, partitions, partitions)):
            filler = fill(disk, leave)
            failed_clearly(home.edumeet("run", "--no-crawl"), says="disk is full: make room")
            assert least <= len(list(home.path.glob("staging/*/*"))) <= most, leave
            filler.unlink()
        home.well("run", "--no-crawl")
        home.holds_once(newsroom)
        assert home.contents() == base.contents()


@needs_mount
def test_a_disk_without_room_for_another_publication(home: Home, base: Home, newsroom: Served, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", ROOM) as disk:
        moved = Home(disk / "home", home.registry, home.api)
        shutil.copytree(home.path, moved.path)
        pages = tmp_path / "pages"
        pages.mkdir()
        (pages / "a.txt").write_text(PAGE, "utf-8")
        filler = fill(disk, 9_000_000)
        failed_clearly(moved.edumeet("ingest", pages), says="disk is full: make room")
        assert moved.contents() == base.contents(), "readers see what they saw"
        assert moved.edumeet("sql", "from mart.meetings").returncode == 0
        filler.unlink()
        moved.well("run", "--no-crawl")
        (count,) = moved.asked("SELECT count(*) FROM core.current_documents")
        assert count == (len(base.contents()[0]) + 1,)


def test_files_that_may_not_grow(empty: Callable[[Path], Home], newsroom: Served, tmp_path: Path) -> None:
    home = empty(tmp_path / "home")
    limited = ("prlimit", f"--fsize={4_000_000}")
    done = home.edumeet("run", before=limited)
    failed_clearly(done, says="ulimit -f")
    home.well("run")
    home.holds_once(newsroom)


@needs_mount
def test_a_read_only_disk(home: Home, base: Home, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", ROOM) as disk:
        still = Home(disk / "home", home.registry, home.api)
        shutil.copytree(home.path, still.path)
        _mount("-o", "remount,ro", str(disk))
        for command in (("run", "--no-crawl"), ("rebuild",), ("publish", "--rollback")):
            failed_clearly(still.edumeet(*command), says="read-only")
        assert still.contents() == base.contents()
        for reading in (
            ("sql", "from mart.meetings"),
            ("search", "会议"),
            ("report", "--out", tmp_path / "report"),
        ):
            done = still.edumeet(*reading)
            assert done.returncode == 0, done.stderr[-2000:]
        status = still.edumeet("status")
        failed_clearly(status, says="read-only")
        assert "Published version" in status.stdout
