"""Groups and units that attended, as written (各镇（街道）分管教育领导).

The words before a verb of attending are cut at the writer's commas, at 以及, at the persons named among them, and at 、
where the part behind it names persons of its own: 全区学校校长、公办幼儿园园长 are two groups, 分管领导、文教科长 one.
"""

import re

from transforms.language import Enclosed, Places, Scanner, blank, enclosed, sentences
from transforms.people.lexicon import pattern
from transforms.people.people import People, read_people
from transforms.people.view import report_end
from transforms.record import AttendingGroup
from transforms.remembering import remembered

_ATTEND = Scanner(pattern("groups.attend").pattern)
_ACT = Scanner(pattern("groups.act").pattern)
_PERSONS = pattern("groups.persons")
_UNITS = pattern("groups.units")
_OWN = pattern("groups.own")
_TAIL = pattern("groups.tail")
_LEAD = pattern("groups.lead")
_VENUE = re.compile(r"(?:在|于)[^，、；。]{2,24}?(?:分会场|主会场|会场)(?=[，、；])")
_ROSTER = re.compile(
    r"(?:出席|参加|列席|参会|与会|到会)[^，。；：]{0,16}?(?:还有|有：|有|是：|包括：?|人员：|领导：|为：)"
)
_SPLIT = re.compile(
    r"，|以及|；|(?:(?<=[长员导人记表师任志者生])(?<!班子成员)(?:及|和|与)|(?<=[府局委会校])与)(?=各|全|有关|相关|部分|其他|所有|局机关|机关|市直|县直|区直)"
)
_VERB = re.compile(
    r"召开|举行|主持|强调|指出|要求|宣读|传达|汇报|通报|部署|讲话|发言|出席|参加|列席|并|开展|听取|鼓励|支持|引导|确保|选派|动员|推动|(?<!党)组织(?!部|委员|科|书记|处)|带领|为了|根据|按照|通过|签订|颁奖|落实"
)
_CLOSING = re.compile(
    r"(?:同志|老师|同学|女士|先生)|等(?:\d+[名位])?[省市县区旗州镇乡局校党政主要有关相关四大家班子在级]{0,6}(?:领导班子成员|领导同志|负责同志|领导|同志|班子成员|成员(?!单位))|等(?:校友|各界|社会|特邀)?嘉宾"
)
_SHORT = re.compile(r"(?:[、和]?[\u4e00-\u9fff]副?(?:[校园局厅处科部县区市州镇乡]长|书记|主任|老师))+")
_COUNTED = re.compile(r"[\d一二三四五六七八九十两几]{1,9}余?[名位]")
_PERSON = "▂"  # never written on a page; stands for a person named
_PERSONS_NAMED = re.compile(f"{_PERSON}+")


# 甲校、乙校、丙园三家单位代表: units that are named, who are the actors of the agenda.
_NAMED_UNITS = re.compile(r"、[^、]+?(?:等)?[两三四五六七八九十\d]+[家所个](?:单位|学校|部门|乡镇)的?代表$")
# 县教育局班子成员及全体干部职工: of the unit that stands before 及.
_SAME_UNIT = re.compile(r"全体|(?:各|有关|相关|业务|职能)?[股科处]室|机关|中层|站所")
# 以及其他在家县级领导: no more than 等县领导.
_OTHER_LEADERS = re.compile(r"其他(?:在家)?的?[省市县区旗州]级?领导(?:同志)?")
# 党员、群众代表: delegates of both.
_SHARED = re.compile(r"(?:党员|群众|学生|家长|教师|职工|教职工)、(?:党员|群众|学生|家长|教师|职工|教职工)代表$")
_JOINS = "、，和及与等 \u3000"
# 主持工作的副处级干部: no act.
_IN_CHARGE = re.compile(r"主持(?=(?:全面|日常|行政)?工作的)")


def read_attending_groups(body: str, people: People | None = None) -> list[AttendingGroup]:
    """Groups of persons without names and units that attended, signed or spoke, in order of text.

    `people` are the persons of the same body, read again where absent.
    """
    people = people or read_people(body)
    hidden = [(pair.start, pair.end) for pair in enclosed(body) if _is_inner(pair)]
    plain = blank(body, hidden) if hidden else body
    for mention in people.mentions:
        left, right = min(mention.start, mention.title_start), max(mention.end, mention.title_end)
        plain = plain[:left] + _PERSON * (right - left) + plain[right:]
    plain = _IN_CHARGE.sub("分管", plain)
    found: dict[str, tuple[int, int]] = {}
    report = report_end(body)
    attending, acting = _ATTEND.on(plain), _ACT.on(plain)
    for sentence in sentences(body):
        if sentence.start >= report:
            break
        for start, end, units in _regions(plain, attending, acting, sentence.start, sentence.end):
            for left, right in _groups(plain, start, end, units=units):
                found.setdefault(body[left:right], (left, right))
    rows = sorted(found.items(), key=lambda item: item[1])
    return [{"text": text, "start": span[0], "end": span[1]} for text, span in rows]


def _is_inner(pair: Enclosed) -> bool:
    return pair.depth >= 0


def _regions(plain: str, attending: Places, acting: Places, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Stretches that list who attended (units count) or who signed or spoke (they do not)."""
    found: list[tuple[int, int, bool]] = []
    begin = start
    for verb in attending.scan(start, end):
        found.append((_begin(plain, begin, verb.start()), verb.start(), True))
        begin = verb.end()
    roster = _ROSTER.search(plain, start, end)
    if roster:
        found.append((roster.end(), end - (plain[end - 1] in "。；！"), True))
    for verb in acting.scan(start, end):
        if _ON_BEHALF.search(plain, start, verb.start()):
            continue
        begin = plain.rfind("，", start, verb.start()) + 1 or start
        about = _ABOUT.search(plain, begin, verb.start())
        found.append((begin, about.start() if about else verb.start(), False))
    return found


# 各学区负责人就上年工作向大会作汇报发言: what they speak of is not of the group.
_ABOUT = re.compile(
    r"(?:(?<=负责人)|(?<=负责同志)|(?<=代表)|(?<=[校园]长)|(?<=主任))(?:分别|依次)?(?:就|围绕|结合|针对|立足|向)[^，。；、]{0,60}$"
)
# 王林、李梅分别代表优秀教师、优秀班主任发言: the persons named speak.
_ON_BEHALF = re.compile(rf"{_PERSON}(?:等|同志|老师|同学)?(?:还|也)?(?:分别)?(?:代表|作为)[^，。；]{{0,60}}$")


def _begin(plain: str, start: int, end: int) -> int:
    """Where the list before a verb begins: after the last clause that has a verb of its own."""
    at = end
    while at > start:
        comma = max(plain.rfind(mark, start, at) for mark in "，；。：")
        clause = comma + 1 if comma >= 0 else start
        # a clause with its own verb belongs to what was told before
        if _VERB.search(plain, clause, at) and at != end:
            return at + 1
        if comma < 0:
            return start
        at = comma
    return start


def _groups(plain: str, start: int, end: int, *, units: bool) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    at = start
    text = plain
    for venue in _VENUE.finditer(plain, start, end):
        text = text[: venue.start()] + "，" * (venue.end() - venue.start()) + text[venue.end() :]
    for cut in _SPLIT.finditer(text, start, end):
        pieces.append((at, cut.start()))
        at = cut.end()
    pieces.append((at, end))
    found: list[tuple[int, int]] = []
    for left, right in pieces:
        for part in _persons_out(text, left, right):
            found += _cut(text, *part, units=units)
    return found


def _persons_out(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The piece without the named persons in it (hidden by now) and without what joins them to the rest."""
    found: list[tuple[int, int]] = []
    at = start
    for match in _PERSONS_NAMED.finditer(text[start:end]):
        found.append((at, _unit_of(text, at, start + match.start())))
        at = start + match.end()
        closing = _CLOSING.match(text, at, end)
        at = closing.end() if closing else at  # 张三、李四等县领导 names no group
    found.append((at, end))
    return found


def _unit_of(text: str, start: int, end: int) -> int:
    """Where the stretch before a person ends without the person's unit: 教师代表、中心校|王胜校长."""
    if end <= start or text[end - 1] in _JOINS:
        return end
    return max([start, *(text.rfind(mark, start, end) for mark in _JOINS)])


def _cut(text: str, start: int, end: int, *, units: bool) -> list[tuple[int, int]]:
    if _COUNTED.match(text[start:end].lstrip(" ，、")):
        return []  # 9名校长、教师代表: counted, not named
    parts: list[list[int]] = []
    at = start
    for index in range(start, end + 1):
        if index == end or text[index] == "、":
            if index > at:
                parts += _both(text, at, index)
            at = index + 1
    merged: list[list[int]] = []
    for left, right in parts:
        part = text[left:right]
        if (
            merged
            and text[left - 1] != "及"
            and (
                _SHARED.search(text, max(0, left - 5), right)
                or not (
                    len(_bare(text[merged[-1][0] : merged[-1][1]])) > 2  # 教师、家长和企业代表
                    and _PERSONS.search(_bare(text[merged[-1][0] : merged[-1][1]]))
                    and _OWN.search(_bare(part))
                    and _PERSONS.search(_bare(part))
                )
            )
        ):
            merged[-1][1] = right
        else:
            merged.append([left, right])
    return [span for left, right in merged if (span := _trimmed(text, left, right, units=units))]


def _both(text: str, start: int, end: int) -> list[list[int]]:
    """教师代表及镇教育促进会理事: two groups, if each part names persons of its own."""
    link = text.find("及", start + 1, end)
    if link < 0:
        return [[start, end]]
    left, right = _bare(text[start:link]), _bare(text[link + 1 : end])
    if _PERSONS.search(left) and _PERSONS.search(right) and _OWN.search(right) and not _SAME_UNIT.match(right):
        return [[start, link], [link + 1, end]]
    return [[start, end]]


_BRACKETED = re.compile(r"（[^）]{0,80}）")


@remembered(256)
def _bare(part: str) -> str:
    part = _BRACKETED.sub("", part).strip(" \u3000")
    while True:
        shorter = _TAIL.sub("", part)
        if shorter == part:
            return part
        part = shorter


def _trimmed(text: str, start: int, end: int, *, units: bool) -> tuple[int, int] | None:
    """The group without lead and tail, or None where the stretch names no group."""
    group = _group_in(text[start:end], units)
    return (start + group[0], start + group[1]) if group else None


@remembered(256)  # 各中小学校长 attend many a meeting
def _group_in(text: str, units: bool) -> tuple[int, int] | None:
    start, end = 0, len(text)
    while True:
        before = (start, end)
        while start < end and text[start] in " \u3000、，和及与":
            start += 1
        while end > start and text[end - 1] in " \u3000、，。；和及与等在":
            end -= 1
        lead = _LEAD.match(text[start:end])
        if lead and not text[start:end].startswith(("与会", "会议代表", "有关")):
            start += lead.end()
        tail = _TAIL.search(text[start:end])
        if tail and tail.group():
            end = start + tail.start()
        if (start, end) == before:
            break
    piece = text[start:end]
    if not units and _NAMED_UNITS.search(piece):
        return None
    bare = _BRACKETED.sub("", piece)
    if (
        len(bare) < 3
        or len(piece) > 120
        or _COUNTED.match(bare)
        or (_SHORT.fullmatch(bare) and bare[0] != "各")
        or _VERB.search(bare)
        or "的会" in bare
        or bare in ("与会人员", "参会人员", "全体人员")
        or _OTHER_LEADERS.fullmatch(bare)
    ):
        return None
    if _PERSONS.search(bare) or (units and _UNITS.search(bare) and not bare.startswith(("会议", "大会"))):
        return start, end
    return None
