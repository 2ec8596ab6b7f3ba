"""A run of a mirror page that was decoded out of step, read back.

From a split character on, the decoder paired the second byte of each character with the first of the next, until an
ASCII byte put it in step again. Reading back carries the pending first byte along: with carry 85 and 冊 = 83D4 ahead,
the true character is [85 83] and D4 is pending. Most runs have one reading. Where the decoder dropped a pair it took
for unassigned, or took one byte with a lone lead, readings branch, and the likelier ones are followed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nlargest
from typing import NamedTuple

from transforms.text.annotations import SYLLABLE
from transforms.text.gbk import TRAILS, bytes_of, char_of, vanishing
from transforms.text.lexicon import mirror_table, readings
from transforms.text.mirror_text import inverse, is_traditional
from transforms.text.plausibility import characters, follows

EATEN_MARK = re.compile(rf"\?\(?({SYLLABLE})\)")
MARK = re.compile(rf"\(({SYLLABLE})\)")
SIGNS = frozenset("，。、：；！？（）“”‘’《》〈〉—…·％．－＋＝［］｛｝～＊／℃①②③④⑤⑥⑦⑧⑨⑩【】\u3000")
_COUNTED = "年月日時分個人名項萬億元家次所場期屆號"
NOTHING = "\0"  # in place of a byte that a lone lead may have taken with it
_LONGEST = 90  # observed characters of a run
_BEAM = 120  # readings followed at a time, where nothing is dropped
_FINISHED = 400  # readings kept of those that are in step again
_LOSS = -1.0  # nats that a dropped pair costs: less than none, for the dictionary overrates short texts
_GUESSES, _EATEN_WITH = 20, 6  # characters before a lone lead that are tried; those with every byte it may have taken
_COMMON_ENOUGH = -9.5  # likelihood from which a character is looked for that lost both bytes
_BEHIND = 8.0  # nats behind the likeliest from which a reading is not followed
_BETWEEN = 12  # characters of which both bytes are gone that are tried
_COMMON = (
    "，。、的和了在中上下人年工作大生不一有地教育方面部市全新"  # what a lone lead behind a dropped pair is tried as
)


class Search(NamedTuple):
    """How widely dropped pairs are looked for: readings followed at a time; readings, and characters before and
    behind a dropped pair, that are tried; those behind which a second pair is looked for; readings
    kept of those that are in step again.
    """

    beam: int
    states: int
    firsts: int
    seconds: int
    twice: int
    finished: int


NARROW, WIDE = Search(80, 12, 70, 12, 16, 120), Search(120, 50, 150, 30, 20, 480)


class Reading(NamedTuple):
    """One reading: its text, where the page is in step again, score in nats, annotations inside. `open`: a byte that
    came behind it may be lost, and is not in the text.
    """

    text: str
    end: int
    score: float
    marks: int
    open: bool = False


class Start(NamedTuple):
    """Where a reading starts: text known or guessed, its score, the pending byte, whether an annotation split it."""

    text: str
    score: float
    carry: int
    split: bool


class _State(NamedTuple):
    score: float
    text: str
    simple: str
    carry: int
    split: bool
    marks: int


# Score, byte, state and character: a character whose second byte, or behind which the first byte, was dropped.
_First = tuple[float, int, _State, str]


@cache
def _could_stand(char: str) -> bool:
    """True for what a mirror page can hold: no Simplified form that its table replaces, no rare symbol."""
    if "\u4e00" <= char <= "\u9fff":
        table = mirror_table()
        return char in table.inverse or (char not in table.forward and inverse(char) in characters())
    return char in SIGNS


@cache
def with_reading(lead: int, syllable: str) -> tuple[tuple[str, int], ...]:
    """Characters with this first byte that a mirror annotates so, with their second byte."""
    first = readings().first
    return tuple(
        (char, trail)
        for trail in TRAILS
        if (char := char_of(lead, trail)) is not None and first.get(char) == syllable and is_traditional(char)
    )


@cache
def _before_dropped(carry: int) -> tuple[tuple[int, str, str], ...]:
    """Second bytes that a dropped pair can begin with behind a pending byte, and the character they complete."""
    return tuple(
        (lead, char, inverse(char))
        for lead in vanishing()
        if (char := char_of(carry, lead)) is not None and _could_stand(char)
    )


@lru_cache(maxsize=1 << 12)
def _guesses(before: str, carry: int) -> tuple[tuple[float, str], ...]:
    """What a pending byte may have begun that a lone lead followed, likeliest behind a character first."""
    found = (
        (follows(before, inverse(char)), char)
        for trail in range(0x81, 0xFF)
        if (char := char_of(carry, trail)) is not None and _could_stand(char)
    )
    return tuple(nlargest(_GUESSES, found))


@cache
def _without_trace(lead: int) -> tuple[tuple[int, int, str, str], ...]:
    """Characters of which both bytes were dropped, the first one behind `lead`: bytes, character, its Simplified."""
    return tuple(
        (trail, again, char, inverse(char))
        for trail in vanishing()[lead]
        for again in vanishing()
        if (char := char_of(trail, again)) is not None
        and _could_stand(char)
        and follows("", inverse(char)) > _COMMON_ENOUGH
    )


@lru_cache(maxsize=1 << 12)
def _between(before: str, lead: int) -> tuple[tuple[float, int, int, str], ...]:
    """The likeliest of these behind a character, with their likelihood."""
    likely = ((follows(before, simple), trail, again, char) for trail, again, char, simple in _without_trace(lead))
    return tuple(nlargest(_BETWEEN, likely))


@cache
def _with_second(second: int) -> tuple[tuple[int, str, str], ...]:
    """Characters with a second byte: first byte, character, its Simplified."""
    return tuple(
        (lead, char, inverse(char))
        for lead in range(0x81, 0xFF)
        if (char := char_of(lead, second)) is not None and _could_stand(char)
    )


@lru_cache(maxsize=1 << 13)
def _behind_dropped(before: str, second: int) -> tuple[tuple[float, int, str], ...]:
    """First bytes that may have been dropped before a second byte: likeliest characters behind `before` first."""
    found = ((follows(before, simple), lead, char) for lead, char, simple in _with_second(second))
    return tuple(nlargest(WIDE.seconds, found))


@lru_cache(maxsize=1 << 10)
def _behind_dropped_alone(before: str, syllable: str) -> tuple[tuple[float, int, str], ...]:
    """The same where a lone lead follows, annotated with a syllable or, with "", not."""
    if syllable:
        found = [(lead, char) for lead in range(0x81, 0xFF) for char, _ in with_reading(lead, syllable)]
    else:
        found = [(code[0], char) for char in _COMMON if (code := bytes_of(char))]
    likely = ((follows(before, inverse(char)), lead, char) for lead, char in found)
    return tuple(nlargest(WIDE.seconds, likely))


@dataclass(frozen=True)
class RunReader:
    """Reads runs of one page. `types`: its annotated characters; `folded`: full-width signs came as ASCII."""

    text: str
    types: frozenset[str]
    folded: bool
    markup: bool

    def fits(self, char: str | None, *, split: bool) -> bool:
        """True for what can stand bare; a listed character has its annotation, unless something split it."""
        return char is not None and _could_stand(char) and (split or char not in self.types)

    def read(self, at: int, starts: list[Start], before: str, search: Search | None = None) -> list[Reading]:
        """Readings of the run observed from `at`, behind the character `before`; best first.

        Without a search no pair is taken to be dropped.
        """
        done: list[Reading] = []
        ahead: dict[int, list[_State]] = {
            at: [_State(s.score, s.text, inverse(s.text), s.carry, s.split, 0) for s in starts]
        }
        for index in range(at, min(at + _LONGEST, len(self.text))):
            states = ahead.pop(index, None)
            if not states:
                continue
            states = sorted(set(states), reverse=True)[: search.beam if search else _BEAM]
            if search:
                states = [state for state in states if state.score > states[0].score - _BEHIND]
            if search and self.text[index] != "(":
                states += self._dropped(index, states, before, search)
            for state in states:
                for end, new in self._step(index, state, before):
                    if new.carry:
                        ahead.setdefault(end, []).append(new)
                    else:
                        text = new.text.rstrip(NOTHING)
                        done.append(Reading(text, end, new.score, new.marks, text != new.text))
            if not ahead:
                break
        best: dict[tuple[str, int], Reading] = {}
        for reading in sorted(done, key=lambda r: -r.score):
            best.setdefault((reading.text, reading.end), reading)
        return list(best.values())[: search.finished if search else _FINISHED]

    def _next(self, state: _State, char: str, carry: int, before: str, cost: float = 0.0, marks: int = 0) -> _State:
        """The state behind one more character; a carry of 0 is a page in step."""
        simple = inverse(char)
        score = state.score - cost + follows(state.simple[-1:] or before, simple)
        return _State(score, state.text + char, state.simple + simple, carry, False, state.marks + marks)

    def _step(self, at: int, state: _State, before: str) -> Iterator[tuple[int, _State]]:
        """What one observed character can mean."""
        text, carry, split = self.text, state.carry, state.split
        observed = text[at]
        if observed == "?":
            yield from self._lone_lead(at, state, before)
        elif observed == "(" and (mark := MARK.match(text, at)):
            yield mark.end(), state._replace(split=True, marks=state.marks + 1)
        elif code := bytes_of(observed):
            char = char_of(carry, code[0])
            if char is not None and self.fits(char, split=split):
                if code[1] > 0x80:
                    yield at + 1, self._next(state, char, code[1], before)
                elif code[1] < 0x80:  # a letter of the original, taken for a second byte
                    letter = self._next(state, char, 0, before, cost=4.0)
                    yield at + 1, letter._replace(text=letter.text + chr(code[1]))
        elif "@" <= observed <= "~":
            char = char_of(carry, ord(observed))
            annotated = text[at + 1 : at + 2] == "("
            if char is not None and self.fits(char, split=split or annotated):
                yield at + 1, self._next(state, char, 0, before)
        # A question mark may be a folded one too: 。縣 = A1A3 BF68, out of step ？h.
        if self.folded and " " <= observed <= "~":
            lead, trail = (0xA1, 0xA1) if observed == " " else (0xA3, ord(observed) + 0x80)
            char = char_of(carry, lead)
            if char is not None and self.fits(char, split=split):
                yield at + 1, self._next(state, char, trail, before, cost=0.5)

    def _lone_lead(self, at: int, state: _State, before: str) -> Iterator[tuple[int, _State]]:
        """The decoder met a lead byte alone: the page is in step again behind it."""
        text, carry, split = self.text, state.carry, state.split
        if mark := EATEN_MARK.match(text, at):
            whole = text[at + 1] == "("  # a second byte 80 is no lead and takes nothing with it
            for marked, trail in with_reading(carry, mark[1]):
                if whole == (trail == 0x80):
                    yield mark.end(), self._next(state, marked, 0, before, marks=1)
            if not whole:
                return
        if (char := char_of(carry, 0x80)) and self.fits(char, split=split):
            yield at + 1, self._next(state, char, 0, before)
        eaten = self._eaten(at + 1)
        for rank, (_, guess) in enumerate(_guesses(state.simple[-1:] or before, carry)):
            if split or guess not in self.types:
                new = self._next(state, guess, 0, before)
                for byte, cost in eaten if rank < _EATEN_WITH else eaten[-1:]:
                    # Nothing is marked as such only where something may have been there.
                    byte = byte or NOTHING * (len(eaten) > 1)
                    yield at + 1, new._replace(text=new.text + byte, score=new.score - cost)

    def _eaten(self, at: int) -> list[tuple[str, float]]:
        """What a lone lead may have taken with it, judged by what follows."""
        following = self.text[at : at + 8]
        if not following or following[0] in "\r\n":
            return [("", 0.5)]
        if self.markup and re.match(r"/?[a-z!]", following, re.IGNORECASE):
            return [("<", 0.5)]
        if re.match(r"[\d.%,/-]", following):
            return [*((digit, 2.8) for digit in "0123456789"), ("", 2.0)]
        if following[0] in _COUNTED:
            return [("", 1.0), *((digit, 3.8) for digit in "0123456789")]
        return [("", 1.0)]

    def _lead_at(self, at: int) -> int:
        """First byte of what is observed at an offset; a folded sign's is that of its full-width form."""
        observed = self.text[at]
        if code := bytes_of(observed):
            return code[0]
        if self.folded and observed < "@":
            return 0xA1 if observed == " " else 0xA3
        return ord(observed)

    def _dropped_before(self, firsts: list[_First], before: str) -> list[_First]:
        """The same behind one pair more: 提升，其间 without FDA3 and ACC6, 書包和 without F8B0 and FCBA."""
        found: list[_First] = []
        for _, lead, state, char in firsts:
            ahead = self._next(state, char, 0, before, cost=_LOSS)
            found += [
                (ahead.score - _LOSS + likely, again, ahead, between)
                for likely, _, again, between in _between(ahead.simple[-1], lead)
                if between not in self.types
            ]
        return nlargest(3 * len(firsts), found)

    def _dropped(self, at: int, states: list[_State], before: str, search: Search) -> list[_State]:
        """States behind a pair dropped here: the second byte of one character and the first of the next."""
        firsts: list[_First] = []
        for state in states[: search.states]:
            last = state.simple[-1:] or before
            for lead, char, simple in _before_dropped(state.carry):
                if state.split or char not in self.types:
                    score = state.score - _LOSS + follows(last, simple)
                    firsts.append((score, lead, state, char))
        likely = nlargest(search.firsts, firsts)
        likely += self._dropped_before(likely[: search.twice], before)
        found: list[_First] = []
        mark = EATEN_MARK.match(self.text, at)
        second = self._lead_at(at)
        for score, lead, state, char in likely:
            if self.text[at] == "?":
                behind = _behind_dropped_alone(inverse(char), mark[1] if mark else "")
            else:
                behind = _behind_dropped(inverse(char), second)
            gone = vanishing()[lead]
            found += [
                (score + more, trail, state, char)
                for more, trail, following in behind[: search.seconds]
                if trail in gone and (mark or following not in self.types)
            ]
        best = nlargest(search.beam, found)
        best = [each for each in best if each[0] > best[0][0] - _BEHIND]
        return [self._next(state, char, trail, before, cost=_LOSS) for _, trail, state, char in best]
