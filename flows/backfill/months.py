"""Months as partitions know them: "YYYY-MM", each the half-open window from its first day to the next month's."""

from collections.abc import Iterator
from datetime import date, timedelta


def months_between(first: date, last: date) -> list[str]:
    """The months from that of `first` to that of `last`, both included, oldest first."""
    found = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        found.append(f"{year:04d}-{month:02d}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month."""
    year, number = int(month[:4]), int(month[5:7])
    following = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), following - timedelta(days=1)


def runs_of(months: list[str], longest: int) -> Iterator[list[str]]:
    """Cut a list of months into runs of consecutive ones, each of at most `longest`."""
    run: list[str] = []
    for month in sorted(months):
        if run and (len(run) == longest or _following(run[-1]) != month):
            yield run
            run = []
        run.append(month)
    if run:
        yield run


def _following(month: str) -> str:
    last = days_of(month)[1] + timedelta(days=1)
    return f"{last.year:04d}-{last.month:02d}"
