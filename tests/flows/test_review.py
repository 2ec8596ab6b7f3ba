"""`edumeet review`: pages served to this machine alone, verdicts kept as gold lines."""

import json
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SHARED
from tests.flows.conftest import Cli, environment
from tests.flows.reviewing import HEADERS, all_right, reviewing

PAGES = {
    "a.txt": "乐安县召开教育工作会议\n\n发布时间：2024-03-02 来源：县教育局\n\n3月1日，乐安县召开2024年教育工作会议。"
    "县长李明出席会议并讲话，副县长王芳主持会议。\n李明强调，一是要落实“双减”政策。二是要到2025年新增学位3000个。\n"
    "各乡镇分管负责人参加会议。\n",
    "b.txt": "<script>alert(1)</script>清河縣召開校園安全工作會議\n\n發布時間：2023-05-04\n\n5月3日，清河縣召開校園安全"
    "工作會議，副縣長趙強出席會議並講話。趙強要求，要守住安全底線<img src=x onerror=alert(1)>，開展隱患排查，"
    "壓實學校責任。\n",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Path:
    """A home folder with two pages ingested from `pages/`."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "pages").mkdir()
    for name, text in PAGES.items():
        (folder / "pages" / name).write_text(text, "utf-8")
    done = called(folder, "ingest", "pages", PREFECT_API_URL=prefect_api)
    assert done.returncode == 0, done.stderr
    return folder


def called(home: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "flows", *arguments],
        env=environment(home, **settings), cwd=home, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_verdicts_become_gold_that_agrees_with_what_extract_prints(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "gold.jsonl"
    with reviewing(home, "--out", str(out)) as review:
        overview = review.data("review")
        assert [page["reviewed"] for page in overview["pages"]] == [False, False]
        for entry in overview["pages"]:
            page = review.data(f"pages/{entry['version_id']}")
            status, said = review.post(all_right(overview, page))
            assert (status, said["saved"]) == (200, True), said
            assert page["version_id"] == lines(out)[-1]["_review"]["version_id"], "on the disk before it is confirmed"
        assert all(page["reviewed"] for page in review.data("review")["pages"])
        code, err = review.interrupt()
    assert code == 0 and "2 pages reviewed" in err
    extracted = called(home, "extract", "pages")
    (tmp_path / "extracted.jsonl").write_text(extracted.stdout, "utf-8")
    records = {record["id"]: record for record in map(json.loads, extracted.stdout.splitlines())}
    for line in lines(out):
        told = line.pop("_review")
        assert told["reviewer"] == "王老师" and told["at"].endswith("+08:00")
        assert line == {key: records[line["id"]][key] for key in line}
        assert {"title", "body", "meeting", "participants", "directives", "quantities"} <= line.keys()
    if SHARED.is_dir():
        score = [
            sys.executable,
            str(SHARED / "eval" / "score.py"),
            str(out),
            str(tmp_path / "extracted.jsonl"),
            "--json",
        ]
        table = json.loads(subprocess.run(score, capture_output=True, text=True, check=True, timeout=60).stdout)
        assert table["participants.name"]["gold"] == 3
        assert {row["f1"] for row in table.values() if row["gold"] and row["f1"] is not None} == {1.0}


def test_the_text_before_restoration_is_shown_beside_the_article(home: Path, tmp_path: Path) -> None:
    with reviewing(home, "--out", str(tmp_path / "gold.jsonl")) as review:
        versions = [page["version_id"] for page in review.data("review")["pages"]]
        pages = {page["url"]: page for page in (review.data(f"pages/{version}") for version in versions)}
        assert review.data(f"fetched/{pages['file:a.txt']['version_id']}") == [], "that page was whole"
        turned = pages["file:b.txt"]
        assert turned["restoration"]["converted"] > 0 and "副县长赵强出席会议并讲话" in turned["body"]
        paragraphs = review.data(f"fetched/{turned['version_id']}")
        said = next(text for start, text in paragraphs if start == turned["body"].index("5月3日"))
        assert "副縣長趙強出席會議並講話" in said
        assert review.ask("data/fetched/elsewhere.js")[0] == 404


def test_a_review_that_stopped_goes_on_and_says_how_it_stands(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "gold.jsonl"
    with reviewing(home, "--out", str(out)) as review:
        overview = review.data("review")
        first, second = (page["version_id"] for page in overview["pages"])
        verdicts = all_right(overview, review.data(f"pages/{first}"))
        people = [v for v in verdicts["verdicts"] if v["field"] == "participant"]
        people[0]["verdict"] = "wrong"
        assert review.post(verdicts)[0] == 200
        status, said = review.post(verdicts)
        assert (status, said["error"]) == (409, "this page has been reviewed already")
        review.child.kill()
    # A crash in the middle of a line: nobody was told that it is kept.
    with out.open("a", encoding="utf-8") as torn:
        torn.write('{"id": "half a li')
    with reviewing(home, "--out", str(out)) as review:
        overview = review.data("review")
        assert [page["version_id"] for page in overview["pages"]] == [second]
        assert {row["field"]: row["wrong"] for row in overview["tally"]}["participant"] == 1
        assert review.post(all_right(overview, review.data(f"pages/{second}")))[0] == 200
        review.interrupt()
    assert [line["_review"]["version_id"] for line in lines(out)] == [first, second]
    again = called(home, "review", "--no-browser", "--out", str(out))
    assert again.returncode == 2 and "all 2 pages are reviewed" in again.stderr
    told = json.loads(called(home, "review", "--list", "--json", "--out", str(out)).stdout)
    assert [page["id"] for page in told["pages"]] == [line["id"] for line in lines(out)]
    judged = {row["field"]: row for row in told["fields"]}["participant"]
    assert (judged["right"], judged["wrong"], judged["precision"]) == (2, 1, 0.667)
    assert "0.667" in called(home, "review", "--list", "--out", str(out)).stdout


def test_nobody_else_gets_in(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "gold.jsonl"
    with reviewing(home, "--out", str(out)) as review:
        overview = review.data("review")
        good = all_right(overview, review.data(f"pages/{overview['pages'][0]['version_id']}"))
        token = review.base.strip("/")
        assert len(token) >= 32
        assert review.ask("/review.html")[0] == review.ask(f"/{token[:-1]}x/review.html")[0] == 404, "no token"
        assert review.ask("review.html", host="evil.example")[0] == 421, "another name that points here"
        assert review.ask("review.html", host=f"localhost:{review.port}")[0] == 200
        assert review.ask("../../../etc/passwd")[0] == review.ask("assets/..%2f..%2fpyproject.toml")[0] == 404
        assert review.post(good, host="evil.example")[0] == 421
        assert review.post(good, headers={"Origin": "http://evil.example"})[0] == 403
        assert review.post(good, headers={"Content-Type": "text/plain"})[0] == 403
        assert review.post(good, headers={"X-Edumeet-Review": ""})[0] == 403, "as a form would send it"
        assert (
            review.ask("verdicts", method="POST", body="{}", headers=HEADERS | {"Content-Length": "2000000"})[0] == 413
        )
        for wrong, why in (
            ([], "Input should be an object"),
            (good | {"verdicts": []}, "verdicts"),
            (good | {"verdicts": [{"field": "participant", "verdict": "maybe", "key": "p1"}]}, "'right', 'wrong'"),
            (good | {"verdicts": [{"field": "participant", "verdict": "right", "key": "p99"}]}, "no participant p99"),
        ):
            status, said = review.post(wrong)
            assert status == 400 and why in said["error"], said
        assert review.post(good | {"version_id": "elsewhere"})[0] == 404
        assert not out.exists(), "nothing of this was kept"
        status, page, headers = review.ask("review.html")
        assert status == 200 and "<script>alert" not in page
        for sent in (headers["Content-Security-Policy"], unescape(page)):
            assert "script-src 'self'" in sent and "default-src 'none'" in sent and "connect-src 'self'" in sent
        assert headers["Referrer-Policy"] == "no-referrer" and headers["X-Content-Type-Options"] == "nosniff"
        assert review.post(good, headers={"Origin": f"http://127.0.0.1:{review.port}"})[0] == 200


def test_mistakes_are_one_line(cli: Cli, home: Path, tmp_path: Path) -> None:
    nothing = cli("review", "--no-browser")
    assert nothing.returncode == 2 and "edumeet run" in nothing.stderr
    for arguments, why in (
        (("--source", "nowhere"), "no page fits"),
        (("--meeting", "http://nowhere/"), "no meeting and no page is called http://nowhere/"),
        (("--out", str(home / "pages" / "a.txt")), "no line of a review"),
    ):
        done = called(home, "review", "--no-browser", *arguments)
        assert done.returncode == 2 and why in done.stderr and done.stderr.count("\n") == 1, done.stderr
    with reviewing(home, "--out", str(tmp_path / "gold.jsonl")) as review:
        taken = called(home, "review", "--no-browser", "--out", str(tmp_path / "x"), "--port", str(review.port))
        assert taken.returncode == 2 and "in use" in taken.stderr
