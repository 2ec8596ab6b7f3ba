"""The word lists of the article reader, read once from the package's data files and compiled."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """One TOML data file of this package (`lines`, `credits`), parsed."""
    text = resources.files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def any_of(parts: list[str]) -> str:
    """A regular expression that matches any of the parts, longer ones first."""
    return "(?:" + "|".join(sorted(parts, key=len, reverse=True)) + ")"


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Single-character and compound surnames."""
    text = resources.files(__package__).joinpath("data", "surnames.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(lines[0]), frozenset(lines[1].split())


@cache
def labels() -> dict[str, tuple[str, int]]:
    """Label of an info line -> the field it fills and its rank inside the field (0 is best)."""
    found: dict[str, tuple[str, int]] = {}
    for field, words in table("lines")["labels"].items():
        for rank, word in enumerate(words):
            found.setdefault(word.lower(), (field, rank))
    return found


@cache
def roles() -> dict[str, tuple[str, ...]]:
    """Word of a byline -> the roles it gives; () is a word that is known and gives none."""
    data = table("credits")
    found: dict[str, tuple[str, ...]] = {}
    for role, words in data["roles"].items():
        for word in words:
            found.setdefault(word, (role,) if role else ())
    for word, pair in data["both"].items():
        found[word] = tuple(pair)
    return found


@cache
def generic_names() -> frozenset[str]:
    """What CMSs print in the place of an author's name."""
    return frozenset(table("credits")["generic"]["names"])


@cache
def pattern(section: str, key: str, *, whole: bool = False, start: bool = False) -> re.Pattern[str]:
    """The alternation of one list of the lines file; anchored at the start, or at both ends between marks."""
    body = any_of(table("lines")[section][key])
    if whole:
        return re.compile(
            r"^[\s\[\]【】(){}<>《》|·•*#>»,.、。:;!~—_=+-]*" + body + r"[\s\[\]【】(){}<>《》|·•*#>»,.、。:;!~—_=+-]*$"
        )
    return re.compile("^" + body if start else body)
