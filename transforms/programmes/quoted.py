"""Names in quotation marks: slogans, numbers, honours, 工程/战略 with the noun they keep."""

import re
from functools import cache
from typing import NamedTuple

from transforms.language import Cover, Enclosed, enclosed, numeral_value, titles
from transforms.programmes.lexicon import any_of, known_terms, words

_CONTRAST = re.compile(
    r"从“(?P<a>[^”]{1,14})”[^，。“”]{0,4}(?:到|向|转向|走向|转变为|变为|变成|迈向|转为|跨越到)[^，。“”]{0,4}“(?P<b>[^”]{1,14})”"
)
_SPEECH_BEFORE = re.compile(r"(?:[说道出调示写问答喊][：，:]|[^、；]：)$")
COUNTED = re.compile(
    r"(?P<n>[一二两三四五六七八九十]|\d{1,2})(?:个|项|大|种|支|条|所|张|道|件|名|级|类|位|化|率|关|堂|轮|本|重|维|步|点|方)?(?P<what>(?:[一-鿿][^、，]{0,11})?)"
)
_NO_NAME = re.compile(r"^\d{1,2}[.·]\d{1,2}$|^\d+(?:\.\d+)?[%％分元人名所年月日]$|^\d$|^[A-Za-z]$")


class Name(NamedTuple):
    """One quoted name: `term` is what it is called, `[start:end]` the span that says it; `inner` the quoted part."""

    term: str
    start: int
    end: int
    inner: str


def quoted_names(body: str) -> list[Name]:
    """Quoted names in text order, direct speech and figures of speech left out."""
    skipped = Cover((title.start, title.end) for title in titles(body))
    contrasts = {match.start(group) for match in _CONTRAST.finditer(body) for group in ("a", "b")}
    found: list[Name] = []
    spoken = 0
    for pair in enclosed(body):
        if pair.kind != "quote" or pair.start in skipped:
            continue
        if pair.start in contrasts or pair.start < spoken or (found and pair.start < found[-1].end):
            continue
        if body[pair.end - 1] == "。" and pair.end - pair.start > 12:
            spoken = pair.end  # what somebody says; its own quotation marks name nothing
        name = _name(body, pair)
        if name is not None:
            found.append(name)
    return found


_COUNT_BEFORE = re.compile(r"[一二三四五六七八九十](?:个|项|大)$")


def _name(body: str, pair: Enclosed) -> Name | None:
    before, after = body[max(0, pair.start - 14) : pair.start - 1], body[pair.end + 1 : pair.end + 14]
    counted = _COUNT_BEFORE.search(before)
    if counted is not None and pair.end - pair.start <= 8:  # 四个“聚焦”
        term = counted.group() + body[pair.start : pair.end]
        return Name(term, pair.start - 1 - len(counted.group()), pair.end, term)
    inner = body[pair.start : pair.end].strip("，、；。！!？? ")
    if not 2 <= len(inner) <= 60 or _NO_NAME.match(inner) or _is_speech(body, pair, inner, before, after):
        return None
    term, end = _joined(inner, after, pair)
    if term == inner and _is_figure(inner, before, after):
        return None
    return Name(term.replace("“", "").replace("”", ""), pair.start, end, inner)


# “超编与缺员并存”的矛盾, “校园安全”责任状
_TROUBLE = re.compile(r"的?(?:问题|现象|难题|矛盾|困境|局面|瓶颈|顽疾|责任[书状])")
_LETTERS = re.compile(r"[一-鿿](?:、[一-鿿])+")  # “小、散、弱”
# 以“视频直播+现场会议”形式召开; 以“…”为题作报告
_MODE = re.compile(r"为题|的主题报告|(?:的|相结合的?)?(?:形式|方式)(?:召开|举行|进行|开展)")
# “师者如光”教育论坛在…举行: what is held, no programme
_EVENTS = ("论坛", "大会", "会议", "座谈会", "推进会", "现场会", "研讨会", "启动会", "典礼", "仪式", "晚会")
_SHORT = 3  # “三名”战略 is no name without its noun, “强基扩优”工程 is


def _joined(inner: str, after: str, pair: Enclosed) -> tuple[str, int]:
    """The name with the noun that belongs to it: “三名”战略, “非遗”进校园."""
    entry = re.match(r"进(?:校园|课堂|学校|教材|社区|万家)", after)
    if entry is not None:
        return inner + entry.group(), pair.end + 1 + entry.end()
    kept = _keeps().match(after)
    if kept is not None:
        whole = inner + after[: kept.end()]
        short = len(inner) <= _SHORT and inner not in known_terms() and _needs_noun(inner, after[: kept.start("noun")])
        if short or whole in known_terms():
            return whole, pair.end + 1 + kept.end()
    return inner, pair.end


def _is_speech(body: str, pair: Enclosed, inner: str, before: str, after: str) -> bool:
    """Words that somebody says, or the title of a speech."""
    if "。" in inner or body[pair.end - 1] == "。" or "；" in inner or (inner[0] in "要把" and len(inner) > 8):
        return True
    if _MODE.match(after) or before.endswith(("题为", "题目")) or (len(inner) > 6 and inner.endswith(_EVENTS)):
        return True
    if len(inner) > 8 and (_spoken().search(inner) or re.match(r"，[^，。]{2,14}(?:说|表示|感慨)", after)):
        return True
    return bool(_SPEECH_BEFORE.search(before)) and (len(inner) > 24 or body[pair.end - 1] in "。！？")


def _is_figure(inner: str, before: str, after: str) -> bool:
    """A figure of speech or an ordinary word: 领头雁, 打通“堵点”."""
    if _TROUBLE.match(after) or _LETTERS.fullmatch(inner):
        return True
    if inner in words()["ordinary"] or (inner[0] == "好" and len(inner) <= 3):
        return True
    if len(inner) > 6 or inner in known_terms() or count_of(inner) is not None or re.search(r"[\d+＋A-Za-z]", inner):
        return False
    if inner[-1] in "人者员" and before.endswith(("做", "当", "成为")):
        return True  # 做“明白人”
    if after.startswith("“"):
        return False  # one of a row: “阳光厨房”“阳光招生”
    figure = _figure_verb().search(before) or (len(inner) <= 3 and _FAR_VERB.search(before))
    return bool(figure) and _noun_after().match(after) is None


# 奏响教育强区“最强音”: the figure's verb a noun away.
_FAR_VERB = re.compile(r"(?:奏响|唱响|吹响|谱写|跑出|按下|敲响|下好|打好|勇当|拉动)[一-鿿]{1,9}$")


@cache
def _keeps() -> re.Pattern[str]:
    return re.compile(rf"[一-鿿]{{0,7}}?(?P<noun>{any_of('keeps')})(?![者性师化])")


@cache
def _spoken() -> re.Pattern[str]:
    return re.compile(any_of("speech_words"))


@cache
def _figure_verb() -> re.Pattern[str]:
    return re.compile(f"{any_of('figure_verbs')}$")


@cache
def _noun_after() -> re.Pattern[str]:
    return re.compile(f"{any_of('joins')}|政策|称号|精神|奖|改革|理念|教育|要求")


def _needs_noun(inner: str, between: str) -> bool:
    """“三名”战略 is no name without its noun; “能力提升工程”、“双减” and lists of slogans are."""
    if any(mark in inner for mark in "，、") or re.search(r"[的和与及在对将把是等]", between):
        return False
    if re.search(rf"{any_of('joins')}$", inner):
        return False
    return not re.fullmatch(r"[\d+＋]+", inner)


def count_of(term: str) -> int | None:
    """How many members the name of a counted set says it has: 四个准确把握 4, 五项管理 5; None for other names."""
    match = COUNTED.fullmatch(term)
    if match is None or not match.group("what"):
        return None
    value = numeral_value(match.group("n"))
    return int(value) if value is not None else None
