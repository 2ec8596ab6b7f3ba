"""The day of a meeting, as sentences of the press tell it."""

import pytest

from transforms.meeting.day import Held, day_of


def day(sentence: str, published: str | None = None, name: str = "", lead: str = "") -> Held:
    return day_of(sentence, len(sentence), lead, name, published)


@pytest.mark.parametrize(
    ("sentence", "published", "date", "end"),
    [
        ("2024年3月5日上午，", None, "2024-03-05", None),
        ("3月5日，", "2024-03-06", "2024-03-05", None),
        ("12月29日，", "2024-01-02", "2023-12-29", None),
        ("3月6日，", "2024-03-05", "2024-03-06", None),  # a day ahead of the clock is no last year's day
        ("2月28日至3月1日，", "2020-03-02", "2020-02-28", "2020-03-01"),
        ("12月31日至1月2日，", "2020-01-03", "2019-12-31", "2020-01-02"),
        ("8月26—27日，", "2015-08-28", "2015-08-26", "2015-08-27"),
        ("8月26日-27日，", "2015-08-28", "2015-08-26", "2015-08-27"),
        ("8月26、27日，", "2015-08-28", "2015-08-26", "2015-08-27"),
        ("7日下午，", "2021-03-12", "2021-03-07", None),
        ("28日上午，", "2021-03-02", "2021-02-28", None),
        ("昨日，", "2021-03-01", "2021-02-28", None),
        ("昨天下午，", "2020-03-01T08:00:00+08:00", "2020-02-29", None),
        ("今天，", "2021-03-01", "2021-03-01", None),
        ("去年12月5日，", "2021-03-01", "2020-12-05", None),
        ("本月5日，", "2021-03-08", "2021-03-05", None),
        ("3月5号，", "2021-03-08", "2021-03-05", None),
        ("本报3月18日讯（记者某）今天，", "2020-03-19", "2020-03-18", None),
        ("本报3月18日讯（记者某）昨天，", "2020-03-19", "2020-03-17", None),
        ("某某网9月9日讯 9月8日上午，", "2020-09-09", "2020-09-08", None),
        ("9月8日，在9月10日教师节来临之际，", "2020-09-09", "2020-09-08", None),
        ("9月10日是教师节，9月8日，", "2020-09-09", "2020-09-08", None),
        ("3月5日（星期二）上午，", "2024-03-06", "2024-03-05", None),
    ],
)
def test_days(sentence: str, published: str | None, date: str, end: str | None) -> None:
    held = day(sentence, published)
    assert (held.date, held.end_date) == (date, end)


@pytest.mark.parametrize(
    ("sentence", "published"),
    [
        ("近日，", "2021-03-01"), ("日前，", "2021-03-01"), ("3月5日，", None), ("昨日，", None), ("7日下午，", None),
        ("2月30日，", "2021-03-01"), ("某某网9月9日讯 日前，", "2021-09-09"), ("某某网9月9日讯 ", "2021-09-09"),
        ("", "2021-03-01"),
    ],
)  # fmt: skip
def test_what_is_not_said_is_not_guessed(sentence: str, published: str | None) -> None:
    held = day(sentence, published)
    assert (held.date, held.basis) == (None, None)


def test_the_basis_says_where_the_year_is_from() -> None:
    assert day("2024年3月5日，", "2024-03-06").basis == "stated"
    assert day("3月5日，", "2024-03-06").basis == "year_from_publication"
    assert day("3月5日，", None, "2024年全县教育工作会议") == Held("2024-03-05", None, "stated", None)


def test_a_school_year_gives_the_half_in_which_the_month_falls() -> None:
    assert day("9月5日，", None, "2023—2024学年度教育工作会").date == "2023-09-05"
    assert day("2月5日，", None, "2023—2024学年度教育工作会").date == "2024-02-05"


def test_the_count_of_teachers_days_gives_the_year() -> None:
    assert day("9月7日，", None, "庆祝第二十九个教师节暨全县教育工作会议").date == "2013-09-07"
    assert day("9月7日，", None, "庆祝第41个教师节大会").date == "2025-09-07"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("3月5日上午，", "上午"),
        ("3月5日下午3时，", "下午"),
        ("3月5日晚，", "晚"),
        ("3月5日，", None),
        ("3月5日（周二）下午，", "下午"),
    ],
)
def test_part_of_the_day(sentence: str, said: str | None) -> None:
    assert day(sentence, "2024-03-06").time_of_day == said


def test_the_lead_gives_the_day_where_the_sentence_does_not() -> None:
    assert day("会议", "2024-03-06", lead="3月5日上午，县委礼堂内座无虚席。").date == "2024-03-05"


def test_whose_work_was_planned_gives_the_year_of_a_page_without_a_date() -> None:
    plans = "会议总结2021年工作，部署2022年重点任务。"
    assert day_of("4月22日，", 6, "", "教育工作会议", None, plans) == Held("2022-04-22", None, "stated", None)
    assert day_of("12月22日，", 7, "", "教育工作会议", None, plans).date == "2021-12-22"
    assert day_of("4月22日，", 6, "", "教育工作会议", "2023-04-23", plans).date == "2023-04-22"
