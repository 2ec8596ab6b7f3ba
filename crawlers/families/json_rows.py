"""Rows out of JSON answers, whatever they call their fields."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from crawlers.clock import SHANGHAI
from crawlers.families.base import ListPage, Row
from crawlers.families.dates import date_in
from crawlers.urls import canonical_url

# In order of preference: what list APIs of several CMSs call an article's address, title and day.
_URLS = ("url", "post_url", "pageUrl", "htmlUrl", "link", "href", "docpuburl", "articleUrl")
_TITLES = ("title", "Title", "name", "doctitle", "articleTitle", "contentTitle")
_DATES = ("display_publish_time", "publishedTimeStr", "publishTime", "publishedTime", "pubDate", "date", "created_at",
          "docreltime", "createTime", "time")  # fmt: skip


def json_of(text: str) -> Any:
    """What a JSON answer says; None where it is cut off, none at all, or nested deeper than anybody reads."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def rows_in_json(answer: Any, page: ListPage) -> list[Row]:
    """Every object with an address and a title, in the answer's order, each address once."""
    found: dict[str, Row] = {}
    for entry in _objects(answer):
        address, title = _first(entry, _URLS), _first(entry, _TITLES)
        if not isinstance(address, str) or not address or not isinstance(title, str):
            continue
        try:
            url = canonical_url(address, page.url)
        except ValueError:
            continue
        found.setdefault(url, Row(url, " ".join(title.split()) or None, _day(entry, page.today)))
    return list(found.values())


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)


def _first(entry: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((entry[name] for name in names if entry.get(name)), None)


def _day(entry: Mapping[str, Any], today: date) -> date | None:
    for name in _DATES:
        value = entry.get(name)
        if isinstance(value, str) and (day := date_in(value, today)):
            return day
        number = int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else 0
        seconds = number / 1000 if number > 10**11 else number
        if 8 * 10**8 < seconds < 4 * 10**9:
            return datetime.fromtimestamp(seconds, SHANGHAI).date()
    return None
