"""The whole way, from the newsroom to the published file: what the sites say is what is there."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.ports import free_port

pytestmark = pytest.mark.timeout(1800)
"""A crawl of every sample site in processes of their own takes its time on a busy machine."""

SIZE = "110"
FEW = {"EDUMEET_NEWSROOM_SITES": "portal,media,vsb,paper"}


def edumeet(
    home: Path, *arguments: str, port: int, api: str | None = None, **more: str
) -> "subprocess.CompletedProcess[str]":
    server = {"PREFECT_API_URL": api} if api else {}
    settings = environment(home, EDUMEET_NEWSROOM_SIZE=SIZE, EDUMEET_NEWSROOM_PORT=str(port), **server, **more)
    command = [sys.executable, "-m", "flows", *arguments]
    return subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True, timeout=1500, check=False)


def asked(published: Path, statement: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(published), read_only=True) as con:
        return con.execute(statement).fetchall()


def truth(home: Path) -> list[dict[str, Any]]:
    lines = (home / "newsroom" / "truth.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


CONTENTS = (
    "SELECT canonical_url, title, published_on, doc_type, is_education_meeting, body FROM core.current_documents "
    "ORDER BY 1",
    "SELECT canonical_url, name, kind, held_on, jurisdiction_code FROM core.meeting_reports "
    "JOIN core.current_documents USING (version_id) ORDER BY 1",
    "SELECT canonical_url, p.seq, p.name, p.title, p.roles FROM core.participants p "
    "JOIN core.current_documents USING (version_id) ORDER BY 1, 2",
    "SELECT canonical_url, d.seq, d.speaker, d.ordinal, d.text FROM core.directives d "
    "JOIN core.current_documents USING (version_id) ORDER BY 1, 2",
    "SELECT url, meeting_id FROM core.meeting_documents ORDER BY 1, 2",
)
"""What a warehouse says, without the times and places of its fetches."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A home after one undisturbed run, and the newsroom's port."""
    folder, port = tmp_path_factory.mktemp("run") / "home", free_port()
    done = edumeet(folder, "run", port=port)
    assert done.returncode == 0, done.stderr
    assert "Published:" in done.stdout
    yield folder, port


def test_every_article_of_the_truth_is_there_once_and_no_other(home: tuple[Path, int]) -> None:
    published = home[0] / "published" / "edumeet.duckdb"
    expected = truth(home[0])
    found = asked(published, "SELECT canonical_url FROM core.current_documents ORDER BY 1")
    assert [url for (url,) in found] == sorted(record["url"] for record in expected)


def test_titles_days_and_bodies_are_those_of_the_truth(home: tuple[Path, int]) -> None:
    published = home[0] / "published" / "edumeet.duckdb"
    statement = "SELECT canonical_url, title, published_on::VARCHAR, body, version_id FROM core.current_documents"
    found = {row[0]: row[1:] for row in asked(published, statement)}
    doubts: dict[str, list[tuple[int, int, list[str]]]] = {}
    for version, start, end, candidates in asked(
        published, "SELECT version_id, span_start, span_end, candidates FROM core.uncertain_readings ORDER BY ALL"
    ):
        doubts.setdefault(version, []).append((start, end, candidates))
    for record in truth(home[0]):
        title, day, body, version = found[record["url"]]
        assert title == record["title"]
        assert day == (record["published_at"] and record["published_at"][:10])
        assert re.fullmatch(readings(body, doubts.get(version, [])), record["body"]), record["url"]


def readings(body: str, doubts: list[tuple[int, int, list[str]]]) -> str:
    """A pattern of what a body may say: its own text, and at each doubtful place any of the candidates."""
    pattern, at = "", 0
    for start, end, candidates in doubts:
        pattern += re.escape(body[at:start]) + "(?:" + "|".join(map(re.escape, candidates)) + ")"
        at = end
    return pattern + re.escape(body[at:])


def test_every_meeting_is_counted_once(home: tuple[Path, int]) -> None:
    published = home[0] / "published" / "edumeet.duckdb"
    ids = {record["url"]: record["_meeting_id"] for record in truth(home[0]) if record["_meeting_id"]}
    found = dict(asked(published, "SELECT url, meeting_id FROM core.meeting_documents"))
    assert set(found) == set(ids)
    pairs = {(ids[url], found[url]) for url in ids}
    assert len(pairs) == len(set(ids.values())) == len(set(found.values()))
    (counted,) = asked(published, "SELECT count(*) FROM mart.meetings")
    assert counted == (len(set(ids.values())),)


FACTS = {
    "participants": ("core.participants", "x.name", lambda row: row["name"]),
    "directives": ("core.directives", "x.text", lambda row: row["text"]),
    "programmes": ("core.programme_mentions", "x.term", lambda row: row["term"]),
    "quantities": ("core.quantities", "(x.value::DOUBLE, x.unit)", lambda row: (row["value"], row["unit"])),
}
"""Lists of the record: their table, what a row of it says, and what a row of the truth says."""


@pytest.mark.parametrize("field", FACTS)
def test_every_page_has_the_facts_of_the_truth_and_no_other(home: tuple[Path, int], field: str) -> None:
    table, said, expected = FACTS[field]
    found: dict[str, list[Any]] = {}
    for url, value in asked(
        home[0] / "published" / "edumeet.duckdb",
        f"SELECT canonical_url, {said} FROM {table} AS x JOIN core.current_documents USING (version_id)",
    ):
        found.setdefault(url, []).append(value)
    told = {record["url"]: [expected(row) for row in record[field]] for record in truth(home[0])}
    different = {
        url: (rows, found.get(url, []))
        for url, rows in told.items()
        if sorted(rows, key=repr) != sorted(found.get(url, []), key=repr)
    }
    assert different == {}
    assert sum(map(len, found.values())) == sum(map(len, told.values())) > 20


def test_every_copy_leads_to_its_original(home: tuple[Path, int]) -> None:
    expected = {record["url"]: record["_duplicate_of"] for record in truth(home[0]) if record["_duplicate_of"]}
    found = asked(
        home[0] / "published" / "edumeet.duckdb",
        "SELECT a.canonical_url, b.canonical_url FROM core.duplicates AS d "
        "JOIN core.current_documents AS a USING (document_id) "
        "JOIN core.current_documents AS b ON b.document_id = d.canonical_document_id",
    )
    assert dict(found) == expected != {}


def test_every_fact_leads_back_to_the_archived_bytes(home: tuple[Path, int]) -> None:
    from crawlers.archive import read_at

    published = home[0] / "published" / "edumeet.duckdb"
    rows = asked(
        published,
        "SELECT p.name, d.body[p.span_start + 1 : p.span_end], f.warc_file, f.warc_offset, f.content_hash, f.url "
        "FROM core.participants p JOIN core.documents d USING (version_id) JOIN raw.fetches f USING (fetch_id) "
        "USING SAMPLE 20",
    )
    assert rows
    for name, passage, file, offset, digest, url in rows:
        assert name in passage.replace(" ", "")
        response = read_at(home[0] / "archive" / file, offset)
        assert response.url == url
        assert response.meta is not None
        assert response.meta.content_hash == digest


def test_a_second_run_fetches_lists_only_and_changes_nothing(home: tuple[Path, int], prefect_api: str) -> None:
    folder, port = home
    published = folder / "published" / "edumeet.duckdb"
    before, stamp = [asked(published, statement) for statement in CONTENTS], published.stat().st_ino
    done = edumeet(folder, "run", "--json", port=port, api=prefect_api)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert sum(crawl["new"] + crawl["changed"] for crawl in summary["crawls"]) == 0
    assert summary["loaded"] == 0
    assert [asked(published, statement) for statement in CONTENTS] == before
    assert published.stat().st_ino == stamp


@pytest.mark.slow
@pytest.mark.long
def test_a_run_killed_in_the_middle_ends_like_an_undisturbed_one(tmp_path: Path, prefect_api: str) -> None:
    folder, undisturbed, port = tmp_path / "home", tmp_path / "undisturbed", free_port()
    assert edumeet(undisturbed, "run", port=port, api=prefect_api, **FEW).returncode == 0
    settings = environment(
        folder, EDUMEET_NEWSROOM_SIZE=SIZE, EDUMEET_NEWSROOM_PORT=str(port), PREFECT_API_URL=prefect_api, **FEW
    )
    for stage in (folder / "archive", folder / "staging", folder / "warehouse.duckdb"):
        child = subprocess.Popen(
            [sys.executable, "-m", "flows", "run"],
            env=settings,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 300
        while not stage.exists() and child.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.7)
        assert child.poll() is None, f"the run was over before {stage.name} could be disturbed"
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    done = edumeet(folder, "run", port=port, api=prefect_api, **FEW)
    assert done.returncode == 0, done.stderr
    for statement in CONTENTS:
        published, whole = (each / "published" / "edumeet.duckdb" for each in (folder, undisturbed))
        assert asked(published, statement) == asked(whole, statement)
