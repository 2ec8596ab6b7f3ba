"""Uncertain repairs, found again in the body.

Between the restored page and the body stand the parse, the choice of lines and the normalisation of marks, so a spot is
found again by the characters around it; its marks are those that stand between these in the body.
"""

import re

from transforms.record import Uncertain
from transforms.text import Restored, normalise

_MARK = re.compile(r"[^\u3400-\u9fffA-Za-z0-9]+")
REACH = 12
"""Characters of context on each side by which a spot is recognised."""


def into_body(restored: Restored, body: str) -> list[Uncertain]:
    """The uncertain spots that lie in the body, as body offsets, in order. The first candidate stands there."""
    if not restored.uncertain or not body:
        return []
    plain, places = _plain(body)
    found: list[Uncertain] = []
    for spot in restored.uncertain:
        first, last = spot["start"], spot["end"]
        before = _MARK.sub("", restored.text[max(0, first - 4 * REACH) : first])[-REACH:]
        within = _MARK.sub("", restored.text[first:last])
        after = _MARK.sub("", restored.text[last : last + 4 * REACH])[:REACH]
        contexts = ((before, after), (before[-6:], after[:6]), (before[-6:], ""), ("", after[:6]))
        # A doubt about marks alone (； or ，) has nothing but its neighbours to be found by: both must be there.
        for left, right in contexts if within else contexts[:2]:
            at = plain.find(left + within + right)
            if at >= 0 and (left or right) and (within or (left and right)):
                begin = at + len(left)
                forms = restored.text[first:last], spot["candidates"][0]
                here = _with_marks(body, places, begin, begin + len(within), forms)
                if here is not None:
                    found.append(Uncertain(start=here[0], end=here[1], candidates=list(spot["candidates"])))
                break
    return sorted(found, key=lambda u: u["start"])


def _with_marks(body: str, places: list[int], begin: int, end: int, forms: tuple[str, str]) -> tuple[int, int] | None:
    """Where the characters `begin` to `end` of the plain body stand, with the marks that one of `forms` has around.

    The repair that taught it: 动力；四是, in doubt as ；四, 四十 or ，不四; the spot is two characters, not 四 alone.
    """
    low = places[begin - 1] + 1 if begin else 0
    high = places[end] if end < len(places) else len(body)
    for form in dict.fromkeys((*forms, normalise(forms[0]).text)):
        at = body.find(form, low, high) if form else -1
        if at >= 0:
            return at, at + len(form)
    return (places[begin], places[end - 1] + 1) if begin < end else None


def _plain(body: str) -> tuple[str, list[int]]:
    places = [i for i, c in enumerate(body) if not _MARK.match(c)]
    return "".join(body[i] for i in places), places
