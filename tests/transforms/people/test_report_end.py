"""Where the report of this event ends on a page that tells of another."""

import pytest

from transforms.agenda import read_agenda
from transforms.people import read_attending_groups, read_people, report_end

FIRST = "3月2日，全县教育工作会议召开。县长李明远主持会议，各中小学校长参加会议。"


@pytest.mark.parametrize(
    "second",
    [
        "又讯：当天下午，城关镇召开座谈会，镇党委书记周和礼宣读了表彰决定，各村干部参加会议。",
        "又讯 日前，县委教育工作领导小组召开会议。县委书记周和礼传达上级精神，各村干部参加会议。",
        "3月2日下午，县教育局又召开了党风廉政建设会议。县纪委副书记周和礼宣读了通报，各村干部参加会议。",
    ],
)
def test_another_report_is_left_out(second: str) -> None:
    body = f"{FIRST}\n{second}"
    people = read_people(body)
    assert report_end(body) == len(FIRST) + 1
    assert [person["name"] for person in people.participants] == ["李明远"]
    assert [group["text"] for group in read_attending_groups(body, people)] == ["各中小学校长"]
    assert read_agenda(body, people) == []


def test_one_report_goes_to_the_end() -> None:
    body = f"{FIRST}\n会议又一次强调，要抓好落实。"
    assert report_end(body) == len(body)
