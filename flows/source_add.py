"""A new source from the address of its list page: fetched as a crawl would, archived, recognised, proposed."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import Any
from urllib.parse import urlsplit

from crawlers.archive import iter_archive
from crawlers.propose import propose
from flows.crawling import CrawlOrder, crawl_in_child
from flows.errors import UserError
from flows.registry import read_registry
from flows.settings import TIMEZONE, Settings


@dataclass(frozen=True, slots=True)
class Added:
    """A proposed entry (TOML), the first rows it finds, and what a person should look at."""

    toml: str
    rows: tuple[str, ...]
    doubts: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """For a machine."""
        return asdict(self)


def add_source(settings: Settings, url: str, target: Path | None) -> Added:
    """Propose an entry for the list page at `url`, and append it to `target` if given.

    The page is fetched with robots.txt obeyed and lies in `checks/new-source/archive` afterwards. Raises UserError
    for an address that is none, a page that could not be had, or an id that `target` holds already.
    """
    host = urlsplit(url).hostname
    if urlsplit(url).scheme not in ("http", "https") or not host:
        raise UserError(f"{url!r} is no http(s) address")
    home = settings.root / "checks" / "new-source"
    rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    local = "true" if host == "localhost" or host.startswith("127.") else "false"
    entry = f'[[source]]\nid = "new-source"\nname = "?"\nkind = "media"\nfamily = "generic"\nlocal = {local}\n'
    entry += f"lists = [{json.dumps(url)}]\n"
    (home / "registry.toml").write_text(entry, "utf-8")
    today = datetime.now(TIMEZONE).date()
    # A window of today alone: the list page is walked, old articles are left in peace.
    order = CrawlOrder("new-source", home / "registry.toml", today, today, hosts=(f"host/{host}",))
    said = crawl_in_child(order, settings, "add", home=home, options=("--max-list-pages", "1"))
    for file in sorted((home / "archive" / "new-source").glob("*.warc.gz")):
        for response in iter_archive(file):
            if response.meta is not None and response.meta.role == "list" and response.status == 200:
                kind = response.headers.get("content-type")
                found = propose(response.url, response.body, kind, today)
                toml = found.toml.replace("\nlists", "\nlocal = true\nlists", 1) if local == "true" else found.toml
                if target is not None:
                    _append(target, toml)
                rows = tuple(f"{row.listed_at or 'no date'}  {row.title}  {row.url}" for row in found.rows)
                return Added(toml, rows, found.doubts)
    raise UserError(f"{url}: {said['outcome']}: {said['reason'] or 'no list page came back'}")


def _append(target: Path, toml: str) -> None:
    before = target.read_text("utf-8") if target.exists() else ""
    fresh = target.with_name(f".{target.name}.new")
    fresh.write_text(f"{before.rstrip()}\n\n{toml}".lstrip(), "utf-8")
    try:
        read_registry(fresh)
    except UserError:
        fresh.unlink()
        raise
    fresh.replace(target)
