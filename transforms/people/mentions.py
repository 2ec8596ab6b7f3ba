"""Mentions of persons in the body, by the ways in which news names them.

Each mention carries the rule that found it, so that a wrong row can be explained. Strongest first: a title before a
name and the list behind it; a name before its title; a list before 等领导; a name that opens a clause and speaks.
"""

import re
from dataclasses import dataclass
from typing import Literal

from transforms.people.lexicon import alternation, lexicon, pattern
from transforms.people.names import DOTS, Name, is_dotted, name_at, plausibility, right_of
from transforms.people.titles import title_start

Rule = Literal["title", "list", "name_title", "bare_list", "subject", "unit", "label", "known", "short"]


@dataclass(slots=True)
class Found:
    """One mention in the view: the name (or short form) at [start, end); its title at [title_start, title_end).

    `own` is False where the title was said of an earlier name of the list.
    """

    start: int
    end: int
    name: str
    rule: Rule
    title_start: int
    title_end: int
    own: bool = True
    score: float = 0.0

    @property
    def has_title(self) -> bool:
        """Whether a title was said."""
        return self.title_end > self.title_start


_SPACE = " \u3000\t"
_ENDS = "，。；：！？\n"
# After an office noun, what may stand before the name.
_BEFORE_NAME = re.compile(r"[ \u3000]{0,2}(?:（[^（）\n]{1,12}）)?[ \u3000]{0,2}")
_IN_BRACKETS = re.compile(r"（(?=[\u4e00-\u9fff·]{2,12}）)")
_LIST_MARK = re.compile(r"[ \u3000]{0,3}(?:、|和|及|以及|与|，|,)[ \u3000]{0,2}|[ \u3000]{1,4}")
_STRONG_MARK = re.compile(r"[ \u3000]{0,3}、")
_ONE_HOLDER = pattern("mentions.one_holder")
_NAME_TITLE = pattern("mentions.name_title")
_UNIT_ENDS = frozenset("局委办校镇乡部园县市区科股室组")
_PARTICLES = frozenset("和由与及从将下")
_STARTS = frozenset("，。；：！？\n")
_ADDRESS = re.compile(r"同志|女士|先生")
_RANK = pattern("mentions.rank")
_LEFT_OPEN = frozenset("，。；：！？\n、 \u3000）（“”（▁—|｜")
_LEFT_WORD = pattern("mentions.left_word")
_GROUP_TAIL = pattern("mentions.group_tail")
_SPEAK = pattern("mentions.speak")
# What nobody but a person does: after these even 严明 is a name.
_NO_PERSON = pattern("mentions.no_person")
_DECIDES = pattern("mentions.decides")
_AWARDED = pattern("mentions.awarded")
_LABEL = pattern("mentions.label")
_BETWEEN = re.compile(r"([\u4e00-\u9fff]{2,3})(?=[、，。；]|等|出席|参加|和|[两三四五六七八九十2-9][位名])")
_HONOURED = pattern("mentions.honoured")
_OPENER = pattern("mentions.opener")
_TAIL = pattern("mentions.tail")
_UNIT = pattern("mentions.unit")


class Scanner:
    """Scans one view for mentions; `mentions` holds them in order of text once `scan` has run."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = lexicon()
        self.taken: list[Found] = []
        self.heads: list[re.Match[str]] = []
        self._spoken: dict[str, bool] = {}
        self._covered = bytearray(len(text) + 1)

    def _free(self, start: int, end: int) -> bool:
        return not any(self._covered[start:end])

    def _take(self, found: Found) -> None:
        self.taken.append(found)
        self._covered[found.start : found.end] = b"\x01" * (found.end - found.start)

    def scan(self) -> list[Found]:
        """All mentions but those of names known from elsewhere in the text."""
        self._titled()
        self._labelled()
        self._name_then_title()
        self._bare()
        self._of_units()
        self._repair()
        self._known()
        self.taken.sort(key=lambda found: found.start)
        return self.taken

    # -- a title before a name, and the list behind it ------------------------------------------------------------

    def _titled(self) -> None:
        text = self.text
        floor = 0
        self.heads = list(self.words.head.finditer(text))
        for head in self.heads:
            at = head.end()
            if at < floor or head.start() < floor or _NO_PERSON.match(text, at):
                continue
            if head.group() == "代表" and head.start() == floor and floor:
                continue  # 李旭代表双方签署: a verb
            begin, name, closing = self._name_behind(head, at)
            if name is None:
                continue
            line = text.rfind("\n", 0, head.start()) + 1
            start = title_start(text, head.start(), head.end(), max(floor, line))
            # 副书记（主持工作）: a remark in brackets that follows the noun is of the title.
            remark = 0 if closing else text.find("）", at, begin) + 1
            title_end = remark if text.startswith("（", at) and remark else at
            found = Found(begin, name.end, text[begin : name.end], "title", start, title_end, True, name.score + 2.5)
            self._take(found)
            floor = self._list(found, name.end + (1 if closing else 0))

    def _name_behind(self, head: re.Match[str], at: int) -> tuple[int, Name | None, str]:
        """The name behind an office noun that ends at `at`: where it begins, what it is, the bracket that closes it."""
        text = self.text
        if _IN_BRACKETS.match(text, at):  # 副县长（张三）
            name = name_at(text, at + 1, min(len(text), at + 21))
            if name and text.startswith("）", name.end) and self._accept(at + 1, name, 2.5):
                return at + 1, name, "）"
        lead = _BEFORE_NAME.match(text, at)
        begin = lead.end() if lead else at
        if text[at : at + 1] in ("：", ":") and head.group() in self.words.group_titles:
            begin = at + 1
        if text[begin : begin + 1] in _PARTICLES and head.group() in self.words.group_titles:
            return begin, None, ""  # 代表和民进的同志们
        name = name_at(text, begin, min(len(text), begin + 20)) or self._unheard(begin)
        if name and self._accept(begin, name, 2.5, spaced=begin > at, office=self._full_title(head)):
            return begin, name, ""
        return begin, None, ""

    def _full_title(self, head: re.Match[str]) -> bool:
        """Whether the noun stands in a title with its organisation (县教育局局长), not alone (校长)."""
        start = head.start()
        return start > 2 and not any(mark in _LEFT_OPEN for mark in self.text[start - 2 : start])

    def _unheard(self, begin: int) -> Name | None:
        """A name whose surname no list knows, where the text makes it speak elsewhere: 部长某进鹏 … 某进鹏表示."""
        if self.words.verb.at(self.text, begin) or self.words.link.at(self.text, begin):
            return None
        if self.words.surnames.get(self.text[begin : begin + 1], 3) == 3:
            for length in (6, 5, 4, 3):  # 副县长帕提玛等: nothing but characters of transcriptions
                string, end = self.text[begin : begin + length], begin + length
                whole = len(string) == length and self.words.transcribed.issuperset(string)
                if whole and right_of(self.text, end) == 3 and not self._common(string):
                    return Name(end, 2.5, 3)
        for length in (3, 2):
            string, end = self.text[begin : begin + length], begin + length
            if len(string) < length or string in self.words.never or string in self.words.other:
                continue
            if not all(character in self.words.given for character in string[1:]):
                continue
            if self._twice(string) or (right_of(self.text, end) == 3 and _DECIDES.match(self.text, end)):
                return Name(end, 2.5, 3)
        return None

    def _common(self, string: str) -> bool:
        return string in self.words.never or string in self.words.other or string in self.words.nouns

    def _accept(self, start: int, name: Name, before: float, *, spaced: bool = False, office: bool = False) -> bool:
        """Whether the evidence is enough: surname, given name, what follows, and `before`."""
        text = self.text
        string = text[start : name.end]
        if is_dotted(string):
            return name.right > 0
        total = name.score + before + {3: 2.0, 2: 1.0, 1: 0.5}.get(name.right, -9.0)
        if spaced and name.right < 2:
            return False
        if string in self.words.other:
            decided = bool(_DECIDES.match(text, name.end)) or self._twice(string)
            return before >= 2.5 and total >= 0.5 and name.right == 3 and string not in self.words.never and decided
        if string in self.words.nouns:
            if self.words.verb.at(text, start):  # 局长全面传达: an adverb
                return self._twice(string)
            shown = self._verb_after(name.end) or office or self._twice(string)
            return total >= 3.0 and name.right == 3 and shown
        return total >= 4.0

    def _verb_after(self, end: int) -> bool:
        return self.words.verb.at(self.text, end) or self.text[end : end + 1] == "、"

    def _twice(self, string: str) -> bool:
        """Whether the string speaks somewhere: a clause opens with it and a verb follows."""
        known = self._spoken.get(string)
        if known is None:
            known = False
            at = self.text.find(string)
            while at >= 0 and not known:
                opens = at == 0 or self.text[at - 1] in _ENDS
                known = opens and bool(_SPEAK.match(self.text, at + len(string)))
                at = self.text.find(string, at + 1)
            self._spoken[string] = known
        return known

    def _list(self, first: Found, at: int) -> int:
        """Takes the names that follow under the same title; returns where the list ends."""
        text = self.text
        previous = first
        end = at
        commas = 0
        while True:
            mark = _LIST_MARK.match(text, end)
            if mark is None:
                return end
            begin = mark.end()
            sign = mark.group().strip() or " "
            name = name_at(text, begin, min(len(text), begin + 20))
            if sign == "、" and (name is None or name.score < 1.5):
                name = self._between(begin) or name
            if name is None:
                return end
            follow = text[name.end : name.end + 1]
            if sign in "，,":
                # 县领导张三，李四，王五: a comma joins names only if more of the list or its verb follows.
                commas += 1
                if not ((follow and follow in "，、") or re.match(r"等|出席|参加|和|及", text[name.end :][:2])):
                    return end
                if name.score < 3 or plausibility(text[begin : name.end]) < 3:
                    return end
            elif sign == " " and not (not follow or follow in _SPACE or follow in "、，。\n" or name.right == 3):
                return end
            if self.words.office.at(text, begin):
                return end
            needs = 1.5 if sign == "、" else 1.0
            if not self._accept(begin, name, needs) or (name.right == 2 and not self._addressed(name.end)):
                return end
            if name.right == 2 and not text.startswith(("同志", "等"), name.end):
                # 张三、李四副局长: the name has a title of its own behind it.
                return end
            title = text[first.title_start : first.title_end]
            inherit = first.has_title and not _ONE_HOLDER.search(title)
            found = Found(
                begin,
                name.end,
                text[begin : name.end],
                "list",
                first.title_start if inherit else begin,
                first.title_end if inherit else begin,
                False,
                name.score + needs,
            )
            self._take(found)
            previous = found
            end = previous.end

    def _addressed(self, end: int) -> bool:
        return any(self.text.startswith(word, end) for word in self.words.after)

    # -- a name before its title ----------------------------------------------------------------------------------

    def _name_then_title(self) -> None:
        text = self.text
        surnames = self.words.surnames
        forms = [(head.start(), head.end()) for head in self.heads if _NAME_TITLE.fullmatch(head.group())]
        forms += [match.span() for match in _ADDRESS.finditer(text)]
        for noun, end in sorted(forms):
            prefix = _RANK.search(text, max(0, noun - 8), noun)
            at = prefix.start() if prefix else noun
            if at < 2 or not self._free(at - 1, min(end + 1, len(text))):
                continue  # 保教主任花蕾: the noun has its name behind it
            if not (text[at - 2] in surnames or text[at - 3 : at - 2] in surnames or text[at - 4 : at - 3] in surnames):
                self._dotted_before(at, end)
                continue
            best: tuple[float, int] | None = None
            for length in (3, 2, 4):
                start = at - length
                if start < 0:
                    continue
                string = text[start:at]
                parts = (string,) if length < 4 else (string[:2], string[2:])
                transcribed = all(part in self.words.elements for part in parts)
                if length == 4 and not transcribed and string[:2] not in self.words.compound:
                    continue
                score = max(plausibility(string), 3.5) if transcribed else plausibility(string)
                if score < 2.5 or string in self.words.other or string in self.words.nouns:
                    continue
                left = text[start - 1] if start else "\n"
                if left in _LEFT_OPEN:
                    score += 1.5
                elif _LEFT_WORD.search(text[max(0, start - 5) : start]):
                    score += 0.5
                else:
                    continue
                if best is None or score > best[0]:
                    best = (score, start)
            if best is None:
                self._dotted_before(at, end)
                continue
            score, start = best
            if (
                text[start - 1 : start] not in _STARTS
                and not right_of(text, end)
                and text[end : end + 1] not in "首一从先用把给不"
            ):
                continue
            title = text[at:end]
            weak = title in ("同志", "老师", "同学", "教授", "先生", "女士", "组长", "队长", "主任")
            if score < (4.0 if weak else 3.0):
                continue
            if not self._free(start, at):
                continue
            shown = "" if title in ("同志", "女士", "先生") else title
            self._take(
                Found(start, at, text[start:at], "name_title", at, at + len(shown), True, score),
            )

    def _dotted_before(self, at: int, end: int) -> None:
        text = self.text
        if not any(dot in text[max(0, at - 9) : at] for dot in DOTS):
            return
        start = at
        while start and (text[start - 1] in self.words.transcribed or text[start - 1] in DOTS):
            start -= 1
        if is_dotted(text[start:at]) and self._free(start, at):
            self._take(Found(start, at, text[start:at], "name_title", at, end, True, 6.0))

    # -- names without a title ------------------------------------------------------------------------------------

    def _bare(self) -> None:
        """Names that open a clause (or follow 由, 请): alone before a verb of speech, or in a list."""
        text = self.text
        starts = {0}
        for match in _OPENER.finditer(text):
            starts.add(match.end())
        if any(dot in text for dot in DOTS):
            for match in re.finditer(r"(?<=[、，。：和及与由\n])(?=[\u4e00-\u9fff]{1,8}[·•・．‧])", text):
                starts.add(match.start())
        for match in _HONOURED.finditer(text):
            starts.add(match.start())
        for begin in sorted(starts):
            if begin >= len(text) or self._covered[begin]:
                continue
            name = name_at(text, begin, min(len(text), begin + 20))
            if name is None:
                continue
            string = text[begin : name.end]
            if string in self.words.other or (string in self.words.nouns and not self._twice(string)):
                continue
            if not is_dotted(string) and name.score < 2.5 and string not in self.words.elements:
                continue
            items = self._bare_list(begin, name)
            last = items[-1][1]
            if len(items) == 1:
                speaks = bool(_SPEAK.match(text, last)) or bool(_AWARDED.match(text, last))
                if not (speaks or (is_dotted(string) and name.right == 3)):
                    continue
                rule: Rule = "subject"
            else:
                tail = text[last : last + 30]
                if not (
                    _SPEAK.match(tail) or _GROUP_TAIL.match(tail) or _AWARDED.match(tail)
                    or _TAIL.match(tail)
                    or any(is_dotted(text[a:b]) for a, b in items)
                    or (len(items) > 2 and re.match(r"[，。；\n]|$", tail))
                ):  # fmt: skip
                    continue
                rule = "bare_list"
            for start, end in items:
                if self._free(start, end):
                    self._take(Found(start, end, text[start:end], rule, start, start, True, name.score))

    def _bare_list(self, begin: int, name: Name) -> list[tuple[int, int]]:
        text = self.text
        items = [(begin, name.end)]
        end = name.end
        while True:
            mark = re.compile(r"[ \u3000]?[、][ \u3000]?|和|及|以及|与| {1,3}").match(text, end)
            if mark is None or mark.end() >= len(text) or self._covered[mark.end()]:
                return items
            following = name_at(text, mark.end(), min(len(text), mark.end() + 20))
            if following is None or following.right == 2:
                following = self._enclosed(mark.end()) if len(items) > 1 and "、" in mark.group() else None
            elif (
                (following.score < 2.0 or text[mark.end() : following.end] in self.words.nouns)
                and len(items) > 1
                and "、" in mark.group()
            ):
                following = self._enclosed(mark.end()) or following
            if following is None:
                return items
            string = text[mark.end() : following.end]
            if following.score < 9.0 and (string in self.words.other or string in self.words.nouns):
                return items
            if not is_dotted(string) and following.score < 2.0 and string not in self.words.elements:
                return items
            items.append((mark.end(), following.end))
            end = following.end

    def _enclosed(self, begin: int) -> Name | None:
        """王勇、才智、徐强: what stands between names in a list is a name, though the word is common."""
        found = _BETWEEN.match(self.text, begin)
        if found is None or found.group(1)[0] not in self.words.surnames or found.group(1) in self.words.never:
            return None
        return Name(found.end(1), 9.0, 3)

    def _between(self, begin: int) -> Name | None:
        """付林、颉柏祥、杜玲: a word between names, no unit and no known word, though its surname is rare."""
        found = _BETWEEN.match(self.text, begin)
        if found is None or self._common(found.group(1)) or self.words.verb.at(self.text, begin):
            return None
        string = found.group(1)
        known_surname = string[0] in self.words.surnames and plausibility(string) <= -9.0
        if known_surname or string[-1] in _UNIT_ENDS or not self.words.given.issuperset(string[1:]):
            return None
        return Name(found.end(1), 2.5, 3)

    def _of_units(self) -> None:
        """县教育局张三, 实验小学李四: a unit before a name, where a verb of speech follows."""
        text = self.text
        for match in self.words.after_unit.finditer(text):
            start = match.end()
            if self._covered[start] or not _UNIT.search(text[max(0, start - 4) : start]):
                continue
            for length in (3, 2):
                at = start + length
                string = text[start:at]
                if not self._free(start, at) or not _SPEAK.match(text, at) or plausibility(string) < 3.0:
                    continue
                if string not in self.words.other and string not in self.words.nouns:
                    self._take(Found(start, at, string, "unit", start, start, True, plausibility(string)))
                    break

    def _labelled(self) -> None:
        """主持人：张三 / 参会人员：李四、王五: the lines of minutes."""
        text = self.text
        for match in _LABEL.finditer(text):
            begin = match.end()
            if begin >= len(text) or self._covered[begin]:
                continue
            name = name_at(text, begin, min(len(text), begin + 20))
            if name is None or name.right < 2 or not self._accept(begin, name, 1.5):
                continue
            found = Found(begin, name.end, text[begin : name.end], "label", begin, begin, True, name.score)
            self._take(found)
            self._list(found, name.end)

    # -- second thoughts ------------------------------------------------------------------------------------------

    def _repair(self) -> None:
        """Where the text knows a longer name that stands at the same place, the short reading was a wrong cut."""
        by_first: dict[str, set[str]] = {}
        for found in self.taken:
            by_first.setdefault(found.name[:2], set()).add(found.name)
        for found in self.taken:
            longer = [
                name
                for name in by_first[found.name[:2]]
                if len(name) > len(found.name) and self.text.startswith(name, found.start)
            ]
            if longer and not is_dotted(found.name):
                name = max(longer, key=len)
                # 李明和 read once by mistake must not swallow 李明 everywhere: the longer needs two witnesses.
                votes = sum(other.name == name for other in self.taken)
                shorter = sum(other.name == found.name for other in self.taken)
                if votes >= shorter:
                    found.end = found.start + len(name)
                    found.name = name

    def _known(self) -> None:
        """Further mentions of the names found."""
        names = {found.name for found in self.taken}
        if not names:
            return
        for match in re.finditer(alternation(names), self.text):
            if self._free(match.start(), match.end()):
                self._take(Found(match.start(), match.end(), match.group(), "known", match.start(), match.start()))


def scan(text: str) -> list[Found]:
    """Mentions of persons in the text of a view, in order."""
    return Scanner(text).scan()
