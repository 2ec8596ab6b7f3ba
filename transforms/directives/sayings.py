"""Acts of saying in a report: who says by which verb, and where what is said begins.

A verb counts only where it governs a clause: 会议要求，… or 特别强调要…, never 按照会议要求 or 提高工作要求.
"""

import re
from bisect import bisect_left
from functools import cache
from typing import Literal, NamedTuple

from transforms.directives.cues import any_of, cues
from transforms.directives.demand import has_modal
from transforms.directives.speakers import MEETING, Cast, is_foreign, is_meeting
from transforms.language import outer, scan, sentences

Kind = Literal["demand", "judge", "tell", "frame"]

ASKS = ("希望", "要求", "勉励", "号召", "叮嘱", "寄语")
"""Verbs whose content is a demand whatever its form."""

_CLAUSE_MARK = re.compile(r"[，；：。！？—\n]")
_PRONOUN = re.compile(r"[他她](?:同时|还|并|特别|再次|最后|进一步|接着|首先|随后|在[^，]{1,12}(?:时|中|上))?$")
_HOLDS_FLOOR = re.compile(r"(?:同志)?[^，。；]{0,26}?(?:作|做|进行|发表|讲话|部署|点评|总结|安排|出席[^，。；]*讲话)")


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
def _first() -> re.Pattern[str]:
    says = cues()["says"]
    return re.compile(
        "[" + "".join(sorted({word[0] for name in ("demand", "judge", "tell") for word in says[name]})) + "]"
    )


@cache
def _verbs() -> re.Pattern[str]:
    says = cues()["says"]
    return re.compile(
        rf"(?P<demand>{any_of(says['demand'])})|(?P<judge>{any_of(says['judge'])})|(?P<tell>{any_of(says['tell'])})"
    )


def sayings(text: str, cast: Cast) -> list[Saying]:
    """All acts of saying in text order."""
    hidden = outer(text)
    found: list[Saying] = []
    current: str | None = None
    verbs = list(scan(_first(), _verbs(), hidden))
    upto = 0
    for sentence in sentences(text):
        since = upto
        while upto < len(verbs) and verbs[upto].start() < sentence.end:
            upto += 1
        for match in verbs[since:upto]:
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
        content = end + _width(r"(?:道|说|了|过)?[，：:—]+", after)
        follows = "mark"
    elif re.match(r"[“]", after) and text[end + 1 : end + 2] in "要必":
        content, follows = end + 1, "mark"
    elif re.match(r"要(?!求)|必须|务必|一[是要]|首先|第一|（一）|应", after):
        content, follows = end, "modal"
    else:
        content, follows = end, "free"
    if verb == "说" and follows != "mark":
        return None
    if verb in ("要求", "希望", "建议") and (
        raised := re.search(r"提出(?:了|以下|明确|具体|的|几|三|四|五|点)*$", before)
    ):
        # 对班主任提出要求：: the act is 提出
        verb, before = "提出", before[: raised.start()]
    adverbs = _patterns().adverbs.match(before)
    bare = before[adverbs.end() :] if adverbs else before
    tail = _patterns().trailing.sub("", before)
    if bare and _PRONOUN.match(bare):
        return Saying(clause, at, content, verb, kind, current, True) if follows != "free" else None
    if not bare:  # no subject of its own
        return _subjectless(hidden, start, clause, at, content, verb, kind, follows, after, cast, current, before)
    if _patterns().no_subject.match(before) and not is_meeting(before[:4]):
        person = cast.last_in(clause, at)
        if person is None or person.end < at - 12:
            return None
    person = cast.last_in(clause, at)
    if person and _patterns().between.fullmatch(text, person.end, at):
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
    if _patterns().speech.search(tail) and len(tail) <= 6:
        return Saying(clause, at, content, verb, kind, current or MEETING, False)
    if _patterns().office.search(tail):
        return Saying(clause, at, content, verb, kind, MEETING, True)
    return None


class _Patterns(NamedTuple):
    adverbs: re.Pattern[str]
    trailing: re.Pattern[str]
    no_subject: re.Pattern[str]
    office: re.Pattern[str]
    speech: re.Pattern[str]
    between: re.Pattern[str]
    asked: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    subjects = cues()["subjects"]
    adverbs = any_of([*subjects["adverbs"], *subjects["acts"]])
    aside = "|".join(
        rf"{word}[^，。；]{{0,{width}}}?{tail}"
        for word, width, tail in (
            ("在", 16, "(?:中|上|时|后)"),
            ("代表", 24, ""),
            ("就", 40, ""),
            ("对", 30, ""),
            ("向", 20, ""),
            ("围绕", 30, ""),
            ("从", 20, ""),
            ("结合", 20, ""),
        )
    )
    return _Patterns(
        adverbs=re.compile(f"{any_of(subjects['adverbs'])}*"),
        trailing=re.compile(f"{any_of(subjects['adverbs'])}+$"),
        no_subject=re.compile(any_of(subjects["no_subject"])),
        office=re.compile(f"{any_of([*subjects['offices'], *subjects['speeches']])}$"),
        speech=re.compile(f"{any_of(subjects['speeches'])}$"),
        between=re.compile(rf"(?:同志|一行|等)?(?:{aside})?{adverbs}*"),
        asked=re.compile(any_of([*subjects["asked"], "▁"])),
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
    # 要求各校… and 希望… stand for themselves; 强调 before a noun tells of an act and demands nothing.
    if follows == "free" and not (
        _patterns().asked.match(after)
        if verb in ASKS
        else not opens and has_modal(_CLAUSE_MARK.split(hidden[content : content + 40], maxsplit=1)[0])
    ):
        return None
    person = cast.last_in(start, at)
    speaker = person.name if person else current
    if person is None and not opens and "会议" in hidden[start:at] and current is None:
        speaker = MEETING
    if speaker is None and "会议" in hidden[start:at]:
        speaker = MEETING
    return Saying(clause, at, content, verb, kind, speaker, person is not None and not opens)
