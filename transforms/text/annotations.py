"""The mirrors' pinyin annotations: found, told from an author's, and taken out.

Some sites that copy government pages put the reading behind characters of a fixed list: 區(qū). The reading is the
first in the dictionary whatever the context (適應(yīng)), the same characters carry it at every occurrence, and only
characters that the mirror's table makes Traditional carry it. A textbook or a guide differs in these points:
重庆(Chóngqìng), 翀(chōng), 音乐(yuè). Coarser kin of these sites write toneless, often doubled, readings on any
character: 會(hui)(hui).
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from transforms.text.conversion import encode
from transforms.text.gbk import bytes_of, char_of
from transforms.text.lexicon import annotation_levels, mirror_table, readings
from transforms.text.offsets import Edit

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
SYLLABLE = f"[a-zü{TONED}]{{1,6}}"
# The character before the bracket is looked back at from behind it: the search stays one for a literal bracket.
_MARK = re.compile(rf"\((?<=(.)\()( ?{SYLLABLE} ?)\)", re.DOTALL)
_MARK_BEHIND = re.compile(rf"\((?<=(.)\()( ?{SYLLABLE} ?)\)(?=([\s/|]|\Z)?)", re.DOTALL)
_TONELESS = str.maketrans(TONED, "aaaaeeeeiiiioooouuuuüüüünnn")

ENOUGH, ENOUGH_TYPES = 5, 3  # annotations and annotated characters from which a page speaks for itself
_ALWAYS = 0.85  # a mirror annotates a character at every occurrence, damaged places apart
_DENSE = 0.42  # share of annotated ideographs that only a lesson reaches
_RUNNING = 0.6  # share of annotations inside running text


def toneless(syllable: str) -> str:
    """A syllable without its tone mark."""
    return syllable.translate(_TONELESS)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a mirror put on a page.

    `marks`: annotations to take out, as (character, text in the brackets). `types`: the annotated characters in the
    form of the mirror's table. `toned`: readings carry tone marks; only such mirrors damage bytes.
    """

    marks: frozenset[tuple[str, str]]
    types: frozenset[str]
    toned: bool


@cache
def _plain_readings(char: str) -> frozenset[str]:
    return frozenset(map(toneless, readings().all.get(char, ())))


@cache
def image(char: str) -> str | None:
    """The Traditional character of the mirror's table that a character is or becomes, None outside the table."""
    table = mirror_table()
    return char if char in table.inverse else table.forward.get(char)


@cache
def _is_default(char: str, syllable: str) -> bool:
    """True for a character of the mirror's table with the reading that the mirror gives it."""
    traditional = image(char)
    first = readings().first
    return traditional is not None and syllable in (first.get(traditional), first.get(char))


def _reads(char: str, syllable: str) -> bool:
    """Whether a character, or what it becomes, can be read so."""
    plain = mirror_table().inverse.get(char, char)
    return syllable in readings().all.get(char, ()) or syllable in readings().all.get(plain, ())


def find_pattern(text: str) -> Pattern | None:
    """The mirror's pattern on a page, None where the page has none or where what it has is an author's."""
    if "(" not in text:
        return None
    found = Counter(_MARK_BEHIND.findall(text))
    seen: Counter[tuple[str, str]] = Counter()
    doubled = running = 0
    for (char, inner, behind), count in found.items():
        if "\u4e00" <= char <= "\u9fff":
            seen[char, inner] += count
            running += count * (not behind)
        elif char == ")":
            doubled += count
    if not seen or running < _RUNNING * seen.total():
        return None
    return _toned(text, seen) or _coarse(text, seen, doubled)


def _annotated_share(text: str, good: Counter[tuple[str, str]]) -> tuple[float, float]:
    """Share of the annotated among the occurrences of the annotated characters, and among all ideographs."""
    counts = np.bincount(np.minimum(encode(text), 0xFFFF), minlength=0xA000)
    places = int(counts[[ord(char) for char in {char for char, _ in good}]].sum())
    return good.total() / max(1, places), good.total() / max(1, int(counts[0x4E00:0xA000].sum()))


def _toned(text: str, seen: Counter[tuple[str, str]]) -> Pattern | None:
    """The pattern of the fixed list."""
    good: Counter[tuple[str, str]] = Counter()
    also: set[tuple[str, str]] = set()
    others = 0
    for (char, inner), count in seen.items():
        syllable = inner.strip()
        if _is_default(char, syllable):
            good[char, inner] = count
        elif char in mirror_table().inverse and count > 1 and text.count(char) == count and _reads(char, syllable):
            also.add((char, inner))  # 州長(cháng), wherever it stands: another dictionary's first reading
        elif syllable in readings().all.get(char, ()):
            others += count  # a right reading that no mirror gives: 重(chóng)
    if others > 0.1 * good.total() or not any(toneless(inner) != inner for _, inner in good):
        return None
    always, share = _annotated_share(text, good)
    if always < _ALWAYS or share > _DENSE:
        return None
    types = frozenset(traditional for char, _ in good if (traditional := image(char)))
    pattern = Pattern(frozenset(good) | also, types, toned=True)
    if good.total() >= ENOUGH and len(types) >= ENOUGH_TYPES:
        return pattern
    return (
        pattern
        if always == 1 and all(char in mirror_table().inverse for char, _ in good) and _nested(text, types)
        else None
    )


def _nested(text: str, types: frozenset[str]) -> bool:
    """True where all annotated characters are of the mirrors' list and none of a lower rank stands bare."""
    levels = annotation_levels()
    if not types <= levels.keys():
        return False
    top = max(levels[char][0] for char in types)
    return not any(high < top and char in text for char, (_, high) in levels.items() if char not in types)


def _coarse(text: str, seen: Counter[tuple[str, str]], doubled: int) -> Pattern | None:
    """The pattern of toneless readings, single or doubled."""
    good = Counter({(char, inner): n for (char, inner), n in seen.items() if inner.strip() in _plain_readings(char)})
    types = frozenset(char for char, _ in good)
    if good.total() < ENOUGH or len(types) < ENOUGH_TYPES or seen.total() > 1.1 * good.total():
        return None
    always, share = _annotated_share(text, good)
    listed = sum(n for (char, _), n in good.items() if image(char)) / good.total()
    if share > _DENSE or not (doubled >= ENOUGH_TYPES or (always >= _ALWAYS and listed >= 0.9)):
        return None
    return Pattern(frozenset(good), frozenset(), toned=False)


class Stripped(NamedTuple):
    """A text without the mirror's annotations, and how many there were; `edits` says where."""

    text: str
    removed: int
    edits: Callable[[], list[Edit]]


def strip_annotations(text: str, pattern: Pattern) -> Stripped:
    """Take out every annotation of the pattern."""
    pieces = _MARK.split(text)
    chars, inners = pieces[1::3], pieces[2::3]
    kinds = {kind: _is_mirrors(*kind, pattern) for kind in set(zip(chars, inners, strict=True))}
    if all(kinds.values()):
        return Stripped("".join(pieces[::3]), len(chars), lambda: _removals(pieces, [True] * len(chars)))
    gone: list[bool] = []
    for k, kind in enumerate(zip(chars, inners, strict=True)):
        again = kind[0] == ")" and k > 0 and gone[-1] and not pieces[3 * k] and kind[1] == inners[k - 1]
        gone.append(kinds[kind] or again or (pattern.toned and _hits_letter(pieces[3 * k], kind[1], pattern)))
    out = [pieces[0]]
    for k, (taken, inner) in enumerate(zip(gone, inners, strict=True)):
        out += [pieces[3 * k + 3]] if taken else [f"({inner})", pieces[3 * k + 3]]
    return Stripped("".join(out), sum(gone), lambda: _removals(pieces, gone))


def _removals(pieces: list[str], gone: list[bool]) -> list[Edit]:
    """The removals as edits of the text that was split into pieces."""
    edits = []
    at = 0
    for k, taken in enumerate(gone):
        at += len(pieces[3 * k])
        end = at + len(pieces[3 * k + 2]) + 2
        if taken:
            edits.append(Edit(at, end, ""))
        at = end
    return edits


def _is_mirrors(char: str, inner: str, pattern: Pattern) -> bool:
    """True for an annotation that the mirror put, by its character and reading."""
    return (char, inner) in pattern.marks or (pattern.toned and _is_default(char, inner.strip()))


def _hits_letter(piece: str, inner: str, pattern: Pattern) -> bool:
    """True for a mark that took the second byte of a character and a letter for one of its own: 阷T(mén)."""
    if len(piece) < 2 or not "@" <= piece[-1] <= "~":
        return False
    code = bytes_of(piece[-2])
    hit = char_of(code[1], ord(piece[-1])) if code else None
    return hit is not None and hit in pattern.types and readings().first.get(hit) == inner
