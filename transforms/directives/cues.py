"""The word lists of `cues.toml`, compiled once."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def cues() -> dict[str, dict[str, Any]]:
    """The lists of `cues.toml` by section."""
    source = files("transforms.directives").joinpath("cues.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def any_of(words: list[str]) -> str:
    """A pattern for one of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


@cache
def word_pattern(section: str, name: str) -> re.Pattern[str]:
    """A compiled pattern for one of the words of a list."""
    return re.compile(any_of(cues()[section][name]))
