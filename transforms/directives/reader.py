"""The directives of a text: its numbered skeleton and what stands without an ordinal under explicit verbs of saying."""

import re

from transforms.directives.demand import judges
from transforms.directives.frames import frame_before, frame_starts
from transforms.directives.ordinals import Item, Listing, listings
from transforms.directives.outline import Outline
from transforms.directives.points import Point, is_point, split_sentence, trimmed
from transforms.directives.presenter import presenter
from transforms.directives.sayings import Saying, sayings, within
from transforms.directives.scopes import Covered, scopes
from transforms.directives.speakers import Cast
from transforms.language import parts, sentences_between
from transforms.record import Directive, DocType

_HEAD = 40  # characters; a longer first sentence of a point says the point itself
_OWN_YAO = re.compile(r"(?:既|也|还|更|又|同时|特别)?要(?![求点素是])|必须|务必")
_SPEECHES = ("speech", "model_text", "policy", "notice")


def read_points(body: str, cast: Cast, doc_type: DocType, heading: str = "") -> list[Directive]:
    """Directives of the body in text order, ids d1, d2, …"""
    speech = doc_type in _SPEECHES
    says = [] if speech else sayings(body, cast)
    breaks = [] if speech else [*(s.start for s in says if s.explicit), *frame_starts(body, cast)]
    lists = listings(body, sorted(breaks))
    outline = Outline(body, lists, says, speech=speech, told=doc_type == "other_news")
    reader = _Reader(
        body, cast, says, outline, presenter(body, cast, heading) if doc_type == "speech" else None, speech
    )
    reader.numbered()
    if not speech:
        reader.unnumbered()
    return reader.rows()


# The signature under a notice: the office and the day on lines of their own.
_SIGNED = re.compile(r"\n[\u4e00-\u9fff（）]{2,30}\s{1,8}(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s*\Z")


class _Reader:
    def __init__(
        self, body: str, cast: Cast, says: list[Saying], outline: Outline, presenter: str | None, speech: bool
    ) -> None:
        self.body = body
        self.cast = cast
        self.says = says
        self.outline = outline
        self.speech = speech
        self.presenter = presenter
        self.points: list[Point] = []
        self.covered: list[Covered] = []
        self.leads: dict[int, list[Point]] = {}  # offset of a list's first ordinal -> its top items

    # -- numbered ------------------------------------------------------------------------------------------------

    def numbered(self) -> None:
        for listing in self.outline.lists:
            saying = self._governing(listing)
            speaker, verb = (self.presenter, None) if self.speech else saying
            before = len(self.points)
            for item in listing.items:
                self._item(item, None, speaker, verb)
            start = listing.items[0].ordinal.start
            if len(self.points) == before and self.body.startswith(("首先", "其次"), start):
                continue  # 首先，…宣布了纪律。最后，刘主任指出：…: acts in turn, and what is said in them
            self.covered.append(Covered(start, listing.items[-1].end, len(listing.items), speaker, verb))
            self.leads[start] = [point for point in self.points[before:] if point.parent is None]

    def _governing(self, listing: Listing) -> tuple[str | None, str | None]:
        """Speaker and verb of a list: the last verb of saying before it, or the act that frames it (作报告)."""
        at = listing.items[0].ordinal.start
        index = self.outline.sentence_at(at)
        floor = self.outline.sentences[max(0, index - 6)].start
        saying = next((s for s in reversed(self.says) if s.verb_at < at and s.verb_at >= floor), None)
        frame = self._frame(at, index, saying.verb_at if saying else floor)
        if frame is not None:
            return frame
        if saying is not None:
            return saying.speaker, saying.verb
        return None, None

    def _frame(self, at: int, index: int, floor: int) -> tuple[str | None, str | None] | None:
        return frame_before(self.body, self.cast, floor, at, self.outline.sentences[max(0, index - 6) : index + 1])

    def _item(self, item: Item, parent: Point | None, speaker: str | None, verb: str | None) -> None:
        if not self.outline.keeps(item):
            for sub in item.sublists:
                for inner in sub.items:
                    self._item(inner, parent, speaker, verb)
            return
        text = self.body
        subs = [sub.items[0].ordinal.start for sub in item.sublists]
        inner_end = min([item.end, *subs])
        inner_says = [
            saying
            for saying in within(self.says, item.begin + 1, inner_end)
            if saying.kind != "tell" and not saying.explicit and text[saying.start - 1] in "。！？\n"
        ]
        stop = min([item.end, *subs, *(s.start for s in inner_says)])
        signed = _SIGNED.search(text, item.begin, stop)
        start, end = trimmed(text, item.begin, signed.start() if signed else stop)
        if end <= start:
            return
        point = Point(start, end, speaker, verb, item_ordinal(text, item), parent)
        self.points.append(point)
        if not subs and not self.speech:
            self._parts_below(point, strict=item.listing.family not in ("inline", "sequence"))
        for index, saying in enumerate(inner_says):
            until = inner_says[index + 1].start if index + 1 < len(inner_says) else min([item.end, *subs])
            self._said(saying.end, until, saying, point)
        for sub in item.sublists:
            for inner in sub.items:
                self._item(inner, point, speaker, verb)

    def _parts_below(self, point: Point, *, strict: bool) -> None:
        """What stands below the head of a numbered point: parts set off by ；, or sentences that open with 要.

        二是抓牢安全稳定。压实责任；排查隐患。 and 三要深化改革。要推行轮岗。要完善考核。 have points below them. A head
        with a slogan in quotation marks is only explained by a single sentence (突出“五个关键”。要抓紧…。). `strict`:
        each part opens with 要 (below 一、 and （一）, whose passages are long).
        """
        head, *below = sentences_between(self.body, point.start, point.end)
        said = [(span.start, min(span.end, point.end)) for span in below]
        if not said or head.end - point.start > (2 * _HEAD if strict else _HEAD):
            return
        cut = [parts(self.body, start, end, "；") for start, end in said]
        explained = len(said) == 1 and len(cut[0]) == 1 and "“" in self.body[point.start : head.end]
        listed = len(said) == 1 and len(cut[0]) > 1
        listed = listed and not any(judges(self.body[part.start : part.end]) for part in cut[0])
        modal = all(_OWN_YAO.match(self.body, start, end) for start, end in said)
        quoted = bool(within(self.says, head.end, point.end))  # 某书记在全会上指出，教育要走在前列
        if strict:
            listed, modal = listed and all(_OWN_YAO.match(self.body, part.start) for part in cut[0]), False
        if explained or quoted or not (listed or modal):
            return
        for sections in cut:
            for section in sections:
                start, end = trimmed(self.body, section.start, section.end)
                self.points.append(Point(start, end, point.speaker, point.verb, None, point))
        point.end = head.end

    def _said(self, start: int, end: int, saying: Saying, parent: Point | None) -> None:
        """The points of a stretch under one verb, all under `parent`."""
        for sentence in sentences_between(self.body, start, end):
            begin, stop = max(sentence.start, start), min(sentence.end, end)
            if stop <= begin:
                continue
            if begin > start and not is_point(self.body[begin:stop], strict=saying.kind == "judge"):
                continue
            self._split(begin, stop, saying.speaker or (parent.speaker if parent else None), saying, parent)

    def _split(self, start: int, end: int, speaker: str | None, saying: Saying, parent: Point | None) -> list[Point]:
        rows: list[Point] = []
        for begin, stop, under in split_sentence(self.body, start, end, strict=saying.kind == "judge"):
            begin, stop = trimmed(self.body, begin, stop)
            if stop > begin:
                above = rows[under] if under is not None and under < len(rows) else parent
                rows.append(Point(begin, stop, speaker, saying.verb, None, above))
        self.points += rows
        return rows

    # -- without ordinals ----------------------------------------------------------------------------------------

    def unnumbered(self) -> None:
        for scope in scopes(self.body, self.cast, self.says, self.covered):
            self.points += scope.points(self.body)
            if scope.announces is not None and scope.announcing is not None:
                for point in self.leads.get(scope.announces, []):
                    point.parent = scope.announcing

    def rows(self) -> list[Directive]:
        for point in self.points:
            point.end = _without_credits(self.body, point.start, point.end)
        self.points.sort(key=lambda point: (point.start, -point.end))
        ids = {id(point): f"d{index}" for index, point in enumerate(self.points, 1)}
        return [
            Directive(
                id=ids[id(point)],
                parent=ids.get(id(point.parent)) if point.parent else None,
                speaker=point.speaker,
                verb=point.verb,
                ordinal=point.ordinal,
                text=self.body[point.start : point.end],
                start=point.start,
                end=point.end,
            )
            for point in self.points
        ]


def item_ordinal(text: str, item: Item) -> str:
    """The ordinal as written."""
    return text[item.ordinal.start : item.ordinal.end].strip()


_CREDITS = re.compile(r"(?<=[。！？”])\s*（[^（）。，；\n]{2,40}）$")


def _without_credits(text: str, start: int, end: int) -> int:
    """Where a point ends before who wrote it up: …再创佳绩。（通讯员 某某） at the end of the paragraph."""
    found = _CREDITS.search(text, start, end)
    return found.start() if found and text[end : end + 1] in ("", "\n") else end
