"""The file of verdicts: one gold line a page, appended and on the disk before the reviewer is told so."""

import json
import os
from pathlib import Path
from threading import Lock
from typing import Any

from flows.errors import UserError


class Results:
    """Reviews in a file, by version of the page. Safe for the threads of one process; one process at a time writes.

    A line that a crash left without its end was never confirmed to anybody: opening the file for writing cuts it off.
    """

    def __init__(self, path: Path) -> None:
        """Read what is there. Raises UserError where a line is no review."""
        self.path = path
        self._lock = Lock()
        self.lines: list[dict[str, Any]] = []
        content = path.read_bytes() if path.exists() else b""
        self._whole = content.rfind(b"\n") + 1
        for number, line in enumerate(content[: self._whole].splitlines(), 1):
            self.lines.append(_parsed(line, f"{path}:{number}"))

    @property
    def reviewed(self) -> dict[str, dict[str, Any]]:
        """What was said of each version: its `_review`."""
        return {line["_review"]["version_id"]: line["_review"] for line in self.lines}

    def append(self, line: dict[str, Any]) -> bool:
        """Add a review; False where that version has one already. Raises OSError where it cannot be written."""
        text = json.dumps(line, ensure_ascii=False) + "\n"
        with self._lock:
            if line["_review"]["version_id"] in self.reviewed:
                return False
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as out:
                if out.tell() > self._whole:
                    out.truncate(self._whole)
                out.write(text.encode())
                out.flush()
                os.fsync(out.fileno())
                self._whole = out.tell()
            self.lines.append(line)
            return True


def _parsed(line: bytes, where: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
        told = found["_review"]
        if not isinstance(told["version_id"], str) or not isinstance(told["verdicts"], list):
            raise TypeError("no version_id or no verdicts")
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{where}: no line of a review ({error}); name another file with --out") from error
    return dict(found)
