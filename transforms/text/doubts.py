"""What is doubtful about a repaired place: where likely readings differ, and what each has there."""

from difflib import SequenceMatcher
from math import exp
from typing import NamedTuple

from transforms.text.runs import NOTHING

_TEMPER = 2.0  # a model of words is that many times too sure of itself
_SURE = 0.95  # share of the likelihood from which a character is certain
_NEGLIGIBLE = 0.004  # share from which a reading counts
_KEPT = 12  # candidates recorded

_Change = tuple[int, int, int, int]  # span of the best reading, span of the other one


class Doubt(NamedTuple):
    """`text[start:end]` of a repair may as well be one of `candidates` (Simplified, best first)."""

    start: int
    end: int
    candidates: tuple[str, ...]


def doubts(readings: list[tuple[str, float]], size: int) -> tuple[Doubt, ...]:
    """Doubts about the first of `readings`, each with its score in nats and with the text behind it.

    Where a byte may have been lost and is not in the text, `NOTHING` stands. `size`: how far the repair reaches in the
    first; what stands behind is there to compare readings of other lengths.
    """
    if len(readings) < 2:
        return ()
    top = readings[0][1]
    weights: dict[str, float] = {}
    for text, score in readings:
        weights[text] = weights.get(text, 0.0) + exp(max(-100.0, score - top) / _TEMPER)
    total = sum(weights.values())
    best = readings[0][0]
    likely = {text: weight / total for text, weight in weights.items() if weight > _NEGLIGIBLE * total}
    changes = {text: _changes(best, text) for text in likely}
    found = []
    for start, end in _groups([(c[0], min(c[1], size)) for each in changes.values() for c in each if c[0] <= size]):
        shares: dict[str, float] = {}
        for text, share in likely.items():
            piece = text[_there(changes[text], start, last=False) : _there(changes[text], end, last=True)]
            piece = piece.replace(NOTHING, "")
            shares[piece] = shares.get(piece, 0.0) + share
        first = best[start:end].replace(NOTHING, "")
        if shares[first] < _SURE * sum(shares.values()):
            others = sorted((piece for piece in shares if piece != first), key=lambda p: (-shares[p], p))
            start -= best.count(NOTHING, 0, start)
            found.append(Doubt(start, start + len(first), (first, *others[: _KEPT - 1])))
    return tuple(found)


def _changes(best: str, other: str) -> list[_Change]:
    """Where a reading differs from the best: character by character where both are of one length."""
    if len(best) == len(other):
        return [(k, k + 1, k, k + 1) for k in range(len(best)) if best[k] != other[k]]
    codes = SequenceMatcher(None, best, other, autojunk=False).get_opcodes()
    return [(a, b, c, d) for tag, a, b, c, d in codes if tag != "equal"]


def _groups(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap as one; neighbours stay apart, but an empty one joins what it touches."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if merged:
            before = merged[-1]
            if start < before[1] or (start == before[1] and (start == end or before[0] == before[1])):
                merged[-1] = (before[0], max(end, before[1]))
                continue
        merged.append((start, end))
    return merged


def _there(changes: list[_Change], at: int, *, last: bool) -> int:
    """Offset in a reading of an offset of the best, `at` being no inside of a change."""
    shift = 0
    for start, end, other, stop in changes:
        if start > at or (start == at and (end > at or not last)):
            break
        shift = (stop - other) - (end - start) + shift
    return at + shift
