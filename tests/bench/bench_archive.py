"""What the archive costs beside the bare libraries: records written and read per second, on pages of the newsroom.

    python -m tests.bench.bench_archive [--pages N] [--rounds N] [--quick]

Written: our writer (response, request and metadata with two digests each, every group on disk before it returns; and
the same with a sync every 200 groups, as imports do it) beside warcio writing the same three records. Read: our reader
(every response with its metadata, its content coding undone, damage passed over) beside warcio and FastWARC reading the
payload of the same file's responses. All sides in turns in one process; CPU time, medians over the rounds.
"""

import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path

from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive import ArchiveWriter, Exchange, PageMeta, iter_archive
from crawlers.clock import SHANGHAI
from tests.bench.crawl_site import bodies
from tests.bench.results import arguments, recording
from tests.bench.sides import Spent, in_turns, rate, ratio

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


def written(pages: list[bytes]) -> Mapping[str, Callable[[Path], None]]:
    """Who writes; each into a folder of its own."""
    return {
        "edumeet, a sync a page": lambda root: write_ours(pages, root, 1),
        "edumeet, a sync every 200": lambda root: write_ours(pages, root, 200),
        "warcio alone": lambda root: write_warcio(pages, root),
    }


READERS: Mapping[str, Callable[[Path], int]] = {
    "edumeet": read_ours, "warcio alone": read_warcio, "FastWARC": read_fastwarc,
}  # fmt: skip


def all_read(read: Callable[[Path], int], file: Path, pages: int) -> None:
    found = read(file)
    assert found == pages, f"{found} of {pages} pages"


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--pages", type=int, default=1000)
    ask.add_argument("--rounds", type=int, default=5)
    given = ask.parse_args()
    count, rounds = (40, 1) if given.quick else (given.pages, given.rounds)
    made = bodies()
    pages = [made[number % len(made)] + b"<!-- %d -->" % number for number in range(count)]
    write: Spent = {}
    with recording("archive", given, ("warcio", "fastwarc")) as figures, tempfile.TemporaryDirectory() as folder:
        figures.say(f"{count} pages of {sum(map(len, pages)) / count / 1000:.1f} kB, {rounds} rounds")
        for number in range(rounds):
            sides = {}
            for place, (name, work) in enumerate(written(pages).items()):
                root = Path(folder) / f"{number}-{place}"
                root.mkdir()
                sides[name] = partial(work, root)
            for name, seconds in in_turns(sides, 1, first=number).items():
                write.setdefault(name, []).extend(seconds)
        (file,) = (Path(folder) / "0-0" / "bench").glob("*.warc.gz")
        read = in_turns({name: partial(all_read, each, file, count) for name, each in READERS.items()}, rounds)
        for what, spent in (("write", write), ("read", read)):
            for name in spent:
                figures.add(f"{what}, {name}", rate(spent, name, count), "pages/s of one core")
        for name in ("edumeet, a sync a page", "edumeet, a sync every 200"):
            figures.add(f"write, {name} / warcio alone", ratio(write, name, "warcio alone"), "×")
        for name in ("warcio alone", "FastWARC"):
            figures.add(f"read, edumeet / {name}", ratio(read, "edumeet", name), "×")


if __name__ == "__main__":
    main()
