"""Maintenance: archive files of past days closed, the ledger tidied, leftovers and old versions dropped."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import flow

from crawlers.archive.members import TORN, mend
from crawlers.ledger import free_dead, free_lapsed, open_ledger, tidy
from flows.aside import MARK
from flows.publishing import timed
from flows.running import Page, begin, conclude, supervised, tell_of_crash
from flows.settings import Settings
from warehouse import drop_versions

CLOSED = 0o444
LEFTOVER_AGE = timedelta(days=2)
"""A replay or a check at work touches its folder; what nobody touched for so long belongs to a run that died."""


@dataclass(slots=True)
class Maintained:
    """What a maintenance run did, counted."""

    files_closed: int = 0
    bytes_mended: int = 0
    claims_freed: int = 0
    versions_dropped: int = 0
    folders_dropped: int = 0
    ledger_tidied: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Everything, for a machine."""
        return asdict(self)

    def to_markdown(self) -> str:
        """The same as a page for people."""
        rows = [f"| {name.replace('_', ' ')} | {value} |" for name, value in asdict(self).items()]
        return "\n".join(["| what | how many |", "|---|--:|", *rows])


@flow(name="maintain", on_crashed=[tell_of_crash])
@supervised("maintain")
def maintain(keep_days: int | None = None) -> Maintained:
    """Close archive files of past days, free what dead runs held, tidy the ledger, drop what is old. Safe at any time.

    Args:
        keep_days: Days that folders of single runs and what was put aside are kept. None: as set (EDUMEET_KEEP_DAYS).
    """
    settings = Settings()
    summary, began = begin("maintain")
    with timed(summary, "maintain"):
        done = maintained(settings, began, keep_days)
    summary.counts = {name: int(value) for name, value in done.to_dict().items()}
    conclude(settings, summary, began, {}, Page("maintenance", done.to_markdown(), "What maintenance did"))
    return done


def maintained(settings: Settings, now: datetime, keep_days: int | None = None) -> Maintained:
    """Do the maintenance as of `now`. Archived pages and anything that a live process holds stay as they are."""
    done = Maintained()
    for path in _past_files(settings.archive, now.date()):
        mended = _close(path)
        if mended is not None:
            done.files_closed += 1
            done.bytes_mended += mended
    settings.root.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(settings.ledger_url)
    try:
        done.claims_freed = free_dead(ledger) + free_lapsed(ledger)
        tidy(ledger)
        done.ledger_tidied = True
    finally:
        ledger.close()
    done.versions_dropped = drop_versions(settings.published, keep=settings.keep_versions)
    old = now - timedelta(days=keep_days or settings.keep_days)
    leftovers = [
        *((path, old) for path in settings.root.glob("runs/*")),
        *((path, old) for folder in (settings.root, settings.root / "prefect") for path in folder.glob(f"*{MARK}*")),
        *((path, old) for path in settings.archive.glob(f"*/*{TORN}*")),
        *((path, now - LEFTOVER_AGE) for path in settings.root.glob("checks/*")),
        *((path, now - LEFTOVER_AGE) for path in settings.root.glob("replay")),
    ]
    done.folders_dropped = sum(_drop(path, limit) for path, limit in leftovers)
    return done


def _past_files(archive: Path, today: date) -> Iterator[Path]:
    """Archive files of days before today that are still open for writing; links lead to what was moved when closed."""
    for path in sorted(archive.glob("*/*.warc.gz")):
        day = re.search(r"-(\d{8})-\d{3}\.warc\.gz$", path.name)
        past = day and day[1] < today.strftime("%Y%m%d") and not path.is_symlink()
        if past and path.stat().st_mode & 0o222:
            yield path


def _close(path: Path) -> int | None:
    """Take off what a killed crawl left half-written and make the file read-only; None where somebody writes to it."""
    with path.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        aside = mend(path)
        os.fsync(held.fileno())
        path.chmod(CLOSED)
        return aside.stat().st_size if aside else 0


def _drop(path: Path, before: datetime) -> bool:
    """Drop what nobody has touched since; of a link the link alone, whether or not it leads anywhere."""
    within = () if path.is_symlink() else path.rglob("*")
    if max(each.lstat().st_mtime for each in (path, *within)) >= before.timestamp():
        return False
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
    return True
