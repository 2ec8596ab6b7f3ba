"""Files that are put aside: they stay where they are, with the time behind their names."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from flows.settings import TIMEZONE

MARK = ".aside-"


def stamp_of_now() -> str:
    """The time as it stands behind names."""
    return datetime.now(TIMEZONE).strftime("%Y%m%dT%H%M%S")


def aside(path: Path, stamp: str) -> Path:
    """The name of a file or folder when it is put aside.

    What belongs together keeps belonging together: ledger.sqlite.aside-X and its ledger.sqlite.aside-X-wal.
    """
    name, dash, part = path.name.partition("-")
    return path.with_name(f"{name}{MARK}{stamp}{dash}{part}")


def put_aside(paths: Iterable[Path], stamp: str) -> None:
    """Rename those that are there and not aside already."""
    for path in paths:
        if path.exists() and MARK not in path.name:
            path.rename(aside(path, stamp))
