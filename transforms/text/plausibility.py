"""How likely a stretch of Simplified Chinese is, by the words of a dictionary and their frequency.

Two measures, both natural logarithms: `follows` for one character behind another, cheap enough to search with, and
`plausibility` for a whole stretch, the best division into words counting.
"""

import re
from functools import cache
from math import exp, log

from transforms.remembering import remembered
from transforms.text.lexicon import person_names, words

_LONGEST = 10
_MARKS = {
    **dict.fromkeys("，,", -2.6), **dict.fromkeys("。", -3.7), **dict.fromkeys("、", -4.2),
    **dict.fromkeys("“”", -4.8), **dict.fromkeys("：:；;", -5.7), **dict.fromkeys("（）()《》", -6.4),
    **dict.fromkeys("！!？?", -7.2), **dict.fromkeys("—·…\u3000", -7.6),
}  # fmt: skip
_DOUBLED = frozenset("—…")  # written twice
_NEVER = -21.0
_UNSEEN = -16.0
_IN_WORDS = 0.6  # share of characters that follow as they do inside a word of the dictionary
_BAD_PENALTY = -6.0
_FIGURE, _FIGURE_BEHIND, _FIGURE_GOES_ON, _POINT = -5.5, -3.5, -2.6, -3.0
_BEFORE_FIGURES = frozenset("于至第约达到近在有共年月，。、（从自过超")
_LETTER, _LETTER_GOES_ON = -8.5, -4.0
_NAME, _NAME_BEHIND_TITLE = -4.5, -1.5  # a person's name here
_SURNAMES, _GIVEN = (-4.6, -7.0), (-5.0, -7.3)
_LONE, _LONE_RARE, _FREE = 1.0, 2.5, -8.5  # nats for a word of one character; likelihood of those that often are
# A sentence of one or two characters: 第一。扣子；
_STUB = re.compile(r"[。；：！？;:!?][\u4e00-\u9fff]{1,2}[。；，！？;,!?]")
_STUB_PENALTY = -3.0
# What no clause ends with: 第一。 as in 第一粒, a preposition, a conjunction, 的.
_HANGING = re.compile(
    r"(?:第[一二三四五六七八九十百]+|[的和与及在对从把被将以向按由使各每该其并而但且或])[。；，、！？;,!?]"
)
_HANGING_PENALTY = -3.0
# Marks that do not stand together, and a middle dot inside a Chinese word.
_BAD = re.compile(
    r"[。、，,；;：:！!？?“][。、，,；;：:！!？?]|“”|[（《(][，。、；：！？,;:!?）》)]|(?<=[\u4e00-\u9fff])·(?=[\u4e00-\u9fff])"
)


@cache
def characters() -> dict[str, float]:
    """Character -> natural logarithm of its share in running text, from the words that hold it."""
    shares: dict[str, float] = {}
    for word, weight in words().items():
        share = exp(weight)
        for char in word:
            shares[char] = shares.get(char, 0.0) + share
    total = sum(shares.values())
    return {char: log(share / total) for char, share in shares.items()}


@cache
def _pairs() -> tuple[dict[str, float], dict[str, float]]:
    """Logarithm of the probability of a character behind another, for two that stand so inside a word, and for any."""
    shares: dict[str, float] = {}
    firsts: dict[str, float] = {}
    for word, weight in words().items():
        share = exp(weight)
        for char in word:
            firsts[char] = firsts.get(char, 0.0) + share
        for k in range(len(word) - 1):
            pair = word[k : k + 2]
            shares[pair] = shares.get(pair, 0.0) + share
    alone = {char: (1 - _IN_WORDS) * exp(weight) for char, weight in characters().items()}
    for pair, share in shares.items():
        shares[pair] = log(alone[pair[1]] + _IN_WORDS * share / firsts[pair[0]])
    return shares, {char: log(share) for char, share in alone.items()}


@cache
def _reach() -> dict[str, int]:
    """Two characters -> length of the longest word that begins with them."""
    reach: dict[str, int] = {}
    for word in words():
        size = len(word)
        if 2 <= size <= _LONGEST and size > reach.get(word[:2], 0):
            reach[word[:2]] = size
    return reach


def _of_ascii(before: str, char: str) -> float:
    """Logarithm of the probability of an ASCII character: figures and letters come in rows."""
    if char.isdigit():
        if before.isdigit() or before == ".":
            return _FIGURE_GOES_ON
        return _FIGURE_BEHIND if before in _BEFORE_FIGURES else _FIGURE
    if char in ".%" and before.isdigit():
        return _POINT
    return _LETTER_GOES_ON if before.isascii() and before.isalpha() and char.isalpha() else _LETTER


def follows(before: str, char: str) -> float:
    """Logarithm of the probability of a character behind another (or behind "")."""
    pairs, alone = _pairs()
    score = pairs.get(before + char)
    if score is None:
        score = alone.get(char)
    return score if score is not None else _outside_words(before, char)


@remembered(1 << 12)
def _outside_words(before: str, char: str) -> float:
    """The same for what words are not made of."""
    mark = _MARKS.get(char)
    if mark is None:
        return _of_ascii(before, char) if char.isascii() else _UNSEEN
    if char == before and char in _DOUBLED:
        return -0.2
    return mark + (_BAD_PENALTY if _BAD.fullmatch(before + char) else 0.0)


@cache
def _name_parts() -> tuple[dict[str, float], dict[str, float]]:
    """Surnames, and characters of given names, with the logarithm of their probability in a name."""
    names = person_names()
    surnames = {char: share for chars, share in zip(names.surnames, _SURNAMES, strict=True) for char in chars}
    given = {char: share for chars, share in zip(names.given, _GIVEN, strict=True) for char in chars}
    return surnames, given


def is_word(text: str) -> bool:
    """True for a word of the dictionary."""
    return text in words()


def in_name(text: str, at: int) -> float:
    """Logarithm of the probability of the character at an offset as part of a person's name behind a title."""
    surnames, given = _name_parts()
    titles = person_names().titles
    if text[at - 2 : at] in titles and text[at] in surnames:
        return _NAME_BEHIND_TITLE + surnames[text[at]]
    for size in (1, 2):
        start = at - size
        if start >= 2 and text[start] in surnames and text[start - 2 : start] in titles:
            return given.get(text[at], _NEVER)
    return _NEVER


def _names(text: str, start: int, surname: float) -> list[tuple[int, float]]:
    """Where a person's name that begins at `start` may end, with the logarithm of its probability."""
    titles = person_names().titles
    titled = text[max(0, start - 2) : start] in titles or text[max(0, start - 3) : start] in titles
    score = surname + (_NAME_BEHIND_TITLE if titled else _NAME)
    given = _name_parts()[1]
    found = []
    for end in range(start + 2, min(start + 3, len(text)) + 1):
        share = given.get(text[end - 1])
        if share is None:
            break
        score += share
        found.append((end, score))
    return found


@remembered(1 << 14)
def plausibility(text: str) -> float:
    """Logarithm of the probability of a text, comparable between texts in the same place."""
    table, single, reach = words(), characters(), _reach()
    surnames = _name_parts()[0]
    size = len(text)
    best = [0.0] + [-1e18] * size
    for start in range(size):
        base = best[start]
        char = text[start]
        step = -0.2 if char in _DOUBLED and text[start - 1 : start] == char else _MARKS.get(char)
        if step is None:
            if char in table:
                step = table[char] - (_LONE if table[char] > _FREE else _LONE_RARE)
            elif char in single:
                step = single[char] - 4.0
            else:
                step = _of_ascii(text[start - 1 : start], char) if char.isascii() else _NEVER
            for end in range(start + 2, min(start + reach.get(text[start : start + 2], 0), size) + 1):
                weight = table.get(text[start:end])
                if weight is not None and base + weight > best[end]:
                    best[end] = base + weight
            surname = surnames.get(char)
            if surname is not None:
                for end, weight in _names(text, start, surname):
                    if base + weight > best[end]:
                        best[end] = base + weight
        if base + step > best[start + 1]:
            best[start + 1] = base + step
    penalties = ((_BAD, _BAD_PENALTY), (_STUB, _STUB_PENALTY), (_HANGING, _HANGING_PENALTY))
    return best[size] + sum(penalty * len(pattern.findall(text)) for pattern, penalty in penalties)
