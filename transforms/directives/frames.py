"""Acts that frame a numbered list without a verb of saying right before it (作教育工作报告。一是…)."""

import re
from collections.abc import Sequence

from transforms.directives.cues import word_pattern
from transforms.directives.speakers import MEETING, Cast, names_in_short
from transforms.language import Span

_HOLDS = re.compile(
    r"(?:同志)?[^，。；\n]{0,20}?(?:提出|谈|讲|强调|作|做|进行|发表)了?[^，。；：\n]{0,16}?"
    r"(?:意见|要求|希望|建议|部署|安排|讲话|报告|点评|说明|指示|发言|总结)"
)

# 贯彻中央决策部署和省、市委工作安排，…: nobody deploys or arranges here.
_A_NOUN = re.compile(r"(?:决策|[委府央省市县区级]工作)$")

_WHAT = re.compile(r"(?:各单位)?(?:工作|具体|主要)?(?:任务|责任|职责|目标|重点|要求|分工|时限)")  # 明确任务, 对标达标


def frame_starts(text: str, cast: Cast) -> list[int]:
    """Where a named person takes the floor without a verb of saying (李某提出五点意见：一要…)."""
    return [mention.start for mention in cast.mentions if _HOLDS.match(text, mention.end)]


# 旗帜鲜明讲政治: no act of speaking.
_VIRTUE = re.compile(r"政治|大局|规矩|学习|正气|奉献|卫生|文明|诚信|担当|团结|责任|纪律|原则")


def frame_before(
    text: str, cast: Cast, floor: int, at: int, before: Sequence[Span]
) -> tuple[str | None, str | None] | None:
    """Speaker and act of the last framing act between `floor` and `at`; None where a verb of saying governs.

    The speaker is the last person named before the act, in its sentence or in its paragraph.
    """
    for sentence in reversed(before):
        if sentence.start >= at:
            continue
        stop = min(sentence.end, at)
        acts = [
            act
            for act in word_pattern("frames", "acts").finditer(text, max(sentence.start, floor), stop)
            if not _A_NOUN.search(text, max(0, act.start() - 4), act.start())
            and not (act.group() == "明确" and _WHAT.match(text, act.end()))
            and not (act.group() == "讲" and _VIRTUE.match(text, act.end()))
        ]
        if not acts or sentence.end <= floor:
            if sentence.end <= floor:
                return None
            continue
        if sentence.start <= floor < stop and acts[-1].start() <= floor:
            return None
        act = acts[-1]
        verb = act.group()
        if verb in ("要求", "希望", "建议") and any(m.group() == "提出" for m in acts):
            verb = "提出"
        person = cast.last_in(sentence.start, act.start())
        if person is None:
            if "会议" in text[sentence.start : act.start()] and "会议上" not in text[sentence.start : act.start()]:
                return MEETING, verb
            if names_in_short(text, sentence.start):
                return None, verb
            paragraph = text.rfind("\n", 0, sentence.start) + 1
            person = cast.last_in(paragraph, act.start()) or cast.last_in(0, act.start())
        return (person.name if person else None), verb
    return None
