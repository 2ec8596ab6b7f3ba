"""Pages that must not be published any more: somebody asked, and had a right to.

The file `removed.toml` in the home folder lists them, a page an entry:

    [[page]]
    url = "https://www.example.gov.cn/jydt/202403/t20240301_1.html"
    why = "asked for by the person named"
    on = 2024-06-03

A page listed is not read from the archive, so it is in no table, and every later run, replay or rebuild leaves it out.
"""

import json
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from crawlers.ledger import Fetch
from flows.errors import UserError


def removed_urls(file: Path) -> frozenset[str]:
    """The pages listed, by canonical URL; none where there is no such file. Raises UserError for one that is wrong."""
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return frozenset()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UserError(f"{file}: {error}") from error
    pages = said.get("page", [])
    if set(said) - {"page"} or not isinstance(pages, list):
        raise UserError(f"{file}: nothing but [[page]] entries belongs here")
    for number, page in enumerate(pages, 1):
        if not isinstance(page, dict) or not isinstance(page.get("url"), str) or not page["url"]:
            raise UserError(f"{file}: page {number} has no url")
    return frozenset(page["url"] for page in pages)


def remove(file: Path, urls: Iterable[str], why: str, today: date) -> int:
    """List pages as removed; returns how many were not listed before."""
    known = removed_urls(file)
    new = [url for url in dict.fromkeys(urls) if url not in known]
    entries = [
        f"[[page]]\nurl = {json.dumps(url)}\nwhy = {json.dumps(why, ensure_ascii=False)}\non = {today.isoformat()}\n"
        for url in new
    ]
    if entries:
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if known else ""
        beside = file.with_name(file.name + ".new")
        beside.write_text(before + "\n".join(entries), encoding="utf-8")
        beside.replace(file)
    return len(new)


def left(fetches: Iterable[Fetch], removed: frozenset[str]) -> list[Fetch]:
    """The fetches but those of removed pages."""
    return [fetch for fetch in fetches if fetch.canonical_url not in removed]
