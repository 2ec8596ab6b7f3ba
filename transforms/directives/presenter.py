"""Whose speech a page prints: named in its headline, on a line of its own above the text, or in its opening."""

import re

from transforms.directives.speakers import Cast
from transforms.language import paragraphs
from transforms.people import read_people

_GIVES = re.compile(r"(?:同志)?在[^。]{2,50}(?:讲话|发言|致辞|报告)")
_BYLINE = re.compile(
    r"[一-鿿（）、]{2,30}(?:书记|[市县区州旗盟镇乡局厅部处科校园院会]长|主任|主席|专员|同志)[ 　]*[一-鿿·]{2,10}"
)
_WIDEST = 40  # characters of a byline with its office


def presenter(body: str, cast: Cast, heading: str) -> str | None:
    """The person who gives the speech; None where the page names nobody.

    `heading` are the lines around the article, the headline among them (县委书记 王某; 王某在全县教育大会上的讲话).
    """
    for span in paragraphs(body)[:6]:
        person = cast.last_in(span.start, span.end)
        if person is None:
            continue
        byline = span.end - span.start <= _WIDEST and person.end == span.end
        if byline or _GIVES.match(body, person.end, span.end):
            return person.name
    for line in heading.splitlines():
        said = line.strip()
        if len(said) > 60:
            continue
        given = _GIVES.search(said)
        if given is not None and given.start() >= 2:
            name = _named(said)
        elif len(said) <= _WIDEST and _BYLINE.fullmatch(said):
            name = _named(f"{said}讲话。")
        else:
            continue
        if name is not None:
            return name
    return None


def _named(text: str) -> str | None:
    mentions = read_people(text).mentions
    return mentions[0].name if mentions else None
