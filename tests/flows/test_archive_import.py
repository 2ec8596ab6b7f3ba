"""`edumeet archive import`: captures of others go the way of every crawled page."""

import json
from pathlib import Path

import duckdb

from tests.crawlers.foreign import Snap, page, write
from tests.crawlers.test_captures import NEWS, REGISTRY
from tests.flows.conftest import Cli
from tests.flows.inside import Inside, edumeet

__all__ = ["edumeet"]


def files(folder: Path) -> Path:
    folder.mkdir()
    pages = [Snap(NEWS.replace("_1", f"_{n}"), body=page(f"某某县召开2021年教育工作会议第{n}次")) for n in range(4)]
    write(
        folder / "a.warc.gz",
        *pages,
        Snap(pages[0].url, at="2022-02-02T00:00:00Z", body=page("某某县召开教育工作会议（更正）")),
    )
    lead = "某某县召开教育工作大会\n\n发布时间：2021-03-02 来源：县教育局\n\n3月1日，某某县召开教育工作大会。"
    text = f"{lead}县长李明出席会议并讲话，要求全县教育系统抓好落实。\n".encode()
    write(folder / "b.warc.wet.gz", Snap(NEWS.replace("_1", "_9"), kind="conversion", body=text))
    return folder


def test_captures_are_loaded_like_crawled_pages_and_only_once(cli: Cli, tmp_path: Path, prefect_api: str) -> None:
    registry = tmp_path / "sources.toml"
    registry.write_text(REGISTRY, "utf-8")
    command = ("archive", "import", files(tmp_path / "in"), "--registry", registry, "--json")
    dry = cli(*command, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert [(each["new"], each["versions"]) for each in json.loads(dry.stdout)] == [(4, 1), (1, 0)]
    done = cli(*command, PREFECT_API_URL=prefect_api)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert [each | {"file": ""} for each in said["imported"]] == [
        each | {"file": ""} for each in json.loads(dry.stdout)
    ]
    with duckdb.connect(str(tmp_path / "home/published/edumeet.duckdb"), read_only=True) as con:
        con.execute("SET TimeZone = 'Asia/Shanghai'")
        urls = con.execute("SELECT canonical_url FROM core.current_documents ORDER BY 1").fetchall()
        assert urls == [(NEWS.replace("_1", f"_{n}"),) for n in (0, 1, 2, 3, 9)]
        titles = con.execute("SELECT title FROM core.documents WHERE canonical_url LIKE '%_0.html' ORDER BY fetched_at")
        assert [title for (title,) in titles.fetchall()] == [
            "某某县召开2021年教育工作会议第0次",
            "某某县召开教育工作会议（更正）",
        ]
        (day,) = con.execute("SELECT min(fetched_at)::DATE::VARCHAR FROM raw.fetches").fetchone() or ("",)
        assert day == "2021-03-05"
    again = cli(*command, "--archive-only")
    assert again.returncode == 0 and all(each["done_before"] for each in json.loads(again.stdout))


def test_mistakes_are_one_line(edumeet: Inside, tmp_path: Path) -> None:
    registry = tmp_path / "sources.toml"
    registry.write_text(REGISTRY, "utf-8")
    bad = tmp_path / "bad.warc"
    bad.write_text("nothing of the kind")
    for arguments, code, says in (
        ((tmp_path / "gone.warc",), 2, "no such file"),
        ((bad, "--source", "nobody", "--archive-only"), 2, "no source 'nobody'"),
        ((bad, "--archive-only"), 1, "no WARC or WET file"),
    ):
        done = edumeet("archive", "import", *arguments, "--registry", registry)
        assert done.code == code, done.err
        assert says in done.err and len(done.err.strip().splitlines()[-1]) < 300
        assert "Traceback" not in done.err
