"""The archive: every page as fetched, in WARC files that any other tool reads too."""

from crawlers.archive.meta import Capture, Original, PageMeta, Role, Verdict
from crawlers.archive.reader import ArchivedResponse, Lost, iter_archive, read_at
from crawlers.archive.writer import ArchiveWriter, Exchange, Written, payload_digest

__all__ = [
    "ArchiveWriter",
    "ArchivedResponse",
    "Capture",
    "Exchange",
    "Lost",
    "Original",
    "PageMeta",
    "Role",
    "Verdict",
    "Written",
    "iter_archive",
    "payload_digest",
    "read_at",
]
