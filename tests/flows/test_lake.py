"""The flows on a lake: the same commands end in the same rows as in one file, on one machine and on two."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crawlers.newsroom.sites import core
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.ports import free_port
from tests.postgres import served_catalogue
from tests.warehouse.contents_of import contents

# platformdirs warns where pgserver finds no folder for its sockets.
pytestmark = pytest.mark.filterwarnings("ignore::Warning:platformdirs.*")

PAGE = """仁化县召开2024年全县教育工作会议
发布时间：2024-03-02 来源：仁化县教育局
3月1日，仁化县2024年教育工作会议在县政府三楼会议室召开。县委副书记、县长王明出席会议并讲话，副县长李芳主持会议。
会议指出，过去一年全县教育系统全面贯彻党的教育方针，各项工作取得了新的成绩。
王明强调，一是要加强师德师风建设，提高教师队伍素质；二是要推进义务教育优质均衡发展，办好人民满意的教育。
各镇分管教育负责人、县直有关单位主要负责人、各中小学校长参加会议。
"""


def command(home: Path, api: str, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
    told = environment(
        home, EDUMEET_NEWSROOM_SIZE="24", EDUMEET_NEWSROOM_SITES=",".join(core()), PREFECT_API_URL=api, **settings
    )
    return subprocess.Popen(
        [sys.executable, "-m", "flows", *arguments],
        env=told, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def edumeet(home: Path, api: str, *arguments: str, **settings: str) -> dict[str, Any]:
    """Call `edumeet … --json`, which must succeed; what it says."""
    with command(home, api, *arguments, "--json", **settings) as process:
        said, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    found: dict[str, Any] = json.loads(said)
    return found


def rows(home: Path) -> dict[str, list[Any]]:
    """What is published, but for the books on runs."""
    with duckdb.connect(str(home / "published" / "edumeet.duckdb"), read_only=True) as con:
        return {name: told for name, told in contents(con).items() if name not in ("ops.runs", "ops.source_health")}


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Path:
    """A home whose newsroom was crawled into one file."""
    home = tmp_path_factory.mktemp("single") / "home"
    edumeet(home, prefect_api, "run", EDUMEET_NEWSROOM_PORT=str(free_port()))
    return home


@pytest.fixture
def crawled(single: Path, tmp_path: Path) -> Path:
    """A home with the same archive, staged, and no warehouse."""
    home = tmp_path / "home"
    home.mkdir()
    for part in ("archive", "staging", "newsroom"):
        shutil.copytree(single / part, home / part)
    shutil.copyfile(single / "ledger.sqlite", home / "ledger.sqlite")
    return home


@pytest.fixture(scope="module")
def catalogue() -> Iterator[str]:
    with served_catalogue() as url:
        yield url


@pytest.mark.long
def test_a_lake_with_its_catalogue_in_a_file(single: Path, crawled: Path, prefect_api: str) -> None:
    lake = {"EDUMEET_WAREHOUSE": f"ducklake:sqlite:{crawled / 'catalogue.sqlite'}"}
    expected = rows(single)
    assert edumeet(crawled, prefect_api, "run", "--no-crawl", **lake)["loaded"] > 5
    assert rows(crawled) == expected
    assert not (crawled / "warehouse.duckdb").exists()
    again = edumeet(crawled, prefect_api, "run", "--no-crawl", **lake)
    assert (again["loaded"], again["published"]) == (0, None)
    replayed = edumeet(crawled, prefect_api, "replay", "--dry-run", **lake)
    assert (replayed["differences"], replayed["published"]) == ([], False)
    page = crawled / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    assert edumeet(crawled, prefect_api, "ingest", str(page), **lake)["published"]
    more = rows(crawled)
    assert len(more["core.documents"]) == len(expected["core.documents"]) + 1
    rebuilt = edumeet(crawled, prefect_api, "rebuild", **lake)
    assert rebuilt["published"]
    assert rows(crawled) == more


@pytest.mark.long
def test_two_machines_run_at_once_on_a_catalogue_in_postgres(
    single: Path, crawled: Path, catalogue: str, prefect_api: str
) -> None:
    lake = {"EDUMEET_WAREHOUSE": catalogue, "EDUMEET_LAKE_DATA": str(crawled / "shared-lake")}
    machines = [command(crawled, prefect_api, "run", "--no-crawl", "--json", **lake) for _ in range(2)]
    told = [machine.communicate(timeout=300) for machine in machines]
    assert [machine.returncode for machine in machines] == [0, 0], told
    loaded = [json.loads(said)["loaded"] for said, _ in told]
    assert sum(loaded) == len(list(crawled.glob("staging/*/*")))
    assert rows(crawled) == rows(single)


@pytest.mark.parametrize(
    ("warehouse", "said"),
    [
        ("postgres:dbname=x", "EDUMEET_WAREHOUSE"),
        ("ducklake:mysql:db=x", "ducklake:mysql: is no place for a catalogue"),
        ("ducklake:postgres:dbname=x password=geheim host=/nowhere", "password=*** host=/nowhere cannot be opened"),
    ],
)
def test_a_lake_that_cannot_be_opened_is_one_line(tmp_path: Path, prefect_api: str, warehouse: str, said: str) -> None:
    home = tmp_path / "home"
    with command(home, prefect_api, "run", "--no-crawl", EDUMEET_WAREHOUSE=warehouse) as process:
        _, errors = process.communicate(timeout=120)
    assert process.returncode in (1, 2)
    lines = [line for line in errors.splitlines() if line.startswith("edumeet: ")]
    assert len(lines) == 1, errors
    assert said in lines[0]
    assert "Traceback" not in errors
    assert "geheim" not in errors
