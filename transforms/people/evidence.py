"""What scanning knows of one text: which places are taken, and whether a string is a name where it stands."""

import re
from collections.abc import Callable

from transforms.people.found import Found
from transforms.people.lexicon import lexicon, pattern
from transforms.people.names import Name, han, is_dotted, plausibility, right_of

_ENDS = "，。；：！？\n"
_PARTICLES = frozenset("和由与及从将下")
_UNIT_ENDS = frozenset("局委办校镇乡部园县市区科股室组")
SPEAK = pattern("mentions.speak")
_DECIDES = pattern("mentions.decides")
_BETWEEN = re.compile(r"([\u4e00-\u9fff]{2,3})(?=[、，。；]|等|出席|参加|和|[两三四五六七八九十2-9][位名])")


class Evidence:
    """A text under scanning; `taken` are the mentions found so far, `heads` the office nouns in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = lexicon()
        self.taken: list[Found] = []
        self.heads: list[re.Match[str]] = list(self.words.head.finditer(text))
        self._spoken: dict[str, bool] = {}
        self._covered = bytearray(len(text) + 1)

    def covered(self, index: int) -> bool:
        """Whether a character belongs to a mention."""
        return bool(self._covered[index])

    def free(self, start: int, end: int) -> bool:
        return not any(self._covered[start:end])

    def take(self, found: Found) -> None:
        self.taken.append(found)
        self._covered[found.start : found.end] = b"\x01" * (found.end - found.start)

    def accept(self, start: int, name: Name, before: float, *, spaced: bool = False, office: bool = False) -> bool:
        """Whether the evidence is enough: surname, given name, what follows, and `before`."""
        text = self.text
        string = text[start : name.end]
        if is_dotted(string):
            return name.right > 0
        if len(string) == 4 and string[0] == string[2]:  # 广大教师群策群力
            return False
        total = name.score + before + {3: 2.0, 2: 1.0, 1: 0.5}.get(name.right, -9.0)
        if spaced and name.right < 2:
            return False
        if string[0] in _PARTICLES:
            # 教研组长和备课组长, 校长和受助、受奖师生 name nobody, 副校长和丽芬、木春光 does
            given = len(string) > 2 and self.words.given.issuperset(string[1:])
            if name.right < 3 or not (given or _DECIDES.match(text, name.end)):
                return False
        if string in self.words.other:
            decided = bool(_DECIDES.match(text, name.end)) or self.twice(string)
            return before >= 2.5 and total >= 0.5 and name.right == 3 and string not in self.words.never and decided
        if string in self.words.nouns:
            if self.words.verb.at(text, start):  # 局长全面传达: an adverb
                return self.twice(string)
            shown = self.verb_after(name.end) or office or self.twice(string)
            return total >= 3.0 and name.right == 3 and shown
        return total >= 4.0

    def verb_after(self, end: int) -> bool:
        return self.text[end : end + 1] == "、" or self.words.verb.at(self.text, end) is not None

    def twice(self, string: str) -> bool:
        """Whether the string speaks somewhere: a clause opens with it and a verb follows."""
        known = self._spoken.get(string)
        if known is None:
            known = False
            at = self.text.find(string)
            while at >= 0 and not known:
                opens = at == 0 or self.text[at - 1] in _ENDS
                known = opens and bool(SPEAK.match(self.text, at + len(string)))
                at = self.text.find(string, at + 1)
            self._spoken[string] = known
        return known

    def common(self, string: str) -> bool:
        words = self.words
        return string in words.never or string in words.other or string in words.nouns or string in words.elsewise

    def unheard(self, begin: int, office: Callable[[], bool]) -> Name | None:
        """A name whose surname no list knows, where the text makes it speak elsewhere: 部长某进鹏 … 某进鹏表示."""
        words, text = self.words, self.text
        may_be = text[begin + 1 : begin + 2] in words.given or words.transcribed.issuperset(text[begin : begin + 3])
        if not may_be or begin >= len(text) or words.verb.at(text, begin) or words.link.at(text, begin):
            return None
        return self._transcribed(begin, office) or self._given(begin, office)

    def _transcribed(self, begin: int, office: Callable[[], bool]) -> Name | None:
        if not self.words.transcribed.issuperset(self.text[begin : begin + 3]):
            return None
        rare = self.words.surnames.get(self.text[begin : begin + 1], 3) == 3
        # 副县长帕提玛等: nothing but characters of transcriptions
        for length in (6, 5, 4, 3) if rare else (6, 5, 4):
            string, end = self.text[begin : begin + length], begin + length
            if len(string) < length or not self.words.transcribed.issuperset(string):
                continue
            if not (rare or string[-2:] in self.words.elements or office()):
                continue
            word = self.common(string) or self.common(string[:2]) or self.common(string[-2:])  # 三年增加
            if right_of(self.text, end) == 3 and not word:
                return Name(end, 2.5, 3)
        return None

    def _given(self, begin: int, office: Callable[[], bool]) -> Name | None:
        if self.text[begin + 1 : begin + 2] not in self.words.given:
            return None
        for length in (3, 2):
            string, end = self.text[begin : begin + length], begin + length
            if len(string) < length or not han(string) or string[-2:] in self.words.heads or self.common(string):
                continue
            if not all(character in self.words.given for character in string[1:]):
                continue
            titled = (
                (length == 3 or string[0] in self.words.given)  # 宣传部长旭日，副旗长…
                and self.text[end : end + 1] in ("、", "，")
                and string[:2] not in self.words.elsewise
                and office()
            )
            if titled or self.twice(string) or (right_of(self.text, end) == 3 and _DECIDES.match(self.text, end)):
                return Name(end, 2.5, 3)
        return None

    def between(self, begin: int) -> Name | None:
        """付林、颉柏祥、杜玲: a word between names, no unit and no known word, though its surname is rare."""
        found = _BETWEEN.match(self.text, begin)
        if found is None or self.common(found.group(1)) or self.words.verb.at(self.text, begin):
            return None
        string = found.group(1)
        known_surname = string[0] in self.words.surnames and plausibility(string) <= -9.0
        if known_surname or string[-1] in _UNIT_ENDS or not self.words.given.issuperset(string[1:]):
            return None
        return Name(found.end(1), 2.5, 3)

    def enclosed(self, begin: int) -> Name | None:
        """王勇、才智、徐强: what stands between names in a list is a name, though the word is common."""
        found = _BETWEEN.match(self.text, begin)
        if found is None or found.group(1)[0] not in self.words.surnames or found.group(1) in self.words.never:
            return None
        return Name(found.end(1), 9.0, 3)

    def addressed(self, end: int) -> bool:
        return any(self.text.startswith(word, end) for word in self.words.after)
