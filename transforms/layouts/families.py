"""The families' data files: how their addresses look and which selectors each epoch of their layout has."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from transforms.layouts.selector import Selector


@dataclass(frozen=True, slots=True)
class Epoch:
    """One layout of a family: selectors by field, and the last fetch day it is good for (None: still in use)."""

    name: str
    valid_until: date | None
    selectors: dict[str, tuple[Selector, ...]]


@dataclass(frozen=True, slots=True)
class Family:
    """A CMS family: its page object, the shapes of its article addresses, its epochs with the newest first."""

    name: str
    page_object: str
    addresses: tuple[re.Pattern[str], ...]
    epochs: tuple[Epoch, ...]

    def owns(self, url: str) -> bool:
        """Whether the address has the family's shape."""
        return any(shape.search(url) for shape in self.addresses)

    def on(self, day: date | None) -> tuple[Epoch, ...]:
        """The family's epochs for a page fetched on the day: the layout of that day first, then the others."""
        if day is None:
            return self.epochs
        good = [e for e in self.epochs if e.valid_until is None or day <= e.valid_until]
        # Of the layouts still good on that day the one that ended first was in use.
        good.sort(key=lambda e: e.valid_until or date.max)
        return (*good, *(e for e in self.epochs if e not in good))


def _selectors(entry: dict[str, Any]) -> dict[str, tuple[Selector, ...]]:
    fields = ("title", "body", "crumb", "info", "published", "source")
    return {f: tuple(Selector(css) for css in entry.get(f, [])) for f in fields}


def _family(name: str, data: dict[str, Any]) -> Family:
    epochs = tuple(Epoch(e["name"], e.get("valid_until"), _selectors(e)) for e in data["epoch"])
    return Family(
        name, data.get("page_object", "plain"), tuple(re.compile(a) for a in data.get("addresses", [])), epochs
    )


@cache
def families() -> dict[str, Family]:
    """All families by name, in the order in which their address shapes are tried."""
    folder = resources.files(__package__).joinpath("data")
    order: list[tuple[int, Family]] = []
    for file in folder.iterdir():
        if file.name.endswith(".toml"):
            data = tomllib.loads(file.read_text(encoding="utf-8"))
            order.append((data.get("order", 50), _family(file.name.removesuffix(".toml"), data)))
    return {family.name: family for _, family in sorted(order, key=lambda pair: (pair[0], pair[1].name))}
