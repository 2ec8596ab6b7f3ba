"""On which day, and in which part of the day, a meeting was held.

The day is read in the sentence that tells of the meeting, else in the lead. A day without a year takes it from the
publication; without one, from the year in the meeting's name; else there is no day at all, never a guess.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from transforms.language import numeral_value
from transforms.record import DateBasis

_TO = r"(?:至|到|—{1,2}|–|-|－|~|～|、)"
DAY = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d|今|去|本|同)年)?(?<!\d)(?P<month>\d{{1,2}}|本) ?月 ?(?P<day>\d{{1,2}}) ?[日号]?"
    rf"(?:{_TO}(?:(?P<month2>\d{{1,2}})月)?(?P<day2>\d{{1,2}}))?(?(day2)[日号]|(?:(?<=[日号])|(?=[上下]午)))"
)
_BARE_DAY = re.compile(rf"(?<![\d月第前后近.])(?P<day>[1-3]?\d)(?:{_TO}(?P<day2>[1-3]?\d))?日(?![常益程])")
_RELATIVE = re.compile(r"今天|今日|昨天|昨日|前天|前日")
_VAGUE = re.compile(
    r"近日|日前|连日来|不久前|(?<!正)月初(?![一二三四五六七八九十])|月底|(?:^|(?<=[，。）讯]))(?:近期|最近)"
)
_SHIFT = {"今": 0, "昨": 1, "前": 2}
_TIME_OF_DAY = re.compile(r"上午|下午|晚上|晚间|中午|早上|清晨|傍晚|凌晨|(?<=日)晚")
_TEACHERS_DAY = re.compile(r"第([一二三四五六七八九十\d]{2,4})个教师节")
_BEFORE_TEACHERS_DAY = 1984  # the first Teachers' Day was in 1985, so the 29th names 2013
_PLANS = re.compile(
    r"(?:部署|安排|谋划|布置)[^。；，\d]{0,8}((?:19|20)\d\d)年|"
    r"对((?:19|20)\d\d)年[^。；，]{2,24}(?:进行|作)[^。；，]{0,6}(?:部署|安排)"
)
# 2025年新学期伊始，2月17日: the year opens the sentence of the day.
_YEAR_OPENED = re.compile(
    r"\s{0,8}((?:19|20)\d\d)年(?:伊始|刚刚|新年|新春|新学期|春|秋|夏|冬|暑|寒|开局|开年|之初|岁末|岁初|岁首|初|末|年?底)[^，。]{0,14}，[^，。]{0,8}$"
)
_NAME_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[—\-–－~至]+((?:19|20)\d\d))?(?:年|学年)")


@dataclass(frozen=True, slots=True)
class Held:
    """Day(s) as ISO dates, how the year is known, and the part of the day as written."""

    date: str | None = None
    end_date: str | None = None
    basis: DateBasis | None = None
    time_of_day: str | None = None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _published(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def year_in_name(name: str, month: int) -> int | None:
    """The year that a meeting's name gives; of a school year, the half in which the month falls."""
    found = _NAME_YEAR.search(name)
    if not found:
        return _teachers_day(name)
    if found.group(2):
        return int(found.group(1) if month >= 8 else found.group(2))
    return int(found.group(1))


def _teachers_day(text: str) -> int | None:
    """The year of the Teachers' Day whose number the text gives."""
    found = _TEACHERS_DAY.search(text)
    count = numeral_value(found.group(1)) if found else None
    return _BEFORE_TEACHERS_DAY + int(count) if count and 20 < count < 90 else None


def year_of_plans(told: str, month: int) -> int | None:
    """The year whose work the meeting plans (部署2022年工作); a meeting of the last quarter plans the next."""
    found = _PLANS.search(told)
    return int(found[1] or found[2]) - (month >= 10) if found else None


def _time_of_day(text: str, at: int) -> str | None:
    found = _TIME_OF_DAY.search(text, at, at + 14)
    if not found or "，" in text[at : found.start()].rstrip("，"):
        return None
    said = found.group()
    return "晚" if said == "晚间" else said


_DATELINE = re.compile(r"[，,]?(?:讯|电|消息)")
_OF_A_FEAST = re.compile(r"是|[^，。]{0,10}(?:来临|到来|即将|之际|前夕|即将来临)")


def _days(text: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """(the last day said of an event, the day of a dateline such as 本报3月18日讯)."""
    told = dateline = None
    for found in DAY.finditer(text):
        if _DATELINE.match(text, found.end()):
            dateline = found
        elif not _OF_A_FEAST.match(text, found.end()):
            told = found
    return told, dateline


def day_of(sentence: str, upto: int, lead: str, name: str, published: str | None, told: str = "") -> Held:
    """Read the day of the meeting told in `sentence`, whose name or verb ends at `upto`; `lead` is the text before it.

    What stands last before the verb counts: a full day, 昨日 (from the dateline, else from the publication), a bare day
    (with the publication); 近日 means that the day is not said. Else it is the lead's last full day. The day of a
    dateline or of a feast (9月10日教师节来临之际) is not the meeting's. `told` is the text that may say the year whose
    work was planned, for a page without a publication.
    """
    issued = _published(published)
    before = sentence[:upto]
    day, dateline = _days(before)
    lead_told, lead_dateline = _days(lead[-260:])
    relative = max(_RELATIVE.finditer(before), key=re.Match.start, default=None)
    vague = max(_VAGUE.finditer(before), key=re.Match.start, default=None)
    last = max((m for m in (day, relative, vague) if m), key=re.Match.start, default=None)
    if last is None:
        bare = _BARE_DAY.search(before)
        if bare and issued and not _DATELINE.match(before, bare.end()):
            return _resolve_bare(bare, before, issued)
        return _resolve(lead_told, lead[-260:], name, issued, told) if lead_told else Held()
    if last is day:
        return _resolve(day, before, name, issued, told)
    if last is vague:
        return Held(time_of_day=_time_of_day(before, vague.end()))
    base = dateline or lead_dateline
    sent = _resolve(base, "", name, issued).date if base else None
    today = date.fromisoformat(sent) if sent else issued
    time_of_day = _time_of_day(before, last.end())
    if today is None:
        return Held(time_of_day=time_of_day)
    then = today - timedelta(days=_SHIFT[last.group()[0]])
    stated: DateBasis = "stated" if base and base.group("year") else "year_from_publication"
    return Held(then.isoformat(), None, stated, time_of_day)


def _resolve(found: re.Match[str], text: str, name: str, issued: date | None, told: str = "") -> Held:
    time_of_day = _time_of_day(text, found.end())
    if not found.group("month").isdigit():
        if issued is None:
            return Held(time_of_day=time_of_day)
        month = issued.month
    else:
        month = int(found.group("month"))
    day = int(found.group("day"))
    said = found.group("year")
    basis: DateBasis = "year_from_publication"
    year: int | None
    if said and said.isdigit():
        year, basis = int(said), "stated"
    elif issued:
        year = issued.year - (said == "去")
        if not said and (month, day) > (issued.month, issued.day) and (date(year, 12, 31) - issued).days < 366:
            ahead = _iso(year, month, day)
            # A day after the publication is last year's, unless it is off by a day or two (a clock, a slip).
            if ahead and (date.fromisoformat(ahead) - issued).days > 3:
                year -= 1
    else:
        opened = _YEAR_OPENED.match(text[: found.start()])
        year, basis = (int(opened.group(1)) if opened else None), "stated"
        year = year or year_in_name(name, month) or year_of_plans(told, month) or _teachers_day(text + told)
    if year is None:
        return Held(time_of_day=time_of_day)
    first = _iso(year, month, day)
    if first is None:
        return Held(time_of_day=time_of_day)
    last = None
    if found.group("day2"):
        month2 = int(found.group("month2") or month)
        last = _iso(year + (month2 < month), month2, int(found.group("day2")))
        last = last if last and last > first else None
    return Held(first, last, basis, time_of_day)


def _resolve_bare(found: re.Match[str], text: str, issued: date) -> Held:
    """A day without a month (7日下午) is of the month of publication, or of the month before if it is later."""
    day = int(found.group("day"))
    year, month = issued.year, issued.month
    if day > issued.day:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    first = _iso(year, month, day)
    if first is None:
        return Held()
    last = _iso(year, month, int(found.group("day2"))) if found.group("day2") else None
    return Held(first, last, "year_from_publication", _time_of_day(text, found.end()))
