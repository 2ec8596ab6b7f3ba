"""Whether two texts that are nearly the same are one text, or two on one template.

A copy loses, adds and bends words; the next county, school or year puts its own name, number or term where the other
had its own. So the two texts are laid beside each other, and only what stands in the place of something else is
looked at: what one text merely has more than the other tells nothing.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Apart = Literal["number", "name", "again", "moved"]
"""By what two texts are told apart: other numbers, other names, words exchanged for others again and again, or (which
tells little) sentences in another order."""

WORDS = files("warehouse") / "link" / "template.toml"

RULES = 2
"""Counts up with every change of what this module, with other words than those, finds: pairs are judged once, and anew
after such a change."""

ANCHOR = 4
"""So many equal characters end a difference."""

REACH = 4_000
"""So many characters of both texts are gone through for the end of a difference; behind a longer one nothing is
compared."""

EXCHANGED = 200
"""Longer pieces that stand for each other are rewritten, not exchanged."""

MOVED = 12
"""A piece of so many characters may stand elsewhere in the other text."""

BENT = 3
"""Differences of no more characters may be damage."""

HEADLINE = 4
"""So many characters of two headlines must agree, and so many differ, for one site to tell of two things."""

LONG = 6
"""Of so many digits two numbers of which one holds the other are one number (a telephone's)."""

AROUND = 10
"""So many characters beside a difference are looked at for what makes a name or a credit of it."""

_NUMBER = re.compile(r"((?:\d{2,4}年)?(?:\d*月\d+|\d+月)|\d+)(.?)")
_DATE = frozenset("0123456789年月日")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")

Places = Mapping[str, frozenset[str]]
"""Names of divisions, full and short, with the codes (GB/T 2260) that bear them. Where there are none, places are known
by their endings."""

SHORTEST, LONGEST = 2, 8
"""Characters of a division's name that are looked for."""


@dataclass(frozen=True, slots=True)
class _Words:
    """template.toml, compiled."""

    kinds: dict[str, re.Pattern[str]]
    common: str
    school_words: frozenset[str]
    no_names: frozenset[str]
    pointing: frozenset[str]
    telling: frozenset[str]
    own: re.Pattern[str]
    person: re.Pattern[str]
    ours: re.Pattern[str]
    terms: re.Pattern[str]
    names_itself: re.Pattern[str]
    counts_readers: re.Pattern[str]


@cache
def _words() -> _Words:
    data: dict[str, Any] = tomllib.loads(WORDS.read_text("utf-8"))
    kinds = {}
    endings_of_all = "|".join(ending for endings in data["kinds"].values() for ending in endings)
    pointing = data["pointing"]["characters"]
    titles, surnames = "|".join(data["persons"]["titles"]), "".join(data["persons"]["surnames"].split())
    for sort, endings in data["kinds"].items():
        numbered = data["numbered"].get(sort)
        after_numeral = f"|(?<=[一二三四五六七八九十])(?:{'|'.join(numbered)})" if numbered else ""
        kinds[sort] = re.compile(f"{'|'.join(endings)}{after_numeral}")
    return _Words(
        kinds,
        data["common"]["ending"],
        frozenset(data["common"]["behind"]),
        frozenset(data["no_names"]["words"]),
        frozenset(pointing),
        frozenset(data["telling"]["characters"]),
        re.compile(f"[{data['own']['letters']}](?={data['own']['before']})"),
        re.compile(f"(?:{titles})(?=[{surnames}])"),
        re.compile(f"[{pointing}](?:校|园|{endings_of_all})?"),
        re.compile("|".join(data["terms"]["patterns"])),
        re.compile("|".join(data["credits"]["names"])),
        re.compile("|".join(data["credits"]["numbers"])),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """`a[a_start:a_end]` of one text where the other has `b[b_start:b_end]`."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


def told_apart(a: str, b: str, places: Places) -> Apart | None:
    """By what two nearly equal texts (letters alone, see fingerprint.py) tell of two things; None for copies."""
    repeated: Counter[tuple[str, str]] = Counter()
    shorter_numbers = bent = False
    sides, moved = _sides(a, b)
    for first, second in sides:
        if not first.may_be_for(second):
            continue
        numbers = _other_numbers(first, second)
        if numbers == "other":
            return "number"
        if _other_names(first, second, places):
            return "name"
        if numbers == "shorter":
            shorter_numbers = True
        elif len(first.said) <= BENT and len(second.said) <= BENT:
            bent = True
        repeated[first.said, second.said] += 1
    if shorter_numbers and not bent:
        return "number"
    for (own, other), times in repeated.items():
        if times > 1 and _is_word(own) and _is_word(other) and own not in b and other not in a:
            return "again"
    return "moved" if moved else None


def headlines_apart(a: str, b: str, places: Places, *, one_site: bool) -> bool:
    """Whether the headlines of two nearly equal texts tell them apart: both name another place or school, or, where one
    site has both, another thing behind the same beginning (育才小学开展防火教育, 育才小学举行经典诵读)."""
    if told_apart(a, b, places) == "name":
        return True
    found = list(differences(a, b))
    return (
        one_site
        and len(found) == 1
        and found[0].a_start >= HEADLINE
        and all(len(text) - at >= HEADLINE for text, at in ((a, found[0].a_start), (b, found[0].b_start)))
        and (found[0].a_end, found[0].b_end) == (len(a), len(b))
    )


def _sides(a: str, b: str) -> tuple[list[tuple["_Side", "_Side"]], bool]:
    """Both sides of each difference; what one text has more than the other is laid beside what that has elsewhere. Then
    whether anything is the same elsewhere."""
    found = [(_Side(a, at.a_start, at.a_end), _Side(b, at.b_start, at.b_end)) for at in differences(a, b)]
    moved = False
    for first, _ in found[:]:
        for _, second in found[:]:
            if min(len(first.said), len(second.said)) >= MOVED and _is_moved(first.said, second.said):
                moved = moved or first.said == second.said
                found += [
                    (
                        _Side(a, first.start + at.a_start, first.start + at.a_end),
                        _Side(b, second.start + at.b_start, second.start + at.b_end),
                    )
                    for at in differences(first.said, second.said)
                ]
    return found, moved


def _is_moved(one: str, other: str) -> bool:
    """Whether half of the shorter piece stands in the other, in runs of some characters."""
    short, long = sorted((one, other), key=len)
    runs = range(0, len(short) - ANCHOR + 1, ANCHOR)
    return sum(short[at : at + ANCHOR] in long for at in runs) * 2 >= len(runs)


def differences(a: str, b: str) -> Iterator[Difference]:
    """Where two texts differ, in order: from each difference on, the nearest place where they agree again."""
    i = j = 0
    while True:
        same = _equal(a, i, b, j)
        i, j = i + same, j + same
        if i == len(a) and j == len(b):
            return
        nearest, next_i, next_j = REACH, len(a), len(b)
        for skipped in range(len(a) - i - ANCHOR + 1):
            if skipped >= nearest:
                break
            start = i + skipped
            found = b.find(a[start : start + ANCHOR], j, j + nearest - skipped + ANCHOR)
            if found >= 0 and skipped + found - j < nearest:
                nearest, next_i, next_j = skipped + found - j, start, found
        yield Difference(i, next_i, j, next_j)
        i, j = next_i, next_j


def _equal(a: str, i: int, b: str, j: int) -> int:
    """How many characters from `a[i]` and `b[j]` on are the same."""
    low, high = 0, min(len(a) - i, len(b) - j)
    step = 16
    while low < high:
        size = min(step, high - low)
        if a[i + low : i + low + size] == b[j + low : j + low + size]:
            low, step = low + size, step * 4
        elif size == 1:
            break
        else:
            high, step = low + size, max(1, size // 4)
    return low


class _Side:
    """What one text has at a difference, with what stands around it."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.said = text[start:end]
        self.from_, self.until = max(0, start - AROUND), min(len(text), end + AROUND)

    def may_be_for(self, other: "_Side") -> bool:
        """Whether one stands for the other: a paragraph left out does not for the word that was bent beside it."""
        short, long = sorted((len(self.said), len(other.said)))
        return long <= 4 * short + 8 and short <= EXCHANGED

    def _near(self, words: re.Pattern[str]) -> bool:
        return words.search(self.text, self.from_, self.until) is not None

    def numbers(self) -> list[tuple[str, str]]:
        """The numbers and dates of which a part differs, each with the character behind it."""
        if self._near(_words().counts_readers):
            return []
        start, end = self.start, self.end
        while start and self.text[start - 1] in _DATE:
            start -= 1
        while end < len(self.text) and self.text[end] in _DATE:
            end += 1
        found = _NUMBER.finditer(self.text, start, end + 1)
        return [(number[1], number[2]) for number in found if number.end(1) > self.start and number.start() < self.end]

    def names(self, places: Places) -> dict[str, set[str]]:
        """Names that the difference touches, by sort."""
        words = _words()
        if not self.said or self._near(words.names_itself):
            return {}
        found: dict[str, set[str]] = {}
        for place in self._places(places):
            found.setdefault("division", set()).add(place)
        if words.ours.fullmatch(self.said):
            return found
        for sort, endings in words.kinds.items():
            if sort == "division" and places:
                continue
            for ending in endings.finditer(self.text, self.start, self.until):
                stem = self.text[max(0, ending.start() - 2) : ending.start()]
                touched = ending.start() - len(stem) < self.end
                if len(stem) == 2 and touched and stem not in words.no_names and stem[-1] not in words.pointing:
                    if ending[0] == words.common and not self._names_a_school(stem, ending.start() - 2, places):
                        continue
                    found.setdefault(sort, set()).add(stem + ending[0])
        title = next(words.person.finditer(self.text, max(0, self.start - 4), self.start + 1), None)
        if title and title.end() in (self.start, self.start - 1) and _HAN.fullmatch(self.said) and len(self.said) <= 3:
            found["person"] = {self.text[title.end() : self.end]}
        for own in words.own.finditer(self.text, max(0, self.start - 1), self.until):
            if self.start <= own.start() < self.end:
                found.setdefault("own", set()).add(self.text[own.start() : own.start() + 3])
        for term in words.terms.finditer(self.text, max(0, self.start - 1), self.until):
            if term.start() < self.end and term.end() > self.start:
                found.setdefault("term", set()).add(self.text[term.start() : term.end() + 1])
        return found

    def _names_a_school(self, stem: str, start: int, places: Places) -> bool:
        """Whether an ordinary word behind this stem ends a name: 明德学校 and 清河松林学校, not 近日学校."""
        behind_place = any(self.text[max(0, start - size) : start] in places for size in range(SHORTEST, LONGEST + 1))
        return behind_place or stem in _words().school_words

    def _places(self, places: Places) -> Iterator[str]:
        for at in range(self.from_, self.end):
            for size in range(LONGEST, SHORTEST - 1, -1):
                if at + size > self.start and at + size <= self.until and self.text[at : at + size] in places:
                    yield self.text[at : at + size]
                    break


def _other_numbers(first: _Side, second: _Side) -> Literal["other", "shorter", None]:
    """Whether each side has a number that the other text has not: another one, or one of which damage may have left the
    other (13名 of 130名; 9月 and 70名 share nothing). None too for long numbers that lost a digit."""

    def own(side: _Side, text: str) -> list[tuple[str, str]]:
        return [
            (number, unit)
            for number, unit in side.numbers()
            if not re.search(rf"(?<!\d){re.escape(number + unit)}", text)
        ]

    ones, others = own(first, second.text), own(second, first.text)
    if not ones or not others:
        return None
    left = [
        (number, there)
        for number, unit in ones
        for there, unit_there in others
        if unit == unit_there and (_within(number, there) or _within(there, number))
    ]
    if {number for number, _ in ones} != {one for one, _ in left} or {n for n, _ in others} != {o for _, o in left}:
        return "other"
    return None if all(min(map(len, pair)) >= LONG for pair in left) else "shorter"


def _within(few: str, many: str) -> bool:
    """Whether `few` is left where some characters of `many` are lost."""
    rest = iter(many)
    return all(char in rest for char in few)


def _other_names(first: _Side, second: _Side, places: Places) -> bool:
    """Whether each side has a name of one sort that the other text has not."""
    ones, others = first.names(places), second.names(places)
    for sort in ones.keys() & others.keys():
        own = [name for name in ones[sort] if _core(name, sort) not in second.text]
        theirs = [name for name in others[sort] if _core(name, sort) not in first.text]
        if sort == "division" and any(_nested(one, two, places) for one in ones[sort] for two in others[sort]):
            continue
        if any(sort in ("division", "own", "term") or _is_other(one, two) for one in own for two in theirs):
            return True
    return False


def _nested(one: str, two: str, places: Places) -> bool:
    """Whether the one may lie in the other: who tells of 溧阳市 may as well speak of 常州市."""
    return one == two or any(
        a.startswith(b.rstrip("0")) or b.startswith(a.rstrip("0"))
        for a in places.get(one, ())
        for b in places.get(two, ())
    )


def _core(name: str, sort: str) -> str:
    """溧阳 of 溧阳市: a text that has the one knows the other."""
    return name[:-1] if sort == "division" and len(name) > SHORTEST else name


def _is_other(one: str, two: str) -> bool:
    """Whether two names differ in more than one character, which damage may have bent or lost, or in one that tells."""
    unlike = set(one) ^ set(two)
    return len(unlike) > 2 or (bool(unlike) and unlike <= _words().telling)


def _is_word(said: str) -> bool:
    return len(said) >= 2 and _HAN.fullmatch(said) is not None and said[0] not in _words().pointing
