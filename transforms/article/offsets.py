"""Uncertain repairs, found again in the body.

Between the restored page and the body stand the parse, the choice of lines and the normalisation of marks, so a spot is
found again by the characters around it.
"""

import re

from transforms.record import Uncertain
from transforms.text import Restored

_MARK = re.compile(r"[^\u3400-\u9fffA-Za-z0-9]+")
REACH = 12
"""Characters of context on each side by which a spot is recognised."""


def into_body(restored: Restored, body: str) -> list[Uncertain]:
    """The uncertain spots that lie in the body, as body offsets, in order."""
    if not restored.uncertain or not body:
        return []
    plain, places = _plain(body)
    found: list[Uncertain] = []
    for spot in restored.uncertain:
        first, last = spot["start"], spot["end"]
        before = _MARK.sub("", restored.text[max(0, first - 4 * REACH) : first])[-REACH:]
        within = _MARK.sub("", restored.text[first:last])
        after = _MARK.sub("", restored.text[last : last + 4 * REACH])[:REACH]
        if not within:
            continue
        for left, right in ((before, after), (before[-6:], after[:6]), (before[-6:], ""), ("", after[:6])):
            at = plain.find(left + within + right)
            if at >= 0 and (left or right):
                start = places[at + len(left)]
                end = places[at + len(left) + len(within) - 1] + 1
                found.append(Uncertain(start=start, end=end, candidates=list(spot["candidates"])))
                break
    return sorted(found, key=lambda u: u["start"])


def _plain(body: str) -> tuple[str, list[int]]:
    places = [i for i, c in enumerate(body) if not _MARK.match(c)]
    return "".join(body[i] for i in places), places
