"""Points without an ordinal: sentences, ；-parts and parallel clauses that demand, under an explicit verb of saying."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.directives.cues import any_of, cues
from transforms.directives.demand import demands, has_modal, judges, opens_imperative, reviews
from transforms.language import Scanner, Span, numeral_value, parts, stripped

_NEAR = 24  # characters between a slogan and the colon that opens its points
COUNTED_SLOGAN = re.compile(
    r"“(?P<n>[二两三四五六七八九十])(?!个?(?:方面|点|问题|环节))(?:个|大|项|条|点|种|化)?(?P<what>[^”]{1,10})”"
)
"""A slogan in quotation marks that counts its points (“五个着力”)."""


_GENERIC = re.compile(r"“([两三四五六七八九十]个?(?:方面|点|问题|环节))”")


@cache
def _counting() -> Scanner:
    says = cues()["demand"]
    unit, noun = any_of(says["counted"]), any_of(says["counted_nouns"])
    numeral = r"(?<!等)(?:[二两三四五六七八九十几]{1,6}|(?<!\d)\d{1,2})(?!\d|年|个?百分)"
    number = rf"(?:{numeral}(?:个|大)?{unit}?|一(?:个|大|项|点|条)|以下|如下|下列)"
    return Scanner(rf"{number}[^，。“”]{{0,8}}?{noun}[^，。；：]{{0,6}}[，。；：]?$")


@dataclass(eq=False)
class Point:
    """One directive in the making: its text is `[start:end]`."""

    start: int
    end: int
    speaker: str | None
    verb: str | None
    ordinal: str | None = None
    parent: "Point | None" = None


def counts_only(text: str) -> bool:
    """The clause only announces a number of points (提出三点意见, 具体要抓好五个方面的工作).

    A clause before a colon that counts so announces them too, whatever slogan sums them up behind it.
    """
    if len(text) > 60:
        return False
    text = _GENERIC.sub(r"\1", text) if "“" in text else text
    return any(
        _counting().first(text[part.start : part.end]) is not None and "“" not in text[part.start : part.end]
        for part in ([Span(0, len(text))] if not text.endswith("：") else parts(text, 0, len(text), "，："))
    )


def split_sentence(text: str, start: int, end: int, *, strict: bool) -> list[tuple[int, int, int | None]]:
    """The points of one sentence: (start, end, index of the point it belongs under or None).

    `strict`: each point needs a modal of its own (指出 + 要).
    """
    sections = _unquoted(text, _by_whom(text, parts(text, start, end, "；")))
    intro = _intro(text, sections[0].start, sections[0].end)
    if len(sections) == 1:
        return _parallel(text, start, end, intro) or [(start, end, None)]
    found: list[tuple[int, int, int | None]] = []
    under: int | None = None
    first = sections[0].start
    if intro is not None and demands(text[first:intro]) and not counts_only(text[first:intro]):
        found.append((first, intro, None))
        under, first = 0, intro
    elif intro is not None:
        first = intro
    for index, section in enumerate(sections):
        begin = first if index == 0 else section.start
        said = text[begin : section.end]
        if found and not _stands(said, strict) and (under is None or len(found) > 1):
            found[-1] = (found[-1][0], section.end, found[-1][2])
        else:
            found.append((begin, section.end, under))
    return found


# 县教育局要完善方案，县财政局要安排资金: each is asked for something of its own.
_WHO_MUST = re.compile(r"[，；。：]?[^，。；：要“”]{0,12}(?:[局委办镇乡]|部门|街道|学校|单位|政府)要(?![求点素领])")


def _by_whom(text: str, sections: list[Span]) -> list[Span]:
    """The sections, cut before each further one who must do something."""
    found: list[Span] = []
    for section in sections:
        at = section.start
        clauses = parts(text, section.start, section.end, "，")
        if len(clauses) > 1 and _WHO_MUST.match(text, section.start, section.end):
            for clause in clauses[1:]:
                if _WHO_MUST.match(text, clause.start, clause.end):
                    found.append(Span(at, clause.start))
                    at = clause.start
        found.append(Span(at, section.end))
    return found


def _unquoted(text: str, sections: list[Span]) -> list[Span]:
    """The sections without cuts inside quotation marks: 要从“提高站位；突出重点”两个方面抓落实 is one."""
    found: list[Span] = []
    for section in sections:
        if found and text.count("“", *found[-1]) > text.count("”", *found[-1]):
            found[-1] = Span(found[-1].start, section.end)
        else:
            found.append(section)
    return found


def begins(text: str, start: int, end: int) -> int:
    """Where the demand of a sentence begins: 今年是开局之年，要… begins at 要, without what is only stated before."""
    clauses = parts(text, start, end, "，；")
    for clause, following in zip(clauses, [*clauses[1:], None], strict=True):
        said = text[clause.start : clause.end]
        # 成立领导小组，是重要抓手，要…: what is said of a topic, and the topic
        stated = (
            judges(said)
            or _SAYS_OF.match(said)
            or (_STANDS_SO.match(said) and not has_modal(said))
            or (following and _SAYS_OF.match(text, following.start))
        )
        if not stated or clause.end == end:
            return clause.start if has_modal(text[clause.start : end]) else start
    return start


# A character of a clause that does not ask: 要 only inside 重要, 纲要, 要求.
_STATED = "(?:[^，。要]|[重主首必纲摘]要|要[求素点])"
_SAYS_OF = re.compile(rf"(?:既|都|更|也|正)?是(?!否){_STATED}{{0,60}}[，。]|(?:当前|目前){_STATED}{{0,60}}[，。]")
# 中考改革即将启动，各初中要提前谋划
_STANDS_SO = re.compile(rf"{_STATED}{{2,40}}(?:处于|即将){_STATED}{{2,20}}，")


def _stands(text: str, strict: bool) -> bool:
    if strict:
        return has_modal(text) or opens_imperative(text)
    return demands(text) or not judges(text)


def _intro(text: str, start: int, end: int) -> int | None:
    """Where what a colon announces begins."""
    pieces = parts(text, start, end, "：")
    return pieces[0].end if len(pieces) > 1 else None


def _parallel(text: str, start: int, end: int, intro: int | None) -> list[tuple[int, int, int | None]] | None:
    """做到“四个准确把握”：准确把握…，准确把握…，…: the clauses that carry the slogan's word are its points."""
    if intro is None:
        return None
    slogans = list(COUNTED_SLOGAN.finditer(text, start, intro))
    if not slogans or intro - slogans[-1].end() > _NEAR:
        return None
    slogan = slogans[-1]
    count = numeral_value(slogan.group("n"))
    clauses = parts(text, intro, end, "，。")
    word = slogan.group("what")[:2]
    run = 0
    while run < len(clauses) and text[clauses[run].start : clauses[run].end].startswith(word):
        run += 1
    if len(clauses) == count:
        run = len(clauses)  # “五大行动”：强党建行动，优布局行动，…
    if run < 2 or run != count:
        return None
    found: list[tuple[int, int, int | None]] = [(start, intro, None)]
    found += [(clause.start, clause.end, 0) for clause in clauses[:run]]
    if run < len(clauses):
        found.append((clauses[run].start, end, None))
    return found


def is_point(text: str, *, strict: bool) -> bool:
    """A sentence under a verb of saying is a point of its own."""
    if reviews(text) or not demands(text):
        return False
    return has_modal(text) or not strict


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and opening punctuation left over from the mark before."""
    span = stripped(text, start, end)
    start, end = span.start, span.end
    while start < end and text[start] in "，、：；。:, 　•●▲△◆◇■□★▶►▷":
        start += 1
    return start, end
