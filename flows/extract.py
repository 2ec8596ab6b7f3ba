"""Many pages through the transform, in order, on one process or several."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from flows.inputs import read_pages
from transforms.extract import read_page
from transforms.page import FetchedPage
from transforms.record import Record, blank_record
from transforms.version import EXTRACTOR_VERSION

BATCH = 32


def extract_all(inputs: Iterable[Path], workers: int = 1) -> Iterator[tuple[Record, str | None]]:
    """Yield the record of each page and, where it could not be read, the reason."""
    pages = read_pages(inputs)
    if workers == 1:
        yield from map(_extract, pages)
        return
    with ProcessPoolExecutor(workers) as pool:
        # A slice at a time, so that a dump of any size is never held whole.
        while batch := list(islice(pages, BATCH * workers * 4)):
            yield from pool.map(_extract, batch, chunksize=BATCH)


def _extract(page: FetchedPage) -> tuple[Record, str | None]:
    outcome = read_page(page)
    if outcome.record is None:
        return blank_record(page.id, page.url, EXTRACTOR_VERSION), f"{outcome.status}: {outcome.reason}"
    return outcome.record, None
