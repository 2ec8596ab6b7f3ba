"""The sample sites as registry entries, in the form of crawlers/registry.py."""

import json
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path

from crawlers.newsroom.newsroom import BaseUrls
from crawlers.newsroom.plan import LATEST
from crawlers.newsroom.sites import Site, sites


def registry_toml(bases: BaseUrls) -> str:
    """A registry file of the sample sites under these base URLs."""
    lines = ["# The sample newsroom: local sites for a first run. Persons and events on them are invented.", ""]
    for site in sites():
        if site.key in bases:
            lines += _entry(site, bases[site.key])
    return "\n".join(lines)


def _entry(site: Site, base: str) -> list[str]:
    lines = ["[[source]]", f'id = "{site.id}"', f"name = {_quoted(site.name)}", f'kind = "{site.kind}"']
    if site.division:
        lines.append(f'division = "{site.division}"')
    lines += [f'family = "{site.family}"', f'home = "{base}/"']
    day = datetime.combine(site.days[0], time()) if site.days else None
    lists: dict[str, dict[str, None]] = {}  # by family, without repeats
    for column in site.columns[:1] if site.by_day else site.columns:
        lists.setdefault(site.family_of(column), {})[base + site.list_path(column, day=day)] = None
    if site.family in lists and not site.by_day:
        lines += _lists(lists.pop(site.family))
    lines += ["local = true"]
    for family, urls in lists.items():
        lines += ["[[source.endpoints]]", f'family = "{family}"', *_lists(urls)]
        if site.by_day and site.days:
            # One list a day: the days of the paper bound the days that are asked for.
            lines += [f"valid_from = {site.days[0]}", f"valid_to = {site.days[1] + LATEST}"]
    return [*lines, ""]


def _lists(urls: Iterable[str]) -> list[str]:
    return ["lists = [", *(f"    {_quoted(url)}," for url in urls), "]"]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def write_registry(path: Path, base_urls: BaseUrls) -> None:
    """Write the registry file."""
    path.write_text(registry_toml(base_urls), encoding="utf-8")
