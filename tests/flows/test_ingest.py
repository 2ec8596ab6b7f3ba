"""`edumeet ingest`: pages from disk take the same way as crawled ones."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.flows.conftest import Cli


@pytest.mark.shared
def test_the_seed_pages_load_and_loading_them_twice_changes_nothing(
    cli: Cli, shared: Path, tmp_path: Path, prefect_api: str
) -> None:
    gold = [json.loads(line) for line in (shared / "gold" / "gold.jsonl").read_text("utf-8").splitlines()]
    first = cli("ingest", shared / "seeds", PREFECT_API_URL=prefect_api)
    assert first.returncode == 0, first.stderr
    published = tmp_path / "home" / "published" / "edumeet.duckdb"
    statement = (
        "SELECT canonical_url, title, strftime(published_at, '%Y-%m-%dT%H:%M'), body, site_name, host_unit, unit, icp "
        "FROM core.current_documents JOIN core.publishers USING (version_id) ORDER BY 1"
    )
    with duckdb.connect(str(published), read_only=True) as con:
        con.execute("SET TimeZone = 'Asia/Shanghai'")
        rows = con.execute(statement).fetchall()
    expected = [
        (
            f"file:{record['id']}",
            record["title"],
            record["published_at"] and record["published_at"][:16],
            record["body"],
            *(record["publisher"][key] for key in ("site_name", "host_unit", "unit", "icp")),
        )
        for record in sorted(gold, key=lambda record: str(record["id"]))
    ]
    assert rows == expected
    second = cli("ingest", shared / "seeds", "--json", PREFECT_API_URL=prefect_api)
    assert second.returncode == 0, second.stderr
    said = json.loads(second.stdout)
    assert said["crawls"][0] | {"seconds": 0} == said["crawls"][0] | {"new": 0, "changed": 0, "known": 5, "seconds": 0}
    assert said["loaded"] == 0
    with duckdb.connect(str(published), read_only=True) as con:
        con.execute("SET TimeZone = 'Asia/Shanghai'")
        assert con.execute(statement).fetchall() == expected


def test_a_page_that_changed_is_a_new_version_of_the_same_document(cli: Cli, tmp_path: Path, prefect_api: str) -> None:
    text = "乐安县召开教育工作会议\n\n发布时间：2024-03-02 来源：县教育局\n\n3月1日，乐安县召开教育工作会议。{}\n"
    folder = tmp_path / "pages"
    folder.mkdir()
    page = folder / "a.txt"
    page.write_text(text.format("县长李明出席会议并讲话，要求全县教育系统抓好落实。"), encoding="utf-8")
    shutil.copy(page, folder / "b.txt")
    assert cli("ingest", folder, PREFECT_API_URL=prefect_api).returncode == 0
    page.write_text(text.format("县长李明、副县长王芳出席会议并讲话，要求抓好落实。"), encoding="utf-8")
    assert cli("ingest", folder, PREFECT_API_URL=prefect_api).returncode == 0
    with duckdb.connect(str(tmp_path / "home" / "published" / "edumeet.duckdb"), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM core.current_documents").fetchone() == (2,)
        assert con.execute("SELECT count(*) FROM core.documents").fetchone() == (3,)
        (body,) = con.execute("SELECT body FROM core.current_documents WHERE canonical_url = 'file:a.txt'").fetchone()
        assert "王芳" in body
