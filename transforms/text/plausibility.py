"""How likely a stretch of Simplified Chinese is: words of a dictionary by their frequency, the best division counts."""

import re
from functools import cache, lru_cache

from transforms.text.lexicon import words

_LONGEST = 6
_MARKS = {
    **dict.fromkeys("，,", -3.0), **dict.fromkeys("。", -3.7), **dict.fromkeys("、", -4.2),
    **dict.fromkeys("“”", -4.8), **dict.fromkeys("：:；;", -5.7), **dict.fromkeys("（）()《》", -6.4),
    **dict.fromkeys("！!？?", -7.2), **dict.fromkeys("—·…\u3000", -7.6),
}  # fmt: skip
_NEVER = -21.0
# Marks that do not stand together, and a middle dot inside a Chinese word.
_BAD = re.compile(
    r"[。、，,；;：:！!？?][。、，,；;：:！!？?]|“[。、，,；;：:！!？?”]|(?<=[\u4e00-\u9fff])·(?=[\u4e00-\u9fff])"
)


@cache
def characters() -> dict[str, float]:
    """Character -> natural logarithm of its share in running text, from the words that hold it."""
    from math import exp, log

    shares: dict[str, float] = {}
    for word, weight in words().items():
        share = exp(weight)
        for char in word:
            shares[char] = shares.get(char, 0.0) + share
    total = sum(shares.values())
    return {char: log(share / total) for char, share in shares.items()}


@lru_cache(maxsize=1 << 14)
def plausibility(text: str) -> float:
    """Natural logarithm of the probability of a text, comparable between texts in the same place."""
    table, single = words(), characters()
    size = len(text)
    best = [0.0] + [-1e18] * size
    for start in range(size):
        base = best[start]
        char = text[start]
        step = _MARKS.get(char)
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
    return best[size] - 6.0 * len(_BAD.findall(text))
