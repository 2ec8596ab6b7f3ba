"""A source that never ends what it sends is cut off by time, and the rest of the run is none the worse for it."""

import time
from pathlib import Path

from crawlers.newsroom import Newsroom, serve
from crawlers.newsroom.registry import registry_toml
from tests.attack.hostile import drip, hostile, plain
from tests.crawlers.site import article, listing
from tests.faults.home import Home, summary

ROWS = [(f"./202403/t20240301_{number}.html", f"县教育工作会议之{number}", "2024-03-01") for number in range(3)]
PATIENCE = 200
"""Seconds that a local source may take at most: four tries of twenty seconds for one page, and pauses."""


def test_a_page_that_drips_for_ever_is_cut_by_time(tmp_path: Path, prefect_api: str) -> None:
    pages = {f"/a/202403/t20240301_{n}.html": plain(article(f"会议{n}").encode()) for n in (0, 2)}
    attack = {"/a/": plain(listing(ROWS).encode()), "/a/202403/t20240301_1.html": drip, **pages}
    registry = tmp_path / "registry.toml"
    with serve(Newsroom(size=10, only=("portal",))) as served, hostile(attack) as url:
        entry = (
            f'[[source]]\nid = "drip"\nname = "滴"\nkind = "government"\nfamily = "trs_wcm"\nlocal = true\n'
            f'lists = ["{url}/a/"]\n'
        )
        registry.write_text(registry_toml(served.bases) + entry, "utf-8")
        home = Home(tmp_path / "home", registry, prefect_api)
        began = time.monotonic()
        done = summary(home.edumeet("run", "--json"))
        took = time.monotonic() - began
        truth = {row["url"] for row in served.newsroom.truth(served.bases)}
    crawls = {crawl["source"]: crawl for crawl in done["crawls"]}
    assert crawls["drip"]["new"] == 2 and crawls["drip"]["failed"] == 1
    assert crawls["drip"]["seconds"] < PATIENCE and took < PATIENCE + 60
    assert crawls["sample-portal"]["outcome"] == "ok"
    assert truth <= {found for (found,) in home.asked("SELECT canonical_url FROM core.current_documents")}
