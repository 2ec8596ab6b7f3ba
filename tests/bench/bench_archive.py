"""What the archive costs beside the bare libraries: records written and read per second, on pages of the newsroom.

    python -m tests.bench.bench_archive [--pages N] [--rounds N]

Written: our writer (response, request and metadata with two digests each, every group on disk before it returns; and
the same with a sync every 200 groups, as imports do it) beside warcio writing the same three records. Read: our reader
(every response with its metadata, its content coding undone, damage passed over) beside warcio and FastWARC reading the
payload of the same file's responses. All sides in turns in one process; CPU time, medians over the rounds.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from statistics import median

from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive import ArchiveWriter, Exchange, PageMeta, iter_archive
from crawlers.clock import SHANGHAI
from tests.bench.bench_crawl import machine
from tests.bench.crawl_site import bodies

AT = datetime(2024, 3, 1, 9, tzinfo=SHANGHAI)
HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("Last-Modified", "Fri, 01 Mar 2024 01:00:00 GMT"))
META = PageMeta("bench", "2024-03", canonical_url="http://site.example/1", listed_title="全县教育工作会议", run_id="b")


def write_ours(pages: list[bytes], root: Path, sync_every: int) -> None:
    with ArchiveWriter(root, "bench", sync_every=sync_every) as writer:
        for number, body in enumerate(pages):
            url = f"http://site.example/{number}"
            writer.write(Exchange(url, 200, "OK", HEADERS, body, AT, request_headers=(("Host", "site.example"),)), META)


def write_warcio(pages: list[bytes], root: Path) -> None:
    with (root / "warcio.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        for number, body in enumerate(pages):
            url = f"http://site.example/{number}"
            http = StatusAndHeaders("200 OK", list(HEADERS), protocol="HTTP/1.1")
            answer = writer.create_warc_record(
                url, "response", payload=BytesIO(body), length=len(body), http_headers=http
            )
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "site.example")], is_http_request=True)
            writer.write_request_response_pair(writer.create_warc_record(url, "request", http_headers=asked), answer)
            told = META.to_json()
            writer.write_record(
                writer.create_warc_record(
                    url, "metadata", payload=BytesIO(told), length=len(told), warc_content_type="application/json"
                )
            )


def read_ours(file: Path) -> int:
    return sum(bool(page.body) and page.meta is not None for page in iter_archive(file))


def read_warcio(file: Path) -> int:
    with file.open("rb") as stream:
        records = ArchiveIterator(stream)
        return sum(bool(each.content_stream().read()) for each in records if each.rec_type == "response")


def read_fastwarc(file: Path) -> int:
    with file.open("rb") as stream:
        records = FastIterator(stream, record_types=WarcRecordType.response, parse_http=True)
        return sum(bool(each.reader.read()) for each in records)


def taken(work: Callable[..., object], *given: object) -> tuple[float, object]:
    """CPU seconds of a piece of work, and what came of it."""
    began = time.process_time()
    found = work(*given)
    return time.process_time() - began, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    made = bodies()
    pages = [made[number % len(made)] + b"<!-- %d -->" % number for number in range(given.pages)]
    print(machine())
    print(f"{given.pages} pages of {sum(map(len, pages)) / len(pages) / 1000:.1f} kB, medians of {given.rounds} rounds")
    spent: dict[str, list[float]] = {}
    for _ in range(given.rounds):
        with tempfile.TemporaryDirectory(prefix="edumeet-bench-") as folder:
            root = Path(folder)
            for name, work, *more in (
                ("write: edumeet, a sync a page", write_ours, root / "one", 1),
                ("write: edumeet, a sync every 200", write_ours, root / "many", 200),
                ("write: warcio alone", write_warcio, root),
            ):
                spent.setdefault(name, []).append(taken(work, pages, *more)[0])
            (file,) = (root / "one" / "bench").glob("*.warc.gz")
            for name, read in (
                ("read: edumeet", read_ours), ("read: warcio alone", read_warcio), ("read: FastWARC", read_fastwarc),
            ):  # fmt: skip
                seconds, found = taken(read, file)
                assert found == given.pages, (name, found)
                spent.setdefault(name, []).append(seconds)
    for name, each in spent.items():
        print(f"{name:34}{given.pages / median(each):>9,.0f} pages/s of one core")


if __name__ == "__main__":
    main()
