"""The real meeting behind a page that is no report of it: the speech held there, or a commentary on it.

在全县教育工作会议上的讲话（2011年3月30日） names the meeting and its day; 昨日召开的全市教育大会提出… does so in a
leading article.
"""

import re

from transforms.meeting.day import DAY, day_of
from transforms.meeting.facts import PageFacts
from transforms.meeting.jurisdiction import ownership
from transforms.meeting.kinds import kind_of
from transforms.meeting.mentions import NOUN
from transforms.meeting.topic import is_education
from transforms.record import Meeting

_AT = re.compile(
    rf"在(?P<name>[^，。；\n在]{{2,50}}?{NOUN}[”’）]?)(?:闭幕式|开幕式)?(?:上|"
    rf"时)?的?[^，。\n]{{0,8}}?(?:讲话|发言|致辞|报告|总结|主持|汇报|表态|演讲)"
)
_DAY_LINE = re.compile(r"^[^\S\n]{0,8}[（(](?:19|20)\d\d年\d{1,2}月\d{1,2}日[^\n）)]{0,16}[）)][^\S\n]*$", re.MULTILINE)
_OPENS = re.compile(rf"(?P<name>[^，。；\n]{{2,50}}{NOUN}[”’）]?)(?:主持词|讲话|发言|致辞|工作报告)")
_CALLED = re.compile(rf"(?:召开|举行|召集)(?:的)?(?P<name>[^，。；\n]{{3,50}}?{NOUN})")
_COMMENTARY = re.compile(r"评论员|社论|时评|短评|快评|[一二三四五六七八九]论|——论|论贯彻|系列评论|编者按|微评")
_JUST_HELD = re.compile(
    rf"(?:召开|举行|闭幕|结束|落幕)的(?P<name>[^，。；\n]{{3,50}}?{NOUN})|"
    rf"(?P<held>[^，。；\n]{{3,40}}?{NOUN})(?:胜利|隆重|圆满)?(?:召开|闭幕|结束)"
)


def is_commentary(title: str, body: str) -> bool:
    """A leading article or a series of comments, by its headline or its first words."""
    return _COMMENTARY.search(title) is not None or _COMMENTARY.search(body[:60]) is not None


def meeting_of_commentary(facts: PageFacts) -> Meeting | None:
    """The education meeting that a commentary speaks of as just held; None without one."""
    lead = facts.body[:500]
    for found in _JUST_HELD.finditer(lead):
        name = re.sub(r"^.*(?:[，、]|日|天|的)(?=全)", "", found.group("name") or found.group("held"))
        if is_education(name, ""):
            start = max(lead.rfind(mark, 0, found.start()) for mark in "。\n") + 1
            return _meeting(name, lead[start : found.start()], lead[:200], facts)
    return None


def meeting_of_speech(facts: PageFacts) -> Meeting | None:
    """The education meeting that the speech names, with the day printed under the headline; None without one."""
    head = (facts.title or "") + "\n" + facts.body[:300]
    found = (
        _AT.search(head)
        or _AT.search(facts.under_headline)
        or _OPENS.search(facts.title or "")
        or _CALLED.search(facts.body[:400])
    )
    if not found:
        return None
    name = re.sub(r"^(?:出席|参加)", "", found.group("name").strip("“”"))
    if not is_education(name, ""):
        return None
    # 10月23日，副区长某某在…会上发表讲话，全文如下。 The lead tells the day, the publication its year.
    lead = facts.body.split("\n", 1)[0]
    told = DAY.search(lead) if _AT.search(lead) else None
    printed = DAY.search(facts.under_headline)
    dated = (
        told
        or printed
        or DAY.search(facts.body[:300])
        or DAY.search(facts.title or "")
        or _day_line(facts.surroundings)
    )
    return _meeting(name, dated.group() if dated and (told or dated.group("year")) else "", head[:200], facts)


def _day_line(surroundings: str) -> re.Match[str] | None:
    """The day that stands in brackets on a line of its own under the headline: （2013年3月12日）."""
    line = _DAY_LINE.search(surroundings)
    return DAY.search(line.group()) if line else None


def _meeting(name: str, when: str, near: str, facts: PageFacts) -> Meeting:
    held = day_of(when, len(when), "", name, facts.published)
    owner = ownership("", name, near, facts, held.date or facts.published_day)
    return {
        "name": name,
        "kind": kind_of(name),
        "level": owner.level,
        "date": held.date,
        "end_date": held.end_date,
        "date_basis": held.basis,
        "time_of_day": held.time_of_day,
        "venue": None,
        "sub_venues": [],
        "mode": None,
        "jurisdiction": owner.jurisdiction,
    }
