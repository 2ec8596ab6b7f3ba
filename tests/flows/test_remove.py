"""`edumeet remove`: what was taken out stays out, whatever is run afterwards."""

from pathlib import Path

import duckdb

from tests.flows.conftest import Cli

TEXT = (
    "乐安县召开{0}工作会议\n\n发布时间：2024-03-02 来源：县教育局\n\n"
    "3月1日，乐安县召开{0}工作会议。县长李明{1}出席会议并讲话，要求全县教育系统抓好落实。\n"
)


def published(home: Path) -> tuple[set[str], set[str]]:
    with duckdb.connect(str(home / "published" / "edumeet.duckdb"), read_only=True) as con:
        urls = {row[0] for row in con.execute("SELECT canonical_url FROM core.current_documents").fetchall()}
        names = {row[0] for row in con.execute("SELECT DISTINCT name FROM core.participants").fetchall()}
    return urls, names


def test_a_removed_page_is_in_no_table_and_stays_out(cli: Cli, tmp_path: Path, prefect_api: str) -> None:
    home, folder = tmp_path / "home", tmp_path / "pages"
    folder.mkdir()
    for name, what, who in (("a", "教育", "、副县长王芳"), ("b", "安全", "")):
        (folder / f"{name}.txt").write_text(TEXT.format(what, who), encoding="utf-8")
    assert cli("ingest", folder, PREFECT_API_URL=prefect_api).returncode == 0
    urls, names = published(home)
    with duckdb.connect(str(home / "published" / "edumeet.duckdb"), read_only=True) as con:
        ((gone,),) = con.execute("SELECT canonical_url FROM core.current_documents WHERE body LIKE '%王芳%'").fetchall()
    assert "王芳" in names
    done = cli("remove", gone, "--why", "asked for", PREFECT_API_URL=prefect_api)
    assert done.returncode == 0, done.stderr
    assert "Removed 1 pages" in done.stdout
    assert published(home) == (urls - {gone}, {"李明"})
    kept = list((home / "published" / "edumeet.duckdb.versions").iterdir())
    assert sorted(file.suffix for file in kept) == ["", ".sha256"]
    for again in (("ingest", folder), ("rebuild",)):
        assert cli(*again, PREFECT_API_URL=prefect_api).returncode == 0
        assert published(home) == (urls - {gone}, {"李明"})
    (home / "removed.toml").unlink()
    assert cli("run", "--no-crawl", PREFECT_API_URL=prefect_api).returncode == 0
    assert published(home)[0] == urls


def test_a_page_that_is_not_there_cannot_be_removed(cli: Cli, tmp_path: Path, prefect_api: str) -> None:
    nothing = cli("remove", "https://www.example.gov.cn/x.html", "--why", "asked for")
    assert (nothing.returncode, nothing.stderr.count("\n")) == (2, 1)
    page = tmp_path / "a.txt"
    page.write_text(TEXT.format("教育", ""), encoding="utf-8")
    assert cli("ingest", page, PREFECT_API_URL=prefect_api).returncode == 0
    said = cli("remove", "https://www.example.gov.cn/x.html", "--why", "asked for")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.count("\n") == 1 and "has no page https://www.example.gov.cn/x.html" in said.stderr
    assert not (tmp_path / "home" / "removed.toml").exists()
