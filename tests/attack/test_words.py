"""Hostile words in headlines, names, labels and addresses, from the page to every place where they are shown."""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from lxml import html

from flows.summary import CrawlOutcome, RunSummary
from flows.visible import escaped, in_markdown, one_line, visible
from tests.conftest import ROOT
from tests.flows.conftest import environment

TITLES = {
    "formula": '=HYPERLINK("http://evil.example","云溪县召开教育工作会议")',
    "wide formula": "＝1＋1 云溪县召开教育工作会议",
    "sql": "云溪县召开教育工作会议'); DROP TABLE core.documents; --",
    "closing tag of the console": "云溪县召开教育工作会议[/nope] \\[/nope] :smile: [red]红[link=http://evil.example]",
    "script": "云溪县召开教育工作会议<script>alert(1)</script><img src=x onerror=alert(1)>",
    "terminal": "云溪县召开\x1b]0;owned\x07\x9b31m\u202e教育工作会议\r\x1b[2J",
    "unseen": "云溪县\U000e0041召开教\ufe0f育工\u2066作会\u3164议",
}
HREF = "http://www.example.gov.cn/a/{}.html?q=\x1b]0;owned\x07\u202e"
BODY = (
    "3月1日，云溪县召开2024年教育工作会议。县教育局局长苏明德主持会议，副县长何芳强调，要抓好校园安全，办好职业教育。"
)
CORE = ("--table", "core.documents", "--table", "core.related_links", "--table", "mart.meetings")
SGR = re.compile(r"\x1b\[[0-9;]*m")
"""Colours, the only escapes that our own output has."""


def obeyed(text: str) -> list[str]:
    """Characters of an output that a terminal would obey or that turn what stands beside them."""
    rest = SGR.sub("", text.replace("\r\n", "\n"))
    return [
        ascii(char)
        for char in rest
        if (unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") and char not in "\n\t")
        or unicodedata.bidirectional(char) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    ]


def page(number: int, title: str, *, text: bool) -> dict[str, str]:
    source = f"来源：云溪\x1b[31m日报{title[:3]}"
    known = {"id": str(number), "url": HREF.format(number), "fetched_at": "2024-03-02T08:00:00+08:00"}
    if text:
        return known | {"text": f"{title}\n\n发布时间：2024-03-02 {source}\n\n{BODY}\n{BODY}\n"}
    safe = title.replace("&", "&amp;").replace("<", "&lt;")
    markup = (
        f"<html><head><title>{safe}</title></head><body><h1>{safe}</h1><div>发布时间：2024-03-02 {source}</div>"
        f"<div class='content'><p>{BODY}</p><p>{BODY}</p></div><a href='{HREF}'>{safe}</a></body></html>"
    )
    return known | {"html": markup}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> dict[str, str]:
    """The environment of a home into which all of them were loaded, as HTML and as bare text."""
    folder = tmp_path_factory.mktemp("words")
    given = folder / "pages.jsonl"
    pages = [page(2 * n + text, title, text=bool(text)) for n, title in enumerate(TITLES.values()) for text in (0, 1)]
    given.write_text("".join(f"{json.dumps(each)}\n" for each in pages), "utf-8")
    settings = environment(folder / "home", PREFECT_API_URL=prefect_api)
    done = edumeet(settings, "ingest", given, "--json")
    assert not obeyed(done)
    return settings


def edumeet(settings: dict[str, str], *arguments: str | Path) -> str:
    """What a command shows on a terminal; it must succeed."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "flows", *map(str, arguments)],
        env=settings | {"TERM": "xterm-256color"},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    parts = []
    with open(ours, "rb", buffering=0) as terminal:
        while True:
            try:
                if not (part := terminal.read(65536)):
                    break
            except OSError:  # how a terminal says that nobody is at its other end any more
                break
            parts.append(part)
    shown = b"".join(parts).decode("utf-8")
    assert child.wait(60) == 0, shown
    assert "Traceback" not in shown
    return shown


def published(settings: dict[str, str]) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(Path(settings["EDUMEET_HOME"]) / "published" / "edumeet.duckdb"), read_only=True)


def test_words_are_rows_and_not_statements(loaded: dict[str, str]) -> None:
    with published(loaded) as con:
        titles = {title for (title,) in con.execute("SELECT title FROM core.current_documents").fetchall()}
        (pages,) = con.execute("SELECT count(*) FROM core.current_documents").fetchone() or (0,)
    assert pages == 2 * len(TITLES)
    assert any("DROP TABLE core.documents" in title for title in titles)
    assert any("<script>" in title for title in titles), "as written: who shows it escapes it"
    assert "云溪县召开教育工作会议" in titles, "what nobody sees is gone"
    assert not any(obeyed(title) for title in titles)


@pytest.mark.parametrize(
    "arguments",
    [
        ("sql", "select title from core.current_documents order by title"),
        ("sql", "select url, source_label, title from core.current_documents", "--csv"),
        ("sql", "select url, source_label, title from core.current_documents", "--json"),
        ("search", "教育工作会议", "--copies"),
        ("search", "教育工作会议", "--json"),
        ("status",),
        ("quarantine", "list"),
    ],
    ids=lambda arguments: " ".join(each for each in arguments if len(each) < 20),
)
def test_a_terminal_shows_words_and_obeys_none(arguments: tuple[str, ...], loaded: dict[str, str]) -> None:
    shown = edumeet(loaded, *arguments)
    assert not obeyed(shown)
    if len(arguments) == 2 and arguments[0] == "sql":
        assert ":smile:" in shown and "😄" not in shown and "\\[/nope]" in shown


def test_a_meeting_is_shown_with_words_as_they_are(loaded: dict[str, str]) -> None:
    with published(loaded) as con:
        told = con.execute("SELECT meeting_id FROM mart.meetings").fetchall()
        pages = con.execute("SELECT document_id FROM core.current_documents").fetchall()
    assert told
    for (known,) in [*told[:1], *pages[-4:]]:
        assert not obeyed(edumeet(loaded, "show", known))


def test_exports_hold_words_and_no_formula(loaded: dict[str, str], tmp_path: Path) -> None:
    edumeet(loaded, "export", tmp_path / "book.xlsx", "--format", "xlsx", *CORE)
    with zipfile.ZipFile(tmp_path / "book.xlsx") as book:
        sheets = [book.read(name).decode("utf-8") for name in book.namelist() if "worksheets/sheet" in name]
        parts = book.namelist()
    assert any("HYPERLINK" in sheet for sheet in sheets)
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert not [name for name in parts if "external" in name.lower()]
    edumeet(loaded, "export", tmp_path / "tables", "--format", "csv", *CORE)
    cells = [
        cell
        for file in (tmp_path / "tables").glob("*.csv")
        for row in csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline=""))
        for cell in row
    ]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in tuple("=+@＝＋－＠\t\r\n")]


def test_pages_of_the_report_hold_words_and_no_markup(loaded: dict[str, str], tmp_path: Path) -> None:
    edumeet(loaded, "report", "--out", tmp_path / "report")
    files = list((tmp_path / "report").rglob("*.html"))
    assert files
    for file in files:
        tree = html.fromstring(file.read_text("utf-8"))
        assert not tree.xpath("//img | //script[not(@src)] | //*[@onerror]"), file
    data = [file.read_text("utf-8") for file in (tmp_path / "report").rglob("data/**/*.js")]
    assert any("\\u003cscript" in each.lower() for each in data)
    assert not any("<" in each for each in data)


def test_the_page_of_a_run_holds_words_and_no_markup() -> None:
    said = "leads to [here](http://evil.example) | <img src=x onerror=alert(1)>\n\n# owned\x1b[2J `x`"
    summary = RunSummary("r", "daily", crawls=[CrawlOutcome("a", "broken", message=said, warnings=[said])])
    page = summary.to_markdown()
    (row,) = [line for line in page.splitlines() if line.startswith("| a |")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 8, "as many cells as the head has"
    assert not re.search(r"(?<!\\)[\[<`]", row.replace("`None`", ""))
    assert "\n# owned" not in page and not obeyed(page)


@pytest.mark.parametrize("shown", [visible, one_line, in_markdown], ids=lambda each: each.__name__)
def test_every_character_that_is_obeyed_is_replaced(shown: Callable[[str], str]) -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert obeyed(everything) and not obeyed(shown(everything))
    kept = "云溪县，abc 𠀀 é 👩‍🏫"
    assert shown(kept) == kept


def test_escaped_json_is_the_same_json() -> None:
    value = {"会议": "\x1b\x9b\u202e\U000e0041\ud800", "b": ["😀", 1]}
    text = escaped(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value and not obeyed(text)
