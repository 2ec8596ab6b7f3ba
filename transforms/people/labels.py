"""Labels of minutes (主持人：, 参会人员：) and the roles that they give."""

import re
from typing import NamedTuple

from transforms.people.lexicon import pattern
from transforms.record import ParticipantRole
from transforms.remembering import remembered

_COLON = re.compile(r"[：:]")
_LABEL = pattern("mentions.label")
_LONGEST = 8
_ROLES: dict[ParticipantRole, tuple[str, ...]] = {
    "chair": ("主持",),
    "speaker": ("主讲", "授课", "讲话", "致辞", "发言"),
    "reporter": ("汇报",),
    "reader": ("宣读",),
    "awarder": ("颁奖",),
    "attendee": ("出席", "参加", "参会", "与会", "列席", "到会"),
}


class Label(NamedTuple):
    """A label whose line goes on at `end`; `stop` is where its names end: the next label or the line's end."""

    end: int
    stop: int
    role: ParticipantRole | None


@remembered(4)
def labels(text: str) -> tuple[Label, ...]:
    """All labels of a text, in order."""
    found: list[tuple[int, str]] = []
    for colon in _COLON.finditer(text):
        label = _LABEL.search(text, max(0, colon.start() - _LONGEST), colon.end() + 2)
        if label and label.end() > colon.start():
            found.append((label.end(), label["label"]))
    rows: list[Label] = []
    for number, (end, name) in enumerate(found):
        following = found[number + 1][0] if number + 1 < len(found) else len(text)
        line = text.find("\n", end)
        rows.append(Label(end, min(following, line if line >= 0 else len(text)), _role(name)))
    return tuple(rows)


def _role(label: str) -> ParticipantRole | None:
    plain = label.replace(" ", "").replace("\u3000", "")
    return next((role for role, words in _ROLES.items() if any(word in plain for word in words)), None)
