"""The word lists of the meeting reader, from data/meeting.toml, read on first use."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon() -> dict[str, Any]:
    """All lists by name."""
    return tomllib.loads(files("transforms.meeting").joinpath("data", "meeting.toml").read_text("utf-8"))


def one_of(words: list[str]) -> str:
    """A regular expression for any of these words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"
