"""Which script a page is written in, by evidence over the page, and which of its parts are Traditional.

Evidence for Traditional is a character that OpenCC changes and GB 2312 lacks (會, not 乾); evidence for Simplified is
a character that OpenCC makes Traditional and that is not itself a Traditional form (会, not 后).
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.record import Script
from transforms.text.conversion import Codes, Standard, dictionary, entries
from transforms.text.gbk import in_gb2312

_TRADITIONAL, _SIMPLIFIED = 1, 2
_CLEAR = 0.92  # share of one script from which a page is of that script
_PART = 0.8  # share from which a sentence of a mixed line is Traditional
_QUOTED = re.compile(
    r"“[^“”\n]{1,400}”|「[^「」\n]{1,400}」|『[^『』\n]{1,400}』|《[^《》\n]{1,200}》|‘[^‘’\n]{1,200}’"
)
_SENTENCE = re.compile(r"[^。！？!?；;\n<>]*[。！？!?；;\n”’」』）)<>]*")  # a tag ends a sentence too


class Evidence(NamedTuple):
    """Characters that only Traditional, and only Simplified, writing has."""

    traditional: int
    simplified: int

    @property
    def share(self) -> float:
        """Share of Traditional in the evidence, 0 where there is none."""
        return self.traditional / max(1, self.traditional + self.simplified)


@cache
def _classes() -> npt.NDArray[np.uint8]:
    table = np.zeros(0x110000, dtype=np.uint8)
    to_simple, phrases, to_traditional = map(dictionary, ("TSCharacters", "TSPhrases", "STCharacters"))
    results = set(to_simple.values()) | set("".join(phrases.values()))
    for char, value in to_simple.items():
        if value != char and char not in results and not in_gb2312(char):
            table[ord(char)] = _TRADITIONAL
    for char, values in entries("STCharacters").items():
        if char not in values and char not in to_simple and not any(value in to_traditional for value in values):
            table[ord(char)] = _SIMPLIFIED
    return table


def evidence(codes: Codes) -> Evidence:
    """Evidence for each script in a text."""
    classes = _classes()[codes[codes > 0x7F]].tobytes()
    return Evidence(classes.count(_TRADITIONAL), classes.count(_SIMPLIFIED))


def _share_by(marks: npt.NDArray[np.intp], classes: npt.NDArray[np.uint8]) -> tuple[list[int], list[int]]:
    """Evidence of each part, `marks` being where parts begin."""
    return (
        np.add.reduceat(classes == _TRADITIONAL, marks, dtype=np.intp).tolist(),
        np.add.reduceat(classes == _SIMPLIFIED, marks, dtype=np.intp).tolist(),
    )


def _traditional_sentences(line: str, classes: npt.NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Spans of the sentences of a mixed line whose own words, quotations aside, are Traditional."""
    own = classes.copy()
    for quoted in _QUOTED.finditer(line):
        own[quoted.start() : quoted.end()] = 0
    spans = []
    for sentence in _SENTENCE.finditer(_QUOTED.sub(lambda m: "_" * len(m[0]), line)):
        start, end = sentence.span()
        if end > start:
            counts = np.bincount(own[start:end], minlength=3)
            if counts[_TRADITIONAL] >= 2 and Evidence(int(counts[1]), int(counts[2])).share >= _PART:
                spans.append((start, end))
    return spans


def judge(text: str, codes: Codes) -> tuple[Script, list[tuple[int, int]]]:
    """Script of a page, and the spans of it that are Traditional and to be converted.

    A Simplified page that quotes a Traditional original (碑文“國泰民安”) has no such span; in a mixed page lines are
    judged by themselves, and sentences where a line is mixed too.
    """
    whole = evidence(codes)
    if not whole.traditional:
        return "Hans", []
    if whole.share >= _CLEAR:
        return "Hant", [(0, len(text))]
    if whole.share <= 1 - _CLEAR:
        return "Hans", []
    classes = _classes()[codes]
    breaks = np.flatnonzero(codes == 10) + 1
    starts = np.concatenate(([0], breaks[breaks < len(codes)]))
    bounds = [*starts.tolist(), len(codes)]
    spans: list[tuple[int, int]] = []
    for k, found in enumerate(map(Evidence, *_share_by(starts, classes))):
        start, end = bounds[k], bounds[k + 1]
        if found.traditional and found.share >= _CLEAR:
            spans.append((start, end))
        elif found.traditional >= 2 and found.share > 1 - _CLEAR:
            spans += [(start + a, start + b) for a, b in _traditional_sentences(text[start:end], classes[start:end])]
    return ("mixed" if spans else "Hans"), spans


def standard_of(text: str) -> Standard:
    """Which regional standard a Traditional text follows.

    Taiwan writes 著 where the others write 着 (跟著); Hong Kong has forms of its own (說 as 説, 衛 as 衞).
    """
    if "着" not in text and "著" in text:
        return "tw2s"
    return "hk2s" if any(char in text for char in "説衞鋭閲脱悦") else "t2s"
