"""Which numbers with a unit say a quantity, and which count points, name something or tell a date."""

import re
from typing import NamedTuple

from transforms.quantities.lexicon import members, starts_with

MASK = r"\*{1,6}|＊{1,6}|[×ⅹXx]{2,4}|[○◯]{2,4}|_{2,}"
"""Pattern of a masked number, as model texts write it."""

_MASKED = re.compile(MASK)
_POINT_UNITS = frozenset({"个", "项", "条", "类", "种", "件", "大", "次", "部"})
_FEW_UNITS = frozenset({"个", "项", "条", "类"})
_OF_PEOPLE = ("工作组", "工作专班", "工作站", "工作室", "问题学生")  # things, though 工作 and 问题 are points
_WORD_BEFORE = "统唯专单万同每某之十百千一二三四五六七八九第初高小大这那"
_TIME_BEFORE = re.compile(r"[学年月底日期节考会之以校]前$")
_SPAN_BEFORE = re.compile(r"[过去前近这]$")
_MASKED_SPAN = re.compile(r"[用近续来]$")
_SPREADS = re.compile(r"(?:普及|免费|实行)$")
_CLASS_BEFORE = re.compile(r"(?:级|[高初][一二三]?|[一二三四五六七八九][（(])$")
_HOUR_BEFORE = re.compile(r"[时点：:]$")
_HAN = re.compile(r"[一-鿿]")
_AFTER_LARGE = re.compile(r"[以左的之、，。；及和与]")
_SCHOOLS = re.compile(r"[，。、；联共结]|一")


class Seen(NamedTuple):
    """A number as it stands in the text: 3000多万元 has number 3000, large 万, unit 元, rest 多."""

    number: str
    large: str
    unit: str
    rest: str
    value: int | float | None  # None where masked
    before: str  # a few characters
    after: str

    @property
    def masked(self) -> bool:
        """Its digits are hidden (**)."""
        return _MASKED.fullmatch(self.number) is not None


def is_quantity(seen: Seen) -> bool:
    """The number says how many or how much of something."""
    last = seen.before[-1:]
    if not (seen.unit or seen.large) or (last and last in "第首+＋-—~～·.〔"):
        return False
    if last == "前" and not _TIME_BEFORE.search(seen.before):
        return False  # 前10名 is a rank; 开学前95名教师到岗 is none
    masked = seen.masked
    if last.isascii() and last.isalpha() and not masked:
        return False
    digits = masked or seen.number[0].isdigit()
    if not digits and not _chinese_counts(seen):
        return False
    if not seen.unit and masked and _HAN.match(seen.after) and not _AFTER_LARGE.match(seen.after):
        return False
    return not (_counts_points(seen) or _is_name(seen) or _is_time(seen, masked))


def _chinese_counts(seen: Seen) -> bool:
    """A Chinese numeral counts where it is large (二十六所) or counts places (八个乡镇); 六所学校 is in passing."""
    value, unit = seen.value, seen.unit
    if (
        value is None
        or not unit
        or (seen.number == "一百" and unit == "天")
        or (seen.before and seen.before[-1] in _WORD_BEFORE)
    ):
        return False
    if seen.number in ("百", "千") and seen.rest and unit in ("人", "名", "位"):
        return True  # 百余人, 千余名师生
    if seen.number[0] in "百千零〇" or (seen.number == "十" and unit == "年"):
        return False  # 千家万户, 百年大计
    if seen.large:
        return value >= 2 or unit == "元"
    if unit == "个":
        thing = starts_with("concrete_things").match(seen.after)
        return value >= 3 and thing is not None and not seen.after.startswith(("市场", "区域", "镇定"))
    if unit in members("concrete"):
        return value >= 3
    return value >= 11


def _counts_points(seen: Seen) -> bool:
    """三个方面, 6项重点任务: points, not things."""
    if seen.after.startswith(_OF_PEOPLE) or (seen.unit == "类" and seen.number[0].isdigit()):
        return False
    if seen.unit in _POINT_UNITS and starts_with("points", "(?:重点|主要|具体|核心|关键)?").match(seen.after):
        return True
    few = (seen.value or 0) <= 10 and seen.unit in _FEW_UNITS
    return few and starts_with("few", "(?:重点|主要|专项)?").match(seen.after) is not None


def _is_name(seen: Seen) -> bool:
    """建校60周年, 1对1, 5人制, 四套班子, 高三2班, 一次."""
    unit, after = seen.unit, seen.after
    if (unit == "周" and after.startswith("年")) or (unit == "对" and after[:1].isdigit()):
        return True
    if after.startswith(("制", "班子", "代表重要", "代表”")) or (unit == "班" and _CLASS_BEFORE.search(seen.before)):
        return True
    if unit == "校" and not seen.large:
        return after[:1] in ("区", "长", "园") or not _SCHOOLS.match(after)
    if unit in ("期", "批", "轮", "届毕业生") and seen.before.endswith("第"):
        return True
    return (unit == "次" and seen.number == "一") or (unit == "个" and after.startswith(("月", "五")))


def _is_time(seen: Seen, masked: bool) -> bool:
    """Dates, hours and spans that are part of a name: **年工作, 三年行动, 过去5年, 9时30分."""
    unit = seen.unit
    if unit == "年":
        if masked:
            return _MASKED_SPAN.search(seen.before) is None
        named = starts_with("year_names").match(seen.after) or _SPAN_BEFORE.search(seen.before)
        if seen.after.startswith("教育") and _SPREADS.search(seen.before):
            return True  # 普及十五年教育
        return named is not None or len(seen.number) > 2
    if unit == "分":
        return seen.after[:1] in "，。钟之秒" and _HOUR_BEFORE.search(seen.before) is not None
    return unit == "度" and "年" in seen.before[-2:]
