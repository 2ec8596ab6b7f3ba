"""Is there a person's name here, and where does it end?

A name is judged by its surname, by the characters of its given name and by what follows it; what stands before it
(a title, a list, the start of a clause) is the caller's evidence. Chinese writes no spaces, so the end is chosen among
the lengths that are possible: in 张强调研 the name is 张强 because 调研 is a verb and 研 alone follows nothing.
"""

import re
from typing import NamedTuple

from transforms.people.lexicon import lexicon
from transforms.remembering import remembered

DOTS = "·•・．‧●∙"
_DOT = re.compile(f"[{DOTS}]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_STOPS = frozenset("、，。；：！？（）()”“’‘》《\n▁,;:!?…—|｜【】[]/／")
_SPACES = frozenset(" \u3000\t")
# Characters that hardly any given name holds and that grammar needs all the time.
_FUNCTION = frozenset(
    "的了着在就对从向把被将则还并也都又再是有要会校们你我他她它这那其各每某该此与及或等但而且所因由请让给很更最不没无未"
    "地以到去来上下内外里说讲话读写做作部局委党组县区市省镇乡村站处科股室厅级届第个名位项次件点条种类些两几什么怎哪谁并"
    "主持出席参加强调指表示提案员题员场座副兼任届您咱咋吗呢吧啊呀哦嘛"
) - frozenset("强会来上里加文席位任名说")
_UNIT_WORDS = frozenset(
    [
        "大学",
        "中学",
        "小学",
        "学校",
        "学院",
        "书院",
        "医院",
        "公司",
        "集团",
        "单位",
        "部门",
        "中心",
        "街道",
        "社区",
        "年级",
        "支部",
        "总支",
        "党委",
        "政府",
        "机关",
        "科室",
        "园区",
        "校区",
    ]
)
_SAYS = frozenset(["，", "：", "“", ""])
# Of these some stand first in a given name (方从明, 黄与红), never last.
_SOMETIMES = frozenset("从以在再更与无未不第来其")
_DIGITS = frozenset("0123456789０１２３４５６７８９%％")


class Name(NamedTuple):
    """A name that ends at `end`; `score` its plausibility without what stands before it; `right` what follows it:
    3 a mark or a verb, 2 a form of address, 1 a particle."""

    end: int
    score: float
    right: int


def right_of(text: str, end: int) -> int:
    """How well a name can end here: 3 before a mark or a verb of persons, 2 before a title, 1 before a particle."""
    if end >= len(text):
        return 3
    following = text[end]
    if following in _STOPS or following in _SPACES or following in _DIGITS:
        return 3
    words = lexicon()
    if words.verb.at(text, end):
        return 3
    if words.office.at(text, end) or (following in "副总" and words.office.at(text, end + 1)):
        return 2
    return 1 if words.link.at(text, end) else 0


@remembered(4)
def has_dots(text: str) -> bool:
    """Whether a name with a dot between its parts may stand in a text."""
    return _DOT.search(text) is not None


def han(text: str) -> bool:
    return _HAN.fullmatch(text) is not None


@remembered(4096)
def _rare(character: str) -> bool:
    """Whether the character is outside the 3,755 of everyday use (GB/T 2312 level 1): names abound in such (李旻)."""
    try:
        return character.encode("gb2312")[0] >= 0xD8
    except UnicodeEncodeError:
        return True


@remembered(4096)
def plausibility(name: str) -> float:
    """How much a string looks like a Chinese name by itself: above 0 plausible, below 0 not."""
    words = lexicon()
    compound = len(name) > 2 and name[:2] in words.compound
    given = name[2:] if compound else name[1:]
    tier = 1 if compound else words.surnames.get(name[0], 0)
    if not tier or not given:
        return -9.0
    if name[1:] in words.heads or name[-2:] in _UNIT_WORDS:
        return -9.0  # 向教师, 范大学
    if len(name) > 2 and name[1:] in words.verbs:
        return -9.0  # 学员时强调
    if name[0] in "和与及" and len(name) == 3 and plausibility(name[1:]) >= 2.5:
        return -9.0  # 教师和刘洋
    score = {1: 3.0, 2: 2.0, 3: 0.5}[tier]
    for place, character in enumerate(given):
        if character in _FUNCTION:
            score -= 1.0 if character in _SOMETIMES and place < len(given) - 1 else 3.0
        elif character in words.given or _rare(character):
            score += 0.5
        else:
            score -= 0.5
    if len(name) == 3 and (name[:2] in words.never or name[:2] in words.other):
        score -= 3.0 if name[:2] in words.never else 2.5  # 单位工(作)
    if name in words.other:
        score -= 6.0
    elif name in words.nouns:
        score -= 2.5
    return score


def _dotted(text: str, start: int, limit: int) -> int | None:
    """End of a name with dots that begins at `start`, or None."""
    words = lexicon()
    dot = _DOT.search(text, start + 1, min(limit, start + 8))
    if dot is None or not han(text[start : dot.start()]) or words.head.search(text, start, dot.start()):
        return None
    at = dot.end()
    part = 0
    while at < limit:
        if _DOT.match(text, at) and part:
            part = -1
        elif (
            (text[at] not in words.transcribed and not _within(text, at))
            or part > 8
            or (part > 0 and words.verb.at(text, at) and not words.verb.at(text, at + 1))
        ):
            break
        part += 1
        at += 1
    return at if part > 0 else None


def _within(text: str, at: int) -> bool:
    """Whether a character that no list of transcriptions knows stands inside a part of a name with dots."""
    return han(text[at : at + 2]) and text[at + 1 : at + 2] in lexicon().transcribed and not right_of(text, at)


def _transcribed(text: str, start: int, limit: int) -> int | None:
    """End of a name of known transcribed elements without dots (次仁多吉, 巴特尔), or None."""
    if text[start : start + 1] not in lexicon().element_heads:
        return None
    elements = lexicon().elements
    at = start
    parts = 0
    while at < limit and parts < 3:
        for length in (4, 3, 2):
            if text[at : at + length] in elements and at + length <= limit:
                at += length
                parts += 1
                break
        else:
            break
    if parts:
        # 宝音图, 吉克曲布: an element and a few more syllables, up to a mark or a verb.
        chars = lexicon().transcribed
        for more in range(3):
            if right_of(text, at + more) or at + more >= limit or text[at + more] not in chars:
                break
            if right_of(text, at + more + 1) == 3:
                at += more + 1
                break
    return at if parts else None


def name_at(text: str, start: int, limit: int) -> Name | None:
    """The best name that begins at `start` and ends at or before `limit`, or None."""
    if start >= limit:
        return None
    words = lexicon()
    first = text[start]
    if not "\u4e00" <= first <= "\u9fff":
        return None
    if first not in words.initials and not has_dots(text):
        return None
    if has_dots(text) and first not in _FUNCTION and _DOT.search(text, start + 1, start + 8):
        end = _dotted(text, start, limit)
        if end is not None:
            return Name(end, 6.0, right_of(text, end))
    best: Name | None = None
    end = (_transcribed(text, start, limit) or 0) if first in words.element_heads else 0
    if end:
        right = right_of(text, end)
        if right and (end - start > 2 or right == 3):
            best = Name(end, 3.5 + 0.5 * (end - start > 2), right)
    if first not in words.surnames and text[start : start + 2] not in words.compound:
        return best
    whole = (_transcribed(text, start + 1, limit) or 0) if text[start + 1 : start + 2] in words.element_heads else 0
    if whole - start > 3 and whole - start > end - start and right_of(text, whole):  # 白额尔敦
        return Name(whole, 4.0, right_of(text, whole))
    if text[start + 1 : start + 3] in words.heads:
        return best  # 李书记: a short form, not a name
    lengths = (2, 3, 4) if text[start : start + 2] in words.compound else (2, 3)
    for length in lengths:
        end = start + length
        if end > limit or not han(text[start:end]):
            break
        right = right_of(text, end)
        if not right:
            continue
        name = Name(end, plausibility(text[start:end]), right)
        if length == 3 and right < 3 and text[end - 1] not in words.given and words.verb.at(text, end - 1):
            continue  # 文静共同揭牌: the last character begins a verb
        if length == 3 and text[end - 1] == "说" and text[end : end + 1] in _SAYS:
            continue  # 王勇说，
        if name.score <= -4 and right < 3:
            continue
        if best is None or _value(name) >= _value(best):
            best = name
    return best


def _value(name: Name) -> float:
    return name.score + {3: 1.5, 2: 0.5, 1: 0.0}[name.right]


def is_dotted(text: str) -> bool:
    """Whether a name is written with a dot between its parts."""
    return _DOT.search(text) is not None


def given_only(name: str) -> bool:
    """Whether every character after the surname is known from given names, or rare, or the name is dotted."""
    given = lexicon().given
    return is_dotted(name) or all(character in given or _rare(character) for character in name[1:])
