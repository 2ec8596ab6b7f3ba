"""Dates of publication: reading them, judging whether they can be true, and ranking the evidence."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from transforms.article.fold import fold
from transforms.record import DateEvidence
from transforms.remembering import remembered

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Chinese sites print Chinese time; there has been no summer time since 1991."""
EARLIEST = 1995
"""No site of the kind was on line before."""

_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*(?:[-/.年—–_])\s*(?P<m>\d{1,2})\s*(?:[-/.月—–_])\s*(?P<d>\d{1,2})(?!\d{3})\s*日?"
    r"(?:[\sT,]{0,4}(?:星期[一二三四五六日天]|周[一二三四五六日])?[\sT-]{0,4}(?P<half>上午|下午|晚上|AM|PM|am|pm)?\s*"
    r"(?P<h>\d{1,2})\s*[:时点]\s*(?P<min>\d{2})(?:\s*[:分]\s*(?P<s>\d{2}))?)?"
)
# 05.11.2014 19:18, as sites for readers abroad print it.
_DAY_FIRST = re.compile(r"(?<!\d)(\d{2})\.(\d{2})\.(20\d{2})(?=\D|$)")
_WIDE_DIGIT = re.compile("[０-９]")
# Clocks and calendars of the page itself.
_CLOCK = re.compile(r"(?:今天|现在|当前|此刻|系统|北京)(?:是|时间|日期)*\s*[:,]?\s*(?:公元)?$")
_URL_DATES = (
    re.compile(r"/t((?:19|20)\d{2})(\d{2})(\d{2})_\d+"),
    re.compile(r"/((?:19|20)\d{2})[-/_]?(\d{1,2})[-/_](\d{1,2})(?=[/_-])"),
    re.compile(r"/((?:19|20)\d{2})(\d{2})/(\d{2})/"),
    re.compile(r"[/_]((?:19|20)\d{2})(\d{2})(\d{2})(?=[/_.]|\d{0,6}[/_.])"),
    re.compile(r"/((?:19|20)\d{2})/[^/]*?(\d{2})(\d{2})(?=/)"),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, with the time of day where it is known (Chinese time)."""

    day: date
    time: tuple[int, int, int] | None = None

    def iso(self) -> str:
        """ISO 8601: a date, or a time with +08:00."""
        if self.time is None:
            return self.day.isoformat()
        return datetime(self.day.year, self.day.month, self.day.day, *self.time, tzinfo=SHANGHAI).isoformat()


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment with the evidence for it."""

    moment: Moment
    evidence: DateEvidence
    rank: int


def moment(match: re.Match[str]) -> Moment | None:
    """The moment that a match of the date pattern says, None where there is no such day."""
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    if match["h"] is None:
        return Moment(day)
    hour, minute, second = int(match["h"]), int(match["min"]), int(match["s"] or 0)
    if match["half"] in ("下午", "晚上", "PM", "pm") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59 or second > 59 or (match["s"] and hour == minute == second == 0):
        # 00:00:00 is how a CMS prints a day whose time it does not know.
        return Moment(day)
    return Moment(day, (hour, minute, second))


def moments(text: str) -> list[tuple[int, int, Moment]]:
    """All dates with a year in the text, with their offsets; the page's own clock (今天是…) is left out."""
    if "20" not in text and "19" not in text and not _WIDE_DIGIT.search(text):
        return []
    return list(_moments(text))


@remembered(128)  # the lines of one page, which several readers ask about
def _moments(text: str) -> tuple[tuple[int, int, Moment], ...]:
    text = fold(text)
    if text.count(".") >= 2:
        text = _DAY_FIRST.sub(r"\3.\2.\1", text)
    found = []
    for match in _DATE.finditer(text):
        if _CLOCK.search(text[max(0, match.start() - 14) : match.start()]):
            continue
        read = moment(match)
        if read:
            found.append((match.start(), match.end(), read))
    return tuple(found)


def first_moment(text: str) -> Moment | None:
    """The first date of the text."""
    found = moments(text)
    return found[0][2] if found else None


def from_url(url: str | None) -> Moment | None:
    """The day in an article's address. The address of a migrated page tells the day of the migration: weak evidence."""
    if not url:
        return None
    path = re.sub(r"^\w+://[^/]*", "", url)
    for shape in _URL_DATES:
        match = shape.search(path)
        if match:
            try:
                return Moment(date(*(int(g) for g in match.groups())))
            except ValueError:
                continue
    return None


def plausible(found: Moment, fetched_at: datetime | None) -> bool:
    """Whether the page can have been published then: not before the web, not after the fetch."""
    if found.day.year < EARLIEST:
        return False
    if fetched_at is None:
        return found.day.year < 2100
    return found.day <= fetched_at.astimezone(SHANGHAI).date()


def best(candidates: list[Dated], fetched_at: datetime | None) -> Dated | None:
    """The best plausible candidate.

    Some platforms render the meta label with a 12-hour clock: where the page itself shows the same day and minute
    twelve hours later, that time is the true one.
    """
    true = sorted((c for c in candidates if plausible(c.moment, fetched_at)), key=lambda c: c.rank)
    if not true:
        return None
    winner = true[0]
    for other in true[1:]:
        if other.moment.day != winner.moment.day or other.moment.time is None:
            continue
        mine, theirs = winner.moment.time, other.moment.time
        if mine is None or (theirs[1] == mine[1] and theirs[0] == mine[0] + 12):
            return Dated(Moment(winner.moment.day, theirs), winner.evidence, winner.rank)
    return winner
