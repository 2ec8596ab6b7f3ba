"""With which characters the matches of a pattern begin, as its parse tree tells."""

import re
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]  # `re` compiles from these: there is no public door
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_WIDTH = 2
_MANY = 600
"""A class of more characters counts as any character."""
_ANYTHING, _DIGIT = "\U0010ffff", "\U0010fffe"
"""Stand for all that may follow, and for a digit of any script."""


def opening(pattern: str, flags: int = 0) -> str:
    """A pattern of one character, found where matches of `pattern` can begin and at few other places.

    Of 实施|推行|作了? it is [实推作], where it stands before 施 or 行 or is 作. What a lookaround forbids is not looked
    at. Raises ValueError for a pattern that may match the empty text, that begins with any character, or that does not
    tell cases apart.
    """
    tree = parser.parse(pattern, flags)
    begun = _of_all(tree, _WIDTH)
    if tree.state.flags & re.IGNORECASE or begun & {"", _ANYTHING}:
        raise ValueError(f"may begin with anything: {pattern}")
    alone = {each[0] for each in begun if each[1:] in ("", _ANYTHING)}
    pairs = {each for each in begun if each[0] not in alone}
    first, second = _class(each[0] for each in begun), _class(each[1] for each in pairs)
    if not pairs:
        return first
    return f"{first}(?={second})" if not alone else f"{first}(?:(?={second})|(?<={_class(alone)}))"


def _class(characters: Iterable[str]) -> str:
    written = (r"\d" if each == _DIGIT else re.escape(each) for each in sorted(set(characters)))
    return f"[{''.join(written)}]"


def _of_all(items: Iterable[tuple[Any, Any]], width: int) -> set[str]:
    """The beginnings of what items in a row match, at most `width` characters each."""
    found = {""}
    for item in items:
        short = {each for each in found if len(each) < width and not each.endswith(_ANYTHING)}
        if not short:
            break
        found = (found - short) | set().union(*(_behind(each, item, width) for each in short))
    return found


def _behind(begun: str, item: tuple[Any, Any], width: int) -> set[str]:
    """A beginning with what an item adds to it; what must follow without being matched counts where it is enough."""
    kind, value = item
    if kind is not op.ASSERT or value[0] < 0:
        return {(begun + more)[:width] for more in _of(item, width)}
    ahead = {(begun + more)[:width] for more in _of_all(value[1], width)}
    return ahead if all(len(each) == width and _ANYTHING not in each for each in ahead) else {begun}


def _of(item: tuple[Any, Any], width: int) -> set[str]:
    kind, value = item
    if kind is op.LITERAL:
        return {chr(value)}
    if kind is op.IN:
        return _of_class(value)
    if kind is op.BRANCH:
        return set().union(*(_of_all(branch, width) for branch in value[1]))
    if kind is op.SUBPATTERN:
        return _of_all(value[3], width) if not value[1] else {_ANYTHING}
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, repeated = value
        rounds = range(min(least, width), min(most, width) + 1)
        return set().union(*(_of_all(list(repeated) * times, width) for times in rounds))
    return {""} if kind in (op.ASSERT, op.ASSERT_NOT, op.AT) else {_ANYTHING}


def _of_class(members: list[tuple[Any, Any]]) -> set[str]:
    found: set[str] = set()
    for kind, value in members:
        if kind is op.LITERAL:
            found.add(chr(value))
        elif kind is op.RANGE and value[1] - value[0] < _MANY:
            found |= set(map(chr, range(value[0], value[1] + 1)))
        elif kind is op.CATEGORY and value is op.CATEGORY_DIGIT:
            found.add(_DIGIT)
        else:
            return {_ANYTHING}
    return found
