"""The archive is enough: a home made from it alone, the network off, has the same staged rows to the byte."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawlers.ledger import enter_archive, open_ledger
from crawlers.newsroom.faults import Fault
from crawlers.newsroom.newsroom import Newsroom
from crawlers.newsroom.registry import write_registry
from crawlers.newsroom.serving import serve
from crawlers.registry import load_sources
from flows.registry import facts_of
from flows.stages import Workplace, partitions_to_read, stage_batch
from tests.conftest import ROOT
from tests.crawlers.site import ENVIRONMENT, started

NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise RuntimeError(f"the network is off: {event} {arguments[1:]}")
sys.addaudithook(refuse)
"""
STAGE = (
    "from tests.flows.test_replay_bytes import stage; from pathlib import Path; stage(Path(sys.argv[1]), sys.argv[2])"
)
REPLAY = "from crawlers.replay.__main__ import main; sys.exit(main(sys.argv[1:]))"
WINDOW = ("--since", "2000-01-01")


def stage(home: Path, registry: str) -> None:
    """Stage everything that the archive of a home holds, by way of a ledger made from it."""
    known = load_sources([registry])
    place = Workplace(home / "archive", home / "staging", f"sqlite:///{home / 'ledger.sqlite'}")
    ledger = open_ledger(place.ledger_url)
    enter_archive(ledger, place.archive)
    wanted = partitions_to_read(ledger, [facts_of(source, known) for source in known])
    ledger.close()
    stage_batch(place, wanted, "staging")


def offline(program: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", NO_NETWORK + program, *map(str, arguments)],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def staged(home: Path) -> dict[str, str]:
    files = sorted((home / "staging").rglob("*.arrows"))
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home after two crawls of all sample sites, the second of which asked for everything again; and the first."""
    home = tmp_path_factory.mktemp("crawled")
    faults = (Fault("unavailable", r"post_\d+0\.html"), Fault("truncate", r"content/view.*3$"))
    with serve(Newsroom(size=160), faults=faults, gzip=True) as served:
        write_registry(home / "sources.toml", served.bases)
        summaries: dict[str, Any] = {}
        for more in ((), ("--recheck", "all")):
            crawls = [started(home / "sources.toml", home, each, *WINDOW, *more) for each in served_sources(home)]
            for ended in crawls:
                summary = ended().summary
                summaries.setdefault(summary["source"], summary)
    return home, summaries


def served_sources(home: Path) -> list[str]:
    return list(load_sources([home / "sources.toml"]))


def test_the_network_is_off(tmp_path: Path) -> None:
    done = offline("import urllib.request; urllib.request.urlopen('http://127.0.0.1:1/')")
    assert "the network is off" in done.stderr


def test_staged_rows_are_the_same_to_the_byte(crawled: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    home, _ = crawled
    stage(home, str(home / "sources.toml"))
    shutil.copytree(home / "archive", tmp_path / "archive")
    done = offline(STAGE, tmp_path, home / "sources.toml")
    assert done.returncode == 0, done.stderr
    before, after = staged(home), staged(tmp_path)
    assert len(before) > 20 and {name.split("/")[1] for name in before} == set(served_sources(home))
    assert [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)] == []


@pytest.mark.long
def test_the_same_spiders_find_the_same_items(crawled: tuple[Path, dict[str, Any]]) -> None:
    home, crawls = crawled
    for source in served_sources(home):
        command = ("--source", source, "--registry", home / "sources.toml", "--home", home, *WINDOW)
        done = offline(REPLAY, *command)
        assert done.returncode == 0, done.stderr
        replayed, crawl = json.loads(done.stdout), crawls[source]
        same = ("outcome", "rows", "new", "list_pages", "partitions", "health")
        assert {name: replayed[name] for name in same} == {name: crawl[name] for name in same}
        assert len(replayed["absent"]) == crawl["forbidden"], "what robots.txt kept back is not there to replay"
        assert (replayed["relisted"], replayed["statuses"]) == ([], {})
