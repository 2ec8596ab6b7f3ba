"""Byte damage of mirror pages: found and repaired.

The mirror put its annotations into GBK bytes without regard to where characters begin. An annotation that hit the
second byte of one character and the first of the next split the latter: 入區 = C8EB 855E, EB85 is 雲, so the page has
入?yún)^. A slip of the decoder has the same effect in front of a pair that reads as a full stop, comma, ! or ? :
海“奋 -> ?!皧^. From there to the next ASCII byte all was decoded out of step (see `runs`).

What the page alone cannot tell is decided by the document's own words and a dictionary, and candidates are kept.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from math import log

from transforms.text.annotations import SYLLABLE, Pattern
from transforms.text.doubts import Doubt, doubts
from transforms.text.gbk import bytes_of, char_of
from transforms.text.mirror_text import inverse
from transforms.text.offsets import Edit
from transforms.text.plausibility import follows, in_name, is_word, plausibility
from transforms.text.runs import EATEN_MARK, MARK, NARROW, NOTHING, WIDE, Reading, RunReader, Start, with_reading

_SLIP_SIGNS = {"!": 0xA1, "?": 0xBF, ",": 0xAC, "！": 0xA1, "？": 0xBF, "，": 0xAC}
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_CONTEXT = 8
_SLIP_GAIN = 5.0  # nats by which a repair must beat leaving a real "?!" alone
_FLUENT = -6.5  # mean nats of three characters above which a reading without losses is believed
_EXACT = 6.0  # nats for a reading that needs no loss, where there is one
_HOPELESS = 12.0  # nats behind the best from which a reading is dropped
_UNBALANCED = 3.0  # nats for a quotation mark without its partner
_QUOTES = re.compile("[“”]")
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
# ??? 县委书记…: blanks that set a paragraph in, lost in another way.
_INDENT = re.compile(r"(?<!\?)\?{2,}+(?=[ \u3000])")
_DAMAGED = re.compile(rf"\?(?:{SYLLABLE}\)|[!?,！？，。])")  # what a repair can begin with
_KNOWN = ((2, 1.0), (3, 1.6), (4, 1.4))  # length of a piece of text, nats where the document has it elsewhere


@dataclass(frozen=True, slots=True)
class Repair:
    """One damaged place: `source[start:end]` was `text` (the mirror's Traditional); `marks` annotations inside."""

    start: int
    end: int
    text: str
    doubts: tuple[Doubt, ...]
    marks: int


class _Surroundings:
    """The words beside a place, and the document's own wording."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._whole = ""
        self._said: dict[str, float] = {}

    @staticmethod
    def _clean(text: str) -> str:
        return inverse(MARK.sub("", text))

    def left(self, at: int) -> str:
        """What stands before a place, in Simplified and without annotations."""
        return re.split(r"[\n?]", self._clean(self.text[max(0, at - 6 * _CONTEXT) : at]))[-1][-_CONTEXT:]

    def right(self, at: int, limit: int) -> str:
        """What stands behind a place, up to an offset of the page."""
        return self._clean(self.text[at:limit]).split("\n", 1)[0]

    def known(self, words: str) -> float:
        """Nats for wording that the document uses elsewhere too: 珠海, when it says 珠海 often."""
        if not self._whole:
            self._whole = self._clean(self.text)
        gain = 0.0
        for size, worth in _KNOWN:
            for k in range(len(words) - size + 1):
                piece = words[k : k + size]
                if piece not in self._said:
                    times = self._whole.count(piece)
                    self._said[piece] = 1.0 + log(times) / 2 if times else 0.0
                gain += worth * self._said[piece]
        return gain


class _Place:
    """One damaged place and its readings."""

    def __init__(
        self, reader: RunReader, near: _Surroundings, at: int, index: int, starts: list[Start], *, slipped: bool
    ) -> None:
        self.at = at
        self.near = near
        self.folded = reader.folded
        self.left = near.left(at)
        self.quotes: list[str] = _QUOTES.findall(near.text, near.text.rfind("\n", 0, at) + 1, at)
        before = self.left[-1:]
        found = reader.read(index, starts, before)
        # Behind a slip the first character is guessed anyway: fluency of the best guess says nothing.
        fluency = self._fluency(found[0]) if found and not slipped else -99.0
        if fluency < _FLUENT:
            exact = {(reading.text, reading.end) for reading in found}
            lossy = reader.read(index, starts, before, NARROW)
            if not lossy and not found:
                lossy = reader.read(index, starts, before, WIDE)
            found = [r._replace(score=r.score + _EXACT) for r in found]
            found += [r for r in lossy if (r.text, r.end) not in exact]
        self.readings = self._scored(found)

    def _scored(self, found: list[Reading]) -> list[Reading]:
        """Readings scored with their surroundings, best first."""
        if len(found) < 2:
            return found
        limit = max(r.end for r in found) + 2 * _CONTEXT
        scored = []
        for reading in found:
            text = inverse(reading.text)
            words = self.left + text + self.near.right(reading.end, limit)
            score = plausibility(words) - _cost(self.left[-1:], reading, text) - self._unbalanced(reading)
            scored.append((score, words, reading))
        worst = max(score for score, _, _ in scored) - _HOPELESS
        likely = [r._replace(score=score + self.near.known(w)) for score, w, r in scored if score > worst]
        return sorted(likely, key=lambda r: (-r.score, r.text))

    def _unbalanced(self, reading: Reading) -> float:
        """Nats for quotation marks of the paragraph that do not pair up with those of the reading."""
        if not self.quotes and "“" not in reading.text and "”" not in reading.text:
            return 0.0
        text = self.near.text
        stop = text.find("\n", reading.end)
        behind = _QUOTES.findall(text, reading.end, stop if stop >= 0 else len(text))
        marks: list[str] = [*self.quotes, *_QUOTES.findall(reading.text), *behind]
        wrong = sum(mark == after for mark, after in pairwise(marks)) + (marks[:1] == ["”"]) + (marks[-1:] == ["“"])
        return _UNBALANCED * wrong

    def _fluency(self, reading: Reading) -> float:
        """Mean likelihood of the three characters in a row that are least likely."""
        before = self.left[-4:] or "。"
        text, behind = inverse(reading.text), self.near.right(reading.end, reading.end + _CONTEXT)
        if len(text) < 3 and (is_word(before[-1] + text) or is_word(text + behind[:1])):
            return 0.0
        words = before + text + behind[:1]
        steps = [max(follows(words[k - 1], words[k]), in_name(words, k)) for k in range(len(before), len(words))]
        return min(sum(steps[k : k + 3]) / len(steps[k : k + 3]) for k in range(max(1, len(steps) - 2)))

    def repair(self, marks: int) -> Repair | None:
        """The best reading, with what is doubtful about it."""
        if not self.readings:
            return None
        best = self.readings[0]
        return Repair(self.at, best.end, best.text, self._doubts(), best.marks + marks)

    def _doubts(self) -> tuple[Doubt, ...]:
        """Where others of the likely readings differ from the best."""
        best = self.readings[0]
        limit = max(r.end for r in self.readings) + _CONTEXT
        likely = [(inverse(r.text) + NOTHING * r.open + self.near.right(r.end, limit), r.score) for r in self.readings]
        if self.folded:
            likely = [(text.translate(_FOLD), score) for text, score in likely]
        return doubts(likely, len(best.text) + best.open)


def _cost(before: str, reading: Reading, simple: str) -> float:
    """What a reading cost beside its characters: losses, eaten bytes."""
    score = 0.0
    for char in simple:
        score += follows(before, char)
        before = char
    return score - reading.score


def repairs(text: str, pattern: Pattern, *, markup: bool) -> list[Repair]:
    """Every damaged place of a mirror page, in order, with what stood there."""
    if not _DAMAGED.search(text):
        return []
    reader = RunReader(text, pattern.types, is_folded(text), markup)
    near = _Surroundings(text)
    done: list[Repair] = []
    at = text.find("?")
    while at >= 0:
        indent = _INDENT.match(text, at)
        if indent and text[max(0, at - 1) : at] in ("", "\n", ">"):
            at = text.find("?", indent.end())
            continue
        found = _hit(reader, near, at, done[-1] if done else None) or _slip(reader, near, at)
        if found:
            done.append(found)
        at = text.find("?", found.end if found else at + 1)
    return done


def _hit(reader: RunReader, near: _Surroundings, at: int, last: Repair | None) -> Repair | None:
    """Repair of a place where an annotation split a character, None where there is no such thing."""
    mark = EATEN_MARK.match(reader.text, at)
    if not mark or reader.text[at + 1] == "(":
        return None
    before = _second_byte_before(reader, at, last)
    if before is None:
        return None
    starts = [Start("", 0.0, trail, True) for _, trail in with_reading(before, mark[1]) if trail > 0x80]
    return _Place(reader, near, at, mark.end(), starts, slipped=False).repair(marks=1) if starts else None


def _second_byte_before(reader: RunReader, at: int, last: Repair | None) -> int | None:
    """Second byte of the character before a place, its own annotation aside."""
    text = reader.text
    if at and text[at - 1] == ")" and not (last and last.end == at):
        opening = text.rfind("(", max(0, at - 9), at)
        if opening > 0 and MARK.fullmatch(text, opening, at):
            at = opening
    char = last.text[-1:] if last and last.end == at else text[at - 1 : at]
    if code := bytes_of(char):
        return code[1]
    return ord(char) + 0x80 if reader.folded and char and "!" <= char <= "~" else None


def _slip(reader: RunReader, near: _Surroundings, at: int) -> Repair | None:
    """Repair of a place where the decoder slipped in front of a sign, None where the signs are the author's."""
    sign = reader.text[at + 1 : at + 2]
    if sign == "。":
        second, carry = 0xA1, 0xA3
    elif sign and sign in _SLIP_SIGNS:
        second, carry = 0xA3, _SLIP_SIGNS[sign]
    else:
        return None
    before = near.left(at)[-1:]
    starts = [
        Start(char, follows(before, inverse(char)), carry, False)
        for lead in range(0x81, 0xFF)
        if (char := char_of(lead, second)) is not None and reader.fits(char, split=False)
    ]
    place = _Place(reader, near, at, at + 2, starts, slipped=True)
    repair = place.repair(marks=0)
    if repair is None:
        return None
    end = max(r.end for r in place.readings) + 2 * _CONTEXT
    untouched = near.left(at) + inverse(MARK.sub("", reader.text[at : repair.end])) + near.right(repair.end, end)
    return repair if place.readings[0].score >= plausibility(untouched) + _SLIP_GAIN else None


def repair_edits(text: str, repaired: list[Repair]) -> list[Edit]:
    """The repairs as edits, folded to ASCII signs like the rest of the page where it is."""
    folded = any(r.text.translate(_FOLD) != r.text for r in repaired) and is_folded(text)
    return [Edit(r.start, r.end, r.text.translate(_FOLD) if folded else r.text) for r in repaired]


def is_folded(text: str) -> bool:
    """True for a page whose full-width signs came as ASCII, as text crawls fold them."""
    return "，" not in text and not _FULL_WIDTH.search(text)
