"""A password in a URL of the settings is shown to nobody: not in answers, errors, representations or process lists."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawlers.newsroom import Newsroom, serve, write_registry
from crawlers.newsroom.sites import core
from flows.crawling import CrawlOrder, crawl_source
from flows.settings import Settings
from flows.stages import Workplace
from tests.crawlers.conftest import postgres, postgres_ledger_url
from tests.flows.ports import free_port
from tests.flows.processes import descendants

__all__ = ["postgres", "postgres_ledger_url"]

PASSWORD = "geheim-4711"


@pytest.mark.parametrize(
    "ledger",
    [
        "postgresql://edumeet:{0}@127.0.0.1:{1}/ledger",  # nobody answers there
        "postgresql+nope://edumeet:{0}@127.0.0.1:{1}/ledger",
        "postgresql://edumeet:{0}@127.0.0.1:port/ledger",
        "postgresql://edumeet:{0}/@127.0.0.1:{1}/ledger",
    ],
)
@pytest.mark.parametrize("command", [["status"], ["backfill", "status"]])
def test_a_ledger_that_cannot_be_opened_is_one_line(
    cli: Callable[..., Any], tmp_path: Path, ledger: str, command: list[str]
) -> None:
    (tmp_path / "home" / "archive" / "somewhere").mkdir(parents=True)
    done = cli(*command, EDUMEET_LEDGER=ledger.format(PASSWORD, free_port()))
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "127.0.0.1" in done.stderr
    assert PASSWORD not in done.stdout + done.stderr


def test_a_lake_that_cannot_be_opened_is_one_line(cli: Callable[..., Any]) -> None:
    lake = f"ducklake:postgres:dbname=lake host=127.0.0.1 port={free_port()} user=edumeet password={PASSWORD}"
    done = cli("publish", EDUMEET_WAREHOUSE=lake)
    assert done.returncode in (1, 2)
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert PASSWORD not in done.stdout + done.stderr


def test_what_is_handed_to_tasks_does_not_show_it() -> None:
    url = f"postgresql://edumeet:{PASSWORD}@db/ledger"
    settings = Settings.model_validate({"ledger": url, "warehouse": f"ducklake:postgres:password={PASSWORD}"})
    place = Workplace(settings.archive, settings.staging, settings.ledger_url)
    assert settings.ledger_url == place.ledger_url == url
    assert PASSWORD not in f"{settings!r} {settings} {place!r} {settings.model_dump_json()}"


def test_a_crawl_does_not_show_it_in_the_list_of_processes(postgres_ledger_url: str, tmp_path: Path) -> None:
    url = postgres_ledger_url.replace("postgres:@", f"postgres:{PASSWORD}@")
    assert PASSWORD in url
    seen: set[str] = set()
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            seen.update(command for _, command in descendants(os.getpid()))
            time.sleep(0.05)

    with serve(Newsroom(size=20, only=core())) as served:
        write_registry(tmp_path / "registry.toml", served.bases)
        order = CrawlOrder("sample-county", tmp_path / "registry.toml", None, None)
        watch = threading.Thread(target=look)
        watch.start()
        try:
            settings = Settings.model_validate({"home": tmp_path / "home", "ledger": url})
            outcome = crawl_source(order, settings, "run-1")
        finally:
            over.set()
            watch.join()
    assert outcome.outcome in ("ok", "empty")
    assert any("crawlers.crawl" in command for command in seen)
    assert [command for command in seen if PASSWORD in command] == []
    assert PASSWORD not in "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.json"))
