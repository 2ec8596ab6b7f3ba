"""Traditional to Simplified: OpenCC's dictionaries, the output of opencc-python-reimplemented, at table speed.

The oracle takes a text apart at separators, applies one group of dictionaries after the other, and in each group the
longest phrase first, the leftmost of equals first, then single characters. Here single characters go through one
table over code points, and phrases are looked for only around the few characters that every phrase must hold.
"""

from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.text.lexicon import protected_names

Standard = Literal["t2s", "tw2s", "hk2s"]
Codes = npt.NDArray[np.uint32]

_CHAINS: dict[Standard, tuple[tuple[str, ...], ...]] = {
    "t2s": (("TSPhrases", "TSCharacters"),),
    "tw2s": (("TWVariantsRevPhrases", "TWVariantsRev"), ("TSPhrases", "TSCharacters")),
    "hk2s": (("HKVariantsRevPhrases", "HKVariantsRev"), ("TSPhrases", "TSCharacters")),
}
# The oracle never looks across these.
_SEPARATORS = frozenset(
    " \t\n-,.?!*　，。、；：？！…“”‘’『』「」﹁﹂—－（）《》〈〉～．／＼"
    "︒︑︔︓︿﹀︹︺︙︐［﹇］﹈︕︖︰︳︴︽︾︵︶｛︷｝︸﹃﹄【︻】︼"
)
_SIZE = 0x110000  # every code point has its entry


def encode(text: str) -> Codes:
    """Code points of a text; offsets are those of the text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def decode(codes: Codes) -> str:
    """Text of code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


@cache
def entries(name: str) -> dict[str, tuple[str, ...]]:
    """One dictionary of OpenCC with every value of each entry, the preferred one first."""
    raw = (resources.files("opencc") / "dictionary" / f"{name}.txt").read_text(encoding="utf-8")
    rows = (line.strip().split("\t") for line in raw.splitlines() if line.strip())
    return {key: tuple(values.split(" ")) for key, values in rows}


@cache
def dictionary(name: str) -> dict[str, str]:
    """One dictionary of OpenCC, the preferred value of each entry."""
    return {key: values[0] for key, values in entries(name).items()}


class _Group(NamedTuple):
    """One step of a chain: a table for single characters, phrases, and what every phrase holds."""

    table: Codes
    phrases: dict[str, str]
    longest: int
    triggers: npt.NDArray[np.bool_]


def _cover(phrases: dict[str, str]) -> set[str]:
    """A few characters such that every phrase holds one of them: greedy cover."""
    left = set(phrases)
    chosen: set[str] = set()
    while left:
        counts: dict[str, int] = {}
        for phrase in left:
            for char in set(phrase):
                counts[char] = counts.get(char, 0) + 1
        best = max(counts, key=lambda c: (counts[c], c))
        chosen.add(best)
        left = {phrase for phrase in left if best not in phrase}
    return chosen


def _flags(chars: set[str]) -> npt.NDArray[np.bool_]:
    table = np.zeros(_SIZE, dtype=np.bool_)
    table[[ord(c) for c in chars]] = True
    return table


@cache
def _group(names: tuple[str, ...]) -> _Group:
    table = np.arange(_SIZE, dtype=np.uint32)
    phrases: dict[str, str] = {}
    for name in reversed(names):
        for key, value in dictionary(name).items():
            if len(key) != len(value):  # every offset counts on it
                raise ValueError(f"{name}: {key} -> {value} changes the length")
            if len(key) == 1:
                table[ord(key)] = ord(value)
            elif not _SEPARATORS & set(key):
                phrases[key] = value
    return _Group(table, phrases, max(map(len, phrases)), _flags(_cover(phrases)))


@cache
def _names() -> _Group:
    """Division names that conversion would damage, in the shape of a dictionary."""
    phrases = protected_names()
    return _Group(np.arange(0, dtype=np.uint32), phrases, max(map(len, phrases)), _flags(_cover(phrases)))


def _put_phrases(text: str, codes: Codes, out: Codes, group: _Group) -> list[tuple[int, int]]:
    """Write the phrases found over `out`: longest first, leftmost of equals first; their spans."""
    found: set[tuple[int, int]] = set()
    phrases, longest = group.phrases, group.longest
    for mark in np.flatnonzero(group.triggers[codes]).tolist():
        for start in range(max(0, mark - longest + 1), mark + 1):
            for end in range(max(mark + 1, start + 2), min(start + longest, len(text)) + 1):
                if text[start:end] in phrases:
                    found.add((start - end, start))
    spans: list[tuple[int, int]] = []
    taken: set[int] = set()
    for negative, start in sorted(found):
        span = range(start, start - negative)
        if taken.isdisjoint(span):
            taken.update(span)
            out[span.start : span.stop] = encode(phrases[text[span.start : span.stop]])
            spans.append((span.start, span.stop))
    return spans


def simplify(text: str, codes: Codes, standard: Standard) -> Codes:
    """What the oracle makes of a text, as code points; `text` and `codes` are the same text, length is kept."""
    for group in map(_group, _CHAINS[standard]):
        out = group.table[codes]
        if group.triggers[codes].any():
            _put_phrases(text, codes, out, group)
        codes = out
        text = "" if standard == "t2s" else decode(out)
    return codes


def put_names(text: str, codes: Codes, out: Codes) -> list[tuple[int, int]]:
    """Write division names that conversion would damage over `out` in their official form; their spans."""
    return _put_phrases(text, codes, out, _names()) if _names().triggers[codes].any() else []
