"""The numbered skeleton: where each point ends, and which lists demand something.

A list is judged by what leads into it (提出三点要求 or 取得了以下成绩) and by its own points. A point that demands
nothing itself stays where points below it do.
"""

import re
from bisect import bisect_right
from functools import cache
from itertools import pairwise

from transforms.directives.cues import any_of, cues, word_pattern
from transforms.directives.demand import demands, has_modal, judges, narrates, review_heading, reviews
from transforms.directives.ordinals import Item, Listing
from transforms.directives.sayings import ASKS, Saying, within
from transforms.language import Span, sentences, sentences_between

_ASKED = re.compile(r"提出[^。；]{0,14}(?:要求|意见|希望|建议)|(?:作|做|进行)了?[^。；]{0,8}(?:部署|安排|讲话)")
# 会议共有四项议程：一、…: acts, whatever is demanded in them.
_AGENDA = re.compile(r"议程(?:进行|如下|有|为|是)?[：:]\s*$")
# 一、充分肯定成绩，进一步增强信心: a part of a speech that looks back, unless what stands below demands.
_PRAISE = re.compile(r"(?:充分|全面|客观)?(?:肯定|总结|回顾)[^，]{0,16}(?:成绩|成效|成就)")
# 一是肯定成绩，进一步增强责任感: it asks for more than to look back.
_THEN_ASKS = re.compile(r"，(?:切实|进一步|不断|持续)(?:增强|坚定|提高|树立|统一|加强)")
# 二、2025年重点任务: a heading that only says what its points are.
_BARE = re.compile(
    r"(?:\d{4}年|今年|下一步|下步|今后|有关|几点|具体){0,2}的?(?:主要|重点|工作|目标|总体){0,2}"
    r"(?:任务|要求|工作|打算|安排|思路|部署|举措|措施)$"
)
# Items of an agenda name acts: 李某宣读表彰决定；学校代表作交流发言。
_ACT = re.compile(r"传达学习|宣读|通报|(?:作|做).{0,6}(?:发言|讲话|汇报|报告)|讲话[。；，]?$|发言[。；，]?$|颁奖|观看")


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<=[。！？\n])|^)\s{{0,4}}{any_of(cues()['frames']['closing'])}[，、！：]")


@cache
def _thanks() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<=[。！？\n])|^)\s{{0,4}}{any_of(cues()['frames']['thanks'])}")


@cache
def _review_verb() -> re.Pattern[str]:
    frames = cues()["frames"]
    return re.compile(f"{any_of(frames['review_adverbs'])}*{any_of(frames['review_verbs'])}")


_IN_TURN = ("首先", "其次", "再次", "再者", "最后")
_SOMEBODY_ACTS = re.compile(
    r"[^，。；]{0,24}(?:书记|[局处校园院县市区镇乡科部]长|主任|主席|助理|老师)[^，。；]{0,6}"
    r"(?:就|对|传达|通报|宣读|[作做]了|汇报|带领|领学|围绕|结合|总结|介绍)"
)


class Outline:
    """Regions and verdicts for the lists of one text."""

    def __init__(
        self, text: str, lists: list[Listing], says: list[Saying], *, speech: bool, told: bool = False
    ) -> None:
        self.text = text
        self.speech = speech
        self.says = says
        self.sentences = sentences(text)
        self._starts = [span.start for span in self.sentences]
        self.lists = lists
        self.kept: set[int] = set()  # ids of items
        self.body_end = self._closing(lists)
        for index, listing in enumerate(lists):
            until = lists[index + 1].items[0].ordinal.start if index + 1 < len(lists) else len(text)
            self._regions(listing, min(until, self.body_end) if until > self.body_end else until)
        for listing in lists:
            # Outside reports of meetings a list is what was done (我校四项举措推进…：一是…), unless somebody says it.
            frame = "review" if told and not self._announced(listing) else self.frame(listing)
            self._judge(listing, frame)

    def keeps(self, item: Item) -> bool:
        """The item is a directive, or holds one."""
        return id(item) in self.kept

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence that holds the offset."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def lead(self, listing: Listing) -> Span:
        """What leads into the list: its sentence up to the first ordinal, else the sentence before."""
        at = listing.items[0].ordinal.start
        index = self.sentence_at(at)
        start = self.sentences[index].start
        if start < at:
            return Span(start, at)
        return Span(self.sentences[index - 1].start, at) if index else Span(at, at)

    def frame(self, listing: Listing) -> str:
        """`demand`, `frame`, `review` or "" (unknown): the last word of the lead-in that says what the list is."""
        lead = self.lead(listing)
        first = self.sentence_at(lead.start)
        for index in range(first, max(-1, first - 3), -1):
            start = self.sentences[index].start
            end = min(self.sentences[index].end, lead.end)
            said = within(self.says, start, end)
            # What stands before the verb of saying leads into something else (分析了差距后指出，…：一抓…).
            led = self.text[max(start, said[-1].end) if said else start : end]
            if _AGENDA.search(led):
                return "agenda"
            found = self._cue(led)
            asked = any(saying.kind == "demand" for saying in said)
            if asked and (found in ("", "frame") or (found == "review" and self.text[end - 1] not in "：，")):
                return "demand"  # 会议强调，要抓好突出问题整改。一要…
            if found or said:
                return found
            if listing.parent and start <= listing.parent.begin:
                break
        return ""

    def _announced(self, listing: Listing) -> bool:
        at = listing.items[0].ordinal.start
        start = self.sentences[max(0, self.sentence_at(at) - 2)].start
        return bool(within(self.says, start, at)) or _ASKED.search(self.text, start, at) is not None

    @staticmethod
    def _cue(lead: str) -> str:
        best, kind = -1, ""
        for section, name, verdict in (
            ("says", "review", "review"),
            ("says", "frame", "frame"),
            ("says", "demand", "demand"),
        ):
            for match in word_pattern(section, name).finditer(lead):
                if match.end() > best and not lead[match.end() :].startswith("的"):
                    best, kind = match.end(), verdict
        if kind == "frame" and re.search(r"(?:意见|要求|希望|建议|期望|嘱托|倡议)$", lead[:best]):
            return "demand"
        return kind

    def _closing(self, lists: list[Listing]) -> int:
        """Where the closing appeal of a speech begins (同志们，…), after the last ordinal."""
        if not self.speech or not lists:
            return len(self.text)
        last = max(item.ordinal.start for listing in lists for item in _all(listing))
        ends = [m.start() for pattern in (_closing(), _thanks()) for m in [pattern.search(self.text, last)] if m]
        return min(ends, default=len(self.text))

    def _regions(self, listing: Listing, bound: int) -> None:
        items = listing.items
        for item, following in pairwise(items):
            item.end = min(following.ordinal.start, bound)
        items[-1].end = self._last_end(listing, bound)
        for item in items:
            for index, sub in enumerate(item.sublists):
                until = item.sublists[index + 1].items[0].ordinal.start if index + 1 < len(item.sublists) else item.end
                self._regions(sub, until)

    def _last_end(self, listing: Listing, bound: int) -> int:
        text, item = self.text, listing.items[-1]
        earlier = listing.items[:-1]
        heading = listing.family in ("heading", "bracket", "arabic")
        at_paragraphs = all(
            i.ordinal.start == 0 or text[max(0, i.ordinal.start - 6) : i.ordinal.start].rstrip(" 　")[-1:] == "\n"
            for i in listing.items
        )
        many_paragraphs = any("\n" in text[i.begin : self._own_end(i)].strip() for i in earlier)
        if self.speech and heading:
            return bound
        deepest = max((sub.items[-1].begin for sub in item.sublists), default=item.begin)
        many = (
            at_paragraphs
            or bool(item.sublists)
            or any(len(text[i.begin : i.end].strip()) > self._sentence_end(i.begin) - i.begin for i in earlier)
        )
        limit = bound
        if not many_paragraphs:
            line = text.find("\n", deepest)
            limit = min(bound, line if line >= 0 else len(text))
            if heading and line >= 0 and self._is_heading_line(item.begin, line):
                following = text.find("\n", line + 1)
                limit = min(bound, following if following >= 0 else len(text))
        index = self.sentence_at(deepest)
        end = min(self.sentences[index].end, limit)
        for sentence in self.sentences[index + 1 :]:
            if sentence.start >= limit or self._stops(sentence):
                break
            if not many and not any(not s.explicit for s in within(self.says, sentence.start, sentence.start + 1)):
                break
            end = min(sentence.end, limit)
        return end

    @staticmethod
    def _own_end(item: Item) -> int:
        """Where the item's own text ends: at its first sub-point."""
        return min([item.end, *(sub.items[0].ordinal.start for sub in item.sublists)]) if item.sublists else item.end

    def _is_heading_line(self, start: int, end: int) -> bool:
        return end - start <= 40 and self.text[end - 1] not in "。；！？"

    def _sentence_end(self, offset: int) -> int:
        return self.sentences[self.sentence_at(offset)].end

    def _stops(self, sentence: Span) -> bool:
        said = self.text[sentence.start : sentence.end]
        if any(s.explicit for s in within(self.says, sentence.start, sentence.end)):
            return True
        return narrates(said) or _closing().match(said) is not None

    def _judge(self, listing: Listing, frame: str) -> None:
        if frame == "agenda":
            return
        verdicts = [self._verdict(item, frame) for item in listing.items]
        yes, no = verdicts.count(True), verdicts.count(False)
        modal = sum(item.ordinal.letter == "要" or has_modal(self._head(item)) for item in listing.items)
        reviewed = frame == "review" and (no > yes or modal * 2 <= len(listing.items))
        if frame == "demand" and no * 2 <= len(verdicts) and listing.family in ("inline", "sequence"):
            verdicts = [not narrates(self._head(item)) for item in listing.items]
        elif reviewed or (frame == "" and no > yes and not self.speech):
            verdicts = [False] * len(verdicts)
        for item, verdict in zip(listing.items, verdicts, strict=True):
            keep = verdict is True or (
                verdict is None and (not self.speech or frame != "" or self._demands_below(item))
            )
            for sub in item.sublists:
                led = self.text[item.begin : sub.items[0].ordinal.start].rstrip()
                own = self.frame(sub) if re.search(r"[。：]", led) else ""  # a bare heading leads into nothing
                alone = "\n" not in led and led.count("。") <= 1
                own = "frame" if own == "review" and verdict and alone else own  # 在激发活力上取得新突破。1.…
                self._judge(sub, own or ("review" if verdict is False else "frame"))
                keep = keep or any(self.keeps(i) for i in sub.items)
            below = any(self.keeps(i) for sub in item.sublists for i in sub.items)
            if self.speech and not below and _PRAISE.match(self._head(item)) and not self._demands_below(item):
                keep = False
            keep = (keep or self._inner_saying(item)) and not (item.sublists and _BARE.match(self._head(item).strip()))
            if keep:
                self.kept.add(id(item))

    def _demands_below(self, item: Item) -> bool:
        """What stands under a bare heading (三、有关要求) demands."""
        end = self._own_end(item)
        return any(
            demands(self.text[s.start : s.end])
            for s in sentences_between(self.text, item.begin, end)
            if item.begin <= s.start and s.end <= end
        )

    def _inner_saying(self, item: Item) -> bool:
        """The item holds a demand of its own (二是分析了形势。要求各校做到…)."""
        return any(
            s.kind != "tell" and not s.explicit and (s.verb in ASKS or demands(self.text[s.end : item.end]))
            for s in within(self.says, item.begin + 1, item.end)
        )

    def _verdict(self, item: Item, frame: str) -> bool | None:
        head = self._head(item)
        if narrates(head) or (item.ordinal.number == 99 and _ACT.search(head) and not has_modal(head)):
            return False  # 最后，县长主持会议并讲话
        if self.text.startswith(_IN_TURN, item.ordinal.start) and _SOMEBODY_ACTS.match(head) and not has_modal(head):
            return False  # 首先，教务处王主任就考务工作作了总结
        if self.text.startswith(_IN_TURN, item.ordinal.start) and any(
            said.explicit for said in within(self.says, item.ordinal.start, item.begin + 1)
        ):
            return False  # 最后，罗局长指出：…
        if item.ordinal.letter == "要" or item.ordinal.family == "verbal":
            return True
        if frame == "demand":
            return not review_heading(head) or has_modal(head)
        if review_heading(head):
            return False
        if frame == "frame" and _review_verb().match(head) and not _THEN_ASKS.search(head):
            return False
        if demands(head):
            return True
        if reviews(head):
            return False
        if frame == "" and (judges(head) or _ACT.search(head)):
            return False
        return None

    def _head(self, item: Item) -> str:
        return self.text[item.begin : self._own_end(item)].split("\n", 1)[0]


def _all(listing: Listing) -> list[Item]:
    found: list[Item] = []
    for item in listing.items:
        found.append(item)
        for sub in item.sublists:
            found += _all(sub)
    return found
