"""Where a title begins: from the office noun back to the start of the chain of titles.

区委常委、区委统战部部长陈萍: the noun before the name is 部长; its title reaches back over the organisation to the
comma, and over 、 as long as what stands before is itself a title.
"""

import re

from transforms.people.lexicon import lexicon, pattern
from transforms.people.names import plausibility
from transforms.remembering import remembered

_STOPS = frozenset("▲△▼●■◆★，。；：！？\n“”‘’《》—…▁,;:!?|｜【】[]")
_SPACES = frozenset(" \u3000\t")
# What ends the words before a title and begins none: after the last of these the title begins.
_LEAD = pattern("titles.lead")
_FIRST = pattern("titles.first")
# 为 and 与 inside names of offices and places are left alone by asking what stands around them.
_INSIDE = pattern("titles.inside")
# A group is a title only of a list that follows it, never of a title that follows (各中小学校长、区教育局局长张三).
_GROUP = pattern("titles.group")
_CHAINED = pattern("titles.chained")
_ORGAN = pattern("titles.organ")
_PLURAL = pattern("titles.plural")
_OFFICE = re.compile(
    r"(?:书记|[部局厅处]长|主席|主任|常委|党组成员|党委委员|调研员|巡视员|组长|主任委员|会长|理事长|指挥长)$"
)
_NAMED = pattern("titles.named")
_BRACKET = 8  # longest remark inside a title: 校（园）长, 书记（主持工作）


def _back(text: str, at: int, floor: int) -> tuple[int, str]:
    """Start of the segment that ends at `at`, and the character that bounds it ("" at the floor)."""
    index = at
    while index > floor:
        character = text[index - 1]
        if character in "）)":
            opened = max(text.rfind("（", floor, index), text.rfind("(", floor, index))
            if opened > floor and index - opened <= _BRACKET and opened > floor:
                index = opened
                continue
            return index, character
        if character in _STOPS or character in _SPACES or character in "、（(":
            return index, character
        index -= 1
    return floor, ""


@remembered(1024)  # 县教育局 stands before many a noun
def _lead(segment: str) -> int:
    """Length of what stands before the title in a segment."""
    cut = 0
    guarded = [match.span() for match in _INSIDE.finditer(segment)] if _INSIDE.search(segment) else []
    for match in _LEAD.finditer(segment):
        if match.end() >= len(segment) + 1 or any(a <= match.start() and match.end() <= b for a, b in guarded):
            continue
        cut = match.end()
    while cut < len(segment):
        first = _FIRST.match(segment, cut)
        if first is None or any(a <= cut < b for a, b in guarded):
            break
        if first.group() in "和同共经对向" and segment[cut : cut + 2] in (
            "和平",
            "和田",
            "和县",
            "和政",
            "和林",
            "和顺",
            "和静",
            "同心",
            "同德",
            "同仁",
            "同江",
            "共青",
            "共和",
            "经开",
            "经济",
            "对外",
            "对口",
            "向阳",
        ):
            break
        cut = first.end()
    return cut


def title_start(text: str, head_start: int, head_end: int, floor: int) -> int:
    """Start of the chain of titles whose last noun is text[head_start:head_end]; not before `floor`."""
    start, bound = _back(text, head_start, floor)
    lead = _lead(text[start:head_start])
    title = start + lead
    if lead:
        return title
    while bound and bound in "、 \u3000）" and title > floor + 1:
        end = title - 1
        if bound == "）":
            break
        before, next_bound = _back(text, end, floor)
        segment = text[before:end]
        if not segment:
            break
        lead = _lead(segment)
        core = segment[lead:]
        if not core or _is_person(core) or _GROUP.search(core) or (_PLURAL.search(core) and not core.endswith("干部")):
            break
        # 区纪委、监委驻教育局纪检组组长: one organ of two names
        twin = core.endswith("纪委") and text.startswith(("监委", "监察委"), title)
        if not (_CHAINED.search(core) or (bound == "、" and (twin or _ORGAN.match(core)))):
            break
        if bound != "、" and lead:
            break
        title = before + lead
        if lead:
            break
        bound = next_bound
    if bound == "，":
        comma = title - 1
        before, _ = _back(text, comma, floor)
        core = text[before:comma]
        if (
            len(core) > 4
            and _OFFICE.search(core)
            and not _GROUP.search(core)
            and not _lead(core)
            and not _is_person(core)
        ):
            # 市委教育工委副书记，市教育局党组书记、局长张三: one person, if a clause begins with the first title
            first = title_start(text, comma, comma, floor)
            if first == floor or text[first - 1] in "。\n，；：":
                return first
    return title


def _is_person(core: str) -> bool:
    """Whether the link is a name with its title behind it (社管处李雅萍处长): another person, no title."""
    found = _NAMED.search(core)
    return found is not None and max(plausibility(found["three"] or ""), plausibility(found["two"])) >= 2.5


def ends_in_head(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] ends with an office noun."""
    heads = lexicon().heads
    return any(text[end - length : end] in heads for length in (5, 4, 3, 2) if end - length >= start)
