"""Hostile sites against a crawl as its user runs it: it ends, it stays small, and the rest of the site is fetched."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive import iter_archive
from crawlers.archive.coding import zstd
from tests.attack import hostile as attacks
from tests.attack.hostile import Attack, hostile, plain
from tests.bench.memory import watched
from tests.crawlers.site import Answer, Site, article, crawl, listing, registry, serving, started

MEMORY = 700_000_000
"""Bytes that a crawl may hold: some 150 MB of program, a page of 16 MB unpacked several times over."""
ROWS = [(f"./202403/t20240301_{number}.html", f"会议{number}", "2024-03-01") for number in range(3)]


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    "attack",
    [
        attacks.endless_headers,
        attacks.one_endless_header,
        attacks.endless_body,
        attacks.gzip_bomb,
        attacks.deflate_bomb,
        attacks.brotli_bomb,
        attacks.zstd_bomb,
        attacks.zstd_frames,
        attacks.a_thousand_codings,
        attacks.nested_gzip,
        attacks.no_http,
        attacks.lying_length,
        attacks.negative_length,
    ],
    ids=lambda attack: attack.__name__,
)
def test_a_page_that_attacks_is_given_up_and_the_others_come(attack: Attack, tmp_path: Path) -> None:
    sound = [article(f"会议{n}").encode() for n in (0, 2)]
    good = {  # packed as nobody asked for, and all the same to be read
        "/a/202403/t20240301_0.html": plain(zstd.compress(sound[0]), b"Content-Encoding: zstd\r\n"),
        "/a/202403/t20240301_2.html": plain(brotli.compress(sound[1]), b"Content-Encoding: br\r\n"),
    }
    paths: dict[str, Attack] = {"/a/": plain(listing(ROWS).encode()), "/a/202403/t20240301_1.html": attack, **good}
    with hostile(paths) as url:
        file = registry(tmp_path / "s.toml", bad={"family": "trs_wcm", "lists": [f"{url}/a/"]})
        with watched(itself=False) as children:
            ran = started(file, tmp_path, "bad", "--since", "2024-03-01", "--until", "2024-03-31")()
    assert ran.summary["new"] >= 2, ran.err
    peak = max(child.bytes for child in children.processes.values())
    assert peak < MEMORY, f"{peak / 1e6:.0f} MB"
    assert "Traceback" not in ran.err
    archived = [page for file in tmp_path.glob("archive/*/*.warc.gz") for page in iter_archive(file)]
    assert {page.url: page.body for page in archived}.items() >= {
        (url + path, body) for path, body in zip(good, sound, strict=True)
    }


def test_answers_that_drip_for_ever_are_cut_by_time(tmp_path: Path) -> None:
    """As long as bytes come, a line is not dead: only the time of the whole answer tells."""
    pages = [plain(article("会议").encode()), attacks.drip, attacks.dripping_head]
    paths: dict[str, Attack] = {f"/a/202403/t20240301_{n}.html": page for n, page in enumerate(pages)}
    with hostile({"/a/": plain(listing(ROWS).encode()), **paths}) as url:
        file = registry(tmp_path / "s.toml", bad={"family": "trs_wcm", "lists": [f"{url}/a/"]})
        window = ("--since", "2024-03-01", "--until", "2024-03-31")
        ran = crawl(file, tmp_path, "bad", *window, "--timeout", "2")
    assert (ran.code, ran.summary["new"], ran.summary["failed"]) == (0, 1, 2), ran.err
    assert "Traceback" not in ran.err


def test_entities_of_a_feed_bring_no_file_and_no_flood(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim-4711", "utf-8")
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY e0 "会议">{laughs}]>'
        "<rss><channel>"
        "<item><title>会议&x;</title><link>/a/1.html</link><pubDate>2024-03-01</pubDate></item>"
        "<item><title>&e11;</title><link>/a/2.html</link><pubDate>2024-03-02</pubDate></item></channel></rss>"
    )
    with serving(Site()) as site:
        site.pages["/rss.xml"] = Answer(feed, headers={"Content-Type": "text/xml; charset=utf-8"})
        site.pages |= {f"/a/{number}.html": article("会议") for number in (1, 2)}
        file = registry(tmp_path / "s.toml", one={"family": "feed", "lists": [f"{site.url}/rss.xml"]})
        with watched(itself=False) as children:
            ran = started(file, tmp_path, "one", "--since", "2024-03-01", "--until", "2024-03-31")()
    assert ran.summary["new"] >= 1, "the parser ends at the flood: " + ran.err
    assert max(child.bytes for child in children.processes.values()) < MEMORY
    kept = [page for each in (tmp_path / "archive").glob("*/*.warc.gz") for page in iter_archive(each)]
    titles = [page.meta.listed_title for page in kept if page.meta and page.meta.role == "detail"]
    assert titles and not any("geheim" in (title or "") for title in titles)


def test_what_a_site_knows_us_by_is_not_archived(tmp_path: Path) -> None:
    def asks_for_cookie(site: Site, headers: Mapping[str, str]) -> Answer:
        if "token=geheim-4711" in headers.get("Cookie", ""):
            return Answer(article("会议0"))
        return Answer("", 302, {"Location": "/a/202403/t20240301_0.html", "Set-Cookie": "token=geheim-4711; path=/"})

    with serving(Site()) as site:
        site.pages["/a/"] = listing(ROWS[:1])
        site.pages["/a/202403/t20240301_0.html"] = asks_for_cookie
        file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/a/"]})
        ran = crawl(file, tmp_path, "one", "--since", "2024-03-01", "--until", "2024-03-31", "--log-level", "DEBUG")
    assert ran.summary["new"] == 1, ran.err
    assert "geheim" not in ran.err
    pages = [page for file in (tmp_path / "archive").glob("*/*.warc.gz") for page in iter_archive(file)]
    assert any("会议0" in page.body.decode() for page in pages)
    asked = [record for file in (tmp_path / "archive").glob("*/*.warc.gz") for record in requests_of(file)]
    assert len(asked) >= 3
    assert not any(b"geheim" in record for record in asked)


def test_what_stands_in_addresses_for_us_alone_is_neither_archived_nor_logged(tmp_path: Path) -> None:
    """A site leads to itself with a session number, with a token, with a password; a second page fails behind one."""
    with serving(Site()) as site:
        site.pages["/a/"] = listing(ROWS)
        row = "/a/202403/t20240301_{}.html"
        tokens = (";jsessionid=GEHEIM-1", "?v=7&access_token=geheim-2&b=1", "?PHPSESSID=geheim-3")
        for number, token in enumerate(tokens):
            to = f"{row.format(number)}{token}"
            if number == 1:
                to = f"http://li:geheim-4@127.0.0.1:{site.port}{to}"
            site.pages[row.format(number)] = Answer("", 302, {"Location": to})
            found = (
                Answer(article("会议")) if number < 2 else Answer("", 302, {"Location": "http://x:geheim-5@10.0.0.1/"})
            )
            site.pages[row.format(number) + token] = found
        file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/a/"]})
        options = ("--since", "2024-03-01", "--until", "2024-03-31", "--log-level", "DEBUG")
        ran = crawl(file, tmp_path, "one", *options, "--log-format", "json")
        assert any("GEHEIM-1" in path for path in site.asked), "we went where we were led"
    assert (ran.summary["new"], ran.summary["failed"]) == (2, 1), ran.err
    assert "geheim" not in ran.err.lower() and "jsessionid=-" in ran.err
    told = [json.loads(line) for line in ran.err.splitlines() if line.startswith("{")]
    assert len(told) > 20 and len(told) == len(ran.err.splitlines()), ran.err
    assert "geheim" not in str(ran.summary).lower()
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.suffix != ".gz":
            assert b"geheim" not in path.read_bytes().lower(), path
    files = list((tmp_path / "archive").glob("*/*.warc.gz"))
    records = [record for each in files for record in everything_of(each)]
    assert len(records) >= 3 * 8
    # What the site sent is kept as it sent it, also where it names a token; what is ours names none.
    assert not [kind for kind, ours in records if b"geheim" in ours.lower()]
    assert any(kind == "request" and b"access_token=-&b=1" in ours for kind, ours in records)


def everything_of(file: Path) -> list[tuple[str, bytes]]:
    """The kind of each record of a WARC file and all that is ours in it: its headers, and what no site has sent."""
    with file.open("rb") as stream:
        return [
            (
                record.rec_type,
                str(record.rec_headers).encode() + (b"" if record.rec_type == "response" else whole(record)),
            )
            for record in ArchiveIterator(stream)
        ]


def whole(record: Any) -> bytes:
    """Headers and content of a record."""
    content: bytes = record.raw_stream.read()
    return str(record.http_headers).encode() + content


def requests_of(file: Path) -> list[bytes]:
    """The request records of a WARC file, as another reader sees them."""
    with file.open("rb") as stream:
        return [whole(record) for record in ArchiveIterator(stream) if record.rec_type == "request"]


def test_links_that_lead_elsewhere_are_not_followed(tmp_path: Path) -> None:
    with serving(Site()) as secret, serving(Site()) as site:
        secret.pages["/admin/t20240301_1.html"] = article("secret")
        tempting = [
            "javascript:alert(1)//t20240301_1.html",
            "data:text/html,<h1>t20240301_2.html</h1>",
            "file:///etc/t20240301_3.html",
            f"{secret.url}/admin/t20240301_1.html",
            "//169.254.169.254/latest/t20240301_4.html",
            "http://user:pass@10.0.0.1/202403/t20240301_5.html",
            "./202403/../../../../etc/t20240301_6.html",
            "./202403/t20240301_7%00.html",
            "./202403/t20240301_8.html\r\nX-Injected: 1",
        ]
        site.pages["/a/"] = listing([(href, f"会议{n}", "2024-03-01") for n, href in enumerate(tempting)])
        file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/a/"]})
        ran = crawl(file, tmp_path, "one", "--since", "2024-03-01", "--until", "2024-03-31")
    assert secret.asked == []
    assert "Traceback" not in ran.err
    assert all(path.startswith("/") and "\n" not in path for path in site.asked)
    beside = {path.name for path in tmp_path.iterdir() if not path.name.startswith((".", "ledger.sqlite"))}
    assert beside == {"archive", "runs", "s.toml"}
    assert {path.name for path in (tmp_path / "archive").iterdir()} == {"one"}
