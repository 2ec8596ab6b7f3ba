"""`edumeet archive find` against a CDX server on loopback, in both forms that indexes have."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import read_at
from crawlers.ledger import fetches_of, open_ledger
from tests.crawlers.cdx import Index, serving
from tests.crawlers.foreign import Snap, page, write
from tests.crawlers.test_captures import NEWS, REGISTRY
from tests.flows.inside import Inside, edumeet

__all__ = ["edumeet"]

OLD = "http://www.old-county.cn/news/show.asp?id="
SNAPS = [
    *(Snap(NEWS.replace("_1", f"_{n}"), at=f"2021-03-{10 + n}T01:02:03Z", body=page(f"会议{n}")) for n in range(7)),
    Snap(NEWS.replace("_1", "_2"), at="2022-07-01T00:00:00Z", body=page("会议2，更正")),
    Snap("https://www.county.gov.cn/xwzx/index.html", body=page("列表")),
    Snap(NEWS.replace("_1", "_8"), status="404 Not Found", body=page("没有")),
    Snap(OLD + "1", at="2018-01-01T00:00:00Z", body=page("旧址")),
    Snap(OLD + "2", at="2023-01-01T00:00:00Z", body=page("被人占了")),
]
FORMS = ("/cdx/search/cdx", "/TEST-index")


@pytest.fixture(params=FORMS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Index, str]]:
    file = tmp_path / "part-1.warc.gz"
    offsets = []
    for snap in SNAPS:  # each alone, so that a record's end is the next one's beginning
        offsets.append(file.stat().st_size if file.exists() else 0)
        alone = tmp_path / "one.warc.gz"
        (at,) = write(alone, snap)
        with file.open("ab") as stream:
            stream.write(alone.read_bytes()[at:])
    with serving(Index(SNAPS, file, offsets)) as served:
        yield served, served.url + request.param


def find(edumeet: Inside, tmp_path: Path, served: tuple[Index, str], *options: str) -> Any:
    (tmp_path / "sources.toml").write_text(REGISTRY, "utf-8")
    common = ("--registry", tmp_path / "sources.toml", "--index", served[1], "--data", served[0].url + "/", "--json")
    done = edumeet("archive", "find", *common, *options)
    assert done.code == 0, done.err
    return json.loads(done.out)


def addresses(told: Any) -> list[tuple[str, str]]:
    return [(each["url"], each["at"][:10]) for each in told["found"]]


def test_captures_of_a_source_are_found_over_pages_and_hosts(
    edumeet: Inside, tmp_path: Path, index: tuple[Index, str]
) -> None:
    index[0].busy = 2
    told = find(edumeet, tmp_path, index, "--source", "county")
    articles = [snap for snap in SNAPS if snap.status == "200 OK" and "index" not in snap.url and "=2" not in snap.url]
    assert sorted(addresses(told)) == sorted((snap.url, snap.at[:10]) for snap in articles)
    assert (told["resume"], told["left_out"]) == (None, 1), "the list; the old host is asked for its own days only"
    assert len(index[0].asked) > 2 + 3, "two busy answers were waited out, and pages gone through"
    (agent,) = index[0].agents
    assert agent.startswith("edumeet/") and "contact: this machine" in agent


def test_a_search_goes_on_where_it_ended_and_days_bound_it(
    edumeet: Inside, tmp_path: Path, index: tuple[Index, str]
) -> None:
    whole = addresses(find(edumeet, tmp_path, index, "--source", "county"))
    pieces: list[tuple[str, str]] = []
    more: tuple[str, ...] = ()
    for _ in range(3):
        told = find(edumeet, tmp_path, index, "--source", "county", "--limit", "4", *more)
        pieces += addresses(told)
        more = ("--resume", told["resume"]) if told["resume"] else ()
    assert pieces == whole and not more
    some = find(edumeet, tmp_path, index, "--host", "county.gov.cn", "--since", "2021-03-12", "--until", "2021-03-13")
    assert [day for _, day in addresses(some)] == ["2021-03-12", "2021-03-13"]


def test_captures_are_fetched_and_imported_once(edumeet: Inside, tmp_path: Path, index: tuple[Index, str]) -> None:
    told = find(edumeet, tmp_path, index, "--source", "county", "--fetch")
    assert (told["fetched"], told["had"], told["failed"]) == (9, 0, [])
    assert [(each["new"], each["versions"]) for each in told["imported"]] == [(8, 1)]
    ledger = open_ledger(tmp_path / "home/ledger.sqlite")
    captures = fetches_of(ledger, "county", latest=False)
    ledger.close()
    bodies = {snap.url + snap.at[:10]: snap.body for snap in SNAPS}
    for each in captures:
        got = read_at(tmp_path / "home/archive" / each.warc_file, each.warc_offset)
        assert got.body == bodies[each.url + got.fetched_at.date().isoformat()]
        assert got.headers["content-type"] == "text/html; charset=utf-8"
    again = find(edumeet, tmp_path, index, "--source", "county", "--fetch")
    assert (again["fetched"], again["had"], again["imported"]) == (0, 9, [])


def test_mistakes_are_one_line(edumeet: Inside, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(REGISTRY, "utf-8")
    common = ("archive", "find", "--registry", tmp_path / "sources.toml")
    for options, says in (
        ((), "either --source or --host"),
        (("--source", "nobody"), "no source nobody"),
        (("--source", "county"), "EDUMEET_CONTACT"),
        (("--source", "county", "--index", "somewhere", "--since", "2024-02-01", "--until", "2024-01-01"), "is after"),
        (("--host", "a.example", "--index", "http://127.0.0.1:1/TEST-index"), "ConnectError"),
    ):
        done = edumeet(*common, *options)
        assert done.code == 2 and says in done.err, done.err
        assert "Traceback" not in done.err
