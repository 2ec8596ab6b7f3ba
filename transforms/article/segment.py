"""Where the article begins and ends among the lines of a page.

Running prose is what articles have and page furniture lacks. The lines fall into runs, ended by what follows an
article (previous and next, related news, comments, foot) or by a long row of short lines; the run with the most prose
is the article.
"""

import re
from dataclasses import dataclass, field

from transforms.article.lines import CAPTION, ENUMERATED, Line, is_salute
from transforms.article.names import is_office

_DAY = re.compile(r"^(?:19|20|二[〇○0]).{2,3}年.{1,3}月.{1,3}日$")
_COUNCIL = re.compile(r"(?:领导小组|人民政府|办公室|委员会|教育局|教体局|党委|工委|总支|支部)\s*$")
_NOT_SIGNED = re.compile(r"版权|ICP|标识码|主办单位|上一|下一|责任编辑|分享|打印|评论|相关|来源")
# A paragraph that its writer left without a full stop: 9月7日下午全区教师节大会在区礼堂召开; 会上区长宣读了表彰决定.
_UNSTOPPED_LEAD = re.compile(r"^(?:(?:20\d\d年)?\d{1,2}月\d{1,2}日|近日|日前).{6,80}(?:召开|举行|举办).{0,40}$")
_UNSTOPPED = re.compile(r"^(?:会上|会后|会前|会议(?!通知|纪要)|大会(?!通知)|最后|随后|据悉|座谈会上|活动中)[^:|>]+$")
_GREETING = re.compile(r"^(?:大家)?(?:早上|上午|下午|晚上|中午)?好[!。]$")
# Captions under the last photographs: 方从明讲话; 教师代表发言; 会议现场.
_SHOWN = re.compile(
    r"[\u3400-\u9fff]{2,10}(?:讲话|发言|致辞|主持会议|宣读决定|作报告|颁奖|会议现场|活动现场|会场|合影)"
)
_STOP = re.compile(r"[。;]|[!?](?!$)")
LONG_ROW = 8
"""This many short lines in a row are a list or a menu, not part of an article."""
ENOUGH = 30
"""Fewer Chinese characters of prose than this make no article (a stub says: 暂无内容)."""


@dataclass(slots=True)
class Segments:
    """The page's lines before, in and after the article."""

    before: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    aside: list[Line] = field(default_factory=list)
    """Lines between the article's first and last that are not of it: credits, share buttons."""


def segment(lines: list[Line]) -> Segments:
    """Divide the lines; `body` is empty where the page has no article."""
    run = _best_run(lines)
    if run is None:
        return Segments(before=lines)
    first, last = _bounds(lines, *run)
    inner = lines[first : last + 1]
    body = [line for line in inner if line.kind in ("prose", "short", "item")]
    aside = [line for line in inner if line.kind not in ("prose", "short", "item")]
    for line in body:
        line.inside = True
    return Segments(lines[:first], body, lines[last + 1 :], aside)


def _best_run(lines: list[Line]) -> tuple[int, int] | None:
    """First and last index of the run with the most prose."""
    best: tuple[int, int, int] | None = None
    start, weight, row, last = 0, 0, 0, -1
    for index, line in enumerate([*lines, None]):
        kind = line.kind if line else "footer"
        stop = kind in ("tail", "footer", "crumb")
        if line and kind in ("short", "item") and not line.cell and not ENUMERATED.match(line.folded):
            row += 1
            stop = row >= LONG_ROW
        if stop:
            if weight and (best is None or weight > best[2]):
                best = (start, last, weight)
            if kind in ("short", "item"):
                # The long row belongs to neither run; what follows it begins a new one.
                start, weight = index, 0
            else:
                start, weight, row = index + 1, 0, 0
            continue
        if line and kind == "prose":
            if weight == 0:
                start = index if row >= LONG_ROW else start
            weight += line.han
            row = 0
            last = index
    return (best[0], best[1]) if best and best[2] >= ENOUGH else None


_CONVENES = re.compile(r"——([\u3400-\u9fff]{3,14}?(?:召开|举行))")  # 凝心聚力谋新篇——某某小学召开部署会


def _said_again(lines: list[Line], first: int, last: int) -> bool:
    """Whether the next running text says a line's first words again, as an article does with its headline's."""
    opening = lines[first].folded[:16]
    behind = _CONVENES.search(lines[first].folded)
    following = next((line for line in lines[first + 1 : last + 1] if line.kind == "prose"), None)
    if following is None:
        return False
    return (len(opening) == 16 and opening in following.folded) or (
        behind is not None and behind[1] in following.folded
    )


def _bounds(lines: list[Line], start: int, last: int) -> tuple[int, int]:
    """Tighten a run to the article: from its first to its last line."""
    first = next(i for i in range(start, last + 1) if lines[i].kind == "prose")
    if (
        first + 1 < last
        and (lines[first + 1].kind == "info" or _said_again(lines, first, last))
        and len(lines[first].folded) <= 80
        and not _STOP.search(lines[first].folded)
        and any(line.kind == "prose" for line in lines[first + 2 : last + 1])
    ):
        # 县委教育工委召开会议，传达学习全省教育大会精神: long as a sentence, and a headline above its info line.
        lines[first].kind = "short"
        first = next(i for i in range(first + 1, last + 1) if lines[i].kind == "prose")
    if first > start and lines[first - 1].kind == "short" and _UNSTOPPED_LEAD.match(lines[first - 1].folded):
        first -= 1
    # 同志们：, 大家上午好！ and the text: the greeting between them is the speech's.
    if first > 1 and _GREETING.match(lines[first - 1].folded) and is_salute(lines[first - 2].folded):
        first -= 1
        lines[first].kind = "short"
    # A salute or a numbered heading directly above the first prose opens the article.
    while first > 0 and lines[first - 1].kind in ("short", "prose", "tail", "info", "footer"):
        above = lines[first - 1]
        numbered = above.kind == "short" and ENUMERATED.match(above.folded) and above.folded[0] in "一(（第"
        if not (is_salute(above.folded) or (numbered and first - 1 >= start)):
            break
        first -= 1
        above.kind = "short"
    # Captions and short closing sentences directly below the last prose close it.
    while last + 1 < len(lines):
        line = lines[last + 1]
        if line.kind != "short":
            break
        closing = (
            line.folded[-1:] in "。！；…!;"
            or (not line.links and _UNSTOPPED.match(line.folded) and line.han >= 16)
            or (not line.links and _SHOWN.fullmatch(line.folded))
            or (CAPTION.search(line.folded) and len(line.folded) <= 60)
            or (ENUMERATED.match(line.folded) and re.match(r"^[一二三四五六七八九十(（]", line.folded))
        )
        if not closing:
            break
        last += 1
    return first, _signature_end(lines, last)


def _signature_end(lines: list[Line], last: int) -> int:
    """Where a notice ends that is signed below its text: contacts, an enclosure's name, the office, the day."""
    for place in range(last + 1, min(last + 8, len(lines))):
        line = lines[place]
        if _DAY.match(line.folded):
            if place - 1 > last and not line.links and _is_signer(lines[place - 1].folded):
                for signed in lines[last + 1 : place + 1]:
                    signed.kind = "short"
                return place
            return last
        if line.kind in ("crumb", "prose", "spam", "item") or line.links or _NOT_SIGNED.search(line.folded):
            return last
    return last


def _is_signer(text: str) -> bool:
    return is_office(re.sub(r"\s", "", text)) or bool(_COUNCIL.search(text))
