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


class _Phrases(NamedTuple):
    """Phrases to look for: `triggers` flags characters of which every phrase holds one; `by_pair` finds the phrases,
    with where the pair begins in them, by the trigger and the character before or behind it.
    """

    values: dict[str, str]
    triggers: npt.NDArray[np.bool_]
    by_pair: dict[str, list[tuple[str, int]]]


class _Group(NamedTuple):
    """One step of a chain: a table for single characters, and phrases, which go before it."""

    table: Codes
    phrases: _Phrases


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


def _phrases(values: dict[str, str], chosen: set[str]) -> _Phrases:
    triggers = np.zeros(_SIZE, dtype=np.bool_)
    triggers[[ord(c) for c in chosen]] = True
    by_pair: dict[str, list[tuple[str, int]]] = {}
    for phrase in values:
        at = next(k for k, char in enumerate(phrase) if char in chosen)
        begin = at if at + 1 < len(phrase) else at - 1
        by_pair.setdefault(phrase[begin : begin + 2], []).append((phrase, begin))
    return _Phrases(values, triggers, by_pair)


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
    return _Group(table, _phrases(phrases, _cover(phrases)))


@cache
def _names() -> _Phrases:
    """Division names that conversion would damage, in the shape of a dictionary; found by the damaged character."""
    values = protected_names()
    table = _group(_CHAINS["t2s"][0]).table
    pairs = {pair for form, name in values.items() for pair in zip(form, name, strict=True)}
    harmed = {char for char, right in pairs if table[ord(char)] != ord(right)}
    return _phrases(values, harmed | _cover({f: n for f, n in values.items() if not harmed & set(f)}))


def _put_phrases(text: str, codes: Codes, out: Codes, phrases: _Phrases) -> bool:
    """Write the phrases found over `out`: longest first, leftmost of equals first; whether there are any."""
    found: set[tuple[int, int]] = set()
    for mark in np.flatnonzero(phrases.triggers[codes]).tolist():
        for begin in (mark, mark - 1):
            for phrase, offset in phrases.by_pair.get(text[max(0, begin) : begin + 2], ()):
                start = begin - offset
                if start >= 0 and text.startswith(phrase, start):
                    found.add((-len(phrase), start))
    taken: set[int] = set()
    for negative, start in sorted(found):
        span = range(start, start - negative)
        if taken.isdisjoint(span):
            taken.update(span)
            out[span.start : span.stop] = encode(phrases.values[text[span.start : span.stop]])
    return bool(found)


def simplify(text: str, codes: Codes, standard: Standard) -> Codes:
    """What the oracle makes of a text, as code points; `text` and `codes` are the same text, length is kept."""
    for group in map(_group, _CHAINS[standard]):
        out = group.table[codes]
        _put_phrases(text, codes, out, group.phrases)
        codes = out
        text = "" if standard == "t2s" else decode(out)
    return codes


def put_names(text: str, codes: Codes, out: Codes) -> None:
    """Write division names that conversion would damage over `out` in their official form (乾安縣 -> 乾安县)."""
    _put_phrases(text, codes, out, _names())
