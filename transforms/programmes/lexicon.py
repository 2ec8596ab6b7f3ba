"""The data files of this package, read once."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from transforms.language import WordIndex


@cache
def words() -> dict[str, list[str]]:
    """The lists of `words.toml`."""
    source = files("transforms.programmes").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def terms() -> tuple[str, ...]:
    """Well-known names, the longest first."""
    source = files("transforms.programmes").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    names = {line.split("\t", 1)[0] for line in source.splitlines() if line and not line.startswith("#")}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def known_terms() -> frozenset[str]:
    """The well-known names, to ask for one."""
    return frozenset(terms())


@cache
def term_index() -> WordIndex:
    """The well-known names, to find where they stand."""
    return WordIndex(terms())


@cache
def any_of(name: str) -> str:
    """A pattern for one word of a list, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, words()[name]), key=lambda word: (-len(word), word))) + ")"
