"""The date that a list page shows beside a link, and the one that a URL carries."""

import re
from datetime import date, timedelta

FIRST = date(1995, 1, 1)  # no local site is older; a smaller year is a number, not a date

_SEP = r"\s*[-/.．年\u2010-\u2015]\s*"
_FULL = re.compile(rf"(?<!\d)((?:19|20)\d\d){_SEP}(\d{{1,2}})\s*[-/.．月\u2010-\u2015]\s*(\d{{1,2}})(?!\d)")
_DAY_FIRST = re.compile(rf"(?<![\d:])(\d{{1,2}})\s*日?\s*/?\s+((?:19|20)\d\d){_SEP}(\d{{1,2}})(?!\d)")
_DAY_APART = re.compile(rf"(?<!\d)((?:19|20)\d\d){_SEP}(\d{{1,2}})\s*月?\s+(\d{{1,2}})(?![\d:])")
_YEAR_APART = re.compile(r"(?<!\d)((?:19|20)\d\d)\s+(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d\-/.])(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s+((?:19|20)\d\d)(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)-(\d\d)-(\d\d)(?!\d)")
# What apps write instead of a date; the number is how many of the unit ago.
_AGO = re.compile(r"(刚刚|今天|昨天|前天)|(?<!\d)(\d{1,2})\s*(分钟|小时|天)前")
_DAYS_AGO = {"刚刚": 0, "今天": 0, "昨天": 1, "前天": 2}
_NO_YEAR = re.compile(r"[\[(（【]?(?<![\d\-/.年])(\d{1,2})\s*[-/月]\s*(\d{1,2})\s*日?(?!\d)[\])）】]?")
ALONE = re.compile(
    r"[\s\[\]()（）【】]{0,8}(?:\d{4}\D{1,3})?\d{1,2}\D{1,3}\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?[\s\[\]()（）【】]{0,8}"
)

_URL_FORMS = (
    re.compile(r"/t((?:19|20)\d\d)([01]\d)([0-3]\d)_"),
    re.compile(r"/((?:19|20)\d\d)[-/_]?([01]?\d)[-/]([0-3]?\d)/"),
    re.compile(r"/((?:19|20)\d\d)-([01]?\d)-([0-3]?\d)/"),
    re.compile(r"/((?:19|20)\d\d)([01]\d)/?([0-3]\d)/"),
    re.compile(r"/((?:19|20)\d\d)/([01]\d)([0-3]\d)/"),
)


def date_in(text: str, today: date) -> date | None:
    """The first plausible date in `text`: none after tomorrow (servers' clocks differ), none before `FIRST`.

    A date without its year (`02-20`) is the latest such day that is not in the future; 3天前 counts from `today`.
    """
    for form, order in (
        (_FULL, (0, 1, 2)),
        (_DAY_FIRST, (1, 2, 0)),
        (_DAY_APART, (0, 1, 2)),
        (_YEAR_APART, (0, 1, 2)),
        (_YEAR_LAST, (2, 0, 1)),
        (_COMPACT, (0, 1, 2)),
    ):
        for found in form.finditer(text):
            year, month, number = (int(found.group(place + 1)) for place in order)
            if (day := _day(year, month, number, today)) is not None:
                return day
    for found in _SHORT_YEAR.finditer(text):
        if (day := _day(2000 + int(found[1]), int(found[2]), int(found[3]), today)) is not None:
            return day
    if ago := _AGO.search(text):
        days = _DAYS_AGO[ago[1]] if ago[1] else int(ago[2]) if ago[3] == "天" else 0
        return today - timedelta(days=days)
    found_short = _NO_YEAR.search(text)
    if found_short:
        month, in_month = int(found_short[1]), int(found_short[2])
        for year in range(today.year, today.year - 5, -1):
            if (day := _day(year, month, in_month, today)) is not None and day <= today:
                return day
    return None


def date_in_url(url: str, today: date) -> date | None:
    """The day that a URL carries. It is when the CMS made the file, which is mostly but not always the publication."""
    for form in _URL_FORMS:
        found = form.search(url)
        if found and (day := _day(int(found[1]), int(found[2]), int(found[3]), today)) is not None:
            return day
    return None


def _day(year: int, month: int, day: int, today: date) -> date | None:
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if FIRST <= made <= today + timedelta(days=1) else None
