"""What the warehouse says of sites whose pages vanish, change their face, or appear while a list is being walked."""

import json
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crawlers.newsroom import Fault, Newsroom, Served, serve, write_registry
from tests.crawlers.site import crawl
from tests.flows.conftest import Cli

SITES = ("vsb", "siteserver")
FAULTS = (
    Fault("gone", r"/info/1419/", "vsb", after=1, times=None),
    Fault("relaunch", r"/contents/", "siteserver", after=1, times=None, layout="plain"),
    Fault("shift", r"/channels/\d+\.html", "siteserver", times=2, rows=2),
)


@pytest.mark.slow
def test_what_vanishes_stays_what_changes_its_face_is_the_same_what_comes_late_comes(
    cli: Cli, tmp_path: Path, prefect_api: str
) -> None:
    file, home = tmp_path / "registry.toml", tmp_path / "home"
    options = {"PREFECT_API_URL": prefect_api, "EDUMEET_REGISTRY": str(file)}
    with serve(Newsroom(size=30, only=SITES), faults=FAULTS) as served:
        write_registry(file, served.bases)
        late = unpublished(served)
        first = answered(cli("run", "--json", **options))
        truth = {row["url"]: row for row in served.newsroom.truth(served.bases)}
        assert late and set(current(home)) == set(truth) - late
        assert sum(each["new"] for each in first["crawls"]) == len(truth) - len(late)
        for site in served.newsroom.sites:
            crawl(file, home, site.id, "--since", "2000-01-01", "--recheck", "all", "--run-id", "again")
    answered(cli("run", "--no-crawl", "--json", **options))
    found = current(home)
    assert {url: (row["title"], row["body"]) for url, row in truth.items()} == found
    # A page in a new face that says the same is no new version; both fetches lead to it.
    assert asked(home, "SELECT count(*), count(DISTINCT canonical_url) FROM core.documents") == [(len(truth),) * 2]
    fetches = asked(home, "SELECT canonical_url, count(*) FROM raw.fetches WHERE http_status = 200 GROUP BY 1")
    relaunched = {url for url in truth if "/contents/" in url} - late
    assert {url for url, faces in fetches if faces > 1} == relaunched
    meetings = {row["_meeting_id"] for row in truth.values() if row["_meeting_id"]}
    assert asked(home, "SELECT count(*) FROM mart.meetings") == [(len(meetings),)]


def unpublished(served: Served) -> set[str]:
    newsroom = served.newsroom
    own = next(site for site in newsroom.sites if site.key == "siteserver")
    return {served.bases[own.key] + newsroom.path(p) for c in own.columns for p in newsroom.listed(own, c)[:2]}


def answered(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def asked(home: Path, statement: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "published" / "edumeet.duckdb"), read_only=True) as con:
        return con.execute(statement).fetchall()


def current(home: Path) -> dict[str, tuple[str, str]]:
    rows = asked(home, "SELECT canonical_url, title, body FROM core.current_documents")
    return {url: (title, body) for url, title, body in rows}
