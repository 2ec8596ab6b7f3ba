"""How likely a stretch of Simplified Chinese is, by the words of a dictionary and their frequency.

Two measures, both natural logarithms: `follows` for one character behind another, cheap enough to search with, and
`plausibility` for a whole stretch, the best division into words counting.
"""

import re
from functools import cache, lru_cache
from math import exp, log

from transforms.text.lexicon import words

_LONGEST = 6
_MARKS = {
    **dict.fromkeys("，,", -3.0), **dict.fromkeys("。", -3.7), **dict.fromkeys("、", -4.2),
    **dict.fromkeys("“”", -4.8), **dict.fromkeys("：:；;", -5.7), **dict.fromkeys("（）()《》", -6.4),
    **dict.fromkeys("！!？?", -7.2), **dict.fromkeys("—·…\u3000", -7.6),
}  # fmt: skip
_DOUBLED = frozenset("—…")  # written twice
_NEVER = -21.0
_UNSEEN = -16.0
_IN_WORDS = 0.6  # share of characters that follow as they do inside a word of the dictionary
_BAD_PENALTY = -6.0
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
def _within_words() -> dict[str, float]:
    """Two characters -> share of the first one's occurrences that the second follows inside a word."""
    pairs: dict[str, float] = {}
    firsts: dict[str, float] = {}
    for word, weight in words().items():
        share = exp(weight)
        for char in word:
            firsts[char] = firsts.get(char, 0.0) + share
        for k in range(len(word) - 1):
            pairs[word[k : k + 2]] = pairs.get(word[k : k + 2], 0.0) + share
    return {pair: share / firsts[pair[0]] for pair, share in pairs.items()}


@lru_cache(maxsize=1 << 16)
def follows(before: str, char: str) -> float:
    """Logarithm of the probability of a character behind another (or behind "")."""
    mark = _MARKS.get(char)
    if mark is not None:
        if char == before and char in _DOUBLED:
            return -0.2
        return mark + (_BAD_PENALTY if _BAD.fullmatch(before + char) else 0.0)
    alone = characters().get(char)
    if alone is None:
        return -8.5 if char.isascii() else _UNSEEN
    return log((1 - _IN_WORDS) * exp(alone) + _IN_WORDS * _within_words().get(before + char, 0.0))


@lru_cache(maxsize=1 << 14)
def plausibility(text: str) -> float:
    """Logarithm of the probability of a text, comparable between texts in the same place."""
    table, single = words(), characters()
    size = len(text)
    best = [0.0] + [-1e18] * size
    for start in range(size):
        base = best[start]
        char = text[start]
        step = -0.2 if char in _DOUBLED and text[start - 1 : start] == char else _MARKS.get(char)
        if step is None:
            if char in table:
                step = table[char] - 1.0
            elif char in single:
                step = single[char] - 4.0
            else:
                step = -8.5 if char.isascii() else _NEVER
        if base + step > best[start + 1]:
            best[start + 1] = base + step
        for end in range(start + 2, min(start + _LONGEST, size) + 1):
            weight = table.get(text[start:end])
            if weight is not None and base + weight > best[end]:
                best[end] = base + weight
    return best[size] + _BAD_PENALTY * len(_BAD.findall(text))
