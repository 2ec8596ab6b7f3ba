"""Captures of others (Common Crawl, Wayback, anybody's WARC and WET files) as a source: found, chosen, filed here."""

from crawlers.captures.importing import FileCounts, ImportBusy, import_files
from crawlers.captures.reading import UnreadableFileError
from crawlers.captures.selection import Selection, SelectionError

__all__ = ["FileCounts", "ImportBusy", "Selection", "SelectionError", "UnreadableFileError", "import_files"]
