"""What is fuzzed: each target takes bytes and must end well, or with the error that its door promises."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from crawlers.archive import iter_archive
from crawlers.families.decode import list_text, list_tree
from crawlers.registry import RegistryError, load_sources
from transforms.extract import read_page
from transforms.page import FetchedPage
from transforms.text import UndecodableError, decode, normalise, restore

Target = Callable[[bytes], None]


def decoding(data: bytes) -> None:
    """Bytes of any page to text."""
    try:
        found = decode(data, "text/html; charset=gb2312" if data[:1] < b"\x80" else None, markup=bool(len(data) % 2))
    except UndecodableError:
        return
    assert isinstance(found.text, str)


def restoring(data: bytes) -> None:
    """Text of any mirror, restored and normalised; doing it again changes nothing."""
    text = data.decode("utf-8", "replace")
    restored = restore(text, markup=False)
    assert restored.pinyin_removed >= 0 and restored.bytes_repaired >= 0
    once = normalise(restored.text).text
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
    """Any list page to its tree."""
    list_tree(list_text(data))


def archive(data: bytes) -> None:
    """Any file as a WARC: records that can be read come, and nothing else happens."""
    with tempfile.NamedTemporaryFile(suffix=".warc.gz") as file:
        file.write(data)
        file.flush()
        for page in iter_archive(Path(file.name)):
            assert isinstance(page.body, bytes)


def registry(data: bytes) -> None:
    """Any file as a registry: sources, or mistakes told."""
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(data)
        file.flush()
        try:
            load_sources([Path(file.name)])
        except RegistryError as error:
            assert str(error)


TARGETS: dict[str, Target] = {
    target.__name__: target for target in (decoding, restoring, extracting, listing, archive, registry)
}
