"""The word lists of `units.toml`, read and compiled once."""

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def lists() -> dict[str, list[str]]:
    """The lists of `units.toml` by name."""
    source = files("transforms.quantities").joinpath("units.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def any_of(name: str) -> str:
    """A pattern for one word of a list, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, lists()[name]), key=lambda word: -len(word))) + ")"


@cache
def starts_with(name: str, lead: str = "") -> re.Pattern[str]:
    """A pattern for a word of a list at the beginning of a text, after an optional `lead`."""
    return re.compile(lead + any_of(name))


@cache
def members(name: str) -> frozenset[str]:
    """The words of a list, to ask for one."""
    return frozenset(lists()[name])
