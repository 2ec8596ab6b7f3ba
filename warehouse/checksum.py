"""What a published version was when it was published, and how to tell whether it still is that.

NNNNNN.sha256    its checksum, as `sha256sum --check` reads it
NNNNNN.checked   size, time and inode under which it was last read in full and found to be that
"""

import os
import time
from contextlib import suppress
from pathlib import Path

from warehouse.files import replace_text, sha256

BELIEVED = 24 * 60 * 60
"""Seconds for which a reading in full holds of a file that nobody has written to since. Whoever asks for the state
every few minutes does not read gigabytes each time, and a bit that a disk turns by itself is told of within a day."""


def write_checksum(file: Path, name: str) -> None:
    """Note beside a new version what it is; `file` is where it still lies, `name` its own name."""
    replace_text(file.with_name(f"{name}.sha256"), f"{sha256(file)}  {name}\n")


def is_as_published(version: Path, *, believed: float = 0) -> bool:
    """Whether a version has its checksum; a reading in full of the last `believed` seconds is taken at its word where
    size, time and inode of the file are those that it had then.

    A version without a checksum was published before there were any, or is gone: nothing is said against it.
    """
    note, seen = version.with_name(f"{version.name}.checked"), _seen(version)
    if believed and seen == _noted(note, time.time() - believed):
        return True
    try:
        told = version.with_name(f"{version.name}.sha256").read_text("utf-8").split()
        if told[:1] != [sha256(version)]:
            return False
    except FileNotFoundError:
        return True
    with suppress(OSError):  # a reader who may not write here reads in full each time
        replace_text(note, f"{seen}\n")
    return True


def _seen(version: Path) -> str | None:
    try:
        found = os.stat(version)
    except FileNotFoundError:
        return None
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"


def _noted(note: Path, since: float) -> str:
    """What the note says, if it is not older than that."""
    with suppress(OSError):
        if note.stat().st_mtime >= since:
            return note.read_text("utf-8").strip()
    return ""
