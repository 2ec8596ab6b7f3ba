"""Ordinals of points (一是, 二要, 一、, （一）, 1., 第一, 首先 …) and the lists that they form.

A mark counts only as a member of a list: a first and a second of one family. 第一书记, 一、二年级 or 3.5亿元 make none.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, NamedTuple

from transforms.language import Scanner, numeral_value

Family = Literal["heading", "bracket", "arabic", "arabic_bracket", "circled", "sequence", "inline", "verbal"]

# How deep a family usually stands: 一、 > （一） > 1. > （1） > ① > 第一 > 一是 > 一抓…二抓….
DEPTH: dict[Family, int] = {
    "heading": 1,
    "bracket": 2,
    "arabic": 3,
    "arabic_bracket": 4,
    "circled": 5,
    "sequence": 6,
    "inline": 7,
    "verbal": 8,
}
_N = "[一二三四五六七八九十]{1,3}"
_AFTER_MARK = r"(?:(?<=[。；：，！？、”）》\s—…“>])|^)"
_AFTER_STOP = r"(?:(?<=[。；：！？”）\s…])|^)"
# 其中一是, 要求一是: words that run straight into the first ordinal.
_AFTER_WORD = r"(?<![唯统之万专第某任同每十百千〇零一二三四五六七八九这那哪任])"
_MARK = Scanner(
    rf"""
    (?P<inline>(?:{_AFTER_MARK}(?P<inline_n>{_N})|{_AFTER_WORD}(?P<inline_one>一))(?P<letter>[是要])(?![否素求点闻]))
    | (?P<verbal>{_AFTER_MARK}(?P<verbal_n>{_N})(?=(?P<verb>[抓靠看强促守严重防育])[一-鿿]))
    | (?P<heading>(?:{_AFTER_STOP}|(?<=，))(?P<heading_n>{_N})
        (?:、|[．.](?=[一-鿿]))(?!{_N}(?:、|年级|线|类|班|批|产业)))
    | (?P<bracket>（(?P<bracket_n>{_N})）[、．.]?)
    | (?P<arabic>{_AFTER_STOP}(?P<arabic_n>\d{{1,2}})(?:[．.、](?!\d)))
    | (?P<arabic_bracket>（(?P<ab_n>\d{{1,2}})）|(?:(?<=[。；：\s])|^)(?P<ab_m>\d{{1,2}})）)
    | (?P<circled>(?P<circled_n>[①-⑳]))
    | (?P<sequence>{_AFTER_MARK}
        (?: 第(?P<sequence_n>{_N})(?:(?:个?方面|点|条)?(?=[，：])|(?=[、要])|是)
          | 其(?P<qi_n>{_N})(?=[，、：是])
          | (?P<adverb>首先|其次|再次|再者|最后)(?=[，：要是])(?!，(?:祝|预祝|让|衷心|再次|我|向|请允许|感谢))
        ))
    """,
    re.VERBOSE | re.MULTILINE,
)
_ADVERBS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 99}
_AFTER = "，、：:,. 　"


class Ordinal(NamedTuple):
    """One mark: `text[start:end]` as written, its family and number; `letter` is 是 or 要 of an inline mark."""

    family: Family
    number: int
    letter: str
    start: int
    end: int


@dataclass
class Item:
    """A member of a list: its mark, where its content begins, its place in the tree."""

    ordinal: Ordinal
    begin: int
    listing: "Listing"
    sublists: list["Listing"] = field(default_factory=list)
    end: int = 0  # of its whole region, sub-points included; set by the outline


@dataclass
class Listing:
    """One list of items of a family under an item (or under none)."""

    family: Family
    letter: str
    parent: Item | None
    items: list[Item] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.items[-1].ordinal.number


def ordinals(text: str) -> list[Ordinal]:
    """All marks that may be ordinals of points, in order."""
    found: list[Ordinal] = []
    for match in _MARK.scan(text):
        family: Family = match.lastgroup  # type: ignore[assignment]  # replaced below where a part matched last
        for name in DEPTH:
            if match.group(name) is not None:
                family = name
                break
        found.append(
            Ordinal(
                family, _number(match), match.group("letter") or match.group("verb") or "", match.start(), match.end()
            )
        )
    return found


def _number(match: re.Match[str]) -> int:
    if match.group("adverb"):
        return _ADVERBS[match.group("adverb")]
    if match.group("circled_n"):
        return ord(match.group("circled_n")) - ord("①") + 1
    for name in (
        "inline_n",
        "inline_one",
        "verbal_n",
        "heading_n",
        "bracket_n",
        "arabic_n",
        "ab_n",
        "ab_m",
        "sequence_n",
        "qi_n",
    ):
        if match.group(name):
            value = numeral_value(match.group(name))
            return int(value) if value is not None else 0
    return 0


def listings(text: str, breaks: list[int]) -> list[Listing]:
    """The lists of the text as a forest, in order of their first items; a list of one member is left out.

    `breaks` are offsets where somebody else begins to speak: a list that starts after one does not nest in a list that
    started before it.
    """
    roots: list[Listing] = []
    stack: list[Listing] = []
    marks = ordinals(text)
    for position, mark in enumerate(marks):
        index = _continues(stack, mark)
        if index is not None:
            del stack[index + 1 :]
            listing = stack[index]
        elif mark.number == 1 or _lost_its_first(text, mark):
            _leave(text, stack, mark, breaks, marks, position + 1)
            parent = stack[-1].items[-1] if stack else None
            listing = Listing(mark.family, mark.letter, parent)
            (parent.sublists if parent else roots).append(listing)
            stack.append(listing)
        else:
            continue
        begin = mark.end
        while begin < len(text) and text[begin] in _AFTER:
            begin += 1
        listing.items.append(Item(mark, begin, listing))
    return _without_singles(text, roots)


def _continues(stack: list[Listing], mark: Ordinal) -> int | None:
    """Which open list the mark continues: the innermost whose next number it is; 一是 … 二要 … are one list."""
    if mark.number == 1:
        return None
    same = [i for i in range(len(stack) - 1, -1, -1) if stack[i].family == mark.family]
    for letters in (True, False):
        for index in same:
            if (letters or mark.family == "verbal") and stack[index].letter != mark.letter:
                continue
            if stack[index].last + 1 == mark.number or (mark.number == 99 and stack[index].last >= 2):
                return index
    # A slip of the author: the same number twice, or one number left out.
    for index in same:
        if stack[index].last in (mark.number, mark.number - 2):
            return index
    return None


def _lost_its_first(text: str, mark: Ordinal) -> bool:
    """提出四点要求： and then （二）: whoever shortened the page left the first point out."""
    return mark.number == 2 and text[max(0, mark.start - 8) : mark.start].rstrip()[-1:] == "："


def _leave(text: str, stack: list[Listing], mark: Ordinal, breaks: list[int], marks: list[Ordinal], later: int) -> None:
    """Close the lists that a list starting at the mark does not nest in."""
    for index, listing in enumerate(stack):
        if listing.family == mark.family and listing.letter == mark.letter:
            del stack[index:]
            break
    while stack:
        top = stack[-1]
        since = top.items[-1].begin
        apart = bisect_right(breaks, mark.start) > bisect_right(breaks, since)
        below = bool(breaks) and DEPTH[top.family] > DEPTH["arabic"] and "\n" in text[since : mark.start]
        if (apart or below) and not _goes_on(top, marks, later):
            stack.pop()
        elif DEPTH[top.family] >= DEPTH[mark.family] and top.family != mark.family:
            # （1） inside 一是 nests only within one sentence; a new paragraph with 一、 starts afresh.
            closed = "。" in text[since : mark.start] or "\n" in text[since : mark.start]
            if closed and not _goes_on(top, marks, later):
                stack.pop()
            else:
                break
        else:
            break


def _goes_on(listing: Listing, marks: list[Ordinal], later: int) -> bool:
    """The list's next number comes before its family starts afresh: a quotation stands inside its last item."""
    for mark in islice(marks, later, later + 60):
        if mark.family == listing.family and mark.letter == listing.letter:
            return mark.number == listing.last + 1
    return False


def _without_singles(text: str, lists: list[Listing]) -> list[Listing]:
    """Lists of one member are no lists, except a lone 一是 or 一要 after a colon: the page may have lost the rest."""
    kept: list[Listing] = []
    for listing in lists:
        for item in listing.items:
            item.sublists = _without_singles(text, item.sublists)
        first = listing.items[0].ordinal
        if listing.family == "verbal" and len(listing.items) < 3:
            continue  # 一抓…二抓…三抓…; fewer may be chance
        if len(listing.items) > 1 or (
            listing.family == "inline" and text[max(0, first.start - 3) : first.start].rstrip()[-1:] == "："
        ):
            kept.append(listing)
        else:
            kept += [replace_parent(sub, listing.parent) for sub in listing.items[0].sublists]
    return kept


def replace_parent(listing: Listing, parent: Item | None) -> Listing:
    """The list, moved under another item."""
    listing.parent = parent
    return listing


def walk(lists: list[Listing]) -> list[Item]:
    """All items of the forest in text order."""
    found: list[Item] = []
    for listing in lists:
        for item in listing.items:
            found.append(item)
            found += walk(item.sublists)
    return sorted(found, key=lambda item: item.ordinal.start)
