"""The flows `recheck` and `resweep`, called as a deployment calls them, on a small site."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.crawlers.site import Site, article, listing, registry, serving
from tests.flows.conftest import environment

CALL = """
import json, sys
from datetime import date, timedelta
from crawlers.clock import now
from crawlers.ledger import open_ledger
from crawlers.ledger.tables import seen_urls
from flows.orchestrator import prepare
from flows.settings import Settings
prepare(Settings())
from flows.daily import daily
from flows.recheck import recheck
from flows.resweep import resweep
first = daily(since=date(2024, 1, 1))
ledger = open_ledger(Settings().ledger_url)
with ledger.writing() as connection:
    connection.execute(seen_urls.update().values(recheck_at=now() - timedelta(days=1)))
ledger.close()
print(json.dumps([run.to_dict() for run in (first, recheck(limit=3), resweep(days=31))]))
"""


def test_known_pages_are_asked_again_and_lists_walked_again(tmp_path: Path, prefect_api: str) -> None:
    paths = [f"/edu/202403/t20240301_{n}.html" for n in range(5)]
    with serving(Site()) as site:
        site.pages["/edu/"] = listing([("." + path[4:], f"会议{path}", "2024-03-01") for path in paths])
        site.pages |= {path: article(f"全县召开教育工作会议{path[-6]}") for path in paths}
        file = registry(tmp_path / "sources.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/edu/"]})
        settings = environment(tmp_path, EDUMEET_REGISTRY=str(file), PREFECT_API_URL=prefect_api)
        command = [sys.executable, "-c", CALL]
        done = subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
    runs: list[dict[str, Any]] = json.loads(done.stdout.strip().splitlines()[-1])
    assert [run["kind"] for run in runs] == ["daily", "recheck", "resweep"]
    counted = [
        {name: run["crawls"][0][name] for name in ("outcome", "new", "known", "unchanged", "changed", "failed")}
        for run in runs
    ]
    nothing = {"outcome": "ok", "new": 0, "known": 0, "unchanged": 0, "changed": 0, "failed": 0}
    assert counted == [nothing | {"new": 5}, nothing | {"unchanged": 3}, nothing], "no row is of the last 31 days"
    assert site.count("/t20240301") == 5 + 3 and site.asked.count("/edu/") == 2
    assert [run["counts"]["documents"] for run in runs] == [5, 5, 5]
