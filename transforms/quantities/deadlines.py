"""By when: 到2025年9月前, 2024年底前, 9月底前."""

import datetime
import re

from transforms.language import Scanner

_DEADLINE = Scanner(
    r"(?:到|在|至|截至|力争|确保|于)?(?:(?P<year>\d{4})年|(?P<rel>今年|明年|年))"
    r"(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?|(?P<half>底|末|内))?(?:份|底|末)?(?P<before>之?前|以前|内)?"
)
_BARE_MONTH = re.compile(r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|底|末|份)(?P<before>之?前|以前)")


def deadline(text: str, published: datetime.date | None) -> str | None:
    """The last date by which something is to be reached that the text names: a day, or a year and month.

    A year alone means its end (2025年 is 2025-12). A relative year needs the day of publication.
    """
    found: str | None = None
    if "年" not in text and "月" not in text:
        return None
    for match in _DEADLINE.scan(text):
        led = text[match.start()] in "到至力确" or match.group("before") or match.group("half") in ("底", "末", "内")
        if not led or text[match.start() : match.start() + 2] == "截至":
            continue
        year = _year(match, published)
        if year is not None:
            found = _iso(year, match.group("month"), match.group("day"))
    for match in _BARE_MONTH.finditer(text):
        if text[max(0, match.start() - 1) : match.start()] != "年" and published is not None:
            found = _iso(published.year, match.group("month"), match.group("day"))
    return found


def _year(match: re.Match[str], published: datetime.date | None) -> int | None:
    if match.group("year"):
        return int(match.group("year"))
    if published is None or (match.group("rel") == "年" and not match.group("half")):
        return None
    return published.year + (match.group("rel") == "明年")


def _iso(year: int, month: str | None, day: str | None) -> str:
    parts = [f"{year:04d}", f"{int(month) if month else 12:02d}"]
    if day:
        parts.append(f"{int(day):02d}")
    return "-".join(parts)
