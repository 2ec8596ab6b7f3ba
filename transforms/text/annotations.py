"""The mirrors' pinyin annotations: found, told from an author's, and taken out.

Some sites that copy government pages put the reading behind characters of a fixed list: 區(qū). The reading is the
first in the dictionary whatever the context (適應(yīng)), the same characters carry it at every occurrence, and only
characters that the mirror's table makes Traditional carry it. A textbook or a guide differs in these points:
重庆(Chóngqìng), 翀(chōng), 音乐(yuè). Coarser kin of these sites write toneless, often doubled, readings on any
character: 會(hui)(hui).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from transforms.text.gbk import bytes_of, char_of
from transforms.text.lexicon import annotation_levels, mirror_table, readings
from transforms.text.offsets import Edit

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
SYLLABLE = f"[a-zü{TONED}]{{1,6}}"
_BRACKET = re.compile(rf"\(( ?{SYLLABLE} ?)\)")
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


class _Mark(NamedTuple):
    start: int
    end: int
    char: str
    inner: str
    again: bool


def _marks(text: str) -> Iterator[_Mark]:
    """Everything that looks like a reading in brackets behind an ideograph; `again`: a second one of the same."""
    last = _Mark(0, 0, "", "", False)
    for match in _BRACKET.finditer(text):
        start, end = match.span()
        if start and start == last.end and match[1] == last.inner:
            last = _Mark(start, end, last.char, last.inner, True)
            yield last
        elif start and "\u4e00" <= (char := text[start - 1]) <= "\u9fff":
            last = _Mark(start, end, char, match[1], False)
            yield last


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


def find_pattern(text: str) -> Pattern | None:
    """The mirror's pattern on a page, None where the page has none or where what it has is an author's."""
    if "(" not in text or not _BRACKET.search(text):
        return None
    seen: Counter[tuple[str, str]] = Counter()
    doubled = running = 0
    for mark in _marks(text):
        if mark.again:
            doubled += 1
        else:
            seen[mark.char, mark.inner] += 1
        running += not mark.again and text[mark.end : mark.end + 1] not in ("", " ", "\n", "\t", "\r", "/", "|")
    if not seen or running < _RUNNING * seen.total():
        return None
    return _toned(text, seen) or _coarse(text, seen, doubled)


def _annotated_share(text: str, good: Counter[tuple[str, str]]) -> tuple[float, float]:
    """Share of the annotated among the occurrences of the annotated characters, and among all ideographs."""
    chars = {char for char, _ in good}
    counts = Counter(text)
    hanzi = sum(n for char, n in counts.items() if "\u4e00" <= char <= "\u9fff")
    return good.total() / max(1, sum(counts[char] for char in chars)), good.total() / max(1, hanzi)


def _toned(text: str, seen: Counter[tuple[str, str]]) -> Pattern | None:
    """The pattern of the fixed list."""
    good: Counter[tuple[str, str]] = Counter()
    others = 0
    for (char, inner), count in seen.items():
        syllable = inner.strip()
        if _is_default(char, syllable):
            good[char, inner] = count
        elif syllable in readings().all.get(char, ()):
            others += count  # a right reading that no mirror gives: 重(chóng)
    if others > 0.1 * good.total() or not any(toneless(inner) != inner for _, inner in good):
        return None
    always, share = _annotated_share(text, good)
    if always < _ALWAYS or share > _DENSE:
        return None
    types = frozenset(traditional for char, _ in good if (traditional := image(char)))
    pattern = Pattern(frozenset(good), types, toned=True)
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


def annotation_edits(text: str, pattern: Pattern) -> list[Edit]:
    """Removal of every annotation of the pattern, in order."""
    edits: list[Edit] = []
    marks = pattern.marks
    last_end, last_inner = -1, ""
    for match in _BRACKET.finditer(text):
        start, end = match.span()
        inner = match[1]
        if (
            (text[start - 1 : start], inner) in marks
            or (pattern.toned and _is_default(text[start - 1 : start], inner.strip()))
            or (start == last_end and inner == last_inner)
            or (pattern.toned and _hits_letter(text, start, inner, pattern))
        ):
            edits.append(Edit(start, end, ""))
            last_end, last_inner = end, inner
    return edits


def _hits_letter(text: str, start: int, inner: str, pattern: Pattern) -> bool:
    """True for a mark that took the second byte of a character and a letter for one of its own: 阷T(mén)."""
    if start < 2 or not "@" <= text[start - 1] <= "~":
        return False
    code = bytes_of(text[start - 2])
    hit = char_of(code[1], ord(text[start - 1])) if code else None
    return hit is not None and hit in pattern.types and readings().first.get(hit) == inner
