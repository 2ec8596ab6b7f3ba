"""Who holds the speech that a page prints: the line under its headline, 县教育局局长 苏明德."""

import re

from transforms.people.names import name_at
from transforms.record import Participant

_LINE = re.compile(
    r"^(?:主讲人|讲话人|报告人|发言人|演讲人)?[：:]?\s{0,4}(?P<title>[^\s：:（）()]{2,40}?)?[\s　：:]{0,8}"
    r"(?P<name>[\u4e00-\u9fff·]{1,6}(?:\s[\u4e00-\u9fff]){0,2})$"
)
_OFFICES = (
    "书记|局长|县长|区长|市长|州长|盟长|旗长|镇长|乡长|省长|厅长|处长|科长|校长|园长|院长|主任|主席|部长|委员|常委|会长|秘书长|督学|同志|代表|"
    "教师"
)
_OFFICE = re.compile(rf"(?:{_OFFICES})$")
_TITLED = re.compile(
    rf"^(?P<title>[\u4e00-\u9fff、（）]{{1,30}}?(?:{_OFFICES}))(?P<name>[\u4e00-\u9fff·]{{2,4}}?)(?:同志)?在[^，。]{{4,80}}$"
)

# 张三在全县教育大会上的讲话: no office is said.
_UNTITLED = re.compile(
    r"^(?P<title>)(?P<name>[\u4e00-\u9fff·]{2,4}?)(?:同志)?在[^，。]{4,60}会议?上的(?:讲话|致辞|报告|总结)"
)
_ALONE = 3.0
"""How plausible a name without an office must be."""


def speaker_of(headline: str | None, lines: str) -> Participant | None:
    """The speaker named on one of the lines under a headline, or by the headline itself (县委书记某某在…上的讲话).

    The title is as printed. None where neither names one. The row has no span: it stands outside the body.
    """
    named = (_LINE.match(line.strip()) for line in lines.split("\n"))
    for found in (*named, _TITLED.match(headline or ""), _UNTITLED.match(headline or "")):
        if not found:
            continue
        title, name = found["title"], re.sub(r"\s", "", found["name"])
        known = name_at(name, 0, len(name))
        if known is None or known.end != len(name) or known.score < (1.0 if title else _ALONE):
            continue
        if title and not _OFFICE.search(title):
            continue
        return Participant(name=name, title=title or None, organisation=None, roles=["speaker"], start=None, end=None)
    return None
