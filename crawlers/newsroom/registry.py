"""The sample sites as registry entries, in the form of crawlers/registry.py."""

import json
from pathlib import Path

from crawlers.newsroom.newsroom import BaseUrls
from crawlers.newsroom.sites import sites


def registry_toml(bases: BaseUrls) -> str:
    """A registry file of the sample sites under these base URLs."""
    lines = ["# The sample newsroom: local sites for a first run. Persons and events on them are invented.", ""]
    for site in sites():
        lists = [bases[site.key] + site.list_path(column, 1) for column in site.columns]
        lines += ["[[source]]", f'id = "{site.id}"', f"name = {_quoted(site.name)}", f'kind = "{site.kind}"']
        if site.division:
            lines.append(f'division = "{site.division}"')
        lines += [f'family = "{site.family}"', f'home = "{bases[site.key]}/"']
        lines += ["lists = [", *(f"    {_quoted(url)}," for url in lists), "]"]
        lines += ["local = true", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def write_registry(path: Path, base_urls: BaseUrls) -> None:
    """Write the registry file."""
    path.write_text(registry_toml(base_urls), encoding="utf-8")
