"""Captures of others in the archive: chosen, filed once, in flat memory, whatever is killed or damaged."""

import gzip
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawlers.archive import iter_archive, read_at
from crawlers.captures import FileCounts, ImportBusy, Selection, SelectionError, UnreadableFileError, import_files
from crawlers.captures.reading import MAX_RECORD, records
from crawlers.ledger import Ledger, due_pages, enter_archive, fetches_of, open_ledger, record_fetch, seen
from crawlers.registry import Source, load_sources
from tests.crawlers.foreign import Snap, chunked, in_one_piece, page, write
from tests.crawlers.test_archive import AT
from tests.crawlers.test_ledger import PAGE

REGISTRY = """
[[source]]
id = "county"
name = "县政府"
kind = "government"
family = "trs_wcm"
lists = ["https://www.county.gov.cn/xwzx/"]

[[source.endpoints]]
lists = ["http://www.old-county.cn/news/"]
family = "generic"
valid_from = 2015-01-01
valid_to = 2019-06-30

[[source]]
id = "bureau"
name = "县教育局"
kind = "education_bureau"
family = "trs_wcm"
lists = ["https://www.county.gov.cn/jyj/gzdt/"]
keywords = ["教育工作会议"]
"""
NEWS = "https://www.county.gov.cn/xwzx/202103/t20210304_1.html"


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Source]:
    file = tmp_path / "sources.toml"
    file.write_text(REGISTRY, "utf-8")
    return load_sources([file])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def run(ledger: Ledger, home: Path, selection: Selection, *files: Path, dry_run: bool = False) -> list[FileCounts]:
    return list(import_files(ledger, home, files, selection, run_id="i1", dry_run=dry_run))


def test_a_capture_keeps_its_time_address_bytes_and_where_it_was_found(
    ledger: Ledger, home: Path, sources: dict[str, Source], tmp_path: Path
) -> None:
    plain, wire = page("全县教育工作会议"), gzip.compress(page("二", encoding="gb18030"), mtime=0)
    zipped = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("ETag", '"e"'))
    in_chunks = (("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"))
    file = tmp_path / "CC-MAIN-1.warc.gz"
    offsets = write(
        file,
        Snap(NEWS, body=plain, about={"WARC-Record-ID": "<urn:uuid:a>"}),
        Snap(NEWS.replace("_1", "_2"), body=wire, headers=zipped),
        Snap(NEWS.replace("_1", "_3"), body=chunked(plain), headers=in_chunks),
    )
    (counts,) = run(ledger, home, Selection(sources), file)
    assert (counts.new, counts.records, counts.error) == (3, 7, None)
    first, second, third = fetches_of(ledger, "county", "2021-03", roles=("import",))
    got = read_at(home / first.warc_file, first.warc_offset)
    assert (got.url, got.body, got.fetched_at.isoformat()) == (NEWS, plain, "2021-03-05T12:05:06+08:00")
    assert got.meta is not None and got.meta.capture is not None
    assert (got.meta.capture.file, got.meta.capture.offset) == (file.name, offsets[0])
    assert (got.meta.capture.record_id, got.meta.capture.kind, got.meta.run_id) == ("<urn:uuid:a>", "response", "i1")
    zip_got = read_at(home / second.warc_file, second.warc_offset)
    assert (zip_got.wire_body, zip_got.body) == (wire, page("二", encoding="gb18030"))
    assert zip_got.headers["etag"] == '"e"' and second.etag == '"e"'
    assert read_at(home / third.warc_file, third.warc_offset).is_repeat, (
        "without its chunks it is the first page's body"
    )
    assert read_at(home / third.warc_file, third.warc_offset).body == plain


def test_only_captures_that_are_a_sources_then_are_taken(
    ledger: Ledger, home: Path, sources: dict[str, Source], tmp_path: Path
) -> None:
    old = "http://www.old-county.cn/news/show.asp?id=7"
    file = tmp_path / "a.warc.gz"
    write(
        file,
        Snap("https://www.elsewhere.cn/xwzx/202103/t20210304_1.html", body=page("别处")),
        Snap(old, at="2018-05-01T00:00:00Z", body=page("旧址")),
        Snap(old + "8", at="2022-05-01T00:00:00Z", body=page("被人占了")),
        Snap("https://www.county.gov.cn/xwzx/index_2.html", body=page("列表")),
        Snap(NEWS, status="404 Not Found", body=page("没有")),
        Snap(NEWS, body=b"<html><script>document.cookie='x'</script></html>"),
        Snap(NEWS, body=b"\xff\xd8", headers=(("Content-Type", "image/jpeg"),)),
        Snap(NEWS, kind="revisit", body=b""),
        Snap("http://county.gov.cn:80/jyj/gzdt/202103/t20210301_5.html", body=page("全县教育工作会议召开")),
        Snap("http://county.gov.cn/jyj/gzdt/202103/t20210301_6.html", body=page("食堂公告")),
        Snap("nonsense", body=page("?")),
    )
    (counts,) = run(ledger, home, Selection(sources), file)
    assert dict(counts.sources) == {"county": 1, "bureau": 1}, "the list that lies nearest above a page has it"
    assert {name: counts.skipped[name] for name in counts.skipped if name not in ("not a page",)} == {
        "other host": 1, "host not the source's then": 1, "no article": 1, "status 404": 1, "a challenge or shell": 1,
        "revisit without bytes": 1, "no keyword": 1, "no address or time": 1,
    }  # fmt: skip
    assert [each.url for each in fetches_of(ledger, "county")] == [old]
    (one,) = run(ledger, home, Selection(sources, "county", ("没有的词",)), file)
    assert one.imported == 0 and one.skipped["no keyword"] == 3 and one.skipped["other host"] == 1


def test_a_page_that_is_known_gets_a_version_or_a_repeat_and_never_a_double(
    ledger: Ledger, home: Path, sources: dict[str, Source], tmp_path: Path
) -> None:
    """Captures of 2021 and 2022, under http and without www, of a page that a crawl knows by its address of today."""
    known = {"source": "county", "canonical_url": NEWS, "url": NEWS, "content_hash": "h-of-today"}
    record_fetch(ledger, PAGE.__class__(**({name: getattr(PAGE, name) for name in PAGE.__slots__} | known)))
    bare = "http://county.gov.cn/xwzx/202103/t20210304_1.html"
    file, other = tmp_path / "a.warc.gz", tmp_path / "b.warc"
    write(file, Snap(NEWS, body=page("旧")), Snap(bare, at="2022-01-01T00:00:00Z", body=page("旧")))
    write(other, Snap(NEWS, body=page("旧")), Snap(bare, at="2021-06-01T00:00:00Z", body=page("改")), compressed=False)
    first, second = run(ledger, home, Selection(sources), file, other)
    assert (first.new, first.versions, first.repeats, first.known) == (0, 1, 1, 0)
    assert (second.new, second.versions, second.repeats, second.known) == (0, 1, 0, 1)
    again = run(ledger, home, Selection(sources), file, other)
    assert [(each.done_before, each.imported) for each in again] == [(True, 0), (True, 0)]
    captures = fetches_of(ledger, "county", latest=False)
    assert {each.canonical_url for each in captures} == {NEWS} and len(captures) == 4
    assert {each.partition for each in captures} == {PAGE.partition}, "it stays in its month"
    assert [each.is_repeat for each in captures] == [False, False, True, False]
    (page_now,) = seen(ledger, "county", [NEWS]).values()
    assert (page_now.versions, page_now.content_hash) == (3, "h-of-today")


def test_a_text_dump_is_text_and_gives_way_to_the_page(
    ledger: Ledger, home: Path, sources: dict[str, Source], tmp_path: Path
) -> None:
    text = "全县教育工作会议召开\n会议强调，要抓好落实。\n".encode()
    dump, file = tmp_path / "a.warc.wet.gz", tmp_path / "a.warc.gz"
    write(dump, Snap(NEWS, kind="conversion", body=text))
    write(file, Snap(NEWS, body=page("全县教育工作会议召开")))
    (counts,) = run(ledger, home, Selection(sources), dump)
    (fetch,) = fetches_of(ledger, "county")
    got = read_at(home / fetch.warc_file, fetch.warc_offset)
    assert (counts.new, got.body, got.media_type) == (1, text, "text/plain")
    assert [each.canonical_url for each in due_pages(ledger, "county", AT, limit=9)] == [NEWS], "worth fetching whole"
    run(ledger, home, Selection(sources), file)
    assert due_pages(ledger, "county", AT, limit=9) == []
    dump.write_bytes(dump.read_bytes() + gzip.compress(b""))
    (counts,) = run(ledger, home, Selection(sources), dump)
    assert (counts.imported, counts.known) == (0, 1), "the page itself is there"


def test_a_dry_run_counts_and_leaves_no_trace(
    ledger: Ledger, home: Path, sources: dict[str, Source], tmp_path: Path
) -> None:
    file = tmp_path / "a.warc.gz"
    write(
        file,
        Snap(NEWS, body=page("一")),
        Snap(NEWS, at="2022-01-01T00:00:00Z", body=page("二")),
        Snap(NEWS, body=page("一")),
    )
    (dry,) = run(ledger, home, Selection(sources), file, dry_run=True)
    assert (dry.new, dry.versions, dry.known) == (1, 1, 1)
    assert list(home.glob("*/*")) == [] and fetches_of(ledger, "county") == []
    (wet,) = run(ledger, home, Selection(sources), file)
    assert wet.to_dict() == dry.to_dict()


@pytest.mark.parametrize("compressed", [True, False])
def test_damage_hides_no_other_capture_and_is_told(
    ledger: Ledger, home: Path, sources: dict[str, Source], tmp_path: Path, compressed: bool
) -> None:
    file = tmp_path / "a.warc.gz"
    snaps = [Snap(NEWS.replace("_1", f"_{n}"), body=page(f"会议{n}")) for n in range(4)]
    offsets = write(file, *snaps, compressed=compressed)
    content = bytearray(file.read_bytes())
    if compressed:
        content[offsets[1] + 40 : offsets[1] + 60] = bytes(20)
    else:
        at = content.index(b"Content-Length", offsets[1])
        content[at : at + 14] = b"Content-Lungth"
    file.write_bytes(bytes(content[:-30]))
    (counts,) = run(ledger, home, Selection(sources), file)
    assert (counts.new, counts.error) == (2, None) and counts.skipped["damaged"] >= 2
    assert sorted(each.url for each in fetches_of(ledger, "county")) == [snaps[0].url, snaps[2].url]


def test_what_cannot_be_read_is_one_line_and_the_next_file_follows(
    ledger: Ledger, home: Path, sources: dict[str, Source], tmp_path: Path
) -> None:
    bad, whole, good = tmp_path / "a.warc", tmp_path / "b.warc.gz", tmp_path / "c.warc.gz"
    bad.write_text("<html>no archive</html>")
    write(whole, Snap(NEWS, body=page("一")), compressed=False)
    in_one_piece(whole)
    write(good, Snap(NEWS, body=page("一")))
    counts = run(ledger, home, Selection(sources), bad, whole, good, tmp_path / "gone.warc")
    assert "no WARC or WET file" in (counts[0].error or "")
    assert "gunzip" in (counts[1].error or "")
    assert (counts[2].new, counts[2].error) == (1, None)
    assert "gone.warc" in (counts[3].error or "")
    with pytest.raises(SelectionError, match="no source 'nobody'"):
        Selection(sources, "nobody")
    with pytest.raises(UnreadableFileError):
        list(records(bad))


def test_one_import_at_a_time(ledger: Ledger, home: Path, sources: dict[str, Source], tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    write(file, Snap(NEWS, body=page("一")))
    going = import_files(ledger, home, [file, file], Selection(sources))
    next(going)
    with pytest.raises(ImportBusy):
        next(import_files(ledger, home, [file], Selection(sources)))
    going.close()


IMPORT = """
import sys
from pathlib import Path
from crawlers.captures import Selection, import_files, importing
from crawlers.ledger import open_ledger
from crawlers.registry import load_sources
importing.BATCH = 20
home, file = map(Path, sys.argv[1:3])
ledger = open_ledger(home / "ledger.sqlite")
selection = Selection(load_sources([home / "sources.toml"]))
def told(path, to):
    print(to, flush=True)
for counts in import_files(ledger, home / "archive", [file], selection, listener=told):
    print(counts.to_dict())
"""


def test_killed_at_any_moment_nothing_is_lost_or_doubled(sources: dict[str, Source], tmp_path: Path) -> None:
    file = tmp_path / "big.warc.gz"
    wanted = [Snap(NEWS.replace("_1", f"_{n}"), body=page(f"会议{n}")) for n in range(600)]
    write(file, *wanted)
    command = [sys.executable, "-c", IMPORT, str(tmp_path), str(file)]
    places: list[int] = []
    for pause in (0.0, 0.02, 0.05, 0.09):
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        places.append(int(child.stdout.readline()))
        time.sleep(pause)
        child.kill()
        child.wait()
        child.stdout.close()
    assert places == sorted(set(places)), "each goes on behind the one before"
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "'error': None" in done.stdout
    archived = [each for path in (tmp_path / "archive/county").glob("*.gz") for each in iter_archive(path)]
    assert sorted(each.url for each in archived) == sorted(snap.url for snap in wanted)
    ledger = open_ledger(tmp_path / "ledger.sqlite")
    assert enter_archive(ledger, tmp_path / "archive", whole=True) == 0
    assert len(fetches_of(ledger, "county", latest=False)) == len(wanted)
    ledger.close()


def test_memory_stays_flat_however_large_file_and_records(
    ledger: Ledger, home: Path, sources: dict[str, Source], tmp_path: Path
) -> None:
    """A bomb of a record (200 MB of one letter) and many pages: what is held at once is a record and a batch."""
    file = tmp_path / "a.warc.gz"
    bomb = b"a" * 200_000_000
    write(file, Snap(NEWS, body=bomb), *(Snap(NEWS.replace("_1", f"_{n}"), body=page(f"会议{n}")) for n in range(300)))
    del bomb
    program = (
        "import resource, sys; from pathlib import Path; from crawlers.captures.reading import records\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "kinds = [(each.kind, each.content is None) for each in records(Path(sys.argv[1]))]\n"
        "print(kinds.count(('response', True)), kinds.count(('response', False)),"
        " (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    said = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True)
    too_large, read, grown = map(int, said.stdout.split())
    assert (too_large, read) == (1, 300)
    assert grown < 2.5 * MAX_RECORD / 1_000_000, "megabytes"
