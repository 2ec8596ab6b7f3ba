"""Which of the meetings that a page speaks of is the one that it reports."""

import re
from dataclasses import dataclass

from transforms.meeting.facts import PageFacts
from transforms.meeting.mentions import Mention, attended, mentions, titled, verbless
from transforms.meeting.naming import same_meeting
from transforms.meeting.topic import is_education, is_generic, is_other_convener, is_other_meeting, speaks_of_education

_LEAD = 320  # characters: two paragraphs of a news item
_TOLD = re.compile(
    r"会上|会议(?:指出|强调|要求|认为|明确|由|传达|听取|总结|宣读|提出|对|还)|大会(?:对|还|由|"
    r"宣读)|出席(?:会议|大会|并|了)|主持(?:会议|大会|了会议|并)|参加(?:了)?(?:会议|大会|座谈)|"
    r"讲话|作(?:了)?.{0,12}报告|表彰"
)
_SAID_THERE = re.compile(
    r"会上|会议(?:指出|强调|要求|由|认为|明确|传达|听取|总结|宣读|回顾|对)|大会(?:由|对|宣读)|"
    r"出席(?:会议|大会|了?会议|并讲话)|"
    r"主持(?:会议|大会|了会议)|参加(?:了)?(?:会议|大会|座谈)|并讲话|作(?:了)?[^，。]{0,8}(?:讲话|报告)|"
    r"就[^，。]{2,20}提出(?:了)?[^，。]{0,6}要求"
)
_VISIT = re.compile(r"调研|督导|检查|考察|走访|慰问|视察|巡察|看望|暗访|督查|参观|访问|来访")
_LONG_AGO = re.compile(r"去年|前年|上世纪|历年|曾经|\d{4}年以来|先后|近年来|此前|早在|自.{2,12}以来|一年来|过去")
_EDUCATORS = re.compile(r"[省市县区旗州]?(?:教育局|教体局|教育体育局|教委|教育厅|学校)(?:机关)?")
_DAY = re.compile(r"\d月|\d[日号]|日前|近日|昨[日天]|今[日天]")
_OTHER_FIELD = re.compile(
    r"^[^，。：]{0,6}(?:政协|人大(?!代表)|民盟|民进|民建|农工党|致公党|九三学社|团[市县区]委|妇联|"
    r"工商联|关工委)"
)
_AFTER_ANOTHER = re.compile(r"(?:会后|结束后)，")
_LABEL = re.compile(r"^[【\[][^】\]]{1,12}[】\]]\s*")  # 【专题会议】 before a headline
_ANNOUNCED = re.compile(r"(?:将|拟|定)于[^，。；]{2,40}(?:召开|举行|举办)[^，。；]{2,40}会")
_LOOKS_ON = re.compile(r"收看|收听|观看|参加|传达学习|学习传达")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The mention that the page reports, whether it is a meeting on education work, and all ways that name it."""

    mention: Mention
    education: bool
    in_title: Mention | None
    in_body: tuple[Mention, ...]


def _judge(mention: Mention) -> bool:
    near = mention.before[-40:] + mention.after[:60] if is_generic(mention.name) else ""
    return is_education(mention.name, mention.convener, near)


def _dated(mention: Mention, told: list[Mention]) -> Mention:
    """The mention itself, or where it is a headline without a day, the lead's next mention of the same meeting."""
    if _DAY.search(mention.before):
        return mention
    for other in told:
        if (
            other is not mention
            and other.start < _LEAD
            and _DAY.search(other.before)
            and same_meeting(other.name, mention.name)
        ):
            return other
    return mention


def _on_a_visit(mention: Mention) -> bool:
    """Talks at the end of a visit: 督导组莅临我县督导并召开座谈会."""
    if not (is_generic(mention.name) or "座谈" in mention.name or "反馈会" in mention.name or "汇报会" in mention.name):
        return False
    return _VISIT.search(mention.before[-60:]) is not None


def choose(facts: PageFacts) -> Chosen | None:
    """The meeting that the page reports, or None where it reports none.

    The title's meeting decides where it names one. Else it is the first that the body tells, in the lead, or further
    down where the text goes on to tell what was said and done there.
    """
    title = _LABEL.sub("", facts.title or "")
    in_title = mentions(title)
    told = _told_in(facts.body)
    head = in_title[0] if in_title else titled(title)
    if head is not None and _ends_a_visit(head, title):
        return None  # 县长到教育局调研并召开座谈会
    if _OTHER_FIELD.match(title):
        return Chosen(told[0], False, head, tuple(told)) if told else None
    if _LOOKS_ON.search(title) and not in_title:
        told = [m for m in told if not is_generic(m.name) and speaks_of_education(m.name)]
    if head is not None and not told and _ANNOUNCED.search(facts.body[:_LEAD]):
        return None  # 校长会议21日举办 over 教育局表示，将于21日举行…校长会议
    return _by_title(head, told, facts) if head is not None else _by_body(told, facts)


def _told_in(body: str) -> list[Mention]:
    """The meetings of the body that may be what it reports: not long ago, not at the end of a visit, not 会议 alone."""
    told = [
        m
        for m in mentions(body)
        if not _LONG_AGO.search(m.before[-30:]) and (m.name not in ("会议", "大会") or m.form == "object")
    ]
    if not told:
        bare = verbless(body[:_LEAD]) or attended(body[:_LEAD])
        told = [bare] if bare else []
    return [m for m in told if not _on_a_visit(m)]


def _ends_a_visit(head: Mention, title: str) -> bool:
    return _VISIT.search(title.replace(head.name, "")) is not None and (is_generic(head.name) or "座谈" in head.name)


def _by_title(head: Mention, told: list[Mention], facts: PageFacts) -> Chosen:
    early = [m for m in told if m.start < _LEAD]
    if is_generic(head.name) and early and not is_other_meeting(head.name):
        # The title says 召开会议 and the lead says which.
        first = early[0]
        of_education = speaks_of_education(facts.title or "") and not is_other_meeting(first.name)
        return Chosen(first, _judge(first) or _judge(head) or of_education, head, tuple(told))
    education = _judge(head)
    match = next((m for m in early if same_meeting(m.name, head.name)), None)
    if match is not None and not is_other_meeting(head.name):
        others = is_other_convener(match.convener) or is_other_convener(head.convener)
        education = (education or _judge(match)) and not others
    if match is None and not education and early and _judge(early[0]) and early[0].name[-3:] == head.name[-3:]:
        # 召开中招协调会 over …招生委员会…协调会
        match, education = early[0], not (is_other_convener(head.convener) or is_other_meeting(head.name))
    if match is None:
        alike = (m for m in told if _judge(m) == education and not (is_generic(m.name) and m.start > _LEAD))
        match = next(alike, early[0] if early else None)
    return Chosen(_dated(match or head, told), education, head, tuple(told))


def _by_body(told: list[Mention], facts: PageFacts) -> Chosen | None:
    title = facts.title or ""
    visit = _VISIT.search(title) is not None
    for mention in told:
        early = mention.start < (_LEAD if not visit else 120)
        education = _judge(mention)
        if not education and is_generic(mention.name) and early and not visit:
            education = speaks_of_education(_EDUCATORS.sub("", title))
        if early and education and not (visit and "座谈" in mention.name) and _is_an_event(mention, facts.body):
            return Chosen(_dated(mention, told), True, None, tuple(told))
        if early and not education and is_other_meeting(mention.name):
            return Chosen(mention, False, None, tuple(told))
        if not early and education and not visit:
            follow = facts.body[mention.end : mention.end + 260]
            if _TOLD.search(follow) and _DAY.search(mention.before):
                return Chosen(mention, True, None, tuple(told))
    if told and told[0].start < _LEAD and not visit and _is_an_event(told[0], facts.body):
        return Chosen(told[0], False, None, tuple(told))
    return None


def _is_an_event(mention: Mention, body: str) -> bool:
    """Is it told as news: with a day or a place, or with what was said there? A year's summary only counts it in."""
    if (
        _DAY.search(mention.before)
        or _AFTER_ANOTHER.search(mention.before)
        or "在" in mention.before[-24:] + mention.venue_part
    ):
        return True
    follow = body[mention.at : mention.at + 320]
    return _SAID_THERE.search(follow) is not None
