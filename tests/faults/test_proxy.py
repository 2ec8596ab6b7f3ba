"""The whole pipeline over bad lines: what cannot be had today comes tomorrow, what is broken is not taken for good."""

import os
from pathlib import Path

import pytest

from crawlers.archive import iter_archive
from crawlers.newsroom import Newsroom, serve, write_registry
from tests.faults.home import Home, summary
from tests.faults.proxy import before

SEEDS = range(int(os.environ.get("EDUMEET_TEST_PROXIES", "1")))
"""Bad lines that are tried; `make soak` tries ten."""
TRIES = 4
"""Requests that one crawl makes for one page at most: the first, and three more."""
BAD_RUNS = 1 if len(SEEDS) == 1 else 3


@pytest.mark.parametrize("seed", SEEDS)
def test_what_bad_lines_kept_back_comes_when_they_are_calm(seed: int, tmp_path: Path, prefect_api: str) -> None:
    registry = tmp_path / "registry.toml"
    home = Home(tmp_path / "home", registry, prefect_api)
    with (
        serve(Newsroom(size=24, only=("portal", "vsb")), gzip=True) as served,
        before(served.bases, seed=seed, rate=0.7) as proxies,
    ):
        write_registry(registry, served.bases)
        for _ in range(BAD_RUNS):
            done = home.edumeet("run", "--json")
            assert done.returncode in (0, 1) and "Traceback" not in done.stderr, done.stderr[-3000:]
            told = summary(done)
            bad = [crawl for crawl in told["crawls"] if crawl["failed"] or crawl["outcome"] != "ok"]
            assert bad, "the lines were not bad"
        struck = sum((proxy.struck for proxy in proxies.values()), start=type(proxies["vsb"].struck)())
        assert all(struck[kind] for kind in ("refuse", "drop", "truncate", "corrupt", "garbage", "delay")), struck
        for proxy in proxies.values():
            assert max(proxy.asked.values()) <= TRIES * BAD_RUNS
            proxy.rate = 0.0
        truth = {row["url"]: row for row in served.newsroom.truth(served.bases)}
        for file in home.path.glob("archive/*/*.warc.gz"):
            for page in iter_archive(file):
                if page.meta and page.meta.role == "detail" and page.meta.verdict == "ok":
                    # The newsroom packs what it sends, so that every change of a byte shows.
                    served_now = served.newsroom.answer(*_place(served.bases, page.url), served.bases)
                    assert page.body == served_now.body, page.url
        home.well("run")
        home.holds_once(served)
        assert {url for (url,) in home.asked("SELECT canonical_url FROM core.documents")} == set(truth)


def _place(bases: dict[str, str], url: str) -> tuple[str, str]:
    site = next(site for site, base in bases.items() if url.startswith(base + "/"))
    return site, url.removeprefix(bases[site])
