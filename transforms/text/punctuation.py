"""Normalisation: the one policy of punctuation and white space for article text.

- In Chinese sentences `, : ; ! ? ( )` become full-width. Times (09:56), ratios, grouped numbers, URLs, e-mail
  addresses, formulas and English sentences keep theirs. A full stop stays what it is.
- The two brackets of a pair change together: where they hold Chinese or stand behind it.
- Straight quotes around Chinese become “ ”; 「」『』 become “ ” ‘ ’.
- No-break and ideographic spaces and tabs become spaces, runs of them one; what nobody sees goes: zero-width
  characters and byte order marks, and with them what only deceives or breaks things (control characters, turned
  reading direction, tags, variation selectors). Line ends become line feeds. Indentation goes, line breaks and blank
  lines stay.
- A space behind or before a Chinese mark goes. Numerals and letters stay in the width they have.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from transforms.text.offsets import Edit, OffsetMap, apply_edits

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSE = "，。、；：？！”’」』）》〉】〕…"  # a space behind one of these goes
_OPEN = "“‘「『（《〈【〔"  # a space behind or before one of these goes only behind
_CHINESE = re.compile(f"[{_HAN}{_CLOSE}{_OPEN}—·％℃〇]")
_ONE_HAN = re.compile(f"[{_HAN}]")
_ROUNDS = 6
_WIDE = str.maketrans(",:;!?()", "，：；！？（）")
_CORNERS = str.maketrans("「」『』", "“”‘’")

# Zero width, soft hyphen; controls of ASCII and Latin-1; marks of direction; fillers, tags, variation selectors,
# annotations, and what is no character. 教\U000e0041育 reads as 教育 and would be found by nobody.
_UNSEEN = (
    "\u00ad\u200b-\u200f\u2060-\u206f\ufeff\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u115f\u1160\u180b-\u180f"
    "\u202a-\u202e\u3164\ufe00-\ufe0f\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)
_LINES = "\x0b\x0c\x85\u2028\u2029"
_SPACES = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_TOUCHED = re.compile(f'[,:;!?()"「」『』\r{_SPACES}{_LINES}{_UNSEEN}]')
# One look at each character, for three kinds are asked for one after another.
_BLANK = re.compile(f"(?=[\r{_LINES}{_UNSEEN}{_SPACES}])(?:\r\n?|[{_LINES}]|(?P<unseen>[{_UNSEEN}]+)|[{_SPACES}]+)")
_LITERAL = re.compile(
    r"(?:https?|ftp)://[!-~]+|www\.[!-~]+|(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    re.ASCII | re.IGNORECASE,
)
_MARK = re.compile(r'[,:;!?()"「」『』]')
_PASSED = frozenset(' ()"!?,;:（）！？，；：“”‘’「」『』')
_SPACE = re.compile(f"(?<=[{_CLOSE}{_OPEN}]) +| +(?=[{_CLOSE}])|^ +| +$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text; `changes` counts the places changed."""

    text: str
    changes: int = 0
    maps: tuple[OffsetMap, ...] = field(default=(), repr=False)

    def to_source(self, offset: int) -> int:
        """Offset in the text given of the character at `offset` of the normalised text."""
        for step in reversed(self.maps):
            offset = step.to_source(offset)
        return offset


def is_normal(text: str) -> bool:
    """Whether a text of one line holds neither a blank nor a mark, and nothing else that normalising looks at."""
    return _TOUCHED.search(text) is None and "\n" not in text


def normalise(text: str) -> Normalised:
    """Article text in the one form of punctuation and white space; never for markup. Doing it twice changes nothing."""
    if not _TOUCHED.search(text):
        return Normalised(text)
    changes, maps = 0, []
    steps: tuple[Callable[[str], list[Edit]], ...] = (_blanks, _marks, _spaces)
    for _ in range(_ROUNDS):  # a mark that changes may decide on its neighbour: once more, until nothing changes
        before = changes
        for step in steps:
            edits = step(text)
            if edits:
                changes += len(edits)
                maps.append(OffsetMap(partial(list, edits)))
                text = apply_edits(text, edits)
        if changes == before:
            break
    return Normalised(text, changes, tuple(maps))


def _blanks(text: str) -> list[Edit]:
    edits = []
    for match in _BLANK.finditer(text):
        found = match[0]
        blank = "" if match["unseen"] else "\n" if found[0] in f"\r{_LINES}" else " "
        if blank != found:
            edits.append(Edit(*match.span(), blank))
    return edits


def _spaces(text: str) -> list[Edit]:
    return [Edit(*match.span(), "") for match in _SPACE.finditer(text)]


def _marks(text: str) -> list[Edit]:
    edits: list[Edit] = []
    start = 0
    for line in text.split("\n"):
        if _MARK.search(line) and _CHINESE.search(line):
            edits += [Edit(start + at, start + at + 1, mark) for at, mark in _line(line)]
        start += len(line) + 1
    return edits


def _line(line: str) -> list[tuple[int, str]]:
    """Marks of one line that change, with what they become."""
    literal = [match.span() for match in _LITERAL.finditer(line)]
    places = [m.start() for m in _MARK.finditer(line) if not any(a <= m.start() < b for a, b in literal)]
    wide = {at for at in places if line[at] in ",:;!?" and _is_chinese(line, at)}
    wide |= _brackets(line, [at for at in places if line[at] in "()"])
    changed = {at: line[at].translate(_WIDE) for at in wide}
    changed.update({at: line[at].translate(_CORNERS) for at in places if line[at] in "「」『』"})
    changed.update(_quotes(line, [at for at in places if line[at] == '"']))
    return sorted(changed.items())


def _beside(line: str, at: int, step: int) -> str:
    """The next character on one side that is no space and no mark under judgement; "" at the end of the line."""
    at += step
    while 0 <= at < len(line) and line[at] in _PASSED:
        at += step
    return line[at] if 0 <= at < len(line) else ""


def _is_chinese(line: str, at: int) -> bool:
    """True for a mark that stands in a Chinese sentence."""
    before, after = line[at - 1 : at], line[at + 1 : at + 2]
    if before.isdigit() and after.isdigit():
        return False  # 09:56, 3:2, 1,000
    left, right = _beside(line, at, -1), _beside(line, at, 1)
    if _CHINESE.match(left):
        return True
    if _CHINESE.match(right):
        return not (left.isascii() and left.isalpha() and _is_english(line, at))
    # behind a numeral or a sign the line decides: 完成率达100%!
    return not right and bool(left) and not _is_english(line, at)


def _is_english(line: str, at: int) -> bool:
    """True where the words just before a place are a run of English: several Latin words in a row."""
    return re.search(r"(?<![A-Za-z])[A-Za-z]++[ ,;:'-]++[A-Za-z]+$", line[:at]) is not None


def _brackets(line: str, places: list[int]) -> set[int]:
    """Brackets that become full-width."""
    wide: set[int] = set()
    opened: list[int] = []
    for at in places:
        if line[at] == "(":
            opened.append(at)
            continue
        if not opened:
            if _is_beside_chinese(line, at):
                wide.add(at)
            continue
        begin = opened.pop()
        before = _beside(line, begin, -1)
        holds = _ONE_HAN.search(line, begin, at) is not None
        behind = bool(_CHINESE.match(before))
        opens = not line[:begin].strip() and bool(_CHINESE.match(_beside(line, at, 1)))
        if holds or behind or opens:
            wide |= {begin, at}
    return wide | {at for at in opened if _is_beside_chinese(line, at)}


def _is_beside_chinese(line: str, at: int) -> bool:
    return bool(_CHINESE.match(_beside(line, at, -1)) or _CHINESE.match(_beside(line, at, 1)))


def _quotes(line: str, places: list[int]) -> dict[int, str]:
    """Straight quotes in pairs around Chinese, where the line is prose and not code or markup."""
    if len(places) % 2:
        return {}
    changed: dict[int, str] = {}
    for begin, end in zip(places[::2], places[1::2], strict=True):
        before, after = line[:begin].rstrip()[-1:], line[end + 1 :].lstrip()[:1]
        prose = not before or (_CHINESE.match(before) and before != "（") or before in ",:;!?"
        if _ONE_HAN.search(line, begin, end) and prose and (not after or _CHINESE.match(after) or after in ",:;!?()"):
            changed[begin], changed[end] = "“", "”"
    return changed
