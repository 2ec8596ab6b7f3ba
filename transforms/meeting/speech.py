"""The real meeting at which a published speech was held: 在全县教育工作会议上的讲话（2011年3月30日）."""

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
_OPENS = re.compile(rf"(?P<name>[^，。；\n]{{2,50}}{NOUN}[”’）]?)(?:主持词|讲话|发言|致辞|工作报告)")


def meeting_of_speech(facts: PageFacts) -> Meeting | None:
    """The education meeting that the speech names, with the day printed under the headline; None without one."""
    head = (facts.title or "") + "\n" + facts.body[:300]
    found = _AT.search(head) or _OPENS.search(facts.title or "")
    if not found:
        return None
    name = found.group("name").strip("“”")
    name = re.sub(r"^(?:出席|参加)", "", name)
    if not is_education(name, ""):
        return None
    dated = DAY.search(facts.body[:300]) or DAY.search(facts.title or "")
    text = dated.group() if dated and dated.group("year") else ""
    held = day_of(text, len(text), "", name, facts.published)
    owner = ownership("", name, head[:200], facts, held.date or facts.published_day)
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
