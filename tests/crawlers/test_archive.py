"""The archive, read back with our reader and with two foreign ones."""

import gzip
import subprocess
import sys
import zlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive import ArchiveWriter, Exchange, Original, PageMeta, Written, iter_archive, read_at
from crawlers.clock import SHANGHAI

PAGE = "<html><title>全区教育工作会议召开</title><p>会议强调……</p></html>".encode("gb18030")
AT = datetime(2024, 2, 20, 23, 30, tzinfo=SHANGHAI)


def exchange(url: str = "http://site.example/a/t1.html", body: bytes = PAGE, **changes: object) -> Exchange:
    given: dict[str, object] = {
        "url": url,
        "status": 200,
        "reason": "OK",
        "headers": (("Content-Type", "text/html; charset=gb2312"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
        "body": body,
        "fetched_at": AT,
        "request_headers": (("Host", "site.example"), ("User-Agent", "edumeet")),
    }
    return Exchange(**(given | changes))  # type: ignore[arg-type]


META = PageMeta(
    "site", "2024-02", listed_at="2024-02-19", listed_title="全区教育工作会议", run_id="r1", family="trs_wcm"
)


def written(root: Path, *exchanges: Exchange) -> list[Written]:
    with ArchiveWriter(root, "site") as writer:
        return [writer.write(each, META) for each in exchanges]


def test_a_page_comes_back_as_it_was_received(tmp_path: Path) -> None:
    wire = gzip.compress(PAGE, mtime=0)
    plain = exchange()
    zipped = exchange("http://site.example/b", wire, headers=(("Content-Encoding", "gzip"),))
    first, second = written(tmp_path, plain, zipped)
    assert first.file == "site/site-20240220-000.warc.gz"
    page = read_at(tmp_path / first.file, first.offset)
    assert (page.url, page.status, page.body, page.fetched_at, page.meta) == (plain.url, 200, PAGE, AT, META)
    assert page.headers["content-type"] == "text/html; charset=gb2312"
    assert page.headers["set-cookie"] == "a=1, b=2"
    other = read_at(tmp_path / second.file, second.offset)
    assert (other.wire_body, other.body) == (wire, PAGE)
    assert [each.url for each in iter_archive(tmp_path / first.file)] == [plain.url, zipped.url]


def test_foreign_readers_see_requests_responses_metadata_and_valid_digests(tmp_path: Path) -> None:
    (only,) = written(tmp_path, exchange())
    with (tmp_path / only.file).open("rb") as stream:
        records = ArchiveIterator(stream, check_digests="raise")
        seen = [(record.rec_type, record.content_stream().read()) for record in records]
    assert [kind for kind, _ in seen] == ["warcinfo", "response", "request", "metadata"]
    assert seen[1][1] == PAGE
    with (tmp_path / only.file).open("rb") as stream:
        for record in FastIterator(stream, parse_http=False):
            assert record.verify_block_digest()
    with (tmp_path / only.file).open("rb") as stream:
        kinds = []
        for record in FastIterator(stream, parse_http=True):
            assert record.headers["WARC-Record-ID"].startswith("<urn:uuid:")
            if record.headers["WARC-Type"] == "response":
                assert record.verify_payload_digest()
                assert record.http_headers.get("Content-Type") == "text/html; charset=gb2312"
                assert record.reader.read() == PAGE
            if record.headers["WARC-Type"] == "metadata":
                assert record.headers["Content-Type"] == "application/json"
                assert PageMeta.from_json(record.reader.read()) == META
            kinds.append(record.headers["WARC-Type"])
        assert kinds == ["warcinfo", "response", "request", "metadata"]


def test_an_exact_repeat_is_a_revisit_that_reads_like_the_first(tmp_path: Path) -> None:
    known: dict[str, Original] = {}
    with ArchiveWriter(tmp_path, "site", find_original=known.get) as writer:
        first = writer.write(exchange(), META)
        known[first.payload_digest] = Original(
            first.file, first.offset, first.record_id, exchange().url, AT.isoformat()
        )
        later = AT + timedelta(days=1)
        again = writer.write(exchange(fetched_at=later, headers=(("Content-Type", "text/html"),)), META)
    assert again.is_repeat and again.file == "site/site-20240221-000.warc.gz"
    page = read_at(tmp_path / again.file, again.offset)
    assert (page.body, page.is_repeat, page.fetched_at) == (PAGE, True, later)
    assert page.headers["content-type"] == "text/html"
    with (tmp_path / again.file).open("rb") as stream:
        record = next(each for each in ArchiveIterator(stream) if each.rec_type == "revisit")
        assert record.rec_headers.get_header("WARC-Refers-To-Target-URI") == exchange().url
        assert record.rec_headers.get_header("WARC-Profile").endswith("identical-payload-digest")


def test_a_repeat_is_not_read_from_another_record_in_the_place_of_its_original(tmp_path: Path) -> None:
    (first,) = written(tmp_path, exchange())
    elsewhere = Original(first.file, first.offset, "<urn:uuid:other>", exchange().url, AT.isoformat())
    with ArchiveWriter(tmp_path, "site", find_original=lambda digest: elsewhere) as writer:
        again = writer.write(exchange("http://site.example/2"), META)
    with pytest.raises(ValueError, match="another record stands"):
        read_at(tmp_path / again.file, again.offset)


def test_a_confirmed_page_reads_as_the_page_it_confirms(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "site") as writer:
        first = writer.write(exchange(), META)
        original = Original(first.file, first.offset, first.record_id, exchange().url, AT.isoformat())
        confirmed = exchange(body=b"", status=304, reason="Not Modified", headers=(("ETag", '"x"'),))
        again = writer.write(confirmed, PageMeta("site", "2024-02", verdict="not_modified", original=original))
    page = read_at(tmp_path / again.file, again.offset)
    assert (page.status, page.body, page.headers["etag"]) == (200, PAGE, '"x"')


@pytest.mark.parametrize("cut", [1, 40, 400])
def test_a_torn_tail_is_mended_and_what_follows_is_kept(tmp_path: Path, cut: int) -> None:
    first, second = written(tmp_path, exchange(), exchange("http://site.example/2", b"x" * 3000))
    path = tmp_path / first.file
    path.write_bytes(path.read_bytes()[:-cut])
    tail = path.read_bytes()[second.offset :]
    (third,) = written(tmp_path, exchange("http://site.example/3", b"y" * 3000))
    assert third.file == first.file and third.offset == second.offset
    assert [kept.read_bytes() for kept in path.parent.glob("*.torn-*")] == [tail], "what is taken off is kept"
    assert [each.url[-1] for each in iter_archive(path)] == ["l", "3"]
    with path.open("rb") as stream:
        assert [each.rec_type for each in ArchiveIterator(stream)].count("response") == 2


def test_a_damaged_record_hides_no_other(tmp_path: Path) -> None:
    _, second, third = written(
        tmp_path, *(exchange(f"http://site.example/{n}", zlib.compress(PAGE * n)) for n in (1, 2, 3))
    )
    path = tmp_path / second.file
    content = bytearray(path.read_bytes())
    content[second.offset + 60 : second.offset + 90] = bytes(30)
    path.write_bytes(content)
    assert [each.url[-1] for each in iter_archive(path)] == ["1", "3"]
    assert read_at(path, third.offset).url.endswith("3")
    with pytest.raises(ValueError, match="no whole record"):
        read_at(path, second.offset)


def test_files_rotate_and_two_writers_never_share_one(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "site", max_bytes=3000) as one, ArchiveWriter(tmp_path, "site") as two:
        noise = [bytes((n * 37 + i * i) % 251 for i in range(1500)) for n in range(4)]
        files = {one.write(exchange(f"http://site.example/{n}", noise[n]), META).file for n in range(4)}
        assert len(files) > 1
        assert two.write(exchange(), META).file not in files
        again = one.write(exchange("http://site.example/last", noise[0]), META)
    assert sum(len(list(iter_archive(path))) for path in (tmp_path / "site").iterdir()) == 6
    assert read_at(tmp_path / again.file, again.offset).url.endswith("last")


def test_an_imported_text_keeps_its_bytes_and_its_facts(tmp_path: Path) -> None:
    text = "关于召开教育工作会议的报道\n正文".encode()
    with ArchiveWriter(tmp_path, "dump") as writer:
        put = writer.write_import("file:dump/1.txt", text, "text/plain; charset=utf-8", PageMeta("dump", "2024-02"), AT)
    page = read_at(tmp_path / put.file, put.offset)
    assert page.fetched_at == AT and AT.strftime("%Y%m%d") not in put.file, "it lies with the day of the import"
    assert (page.body, page.status, page.media_type) == (text, 200, "text/plain")
    assert page.meta is not None and page.meta.role == "import"
    with (tmp_path / put.file).open("rb") as stream:
        kept = [each.raw_stream.read() for each in ArchiveIterator(stream) if each.rec_type == "resource"]
    assert kept == [text], "other tools read it too"


def test_a_writer_killed_at_any_moment_leaves_a_readable_file(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.crawlers.test_archive import *\n"
        f"w = ArchiveWriter(Path({str(tmp_path)!r}), 'site')\n"
        "for n in range(100000):\n"
        "    put = w.write(exchange(f'http://site.example/{n}', b'z' * 5000), META)\n"
        "    print(n, put.offset, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(20)]
    child.kill()
    told += child.stdout.read().splitlines()
    child.stdout.close()
    child.wait()
    told = [line for line in told if len(line.split()) == 2][:-1]
    written(tmp_path, exchange())
    urls = [each.url for each in iter_archive(tmp_path / "site/site-20240220-000.warc.gz")]
    assert urls[-1] == exchange().url
    assert urls[: len(told)] == [f"http://site.example/{line.split()[0]}" for line in told]
