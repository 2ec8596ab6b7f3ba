"""What is fuzzed: each target takes bytes and must end well, or with the error that its door promises."""

import gzip
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from crawlers.archive import iter_archive, read_at
from crawlers.archive.members import mend, whole_length
from crawlers.captures.reading import UnreadableFileError, captured, records
from crawlers.families import FAMILIES, ListPage
from crawlers.families.decode import list_text, list_tree
from crawlers.registry import RegistryError, load_sources
from transforms.extract import read_page
from transforms.page import FetchedPage
from transforms.text import UndecodableError, decode, normalise, restore

Target = Callable[[bytes], None]
TODAY, TOMORROW = date(2024, 3, 1), date(2024, 3, 2)
HOST = "www.example.gov.cn"


def decoding(data: bytes) -> None:
    """Bytes of any page to text; a first line that is a content type is the header."""
    kind, header_ended, body = data.partition(b"\n")
    header = kind.decode("latin-1") if header_ended and kind.startswith(b"text/") else None
    content = data if header is None else body
    for markup in (True, False):
        try:
            found = decode(content, header, markup=markup)
        except UndecodableError:
            continue
        assert found.replaced == found.text.count("\ufffd")
        assert 0 <= found.confidence <= 1


def restoring(data: bytes) -> None:
    """Text of any mirror, restored and normalised; doing it again changes nothing, offsets lead back into the text."""
    text = data.decode("utf-8", "replace")
    for markup in (False, True):
        restored = restore(text, markup=markup)
        assert restored.pinyin_removed >= 0 and restored.bytes_repaired >= 0
        back = [restored.to_fetched(at) for at in range(0, len(restored.text) + 1, 7)]
        assert back == sorted(back) and all(0 <= at <= len(text) for at in back)
        for place in restored.uncertain:
            assert 0 <= place.start <= place.end <= len(restored.text)
    once = normalise(restore(text).text).text
    assert normalise(once).text == once


def extracting(data: bytes) -> None:
    """Any page to its outcome; evidence points into the body."""
    for media in ("html", "text"):
        outcome = read_page(FetchedPage(id="fuzz", content=data, media=media, url="http://a.example.gov.cn/x"))  # type: ignore[arg-type]
        if outcome.record is None:
            assert outcome.reason
            continue
        body = outcome.record["body"] or ""
        for rows in (outcome.record["participants"], outcome.record["directives"], outcome.record["quantities"]):
            for row in rows:
                start, end = row["start"], row["end"]
                assert start is None or end is None or 0 <= start <= end <= len(body)


def listing(data: bytes) -> None:
    """Any list page to its rows and the page after it, as the reader of one family takes it."""
    text = list_text(data)
    chosen = sorted(FAMILIES)[zlib.crc32(data) % len(FAMILIES)]
    for family in (FAMILIES["generic"], FAMILIES["feed"], FAMILIES[chosen]):
        start = f"http://{HOST}/xwzx/index.html"
        page = ListPage(start, start, 1, text, list_tree(text), TODAY, frozenset({HOST}))
        rows = family.rows(page)
        assert all(row.url.startswith(("http://", "https://")) for row in rows)
        assert all(row.listed_at is None or row.listed_at <= TOMORROW for row in rows)  # clocks differ
        following = [family.next_page(page, len(rows)), *(family.more(page) if family.more else ())]
        assert all(url is None or url.startswith(("http://", "https://")) for url in following)


def archive(data: bytes) -> None:
    """Any file as a WARC of ours and of others. Text is packed first, a member a record: nobody guesses a checksum."""
    packed = data
    if not data.startswith(b"\x1f\x8b"):
        packed = b"".join(gzip.compress(part, 1, mtime=0) for part in re.split(rb"(?=WARC/1\.)", data) if part)
    with _file(packed, ".warc.gz") as path:
        for page in iter_archive(path, 0, lambda lost: None):
            assert isinstance(page.body, bytes)
            assert read_at(path, page.offset).body == page.body
        whole = whole_length(path)
        aside = mend(path)
        assert (aside.read_bytes() if aside else b"") == packed[whole:]
        if aside:
            aside.unlink()
        assert [page.offset < whole for page in iter_archive(path, 0, lambda lost: None)].count(False) == 0
    for content in (packed, data):
        with _file(content, ".warc.gz") as path:
            _as_of_others(path)


def _as_of_others(path: Path) -> None:
    with suppress(UnreadableFileError):
        for record in records(path):
            if record.content is not None:
                with suppress(ValueError, KeyError, StopIteration):
                    assert isinstance(captured(record).page, bytes)


def registry(data: bytes) -> None:
    """Any file as a registry: sources, or mistakes told."""
    with _file(data, ".toml") as path:
        try:
            load_sources([path])
        except RegistryError as error:
            assert str(error)


@contextmanager
def _file(content: bytes, suffix: str) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(content)
        file.flush()
        yield Path(file.name)


TARGETS: dict[str, Target] = {
    target.__name__: target for target in (decoding, restoring, extracting, listing, archive, registry)
}
