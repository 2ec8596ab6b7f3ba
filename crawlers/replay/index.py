"""Which archived response answers a request, as of a moment."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawlers.archive import ArchivedResponse, iter_archive, read_at
from crawlers.secrets import masked
from crawlers.urls import canonical_url


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response lies, and when it was fetched."""

    file: Path
    offset: int
    fetched_at: datetime


class ArchiveIndex:
    """The newest response of each URL of a source, not newer than `as_of` (None: the newest of all)."""

    def __init__(self, root: Path, source: str, as_of: datetime | None = None) -> None:
        self._places: dict[str, Place] = {}
        for file in sorted((root / source).glob("*.warc.gz")):
            for response in iter_archive(file):
                self._add(response, as_of)

    def __len__(self) -> int:
        return len(self._places)

    def find(self, url: str) -> ArchivedResponse | None:
        """The archived answer to a request for `url`, None if there is none."""
        place = self._places.get(canonical_url(masked(url)))
        return read_at(place.file, place.offset) if place else None

    def _add(self, response: ArchivedResponse, as_of: datetime | None) -> None:
        if response.meta is None or response.meta.role not in ("list", "detail"):
            return
        if as_of is not None and response.fetched_at > as_of:
            return
        key = canonical_url(masked(response.url))
        known = self._places.get(key)
        # An error or a challenge answers nothing where a good response exists.
        good = response.meta.verdict in ("ok", "not_modified", "redirect")
        if known is None or (good and response.fetched_at >= known.fetched_at):
            self._places[key] = Place(response.file, response.offset, response.fetched_at)
