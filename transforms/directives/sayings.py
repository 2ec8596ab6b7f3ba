"""Acts of saying in a report: who says by which verb, and where what is said begins.

A verb counts only where it governs a clause: 会议要求，… or 特别强调要…, never 按照会议要求 or 提高工作要求.
"""

import re
from bisect import bisect_left
from functools import cache
from typing import Literal, NamedTuple

from transforms.directives.cues import any_of, cues
from transforms.directives.demand import demands, has_modal, narrates, opens_imperative
from transforms.directives.speakers import MEETING, Cast, is_foreign, is_meeting, names_in_short
from transforms.language import Scanner, Span, outer, sentences

Kind = Literal["demand", "judge", "tell", "frame"]

ASKS = ("希望", "要求", "勉励", "号召", "叮嘱", "寄语", "呼吁", "告诫", "提醒")
"""Verbs whose content is a demand whatever its form."""

_CLAUSE_MARK = re.compile(r"[，；：。！？—\n]")
_PRONOUN = re.compile(r"[他她](?:同时|还|并|特别|再次|最后|进一步|接着|首先|随后|在[^，]{1,12}(?:时|中|上))?$")
_HOLDS_FLOOR = re.compile(
    r"(?:同志)?[^，。；]{0,26}?(?:作|做|进行|发表|讲话|部署|点评|总结|安排|出席[^，。；]{0,80}讲话)"
)


class Saying(NamedTuple):
    """One act of saying. `start` is the start of its clause, `verb_at` of its verb, `end` of what is said."""

    start: int
    verb_at: int
    end: int
    verb: str
    kind: Kind
    speaker: str | None
    explicit: bool  # it names its own subject, so that it closes what another said


def within(says: list[Saying], start: int, end: int) -> list[Saying]:
    """The sayings whose clause begins in a span."""
    return says[bisect_left(says, start, key=_start_of) : bisect_left(says, end, key=_start_of)]


def _start_of(saying: Saying) -> int:
    return saying.start


@cache
def _verbs() -> Scanner:
    says = cues()["says"]
    return Scanner(
        rf"(?P<demand>{any_of(says['demand'])})|(?P<judge>{any_of(says['judge'])})|(?P<tell>{any_of(says['tell'])})"
    )


def sayings(text: str, cast: Cast) -> list[Saying]:
    """All acts of saying in text order."""
    hidden = outer(text)
    found: list[Saying] = []
    floor: str | None = None  # who spoke last
    previous: Span | None = None
    verbs = list(_verbs().scan(hidden))
    upto = 0
    for sentence in sentences(text):
        since = upto
        while upto < len(verbs) and verbs[upto].start() < sentence.end:
            upto += 1
        pronoun = _antecedent(cast, previous, floor) if since < upto else None
        previous = sentence
        for match in verbs[since:upto]:
            saying = _saying(_spot(hidden, sentence.start, match), text, hidden, cast, floor, pronoun)
            if saying is not None and not (found and saying.verb_at < found[-1].end):
                found.append(saying)
                floor = saying.speaker or floor
        laid = _laid_out(hidden, sentence, cast, floor)
        if laid is not None and not (found and found[-1].start >= sentence.start):
            found.append(laid)
            floor = laid.speaker or floor
        person = cast.last_in(sentence.start, sentence.end)
        if person and _HOLDS_FLOOR.match(hidden, person.end):
            floor = person.name
    return found


_LAID = re.compile(
    r"(?P<verb>部署|安排|提出|布置)了[^。，；：]{0,24}(?:工作|任务|思路|举措|措施|重点|希望|要求|意见|”)："
)


def _laid_out(hidden: str, sentence: Span, cast: Cast, floor: str | None) -> Saying | None:
    """Tasks laid out after a colon: 从六个方面部署了工作：着力…；着力…；着力…。"""
    match = _LAID.search(hidden, sentence.start, sentence.end)
    if match is None:
        return None
    tasks = hidden[match.end() : sentence.end].split("；")
    if len(tasks) < _MANY or not all("，就是" in task or (demands(task) and not narrates(task)) for task in tasks):
        return None
    person = cast.last_in(sentence.start, match.start())
    speaker = person.name if person else floor
    return Saying(sentence.start, match.start(), match.end(), match["verb"], "demand", speaker, person is not None)


_NEAR = 80  # characters before 他们 in which those are named
_A_NEED = re.compile(r"(?:必然|客观|内在|现实|迫切|根本|本质|时代|应有|题中|硬性|首要)$")


class _Spot(NamedTuple):
    """A verb of saying in its clause, before it is known whether it governs one."""

    sentence: int  # where the sentence begins
    clause: int  # where the clause begins
    at: int
    content: int  # where what is said begins, if anything is
    verb: str
    kind: Kind
    follows: Literal["mark", "modal", "free"]  # ，or ：; 要 or an ordinal; anything else
    before: str  # the clause up to the verb
    after: str  # a few characters behind it

    def says(self, speaker: str | None, explicit: bool) -> Saying:
        """The act, said by `speaker`."""
        return Saying(self.clause, self.at, self.content, self.verb, self.kind, speaker, explicit)


def _spot(hidden: str, sentence: int, match: re.Match[str]) -> _Spot:
    verb, at, end = match.group(), match.start(), match.end()
    kind: Kind = match.lastgroup  # type: ignore[assignment]
    clause = sentence
    for mark in _CLAUSE_MARK.finditer(hidden, sentence, at):
        clause = mark.end()
    before, after = _TWICE_BEFORE.sub("", hidden[clause:at].strip()), hidden[end : end + 12]
    at = at if before == hidden[clause:at].strip() else clause + len(before)
    follows: Literal["mark", "modal", "free"] = "free"
    content = end
    if closed := _MARK_AFTER.match(hidden, end):
        follows, content = "mark", closed.end()
    elif _MODAL_AFTER.match(after.removeprefix("了")):
        follows = "modal"
        content += after.startswith("了")  # 强调了要以创新为基调
    if verb in ("要求", "希望", "建议") and (raised := _RAISED.search(before)):
        # 对班主任提出三点要求：: the act is 提出
        verb, kind, before, at = "提出", "demand", before[: raised.start()], clause + raised.start()
    return _Spot(sentence, clause, at, content, verb, kind, follows, before, after)


_MANY = 3
_TWICE = re.compile(r"(?:指出|强调|要求|希望)[，：]")
_TWICE_BEFORE = re.compile(r"(?:强调|指出|要求)$")
_MARK_AFTER = re.compile(r"(?:道|说|了|过)?[，：:—]+")
_MODAL_AFTER = re.compile(r"要(?!求)|必须|务必|一[是要]|首先|第一|（一）|应")
_RAISED = re.compile(
    r"(?:提|[作做])出(?:了|以下|明确|具体|中肯|宝贵|更高|更严|严格|相应|殷切|一些|一系列|新|的|几|三|四|五|点)*$"
)


def _antecedent(cast: Cast, before: Span | None, floor: str | None) -> str | None:
    """Whom 他 means: who holds the floor, if the sentence before names him; else whom that sentence names first."""
    if before is None:
        return floor
    names = cast.names_in(before.start, before.end)
    return floor if floor in names or not names else names[0]


def _saying(spot: _Spot, text: str, hidden: str, cast: Cast, floor: str | None, pronoun: str | None) -> Saying | None:
    """The act of saying at a verb; None where the verb is a noun, narrates, or is somebody else's."""
    if _TWICE.match(spot.after):  # 强调指出，…: the second verb governs
        return None
    free = spot.follows == "free"
    if spot.after[:1] == "；":  # 就常规管理提出一些要求；然后…
        return None
    if spot.after[:1] == "的" or (free and spot.verb in _NEED_MARK and not _who_must(spot)):
        return None
    if spot.verb == "要求" and (_A_NEED.search(spot.before) or spot.before.startswith(("对照", "对标"))):
        return None  # 推进均衡发展是教育公平的必然要求。要增强…
    if spot.verb == "明确" and spot.before.endswith(("再", "更", "不", "已", "未")):
        return None  # 要完善机制，对责任再明确，…
    adverbs = _patterns().adverbs.match(spot.before)
    bare = spot.before[adverbs.end() :] if adverbs else spot.before
    if bare in ("他们", "她们"):  # 两位校长作了总结发言。他们强调，…: the first of them
        named_before = cast.names_in(max(0, spot.sentence - _NEAR), spot.sentence)
        return spot.says(named_before[0] if len(named_before) > 1 else None, True)
    if bare[:1] in ("他", "她") and _patterns().between.fullmatch(bare, 1):
        if free and spot.verb not in ASKS and not _bare_demand(spot, hidden):
            return None
        told = cast.names_in(spot.sentence, spot.clause)
        return spot.says(told[0] if told else pronoun, True)
    if not bare or _patterns().between.fullmatch(bare):  # 就下一步工作提出要求 has no subject either
        return _subjectless(spot, hidden, cast, floor or pronoun)
    person = cast.last_in(spot.clause, spot.at) or cast.opening(spot.before, spot.clause)
    named = person is not None and _patterns().between.fullmatch(text, person.end, spot.at) is not None
    near = person is not None and person.end >= spot.at - 12
    if not near and _patterns().no_subject.match(spot.before) and not is_meeting(spot.before[:4]):
        return None
    if person is not None and named:
        return None if is_foreign(spot.before) else spot.says(person.name, True)
    subject = _patterns().trailing.sub("", spot.before)
    if is_foreign(subject):
        return None
    if is_meeting(subject) or subject.startswith(("会议", "大会")):
        narrates = free and spot.after[:1] == "了"
        return None if narrates or len(subject) > 14 else spot.says(MEETING, True)
    if short := _SHORT_ONLY.fullmatch(subject):  # 周校长强调全校师生要文明度假
        return spot.says(cast.only_one(short[1]), True) if not free or _bare_demand(spot, hidden) else None
    if free:
        asks = spot.verb in ("要求", "希望") and _patterns().asked.match(spot.after) is not None
        return spot.says(MEETING, True) if asks and _LED_BY.search(subject) else None
    if _patterns().speech.search(subject) and len(subject) <= 6:  # 报告指出, 讲话强调
        return spot.says(floor or MEETING, False)
    if _patterns().office.search(subject):  # 区教育局要求: nobody is named
        return spot.says(MEETING, True)
    if spot.verb == "提出" and names_in_short(hidden, spot.clause):
        return spot.says(person.name if person else None, True)  # 马校长对全体教师提出要求，…
    if _titled(subject, text):  # somebody whom the reader of persons does not know: it is said, the speaker unknown
        return spot.says(None, True)
    return None


_SHORT_ONLY = re.compile(
    r"(?:最后|首先|其次|另外)?([^\W\d各本该县市区省州旗镇乡村校院园总分科股党原副前正老])副?(?:书记|主任|主席|常委|[局县区市镇乡校院园部厅处科]长)"
)
# 最后，教育局相关领导要求各校…
_LED_BY = re.compile(r"(?:相关|有关|主要|分管)?(?:领导|负责人|负责同志)$")
_TITLED = re.compile(r"(?:书记|[市县区州旗镇乡局部厅处科校园会]长|主任|主席|常委|委员|督学|同志)[^\W\d的]{2,4}$")


def _titled(subject: str, text: str) -> bool:
    """The subject ends with a title and two to four characters, or is such a name said with its title elsewhere."""
    if _TITLED.search(subject):
        return True
    return 2 <= len(subject) <= 4 and re.search(rf"(?:书记|[长任席委])[{subject[0]}]{subject[1:]}", text) is not None


# Verbs that are no act of saying without a mark or 要 behind them: 明确目标, 提出方案.
_NEED_MARK = frozenset({"提出", "明确", "说"})


def _who_must(spot: _Spot) -> bool:
    """同时，提出各园长要有责任心: 提出 with who must do it."""
    return spot.verb == "提出" and not spot.before and _WHO_MUST.match(spot.after) is not None


_WHO_MUST = re.compile(r"(?:各|全体|所有|广大)?[\u4e00-\u9fff]{2,7}(?:要(?!求|点|素|领)|必须)")


def _bare_demand(spot: _Spot, hidden: str) -> bool:
    """他强调以过硬的作风狠抓落实，…: an imperative without a mark before it; 强调规范办学的重要性 demands nothing."""
    first = _CLAUSE_MARK.split(hidden[spot.content : spot.content + 60], maxsplit=1)[0]
    if spot.verb == "强调" and has_modal(first):
        return True  # 他强调各校长要充分认识当前形势
    return spot.verb == "强调" and opens_imperative(first) and not re.search(r"的?(?:重要|必要|意义|情况|问题)", first)


_BY_WHEN = re.compile(r"^(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|前|之前|以前)+")
_SOMEBODY = re.compile(
    r"(?:我[校县市区镇乡局园]|[\u4e00-\u9fff]{0,8}(?:全体|广大))[^，。；：]{0,6}?(?:教师|老师|教职|校长|园长|同学|同志|干部|职工|师生|学校|部门|学子|青年)?"
)


def _asks_somebody(spot: _Spot) -> bool:
    """要求各校…, 勉励我县校长…, 希望某镇全体教师…: the clause says who is asked."""
    return _patterns().asked.match(spot.after) is not None or (
        spot.verb in ASKS and _SOMEBODY.match(spot.after) is not None
    )


# 会议传达上级精神，要求各校…: the meeting demands, whoever held the floor before.
_MEETING_OPENS = re.compile(r"(?:会议|大会)(?![室厅场上由中])")


def _subjectless(spot: _Spot, hidden: str, cast: Cast, floor: str | None) -> Saying | None:
    """特别强调要…, 并强调，…, 希望全体教师…: the subject stands earlier in the sentence or in an earlier one."""
    opens = spot.clause == spot.sentence
    if spot.follows == "free":
        if spot.kind == "tell" or (spot.after[:1] in "和与、了书小中工之" and not spot.after.startswith("与会")):
            return None
        # 要求各校… and 希望… stand for themselves; 强调 before a noun tells of an act and demands nothing.
        if spot.verb in ASKS:
            person = cast.last_in(spot.sentence, spot.at)
            wishes = spot.verb == "希望" and person is not None and not opens  # …表示祝贺，希望开发区多出经验
            told = spot.verb == "要求" and person is not None and not spot.before
            told = told and opens_imperative(_BY_WHEN.sub("", spot.after))
            if not (wishes or told) and not _asks_somebody(spot):
                return None
        elif (opens and not spot.before.startswith("并")) or not has_modal(
            _CLAUSE_MARK.split(hidden[spot.content : spot.content + 40], maxsplit=1)[0]
        ):
            return None
    if spot.verb == "明确" and spot.follows == "mark" and not spot.before:
        return None  # 目标任务要明确，…
    person = cast.last_in(spot.sentence, spot.at)
    if person is None and _MEETING_OPENS.match(hidden, spot.sentence):
        return spot.says(MEETING, False)
    short = names_in_short(hidden, spot.sentence)
    speaker = person.name if person else cast.only_one(hidden[spot.sentence]) if short else floor
    if speaker is None and "会议" in hidden[spot.sentence : spot.at]:
        speaker = MEETING
    return spot.says(speaker, person is not None and not opens)


class _Patterns(NamedTuple):
    adverbs: re.Pattern[str]
    trailing: re.Pattern[str]
    no_subject: re.Pattern[str]
    office: re.Pattern[str]
    speech: re.Pattern[str]
    between: re.Pattern[str]
    asked: re.Pattern[str]


# What may stand between a person and the verb (在讲话中, 代表县委, 就下步工作): its width at most, and what ends it.
_ASIDES = (
    ("在", 32, "(?:中|上|时|后)"),
    ("作", 12, "(?:时|中|后)"),
    ("代表", 24, ""),
    ("就", 40, ""),
    ("对", 30, ""),
    ("向", 20, ""),
    ("围绕", 30, ""),
    ("从", 20, ""),
    ("结合", 20, ""),
)


@cache
def _patterns() -> _Patterns:
    subjects = cues()["subjects"]
    adverbs = any_of([*subjects["adverbs"], *subjects["acts"]])
    aside = "|".join(rf"{word}[^，。；]{{0,{width}}}?{tail}" for word, width, tail in _ASIDES)
    return _Patterns(
        adverbs=re.compile(f"{any_of(subjects['adverbs'])}*"),
        trailing=re.compile(f"{any_of(subjects['adverbs'])}+$"),
        no_subject=re.compile(any_of(subjects["no_subject"])),
        office=re.compile(f"{any_of(subjects['offices'])}$"),
        speech=re.compile(f"{any_of(subjects['speeches'])}$"),
        between=re.compile(rf"(?:同志|一行|等)?(?:{aside})?{adverbs}*"),
        asked=re.compile(any_of([*subjects["asked"], "▁"])),
    )
