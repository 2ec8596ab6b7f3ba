"""The kind of an education meeting, from its name."""

import re

from transforms.meeting.lexicon import lexicon
from transforms.record import MeetingKind

_BRANCH = re.compile(
    r"(?:职业|基础|学前|特殊|民族|高等|民办|法治|安全|家庭|德育|心理健康|继续|成人|思想政治|国防|劳动)教育(?=工作会)"
)
_KINDS: tuple[MeetingKind, ...] = (
    "semiannual_work_meeting", "leading_group_meeting", "annual_work_meeting", "commendation", "opening_term",
    "promotion_meeting", "symposium", "conference",
)  # fmt: skip


def kind_of(name: str) -> MeetingKind:
    """First kind one of whose words stands in the name; a date or place in the name does not matter."""
    words = lexicon()["kinds"]
    # A meeting on one branch (职业教育工作会议) is not the year's meeting on all of it.
    name = _BRANCH.sub("", name)
    for kind in _KINDS:
        if any(word in name for word in words[kind]):
            return kind
    return "other"
