"""Families that are but a dialect of URLs, from dialects.toml."""

import re
import tomllib
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import Any

from crawlers.families.base import Family, NextOf
from crawlers.families.paging import by_link, by_number, by_query
from crawlers.families.rows import rows_like


@cache
def dialects() -> tuple[Family, ...]:
    """The families of dialects.toml, in its order."""
    raw = tomllib.loads(files("crawlers.families").joinpath("dialects.toml").read_text(encoding="utf-8"))
    return tuple(_family(entry) for entry in raw["dialect"])


def _family(entry: dict[str, Any]) -> Family:
    article = re.compile(entry["article"])
    return Family(
        id=entry["id"],
        label=entry["label"],
        article=article,
        rows=partial(rows_like, article),
        next_page=_paging(entry["paging"]),
        list_of=_list_of(*entry["list_of"]) if "list_of" in entry else None,
        marks=tuple((re.compile(mark, re.I), 2.0) for mark in entry.get("marks", ())),
    )


def _paging(said: str) -> NextOf:
    """`link`, `query:<parameter>` or `number:<number of page 2>[:<index file>]`."""
    kind, *given = said.split(":")
    if kind == "link":
        return by_link
    if kind == "query":
        return by_query(given[0])
    if kind == "number":
        return by_number(int(given[0]), index=given[1] if len(given) > 1 else "index.html")
    raise ValueError(f"unknown paging {said!r}")


def _list_of(pattern: str, replacement: str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern)

    def list_of(article: str) -> str | None:
        derived, count = compiled.subn(replacement, article)
        return derived if count else None

    return list_of
