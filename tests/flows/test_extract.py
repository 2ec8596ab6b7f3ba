"""`edumeet extract`: every form of input, one record a page, in order."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.flows.conftest import Cli
from transforms.record import Record

TEXT = (
    "乐安县召开2024年教育工作会议\n\n发布时间：2024-03-02 10:30 来源：县教育局\n\n"
    "3月1日上午，乐安县2024年教育工作会议在县政府礼堂召开。县委副书记、县长李明出席会议并讲话。\n\n"
    "李明强调，一是要落实立德树人根本任务；二是要抓好教师队伍建设。\n"
)
MARKUP = (
    "<html><head><meta charset='utf-8'><meta name='ArticleTitle' content='乐安县召开2024年教育工作会议'>"
    "<meta name='PubDate' content='2024-03-02 10:30'></head><body><h1>乐安县召开2024年教育工作会议</h1><div id='zoom'>"
    + "".join(f"<p>{line}</p>" for line in TEXT.split("\n\n")[2:])
    + "</div></body></html>"
)


def records(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_folder_gives_its_files_by_name(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    (folder / "b.txt").write_text(TEXT, encoding="utf-8")
    (folder / "a.html").write_text(MARKUP, encoding="utf-8")
    (folder / "deep" / "c.htm").write_bytes(MARKUP.replace("utf-8", "gb2312").encode("gb18030"))
    (folder / "notes.pdf").write_bytes(b"%PDF")
    done = cli("extract", folder)
    assert done.returncode == 0, done.stderr
    found = records(done.stdout)
    assert [record["id"] for record in found] == ["a.html", "b.txt", "deep/c.htm"]
    for record in found:
        assert record["title"] == "乐安县召开2024年教育工作会议"
        assert record["published_at"] == "2024-03-02T10:30:00+08:00"
        assert set(record) == set(Record.__annotations__)


def test_jsonl_keeps_ids_urls_and_order(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "pages.jsonl"
    rows = [
        {"id": 7, "url": "http://a.example/1.html", "html": MARKUP, "fetched_at": "2024-03-05T00:00:00+08:00"},
        {"id": "x", "url": None, "text": TEXT},
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", encoding="utf-8")
    for workers in ("1", "2"):
        done = cli("extract", file, "--workers", workers)
        assert done.returncode == 0, done.stderr
        assert [(r["id"], r["url"]) for r in records(done.stdout)] == [("7", "http://a.example/1.html"), ("x", None)]


@pytest.mark.parametrize("gzip", [True, False])
def test_warc_and_wet(cli: Cli, tmp_path: Path, gzip: bool) -> None:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=gzip)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    picture = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.1")
    for url, kind, content, http in (
        ("http://a.example/1.html", "response", MARKUP.encode(), headers),
        ("http://a.example/1.png", "response", b"\x89PNG", picture),
        ("http://a.example/2.html", "conversion", TEXT.encode(), None),
    ):
        size = len(content)
        record = writer.create_warc_record(url, kind, payload=io.BytesIO(content), length=size, http_headers=http)
        writer.write_record(record)
    file = tmp_path / ("pages.warc.gz" if gzip else "pages.warc")
    file.write_bytes(buffer.getvalue())
    done = cli("extract", file)
    assert done.returncode == 0, done.stderr
    found = records(done.stdout)
    assert [record["url"] for record in found] == ["http://a.example/1.html", "http://a.example/2.html"]
    assert all(record["id"].startswith("urn:uuid:") for record in found)
    assert {record["title"] for record in found} == {"乐安县召开2024年教育工作会议"}


def test_an_unreadable_page_gives_an_empty_record_and_its_reason(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    done = cli("extract", tmp_path / "empty.html")
    assert done.returncode == 0
    (record,) = records(done.stdout)
    assert set(record) == set(Record.__annotations__)
    assert record["doc_type"] == "not_article"
    assert "empty.html: quarantine" in done.stderr
