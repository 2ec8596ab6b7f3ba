"""Byte damage of mirror pages, undone.

The mirror put its annotations into GBK bytes without regard to where characters begin. An annotation that hit the
second byte of one character and the first of the next split the latter: 入區 = C8EB 855E, EB85 is 雲, so the page has
入?yún)^. From there the decoder read out of step, up to an ASCII byte. A slip of the splitter has the same effect in
front of a pair that reads as a full stop, comma, ! or ? : 海“奋 -> ?!皧^. The characters are all there, shifted by one
byte, but for what the decoder dropped: bytes it took for unassigned pairs, and the byte behind a lone lead.

A run is read by carrying the pending first byte of the true character. What the page alone cannot tell is decided by
the document's own words, then by a dictionary, and candidates are kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import NamedTuple

from transforms.text.annotations import SYLLABLE, Pattern
from transforms.text.gbk import TRAILS, bytes_of, char_of, vanishing
from transforms.text.lexicon import mirror_table, readings
from transforms.text.mirror_text import inverse, is_traditional
from transforms.text.offsets import Edit
from transforms.text.plausibility import characters, plausibility

_EATEN_MARK = re.compile(rf"\?\(?({SYLLABLE})\)")
_MARK = re.compile(rf"\(({SYLLABLE})\)")
_SLIP_SIGNS = {"!": 0xA1, "?": 0xBF, ",": 0xAC, "！": 0xA1, "？": 0xBF, "，": 0xAC}
_LONGEST_RUN = 80
_CONTEXT = 8
_SURE = 2.0  # nats between the best and the second below which a place is uncertain
_SLIP_GAIN = 5.0  # nats by which a repair must beat leaving a real "?!" alone
_LOSS = 6.0  # nats that a lost pair costs
_FLUENT = -6.5  # nats a character above which a reading without losses is believed
_SCORED = 300  # readings of one place that are scored in full
_READ = 20_000  # readings of one place that are looked at
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_KEPT = 10  # candidates recorded
_MARKS_ALLOWED = frozenset("，。、：；！？（）“”‘’《》〈〉—…·％．－＋＝［］｛｝～＊／℃①②③④⑤⑥⑦⑧⑨⑩【】\u3000")


@dataclass(frozen=True, slots=True)
class Repair:
    """One damaged place: `source[start:end]` was `text` (the mirror's Traditional).

    `candidates` holds the possible texts in Simplified, best first, where the choice is not certain.
    `marks` counts the annotations inside the place.
    """

    start: int
    end: int
    text: str
    candidates: tuple[str, ...]
    marks: int


class _Run(NamedTuple):
    """One reading of a run: text, where the page is in step again, cost in nats, annotations inside."""

    text: str
    end: int
    cost: float
    marks: int


@cache
def _could_stand(char: str) -> bool:
    """True for what a mirror page can hold: no Simplified form that its table replaces, no rare symbol."""
    if "\u4e00" <= char <= "\u9fff":
        table = mirror_table()
        return char in table.inverse or (char not in table.forward and inverse(char) in characters())
    return char in _MARKS_ALLOWED


@cache
def _with_reading(lead: int, syllable: str) -> tuple[tuple[str, int], ...]:
    """Characters with this first byte that a mirror annotates so, with their second byte."""
    first = readings().first
    return tuple(
        (char, trail)
        for trail in TRAILS
        if (char := char_of(lead, trail)) is not None and first.get(char) == syllable and is_traditional(char)
    )


class _Page:
    """A mirror page on which damaged places are read."""

    def __init__(self, text: str, pattern: Pattern, *, markup: bool) -> None:
        self.text = text
        self.types = pattern.types
        self.folded = not re.search("[\uff01-\uff5e]", text)
        self.markup = markup

    def fits(self, char: str | None, *, split: bool) -> bool:
        """A character of the page's list would stand with its annotation, unless something split it."""
        return char is not None and _could_stand(char) and (split or char not in self.types)

    def runs(self, at: int, carry: int, losses: int, *, split: bool = False, depth: int = 0) -> Iterator[_Run]:
        """Every reading of the run whose observed part begins at `at`, `carry` being the pending first byte."""
        text = self.text
        if depth > _LONGEST_RUN or at >= len(text):
            return
        observed = text[at]
        if losses:
            yield from self._after_loss(at, carry, losses, split, depth)
        if observed == "?":
            yield from self._lone_lead(at, carry, split)
        elif observed == "(" and (mark := _MARK.match(text, at)):
            for rest, end, cost, marks in self.runs(mark.end(), carry, losses, split=True, depth=depth + 1):
                yield _Run(rest, end, cost, marks + 1)
        elif code := bytes_of(observed):
            char = char_of(carry, code[0])
            if char is not None and self.fits(char, split=split):
                if code[1] >= 0x81:
                    yield from self._then(char, at + 1, code[1], losses, depth, 0.0)
                elif code[1] < 0x80:  # a letter of the original, taken for a second byte
                    yield _Run(char + chr(code[1]), at + 1, 0.0, 0)
        elif "@" <= observed <= "~":
            char = char_of(carry, ord(observed))
            annotated = at + 1 < len(text) and text[at + 1] == "("
            if char is not None and self.fits(char, split=split or annotated):
                yield _Run(char, at + 1, 0.0, 0)
        if self.folded and " " <= observed <= "~" and observed != "?":
            sign = (0xA1, 0xA1) if observed == " " else (0xA3, ord(observed) + 0x80)
            char = char_of(carry, sign[0])
            if char is not None and self.fits(char, split=split):
                yield from self._then(char, at + 1, sign[1], losses, depth, 0.5)

    def _then(self, char: str, at: int, carry: int, losses: int, depth: int, cost: float) -> Iterator[_Run]:
        for rest, end, more, marks in self.runs(at, carry, losses, depth=depth + 1):
            yield _Run(char + rest, end, cost + more, marks)

    def _lone_lead(self, at: int, carry: int, split: bool) -> Iterator[_Run]:
        """The decoder met a lead byte alone: the run ends here."""
        text = self.text
        if mark := _EATEN_MARK.match(text, at):
            whole = text[at + 1] == "("  # a second byte 80 is no lead and takes nothing with it
            for marked, trail in _with_reading(carry, mark[1]):
                if whole == (trail == 0x80):
                    yield _Run(marked, mark.end(), 0.0, 1)
            if not whole:
                return
        if (char := char_of(carry, 0x80)) and self.fits(char, split=split):
            yield _Run(char, at + 1, 0.0, 0)
        for eaten, cost in self._eaten(at + 1):
            for trail in range(0x81, 0xFF):
                guess = char_of(carry, trail)
                if guess is not None and self.fits(guess, split=split):
                    yield _Run(guess + eaten, at + 1, cost, 0)

    def _eaten(self, at: int) -> list[tuple[str, float]]:
        """What the lone lead may have taken with it, judged by what follows."""
        following = self.text[at : at + 8]
        if not following or following[0] in "\r\n":
            return [("", 0.5)]
        if self.markup and re.match(r"/?[a-z!]", following, re.I):
            return [("<", 0.5)]
        if re.match(r"[\d.%,/-]", following):
            return [(digit, 2.5) for digit in "0123456789"] + [("", 2.0)]
        if following[0] in "年月日時分個人名項萬億元家次所場期屆號":
            return [("", 1.0)] + [(digit, 3.5) for digit in "0123456789"]
        return [("", 1.0)]

    def _after_loss(self, at: int, carry: int, losses: int, split: bool, depth: int) -> Iterator[_Run]:
        """A pair that the decoder dropped: second byte of one character, first byte of the next."""
        code = bytes_of(self.text[at])
        second = code[0] if code else ord(self.text[at])
        for lead, trails in vanishing().items():
            char = char_of(carry, lead)
            if char is None or not self.fits(char, split=split) or not _is_common(char):
                continue
            for trail in trails:
                following = char_of(trail, second)
                if self.text[at] != "?" and (
                    following is None or not self.fits(following, split=False) or not _is_common(following)
                ):
                    continue
                yield from self._then(char, at, trail, losses - 1, depth, _LOSS)


@cache
def _is_common(char: str) -> bool:
    """True for a mark, or a character that is not rare in running text."""
    return char in _MARKS_ALLOWED or characters().get(inverse(char), -99.0) > -11.0


class _Surroundings:
    """The words beside a place, and the document's own wording."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._whole: str | None = None

    @staticmethod
    def _clean(text: str) -> str:
        return inverse(_MARK.sub("", text))

    def left(self, at: int) -> str:
        """What stands before a place, in Simplified and without annotations."""
        return re.split(r"[\n?]", self._clean(self.text[max(0, at - 6 * _CONTEXT) : at]))[-1][-_CONTEXT:]

    def right(self, at: int) -> str:
        """What stands behind a place."""
        return re.split(r"[\n?]", self._clean(self.text[at : at + 6 * _CONTEXT]), maxsplit=1)[0][:_CONTEXT]

    def known(self, words: str, place: int) -> float:
        """Nats for wording around `place` that the document uses elsewhere too: 珠海, when it says 珠海 often."""
        if self._whole is None:
            self._whole = self._clean(self.text)
        for length, gain in ((5, 5.0), (4, 4.0), (3, 3.0), (2, 1.0)):
            for start in range(max(0, place - length + 1), min(place, len(words) - length) + 1):
                if words[start : start + length] in self._whole:
                    return gain
        return 0.0


class _Choice(NamedTuple):
    score: float
    run: _Run


def _choose(runs: list[_Run], at: int, near: _Surroundings) -> list[_Choice]:
    """Distinct readings of a place with their score, best first."""
    distinct: dict[tuple[str, int], _Run] = {}
    for run in runs:
        key = (run.text, run.end)
        if key not in distinct or run.cost < distinct[key].cost:
            distinct[key] = run
    runs = list(distinct.values())
    if len(runs) > _SCORED:
        single = characters()
        runs.sort(key=lambda r: (r.cost - sum(single.get(c, -7.0) for c in inverse(r.text)), r.text))
        del runs[_SCORED:]
    left = near.left(at)
    texts = [inverse(run.text) for run in runs]
    # Where all readings agree, the document has nothing to decide.
    agreed = next((k for k, column in enumerate(zip(*texts, strict=False)) if len(set(column)) > 1), 0)
    choices = []
    for run, text in zip(runs, texts, strict=True):
        words = left + text + near.right(run.end)
        score = plausibility(words) - run.cost
        if len(texts) > 1:
            score += near.known(words, len(left) + agreed)
        choices.append(_Choice(score, run))
    choices.sort(key=lambda c: (-c.score, c.run.text))
    return choices


def _readings_of(page: _Page, at: int, starts: list[tuple[str, int, int, bool]], near: _Surroundings) -> list[_Choice]:
    """Readings of a place: each start is (text so far, where the run goes on, pending byte, split)."""
    choices: list[_Choice] = []
    for losses in (0, 1, 2):
        found = [
            _Run(text + run.text, run.end, run.cost, run.marks)
            for text, index, carry, split in starts
            for run in islice(page.runs(index, carry, losses, split=split), _READ)
        ]
        if found:
            choices = _choose(found, at, near)
            best = choices[0]
            if best.score / (2 * _CONTEXT + len(best.run.text)) > _FLUENT:
                break
    return choices


def repairs(text: str, pattern: Pattern, *, markup: bool) -> list[Repair]:
    """Every damaged place of a mirror page, in order, with what stood there."""
    page, near = _Page(text, pattern, markup=markup), _Surroundings(text)
    done: list[Repair] = []
    at = text.find("?")
    while at >= 0:
        found = _hit(page, at, near, done[-1] if done else None) or _slip(page, at, near)
        if found:
            done.append(found)
        at = text.find("?", found.end if found else at + 1)
    return done


def _hit(page: _Page, at: int, near: _Surroundings, last: Repair | None) -> Repair | None:
    """Repair of a place where an annotation split a character, None where there is no such thing."""
    mark = _EATEN_MARK.match(page.text, at)
    if not mark or page.text[at + 1] == "(":
        return None
    before = _second_byte_before(page, at, last)
    starts = [("", mark.end(), trail, True) for _, trail in _with_reading(before, mark[1])] if before else []
    starts = [start for start in starts if start[2] >= 0x81]
    choices = _readings_of(page, at, starts, near)
    return _repair(page, at, choices, marks=1) if choices else None


def _second_byte_before(page: _Page, at: int, last: Repair | None) -> int | None:
    """Second byte of the character before a place, its own annotation aside."""
    text = page.text
    if last and last.end == at:
        char = last.text[-1:]
    else:
        if at and text[at - 1] == ")" and (opening := text.rfind("(", max(0, at - 9), at)) > 0:
            if not _MARK.fullmatch(text, opening, at):
                return 0xA9 if page.folded else None
            at = opening
            if last and last.end == at:
                return (bytes_of(last.text[-1:]) or (0, 0))[1] or None
        char = text[at - 1 : at]
    if code := bytes_of(char):
        return code[1]
    return ord(char) + 0x80 if page.folded and char and "!" <= char <= "~" else None


def _slip(page: _Page, at: int, near: _Surroundings) -> Repair | None:
    """Repair of a place where the decoder slipped in front of a sign, None where the signs are the author's."""
    sign = page.text[at + 1 : at + 2]
    if sign == "。":
        second, carry = 0xA1, 0xA3
    elif sign in _SLIP_SIGNS and sign:
        second, carry = 0xA3, _SLIP_SIGNS[sign]
    else:
        return None
    starts = [
        (char, at + 2, carry, False)
        for lead in range(0x81, 0xFF)
        if (char := char_of(lead, second)) is not None and page.fits(char, split=False)
    ]
    choices = _readings_of(page, at, starts, near)
    if not choices:
        return None
    end = choices[0].run.end
    untouched = plausibility(near.left(at) + inverse(_MARK.sub("", page.text[at:end])) + near.right(end))
    return _repair(page, at, choices, marks=0) if choices[0].score >= untouched + _SLIP_GAIN else None


def _repair(page: _Page, at: int, choices: list[_Choice], *, marks: int) -> Repair:
    best = choices[0]
    kept: tuple[str, ...] = ()
    if len(choices) > 1 and choices[1].score > best.score - _SURE:
        kept = tuple(dict.fromkeys(inverse(c.run.text) for c in choices if c.run.end == best.run.end))[:_KEPT]
    return Repair(at, best.run.end, best.run.text, kept if len(kept) > 1 else (), best.run.marks + marks)


def repair_edits(text: str, repaired: list[Repair]) -> list[Edit]:
    """The repairs as edits, folded to ASCII signs like the rest of the page where it is."""
    folded = not re.search("[\uff01-\uff5e]", text)
    return [Edit(r.start, r.end, r.text.translate(_FOLD) if folded else r.text) for r in repaired]
