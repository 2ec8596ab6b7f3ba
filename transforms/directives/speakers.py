"""Who speaks: the nearest named person before a verb of saying, the meeting itself, or somebody quoted."""

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from transforms.directives.cues import any_of, cues
from transforms.people import People

MEETING = "会议"
"""The speaker where nobody is named."""


class Mention(NamedTuple):
    """A named person at a place of the text."""

    start: int
    end: int
    name: str


class Cast:
    """The named persons of a text, by place. A title behind the name (王某副区长) belongs to the mention."""

    def __init__(self, people: People) -> None:
        told = {one["name"] for one in people.participants}  # who only spoke elsewhere is no speaker here
        self.mentions = [
            Mention(one.start, max(one.end, one.title_end if one.title_start >= one.end else one.end), one.name)
            for one in people.mentions
            if not told or one.name in told
        ]
        self._starts = [mention.start for mention in self.mentions]
        self._names = sorted({mention.name for mention in self.mentions}, key=lambda name: (-len(name), name))

    def last_in(self, start: int, end: int) -> Mention | None:
        """The last person named within the span."""
        index = bisect_left(self._starts, end) - 1
        while index >= 0 and self.mentions[index].start >= start:
            if self.mentions[index].end <= end:
                return self.mentions[index]
            index -= 1
        return None

    def opening(self, clause: str, at: int) -> Mention | None:
        """A person named elsewhere whose name opens the clause that begins at `at`."""
        for name in self._names:
            if clause.startswith(name):
                return Mention(at, at + len(name), name)
        return None

    def only_one(self, surname: str) -> str | None:
        """The one person of the text with that surname; None where there is none, or more."""
        found = [name for name in self._names if name.startswith(surname)]
        return found[0] if len(found) == 1 else None

    def names_in(self, start: int, end: int) -> list[str]:
        """The persons named within the span, in order."""
        first = bisect_left(self._starts, start)
        return [mention.name for mention in self.mentions[first : bisect_left(self._starts, end)]]


@cache
def _subjects() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = cues()["subjects"]
    foreign = re.compile(f"{any_of(words['quoted'])}|(?:》|{any_of(words['documents'])})$")
    return re.compile(f"{any_of(words['meetings'])}$"), foreign


def is_meeting(subject: str) -> bool:
    """The subject is the meeting itself (会议, 大会, 推进会)."""
    return _subjects()[0].search(subject) is not None


def is_foreign(subject: str) -> bool:
    """The subject speaks elsewhere: a national leader quoted, a document."""
    return _subjects()[1].search(subject) is not None


_SHORT = re.compile(r"[\u4e00-\u9fff]副?(?:书记|主任|主席|常委|[局县区市镇乡校院部厅处科]长)(?![\u4e00-\u9fff]?会)")


def names_in_short(text: str, at: int) -> bool:
    """A sentence opens with a surname and an office only (赵局长对各校述职作了点评): not who spoke before."""
    return _SHORT.match(text, at) is not None
