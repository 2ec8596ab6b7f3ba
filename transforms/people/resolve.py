"""From mentions to persons: short forms get their full name, mentions of one name become one person."""

import re
from dataclasses import dataclass

from transforms.people.found import Found
from transforms.people.lexicon import lexicon, pattern

_SHORT = pattern("resolve.short")
_LEFT = pattern("resolve.left")
_RIGHT = pattern("resolve.right")


@dataclass(frozen=True, slots=True)
class Short:
    """A short form (李县长) at [start, end) of the view, standing for `name`."""

    start: int
    end: int
    form: str
    name: str


def short_forms(text: str, heads: list[re.Match[str]], mentions: list[Found]) -> list[Short]:
    """Surname and office standing for a person whom the text names in full; `heads` are the office nouns in it."""
    if not mentions:
        return []
    words = lexicon()
    titles: dict[str, str] = {}
    for found in mentions:
        titles[found.name] = titles.get(found.name, "") + "、" + text[found.title_start : found.title_end]
    by_surname: dict[str, list[str]] = {}
    for name in titles:
        surname = name[:2] if name[:2] in words.compound and len(name) > 2 else name[:1]
        by_surname.setdefault(surname, []).append(name)
    last = {surname[-1] for surname in by_surname}
    covered = {index for found in mentions for index in range(found.start, found.end)}
    found_short: list[Short] = []
    for head in heads:
        noun = head.start() - (head.start() > 0 and text[head.start() - 1] == "副")
        if not noun or text[noun - 1] not in last:
            continue
        office = text[noun : head.end()]
        surname = next((text[noun - n : noun] for n in (2, 1) if noun >= n and text[noun - n : noun] in by_surname), "")
        start = noun - len(surname)
        if not surname or start in covered or not _SHORT.fullmatch(office):
            continue
        if not _LEFT.search(text[max(0, start - 3) : start]) or not _RIGHT.match(text, head.end()):
            continue
        named = by_surname[surname]
        fitting = [name for name in named if office in titles[name]] or [
            name for name in named if office.removeprefix("副") in titles[name]
        ]
        if not fitting:
            fitting = named if len(named) == 1 else []
        if len(fitting) == 1:
            found_short.append(Short(start, head.end(), text[start : head.end()], fitting[0]))
    return found_short
