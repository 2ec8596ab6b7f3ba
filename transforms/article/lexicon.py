"""The word lists of the article reader, read once from the package's data files and compiled."""

import re
import tomllib
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """One TOML data file of this package (`lines`, `credits`), parsed."""
    text = resources.files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def any_of(parts: list[str]) -> str:
    """A regular expression that matches any of the parts, longer ones first.

    A group at the head of a part is written out: where every alternative begins with a plain character the regular
    expression engine skips to those characters, some ten times faster.
    """
    spread = [whole for part in parts for whole in _spread(part)]
    return "(?:" + "|".join(sorted(spread, key=len, reverse=True)) + ")"


_CHOICE = re.compile(r"\[([^\]\\^-]{1,4})\](?![?*+{])")
_OPTIONAL = re.compile(r"([^\W\d_]|\[[^\]\\^-]{1,4}\])\?(?=.)")


def _spread(part: str) -> list[str]:
    """Write out the alternatives at the head of an expression: (?:甲|乙)丙 -> 甲丙, 乙丙; [甲乙]丙 and 甲?丙 alike."""
    if choice := _CHOICE.match(part):
        return [char + part[choice.end() :] for char in choice[1]]
    if may := _OPTIONAL.match(part):
        return [*_spread(may[1] + part[may.end() :]), *_spread(part[may.end() :])]
    if not part.startswith("(?:"):
        return [part]
    depth, cuts = 0, [2]
    for place, char in enumerate(part):
        escaped = place > 0 and part[place - 1] == "\\"
        if char == "(" and not escaped:
            depth += 1
        elif char == ")" and not escaped:
            depth -= 1
        if (char == "|" and depth == 1) or depth == 0:
            cuts.append(place)
        if depth == 0:
            break
    rest = part[cuts[-1] + 1 :]
    if rest[:1] in ("*", "+", "{"):
        return [part]
    optional = rest[:1] == "?"
    rest = rest[optional:]
    heads = [part[a + 1 : b] for a, b in pairwise(cuts)]
    return [found for head in [*heads, *([""] if optional else [])] for found in _spread(head + rest) if found]


_HEADED = re.compile(r"[^\W\d_](?![?*+{])")


def by_first(parts: list[str]) -> str:
    """`any_of` for who asks only whether a part matches: alternatives that begin with one letter are tried together,
    and none of them where no such letter stands."""
    groups: dict[str, list[str]] = {}
    others: list[str] = []
    for whole in dict.fromkeys(whole for part in parts for whole in _spread(part)):
        if _HEADED.match(whole):
            groups.setdefault(whole[0], []).append(whole[1:])
        else:
            others.append(whole)
    headed = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in groups.items())
    return "(?:" + "|".join([f"(?=[{''.join(groups)}])(?:{headed})", *others]) + ")"


@cache
def rare_surnames() -> frozenset[str]:
    """Single-character surnames, rare ones among them: in a byline a name is expected, and they are no risk."""
    text = resources.files(__package__).joinpath("data", "surnames.txt").read_text(encoding="utf-8")
    return frozenset(char for line in text.splitlines() if not line.startswith("#") for char in line)


@cache
def labels() -> dict[str, tuple[str, int]]:
    """Label of an info line -> the field it fills and its rank inside the field (0 is best)."""
    found: dict[str, tuple[str, int]] = {}
    for field, words in table("lines")["labels"].items():
        for rank, word in enumerate(words):
            found.setdefault(word, (field, rank))
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
def generic_sources() -> frozenset[str]:
    """What copying sites print in the place of a source."""
    return frozenset(table("lines")["generic"]["sources"])


@cache
def pattern(section: str, key: str, *, whole: bool = False, start: bool = False) -> re.Pattern[str]:
    """The alternation of one list of the lines file; anchored at the start, or at both ends between marks, it only
    answers whether a line is so."""
    parts = table("lines")[section][key]
    body = by_first(parts) if whole or start else any_of(parts)
    if whole:
        return re.compile(
            r"^[\s\[\]【】(){}<>《》|·•*#>»,.、。:;!~—_=+-]*" + body + r"[\s\[\]【】(){}<>《》|·•*#>»,.、。:;!~—_=+-]*$"
        )
    return re.compile("^" + body if start else body)
