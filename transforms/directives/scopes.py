"""What stands under a verb of saying without ordinals: where its scope ends, and how its points belong together."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple

from transforms.directives.demand import (
    demands,
    has_modal,
    judges,
    narrates,
    opens_imperative,
    recalls,
    reviews,
    said_of,
)
from transforms.directives.frames import frame_before
from transforms.directives.points import COUNTED_SLOGAN, Point, begins, counts_only, is_point, split_sentence, trimmed
from transforms.directives.sayings import ASKS, Saying, within
from transforms.directives.speakers import Cast
from transforms.language import Span, numeral_value, parts, sentences, sentences_between


class Covered(NamedTuple):
    """The stretch of one numbered list, how many items it has, and who said it."""

    start: int
    end: int
    members: int
    speaker: str | None
    verb: str | None


_ASKED = 9  # characters that only name who is asked
# 勉励全体教师：要坚守初心: who is asked stands before the colon.
_ADDRESSED = re.compile(r"[，：]?(?:全体|全[校县市区镇]|各|广大|在座|与会)[^，。；：要]{1,8}：(?=要|必须|务必)")
_WHO_IS_ASKED = re.compile(
    r"(?:(?:各|全体|广大|所有)(?!项|类|种)[^，。；]{1,6}|[^，。；的]{0,6}(?:教师|老师|班主任|学校|校长|部门|单位|干部|人员))"
    r"(?:对|就|把|将|要|根据|按照|结合|针对|围绕|认真)"
)
# 提出了五点要求：团结一心夺连冠；立足本职比贡献；…: whatever their form
_RAISES = re.compile(r"(?:要求|希望|意见|建议|期望)：$")
# 各校要守住底线，并对存在的问题提出了整改要求。: what was done after it was said
_THEN_ACTS = re.compile(r"，并[对就向][^。；要]{2,60}(?:提出|进行|作|做|作出)了[^。；]{2,30}[。；]?$")
_BULLETS = "•●▲△◆◇■□★▶►▷"
_LAID_OUT = 3  # tasks of one sentence that are named and then explained


@dataclass
class Segment:
    """One sentence (or what is left of it after the verb) under a saying."""

    start: int
    end: int
    first: bool  # right after the verb
    paragraph: int


@dataclass
class Scope:
    """All that one saying governs."""

    saying: Saying
    segments: list[Segment] = field(default_factory=list)
    announces: int | None = None  # first ordinal of the list that follows
    announcing: Point | None = None  # the point that the list stands under
    members: int = 0
    led: bool = False  # a sentence of its own leads into the list that follows: 他就此提出三点希望：一是…
    inline: bool = False  # the list that follows stands in the same paragraph

    def empty(self, text: str) -> bool:
        """Nothing stands after the verb yet (王某强调—— at the end of a paragraph)."""
        return not any(text[segment.start : segment.end].strip("，、：；。—“ ") for segment in self.segments)

    def points(self, text: str) -> list[Point]:
        """The points of the scope, with their parents."""
        rows: list[Point] = []
        for _, segments in groupby(self.segments, key=lambda segment: segment.paragraph):
            rows += self._paragraph(text, list(segments))
        self._announce(text, rows)
        if self.announces is not None and self.announcing is None and self.inline and not self.led:
            # What leads into 一要…二要… in one sentence is no point beside them.
            lead = max(text.rfind(mark, 0, self.announces - 1) for mark in "。！？") + 1
            return [row for row in rows if row.start > self.announces or row.end <= lead or text[row.end - 1] in "。！"]
        return rows

    def _paragraph(self, text: str, segments: list[Segment]) -> list[Point]:
        strict = self.saying.kind == "judge"
        sentences: list[list[Point]] = []
        seen_modal = False
        for segment in segments:
            said = text[segment.start : segment.end]
            listed = bool(sentences) and not strict and len(parts(text, segment.start, segment.end, "；")) > 1
            if not self._counts(text, said, segment, strict and not seen_modal) and not (
                listed and not reviews(said) and not judges(said)
            ):
                self.led = said.endswith("：") and self.announces == segment.end and not segment.first
                if sentences and not segment.first and not self.led and not reviews(said) and not narrates(said):
                    last = sentences[-1][-1]
                    if not text[last.end : segment.start].strip():
                        last.end = trimmed(text, last.start, segment.end)[1]
                continue
            seen_modal = seen_modal or has_modal(said)
            sentences.append(self._split(text, segment, strict))
        self._relate(text, segments, sentences)
        return [point for sentence in sentences for point in sentence]

    def _counts(self, text: str, said: str, segment: Segment, strict: bool) -> bool:
        if not said.strip("，、：；。 "):
            return False
        if counts_only(said) and not COUNTED_SLOGAN.search(said):
            return False
        if said[-1] in "：，" and self.announces == segment.end:
            # 要求全体教师：一是… only names who is asked; 要做到“四个坚持”：一是… demands and is the points' parent.
            if said[-1] == "，" and not has_modal(said):
                return False  # 办好教育，一要有定力
            if len(said) <= _ASKED and said[0] in "全各":
                return False  # 要求全市上下：
            return demands(said) or COUNTED_SLOGAN.search(said) is not None
        if segment.first and self.saying.verb in (*ASKS, "明确"):
            # 要求落实责任，保障高考顺利进行; 要求，今年是开局之年。 only leads in
            states = judges(said) and not has_modal(said)
            if _WHO_IS_ASKED.match(said) and not states:
                return True  # 要求各县区对存在的问题认真分析
            return opens_imperative(said) or not (states or reviews(said)) or (reviews(said) and has_modal(said))
        if segment.first and "；" in said and _RAISES.search(text, max(0, segment.start - 4), segment.start):
            return not reviews(said)
        if segment.first and said.count("，就是") >= _LAID_OUT:
            return True  # 突出一条主线，就是…；打赢两场战役，就是…；…
        if segment.first and not strict:
            return demands(said) or not (judges(said) or reviews(said) or said_of(said) or not has_modal(said))
        return is_point(said, strict=strict)

    def _split(self, text: str, segment: Segment, strict: bool) -> list[Point]:
        rows: list[Point] = []
        begin = begins(text, segment.start, segment.end)
        if segment.first and (asked := _ADDRESSED.match(text, begin, segment.end)):
            begin = asked.end()
        for start, end, under in split_sentence(text, begin, segment.end, strict=strict):
            start, end = trimmed(text, start, end)
            if told := _THEN_ACTS.search(text, start, end):
                end = told.start()
            if rows and narrates(text[start:end]):
                break  # 要求…；周副校长以《…》为题作了汇报；…: another takes the floor
            if end > start:
                parent = rows[under] if under is not None and under < len(rows) else None
                rows.append(Point(start, end, self.saying.speaker, self.saying.verb, None, parent))
        return rows

    def _relate(self, text: str, segments: list[Segment], sentences: list[list[Point]]) -> None:
        """Parents among the sentences of one paragraph."""
        pairs = sum(len(a) == 1 and len(b) > 1 and _short(a[0], 32) for a, b in pairwise(sentences))
        carried = (
            pairs < 2 and bool(segments) and not segments[0].first and segments[0].paragraph != self._own_paragraph()
        )
        if carried and len(sentences) > 1 and len(sentences[0]) == 1 and _short(sentences[0][0], 45):
            head = sentences[0][0]
            for sentence in sentences[1:]:
                for point in sentence:
                    point.parent = point.parent or head
            return
        heads = {id(s) for s in sentences if len(s) == 1 and _leads(text, s[0])}
        alternating = sum(1 for a, b in pairwise(sentences) if id(a) in heads and id(b) not in heads)
        current: Point | None = None
        for index, sentence in enumerate(sentences):
            if (
                len(sentence) == 1
                and len(sentences) > index + 1
                and len(sentences[index + 1]) > 1
                and _short(sentence[0], 32)
                and not _alike(text, [*sentence, *sentences[index + 1]])
                and not _alike(text, [*sentence, *sentences[index + 1][1:]])
            ):
                current = sentence[0]
            elif len(sentence) > 1 and current is not None:
                for point in sentence:
                    point.parent = point.parent or current
                current = None
            elif alternating >= 2 and id(sentence) in heads:
                current = sentence[0]
            elif alternating >= 2 and current is not None:
                for point in sentence:
                    point.parent = point.parent or current
            else:
                current = None

    def _own_paragraph(self) -> int:
        return self.segments[0].paragraph if self.segments and self.segments[0].first else -1

    def _announce(self, text: str, rows: list[Point]) -> None:
        before = [row for row in rows if self.announces is not None and row.end <= self.announces]
        if self.announces is None or not before:
            return
        last = before[-1]
        if text[last.end : self.announces].strip():
            return
        slogans = list(COUNTED_SLOGAN.finditer(text, last.start, last.end))
        slogan = slogans[-1] if slogans else None
        if text[last.end - 1] in "：，" or (slogan and numeral_value(slogan.group("n")) == self.members):
            self.announcing = last


def _alike(text: str, points: list[Point]) -> bool:
    """要改善条件。要完善机制；要提高质量。: all open with 要, so that none is the head of the others."""
    return all(text.startswith("要", point.start) for point in points)


def _short(point: Point, limit: int) -> bool:
    return point.end - point.start <= limit


def _leads(text: str, point: Point) -> bool:
    """The point opens with 要 (perhaps after a short subject)."""
    head = text[point.start : point.start + 12]
    return (has_modal(head) and not opens_imperative(head.lstrip("要"))) or head.startswith("要")


def scopes(text: str, cast: Cast, says: list[Saying], lists: list[Covered]) -> list[Scope]:
    """The scopes of all sayings that make demands, outside numbered lists."""
    found: list[Scope] = []
    current: Scope | None = None
    starts = [listing.start for listing in lists]
    paragraph = 0
    at = 0
    for sentence in sentences(text):
        broke = "\n" in text[at : sentence.start]
        paragraph += broke
        at = sentence.end
        index = bisect_right(starts, sentence.start) - 1
        if index >= 0 and sentence.start < lists[index].end:
            continue
        cut = sentence.end
        following = index + 1
        if following < len(lists) and lists[following].start < sentence.end:
            cut = lists[following].start
        own = within(says, sentence.start, cut)
        if own:
            for position, saying in enumerate(own):
                stop = own[position + 1].start if position + 1 < len(own) else cut
                if saying.kind not in ("demand", "judge"):
                    current = None
                    continue
                current = Scope(saying)
                found.append(current)
                current.segments.append(Segment(saying.end, max(stop, saying.end), True, paragraph))
        elif current is not None:
            said = text[sentence.start : cut]
            listed = said[0] in _BULLETS and _opens(text, current) == said[0]
            # 梁某强调 on a line of its own: the paragraphs below are what he stressed.
            behind = text[current.saying.end : current.saying.end + 8].lstrip("：:—― ")
            headed = broke and behind.startswith("\n") and has_modal(said)
            goes_on = headed or listed or _carries(said) or current.empty(text)
            if (broke and not goes_on) or narrates(said):
                current = None
                continue
            if not recalls(said):
                current.segments.append(Segment(sentence.start, cut, False, paragraph))
        else:
            current = _opened(text, cast, sentence, cut, lists[index] if index >= 0 else None)
            if current is not None:
                found.append(current)
        if current is not None and following < len(lists) and not text[cut : lists[following].start].strip():
            current.announces = lists[following].start
            current.members = lists[following].members
            current.inline = "\n" not in text[sentence.start : lists[following].start]
    return found


def _opens(text: str, scope: Scope) -> str:
    """The first character of what a saying governs: a bullet, where its points stand behind bullets."""
    start = scope.segments[0].start
    return text[start : start + 8].lstrip("，、：； 　\n")[:1]


def _carries(said: str) -> bool:
    """A new paragraph goes on under the verb of the one before: it opens with 要."""
    first = said.split("，", 1)[0]
    return has_modal(first) and not narrates(said)


def _opened(text: str, cast: Cast, sentence: Span, cut: int, before: Covered | None) -> Scope | None:
    """具体要抓好五个方面的工作： opens demands that go on below it, under the act that frames them (作报告, 部署)."""
    said = text[sentence.start : cut]
    if cut != sentence.end or said[-1] != "：" or not (counts_only(said) and demands(said)):
        return None
    if before is not None and not text[before.end : sentence.start].strip():
        speaker, verb = before.speaker, before.verb
    else:
        before_it = sentences_between(text, max(0, sentence.start - 300), sentence.start)
        framed = frame_before(text, cast, 0, sentence.start, before_it[-4:])
        if framed is None:
            return None
        speaker, verb = framed
    return Scope(Saying(sentence.start, sentence.start, sentence.end, verb or "提出", "demand", speaker, False))
