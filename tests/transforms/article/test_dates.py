"""Evidence for the day of publication: what counts, what does not, and which wins."""

from datetime import date, datetime

import pytest

from transforms.article.dates import Dated, Moment, best, first_moment, from_url, plausible
from transforms.extract import read_page
from transforms.page import FetchedPage

FETCHED = datetime.fromisoformat("2024-03-01T08:00:00+08:00")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-02-22 09:15", "2024-02-22T09:15:00+08:00"),
        ("2024/2/22 16:13:45", "2024-02-22T16:13:45+08:00"),
        ("2024年02月22日10:04", "2024-02-22T10:04:00+08:00"),
        ("2024年2月22日 下午3:05", "2024-02-22T15:05:00+08:00"),
        ("２０２４－０２－２２", "2024-02-22"),
        ("22.02.2024 19:18", "2024-02-22T19:18:00+08:00"),
        ("2024.02.22", "2024-02-22"),
        ("2024-02-30", None),
        ("今天是2024年2月22日 星期四", None),
        ("2024-2025学年", None),
        ("电话 2024-0222-33", None),
    ],
)
def test_printed_dates(text: str, iso: str | None) -> None:
    found = first_moment(text)
    assert (found.iso() if found else None) == iso


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://a.gov.cn/x/202402/t20240222_1608278.html", date(2024, 2, 22)),
        ("http://a.gov.cn/art/2024/2/5/art_1_2.html", date(2024, 2, 5)),
        ("http://a.cn/html/2024-02/22/content_5.htm", date(2024, 2, 22)),
        ("http://a.cn/pc/con/202402/22/content_5.html", date(2024, 2, 22)),
        ("http://a.edu.cn/2024/0222/c1a2/page.htm", date(2024, 2, 22)),
        ("http://a.cn/info/1234/56789.htm", None),
        ("http://a.cn/p/20241399.html", None),
    ],
)
def test_dates_of_addresses(url: str, day: date | None) -> None:
    found = from_url(url)
    assert (found.day if found else None) == day


def test_nothing_is_published_after_its_fetch() -> None:
    assert plausible(Moment(date(2024, 3, 1)), FETCHED)
    assert not plausible(Moment(date(2024, 3, 2)), FETCHED)
    assert not plausible(Moment(date(1970, 1, 1)), FETCHED)


def test_twelve_hour_clock_of_a_meta_label_is_put_right() -> None:
    day = date(2024, 2, 22)
    won = best([Dated(Moment(day, (2, 30, 0)), "meta", 0), Dated(Moment(day, (14, 30, 0)), "label", 10)], FETCHED)
    assert won is not None and won.evidence == "meta" and won.moment.iso() == "2024-02-22T14:30:00+08:00"


BODY = (
    "2月21日上午，云溪县召开2024年教育工作会议，总结去年工作，部署今年任务。副县长林远航出席会议并讲话。\n"
    "林远航强调，要把教育摆在优先位置，让好老师留得住、教得好。"
)


@pytest.mark.parametrize(
    ("head", "tail", "url", "listed", "expected"),
    [
        ("今天是2024年2月29日\n", "", None, None, (None, None)),
        ("发布时间：2024-02-22\n", "", "http://a.cn/202402/t20240225_1.html", None, ("2024-02-22", "label")),
        ("", "", "http://a.cn/202402/t20240225_1.html", "2024-02-23", ("2024-02-25", "url")),
        ("", "", "http://a.cn/info/1/2.htm", "2024-02-23", ("2024-02-23", "list")),
        ("发布时间：2025-02-22\n", "", None, "2024-02-23", ("2024-02-23", "list")),
        ("", "\n云溪县教育局\n2024年2月22日", None, None, ("2024-02-22", "dateline")),
        ("更新时间：2024-02-25\n发布时间：2024-02-22\n", "", None, None, ("2024-02-22", "label")),
        ("阅读器\n2024-02-29\n星期四\n日期:02-22\n", "", None, None, (None, None)),
    ],
)
def test_ranked_evidence(
    head: str, tail: str, url: str | None, listed: str | None, expected: tuple[str | None, str | None]
) -> None:
    text = f"云溪县召开2024年教育工作会议\n{head}{BODY}{tail}"
    page = FetchedPage(id="x", content=text, media="text", url=url, listed_at=listed, fetched_at=FETCHED)
    record = read_page(page).record
    assert record is not None
    assert (record["published_at"], record["published_evidence"]) == expected
