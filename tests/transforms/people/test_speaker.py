"""Who holds a printed speech, by the lines under its headline or by the headline."""

import pytest

from transforms.people import speaker_of


@pytest.mark.parametrize(
    ("headline", "lines", "name", "title"),
    [
        ("在全县教育工作会议上的讲话", "县教育局局长 苏明德\n（2024年2月21日）", "苏明德", "县教育局局长"),
        ("在全县教育工作会议上的讲话", "（2024年2月21日）\n县委副书记、县长　林远航", "林远航", "县委副书记、县长"),
        ("县委书记林远航在全县教育大会上的讲话", "", "林远航", "县委书记"),
        ("在全县教育工作会议上的讲话", "篇一", None, None),
        ("云溪县召开教育工作会议", "县融媒体中心 何芳", None, None),
    ],
)
def test_speaker(headline: str, lines: str, name: str | None, title: str | None) -> None:
    found = speaker_of(headline, lines)
    assert (found and found["name"], found and found["title"]) == (name, title)
