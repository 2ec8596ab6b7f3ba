"""Names with titles: before the name with a list behind it (县领导张三、李四), or after it (李明局长)."""

import re

from transforms.people.evidence import Evidence
from transforms.people.found import Found
from transforms.people.lexicon import pattern
from transforms.people.names import DOTS, Name, given_only, has_dots, is_dotted, name_at, plausibility, right_of
from transforms.people.titles import title_start
from transforms.remembering import remembered

_SPACE = " \u3000\t"
# After an office noun, what may stand before the name.
_BEFORE_NAME = re.compile(r"[ \u3000]{0,2}(?:（[^（）\n]{1,12}）)?[ \u3000]{0,2}")
_IN_BRACKETS = re.compile(r"（(?=[\u4e00-\u9fff·]{2,12}）)")
_LIST_MARK = re.compile(r"[ \u3000]{0,3}(?:、|和|及|以及|与|，|,)[ \u3000]{0,2}|[ \u3000]{1,4}")
# A title of honour in quotes, with what awards it: 全国“最美教师”.
_QUOTED = re.compile(r"(?:全国|全[省市县区]|[省市县区])?“[^“”，。；\n]{2,14}”$")
_ONE_HOLDER = pattern("mentions.one_holder")
_NAME_TITLE = pattern("mentions.name_title")
_TO_WHOM = re.compile(
    r"从(?:数量|质量|思想|教学|教育|学校|安全|管理|工作)|向(?:大会|会议|全体|与会|各位|广大|大家|来宾|代表|师生|教师|学生|家长)"
)
_STARTS = frozenset("，。；：！？\n")
_ADDRESS = re.compile(r"同志|女士|先生")
_ENDED = frozenset("、，。；")
_MANY = frozenset(
    ["教师", "学生", "家长", "干部", "党员", "儿童", "骨干", "团员", "专家", "校友", "志愿者", "老师", "同学"]
)
_RANK = pattern("mentions.rank")
_LEFT_OPEN = frozenset("，。；：！？\n、 \u3000）（“”（▁—|｜")
_LEFT_WORD = pattern("mentions.left_word")
# What nobody but a person does: after these even 严明 is a name.
_NO_PERSON = pattern("mentions.no_person")


def titled(page: Evidence) -> None:
    text = page.text
    floor = 0
    for head in page.heads:
        at = head.end()
        if at < floor or head.start() < floor or _NO_PERSON.match(text, at):
            continue
        if head.group().startswith("名") and text[head.start() - 1 : head.start()] in ("一", "两", "几", "每"):
            continue  # 做一名师生喜欢的好校长
        if head.group() == "代表" and head.start() == floor and floor:
            continue  # 李旭代表双方签署: a verb
        begin, name, closing = _name_behind(page, head, at)
        if name is None:
            continue
        line = text.rfind("\n", 0, head.start()) + 1
        quoted = _QUOTED.search(text, max(floor, line, at - 18), at + 1) if text.startswith("”", at) else None
        start = quoted.start() if quoted else title_start(text, head.start(), head.end(), max(floor, line))
        # 副书记（主持工作）: a remark in brackets that follows the noun is of the title.
        remark = 0 if closing else text.find("）", at, begin) + 1
        title_end = at + 1 if quoted else remark if text.startswith("（", at) and remark else at
        found = Found(begin, name.end, text[begin : name.end], "title", start, title_end, True, name.score + 2.5)
        page.take(found)
        floor = list_behind(page, found, name.end + (1 if closing else 0))


def _name_behind(page: Evidence, head: re.Match[str], at: int) -> tuple[int, Name | None, str]:
    """The name behind an office noun that ends at `at`: where it begins, what it is, the bracket that closes it."""
    text = page.text
    before = text[at : at + 1]
    if before == "（" and _IN_BRACKETS.match(text, at):  # 副县长（张三）
        name = name_at(text, at + 1, min(len(text), at + 21))
        if name and text.startswith("）", name.end) and page.accept(at + 1, name, 2.5):
            return at + 1, name, "）"
    lead = _BEFORE_NAME.match(text, at) if before in " \u3000（" else None
    begin = lead.end() if lead else at
    if before == "”":  # “最美教师”张三
        begin = at + 1
        name = name_at(text, begin, min(len(text), begin + 20))
        sure = name and name.right == 3 and not page.common(text[begin : name.end])
        return begin, name if name and sure and page.accept(begin, name, 1.5) else None, ""
    if before in ("：", ":") and head.group() in page.words.group_titles:
        begin = at + 1
    name = name_at(text, begin, min(len(text), begin + 20)) or page.unheard(begin, lambda: _office(page, head))
    if name and head.group() in _MANY and text[name.end : name.end + 1] in _ENDED:
        string = text[begin : name.end]
        ranked = head.group() == "干部" and text.startswith("级", head.start() - 1)  # 副县级干部张三 is a post
        if page.common(string) or not (ranked or given_only(string)):
            return begin, None, ""  # 学生宿舍、食堂, 乡村教师周转房
    if name and _TO_WHOM.match(text, begin):
        return begin, None, ""  # 中心小学校长向大会致辞
    if name and text[begin] == "向" and not _full_title(page, head) and page.common(text[begin + 1 : name.end]):
        return begin, None, ""  # 杭局长向来宾介绍
    if name and page.accept(begin, name, 2.5, spaced=begin > at, office=_full_title(page, head)):
        return begin, name, ""
    return begin, None, ""


def _office(page: Evidence, head: re.Match[str]) -> bool:
    """Whether the noun is an office in full (市委统战部部长), after which even a word of three unknown is a name."""
    return _full_title(page, head) and _NAME_TITLE.fullmatch(head.group()) is not None


def _full_title(page: Evidence, head: re.Match[str]) -> bool:
    """Whether the noun stands in a title with its organisation (县教育局局长), not alone (校长)."""
    start = head.start()
    return start > 2 and not any(mark in _LEFT_OPEN for mark in page.text[start - 2 : start])


def list_behind(page: Evidence, first: Found, at: int) -> int:
    """Takes the names that follow under the same title; returns where the list ends."""
    text = page.text
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
            name = page.between(begin) or name
        if name is None:
            return end
        follow = text[name.end : name.end + 1]
        if sign in "，,":
            # 县领导张三，李四，王五: a comma joins names only if more of the list or its verb follows.
            commas += 1
            if not (
                (follow and follow in "，、") or re.match(r"等|出席|参加|参会|到会|列席|和|及", text[name.end :][:2])
            ):
                return end
            if name.score < 3 or plausibility(text[begin : name.end]) < 3:
                return end
        elif sign == " " and not (not follow or follow in _SPACE or follow in "、，。\n" or name.right == 3):
            return end
        if page.words.office.at(text, begin):
            return end
        needs = 1.5 if sign == "、" else 1.0
        if not page.accept(begin, name, needs) or (name.right == 2 and not page.addressed(name.end)):
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
        page.take(found)
        previous = found
        end = previous.end


@remembered(1024)  # the words of the lexicon
def _follows_names(noun: str) -> bool:
    return _NAME_TITLE.fullmatch(noun) is not None


@remembered(1024)  # the same few words stand before a noun
def _rank(before: str) -> int:
    """How long the rank is that ends the text before an office noun: 常务副 of 县委常务副."""
    found = _RANK.search(before)
    return len(found.group()) if found else 0


def name_then_title(page: Evidence) -> None:
    text = page.text
    surnames = page.words.surnames
    forms = [head.span() for head in page.heads if _follows_names(head.group())]
    forms += [match.span() for match in _ADDRESS.finditer(text)]
    for noun, end in sorted(forms):
        at = noun - _rank(text[max(0, noun - 8) : noun])
        if at < 2 or not page.free(at - 1, min(end + 1, len(text))):
            continue  # 保教主任花蕾: the noun has its name behind it
        if not (text[at - 2] in surnames or text[at - 3 : at - 2] in surnames or text[at - 4 : at - 3] in surnames):
            _dotted_before(page, at, end)
            continue
        best: tuple[float, int] | None = None
        for length in (3, 2, 4):
            start = at - length
            if start < 0:
                continue
            string = text[start:at]
            parts = (string,) if length < 4 else (string[:2], string[2:])
            transcribed = all(part in page.words.elements for part in parts)
            if length == 4 and not transcribed and string[:2] not in page.words.compound:
                continue
            score = max(plausibility(string), 3.5) if transcribed else plausibility(string)
            if score >= 1.5 and length == 3 and (_sure(page, start, at, end) or _by_whom(page, start, end)):
                score += 1.5  # a rare surname
            if score < 2.5 or string in page.words.other or string in page.words.nouns:
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
            _dotted_before(page, at, end)
            continue
        score, start = best
        if (
            text[start - 1 : start] not in _STARTS
            and not right_of(text, end)
            and text[end : end + 1] not in "首一从先用把给不"
        ):
            continue
        title = text[at:end]
        weak = title in ("同志", "老师", "同学", "先生", "女士", "组长", "队长", "主任")
        if score < (4.0 if weak else 3.0):
            continue
        if not page.free(start, at):
            continue
        shown = "" if title in ("同志", "女士", "先生") else title
        page.take(
            Found(start, at, text[start:at], "name_title", at, at + len(shown), True, score),
        )
        if shown and (not weak or text.startswith("分别", end)):
            _list_before(page, start, at, end)


def _list_before(page: Evidence, start: int, noun: int, end: int) -> None:
    """毛松、陶正副校长分别作安排: one title behind several names."""
    text = page.text
    if not right_of(text, end):
        return
    for length in (3, 2):
        begin = start - 1 - length
        if begin < 0 or text[start - 1] != "、" or not page.free(begin, start):
            continue
        string = text[begin : start - 1]
        if begin and text[begin - 1] not in _STARTS:
            continue
        if plausibility(string) >= 3.0 and given_only(string) and not page.common(string):
            page.take(Found(begin, start - 1, string, "name_title", noun, end, True, 3.0))
            return


def _sure(page: Evidence, start: int, noun: int, end: int) -> bool:
    """Whether all about a string before an office noun speaks for a name: 。阙雄莹副校长宣布."""
    text = page.text
    string = text[start:noun]
    opens = not start or text[start - 1] in _STARTS or _LEFT_WORD.search(text[max(0, start - 5) : start])
    return bool(opens) and right_of(text, end) == 3 and not page.common(string) and given_only(string)


def _by_whom(page: Evidence, start: int, end: int) -> bool:
    """Whether the frame speaks for a name: 会议由牛翊珲副校长主持, where nobody but a person stands."""
    return page.text[start - 1 : start] == "由" and page.text.startswith("主持", end)


def _dotted_before(page: Evidence, at: int, end: int) -> None:
    text = page.text
    if not has_dots(text) or not any(dot in text[max(0, at - 9) : at] for dot in DOTS):
        return
    start = at
    while start and (text[start - 1] in page.words.transcribed or text[start - 1] in DOTS):
        start -= 1
    if is_dotted(text[start:at]) and page.free(start, at):
        page.take(Found(start, at, text[start:at], "name_title", at, end, True, 6.0))
