"""Acts of saying in a report: who says by which verb, and where what is said begins.

A verb counts only where it governs a clause: 会议要求，… or 特别强调要…, never 按照会议要求 or 提高工作要求.
"""

import re
from functools import cache
from typing import Literal, NamedTuple

from transforms.directives.cues import any_of, cues
from transforms.directives.speakers import MEETING, Cast, is_foreign, is_meeting
from transforms.language import blank, enclosed, sentences

Kind = Literal["demand", "judge", "tell", "frame"]

ASKS = ("希望", "要求", "勉励", "号召", "叮嘱", "寄语")
"""Verbs whose content is a demand whatever its form."""

_CLAUSE_MARK = re.compile(r"[，；：。！？—\n]")
_ADVERBS = re.compile(
    r"(?:特别|重点|着重|还|并|并且|同时|进一步|再次|反复|一再|最后|随后|强烈|郑重|严肃|突出|尤其|就此|对此|为此|他|她|也|又|接着|继而|而且|明确|充分|热情|殷切|诚恳|首先|都|均|现场|当场|会议)*"
)
_NOT_SUBJECT = re.compile(
    r"^(?:按照|根据|依照|对照|落实|贯彻|围绕|符合|遵照|依据|结合|针对|达到|对标|学习|领会|传达|满足|执行|提高|加强|遵循|服从|响应|适应|细化|明确|严格|按|为|把|将|以|与|和|的|各项|有关|相关|认真|深入|全面|具体|工作|基本|总体|上级|国家|中央|文件|政策|标准|质量|安全|管理|考核|教学|时代|发展|形势|任务)"
)
_ORGANISATION = re.compile(
    r"(?:局|委|办|组|府|院|厅|部|中心|报告|讲话|通报|方面|领导|负责人|负责同志|主要领导|代表|校长|书记|局长|主任|县长|区长|市长)$"
)
_SPOKEN_NOUN = re.compile(r"(?:报告|讲话|通报|发言)$")
_PRONOUN = re.compile(r"^[他她]$")


class Saying(NamedTuple):
    """One act of saying. `start` is the start of its clause, `verb_at` of its verb, `end` of what is said."""

    start: int
    verb_at: int
    end: int
    verb: str
    kind: Kind
    speaker: str | None
    explicit: bool  # it names its own subject, so that it closes what another said


@cache
def _verbs() -> re.Pattern[str]:
    says = cues()["says"]
    return re.compile(
        rf"(?P<demand>{any_of(says['demand'])})|(?P<judge>{any_of(says['judge'])})|(?P<tell>{any_of(says['tell'])})"
    )


def outer(text: str) -> str:
    """The text with the insides of quotation marks, brackets and 《》 hidden."""
    return blank(text, ((pair.start, pair.end) for pair in enclosed(text) if pair.end - pair.start <= 60))


def sayings(text: str, cast: Cast) -> list[Saying]:
    """All acts of saying in text order."""
    hidden = outer(text)
    found: list[Saying] = []
    current: str | None = None
    for sentence in sentences(text):
        for match in _verbs().finditer(hidden, sentence.start, sentence.end):
            saying = _saying(text, hidden, sentence.start, sentence.end, match, cast, current)
            if saying is not None and not (found and saying.verb_at < found[-1].end):
                found.append(saying)
                current = saying.speaker or current
        person = cast.last_in(sentence.start, sentence.end)
        if person and _acts(hidden[person.end : person.end + 30]):
            current = person.name
    return found


def _acts(after: str) -> bool:
    """What follows a name says that this person holds the floor: 作教育工作报告, 就…进行部署."""
    return (
        re.match(r"(?:同志)?[^，。；]{0,26}?(?:作|做|进行|发表|讲话|部署|点评|总结|安排|出席[^，。；]*讲话)", after)
        is not None
    )


def _saying(
    text: str, hidden: str, start: int, stop: int, match: re.Match[str], cast: Cast, current: str | None
) -> Saying | None:
    verb, at, end = match.group(), match.start(), match.end()
    kind: Kind = match.lastgroup  # type: ignore[assignment]
    clause = start
    for mark in _CLAUSE_MARK.finditer(hidden, start, at):
        clause = mark.end()
    before = hidden[clause:at].strip()
    after = hidden[end : end + 12]
    if re.match(r"(?:道|说|了|过)?[，：:—]", after):
        content = end + _width(r"(?:道|说|了|过)?[，：:—“]+", after)
        follows = "mark"
    elif re.match(r"[“]", after) and text[end + 1 : end + 2] in "要必":
        content, follows = end + 1, "mark"
    elif re.match(r"要(?!求)|必须|务必|一[是要]|首先|第一|（一）|应", after):
        content, follows = end, "modal"
    else:
        content, follows = end, "free"
    if verb == "说" and follows != "mark":
        return None
    adverbs = _ADVERBS.match(before)
    bare = before[adverbs.end() :] if adverbs else before
    tail = _ADVERBS_TAIL.sub("", before)
    if not bare:  # no subject of its own
        return _subjectless(hidden, start, clause, at, content, verb, kind, follows, after, cast, current, before)
    if _NOT_SUBJECT.match(before) and not is_meeting(before[:4]):
        person = cast.last_in(clause, at)
        if person is None or person.end < at - 12:
            return None
    person = cast.last_in(clause, at)
    if person and re.fullmatch(_BETWEEN, text[person.end : at]):
        if is_foreign(hidden[clause:at]):
            return None
        if (follows == "free" and verb in ("提出", "明确", "说")) or after[:1] in "的":
            return None
        return Saying(clause, at, content, verb, kind, person.name, True)
    if is_foreign(tail):
        return None
    if is_meeting(tail) or tail.startswith(("会议", "大会")):
        if tail not in ("会议", "大会") and len(tail) > 14:
            return None
        if after[:1] == "的" or (follows == "free" and (verb in ("提出", "明确", "说") or after[:1] == "了")):
            return None
        return Saying(clause, at, content, verb, kind, MEETING, True)
    if follows == "free":
        return None
    if _SPOKEN_NOUN.search(tail):
        return Saying(clause, at, content, verb, kind, current or MEETING, False)
    if _ORGANISATION.search(tail):
        return Saying(clause, at, content, verb, kind, MEETING, True)
    return None


_ADVERBS_TAIL = re.compile(r"(?:特别|重点|着重|还|并|同时|进一步|再次|反复|一再|最后|随后|也|又|都|均|明确|殷切)+$")
_BETWEEN = (
    r"(?:同志|书记|副?[市县区州旗镇乡局部厅处科校园]长|主任|副?主席|一行|等)?"
    r"(?:在[^，。；]{0,16}?(?:中|上|时|后)|代表[^，。；]{0,24}?|就[^，。；]{0,40}?|对[^，。；]{0,30}?|向[^，。；]{0,20}?|围绕[^，。；]{0,30}?|从[^，。；]{0,20}?|结合[^，。；]{0,20}?)?"
    r"(?:特别|重点|着重|还|并|同时|进一步|再次|反复|一再|最后|随后|也|又|强烈|郑重|严肃|明确|殷切|分别|首先|充分|主持会议并|主持并|出席会议并|出席并|讲话并|作讲话并|讲话时|主持会议时|讲话)*"
)


def _width(pattern: str, text: str) -> int:
    match = re.match(pattern, text)
    return match.end() if match else 0


def _subjectless(
    hidden: str, start: int, clause: int, at: int, content: int, verb: str, kind: Kind, follows: str, after: str,
    cast: Cast, current: str | None, before: str,
) -> Saying | None:  # fmt: skip
    """特别强调要…, 并强调，…, 希望全体教师…: the subject stands earlier in the sentence or in an earlier one."""
    if after[:1] in "的和与、了书" and follows == "free":
        return None
    if verb in ("明确", "说", "介绍", "建议", "认为", "表示") and follows == "free":
        return None
    if verb == "提出" and follows == "free":
        return None
    if verb == "明确" and follows == "mark" and not before:
        return None
    opens = clause == start
    if follows == "free":
        # 要求各校… and 希望… stand for themselves; 强调教育公平 after a comma is an act told, still a demand's verb
        # only where what follows demands, which the reader of the content decides.
        if verb not in ("要求", "希望", "勉励", "号召") or not re.match(
            r"[各全广大教学每有今与受市县区镇乡▁“老师同大社相]", after
        ):
            return None
    person = cast.last_in(start, at)
    speaker = person.name if person else current
    if person is None and not opens and "会议" in hidden[start:at] and current is None:
        speaker = MEETING
    if speaker is None and "会议" in hidden[start:at]:
        speaker = MEETING
    return Saying(clause, at, content, verb, kind, speaker, person is not None and not opens)
