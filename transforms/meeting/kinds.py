"""The kind of an education meeting, from its name."""

import re

from transforms.meeting.lexicon import lexicon
from transforms.record import MeetingKind

# A meeting on one branch (职业教育工作会议) is not the year's meeting on all of education.
_BRANCH = re.compile(
    r"(?:职业|基础|学前|特殊|民族|高等|民办|法治|安全|家庭|德育|心理健康|继续|成人|思想政治|国防|劳动)教育(?=工作会)"
)

# 传达学习全省教育大会精神会议 is no conference.
_PASSED_ON = re.compile(r"(?:传达|学习|贯彻|宣讲)[^暨]{2,30}?精神")
# 教育脱贫攻坚调度会 is on a campaign, and no 攻坚会.
_CAMPAIGN = re.compile(r"(?:脱贫|扶贫|治本)攻坚(?!(?:誓师|动员|推进|决战)?大?会)")
_ASIDE = re.compile(r"（[^（）]{1,12}）")  # 教育（社区教育）工作会


def kind_of(name: str) -> MeetingKind:
    """The first row of the lexicon one of whose words stands in the name; a place or year in it does not matter."""
    for aside in (_ASIDE, _CAMPAIGN, _PASSED_ON):
        name = aside.sub("", name)
    name = _BRANCH.sub("▁", name)  # 2024年职业教育工作会议 is no 2024年工作会议
    for row in lexicon()["kinds"]:
        held = name.__contains__
        if any(map(held, row["words"])) and not any(map(held, row.get("unless", ()))):
            kind: MeetingKind = row["kind"]
            return kind
    return "other"
