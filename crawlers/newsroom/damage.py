"""What the mirrors do to a page: Traditional characters, pinyin behind some of them, bytes read in the wrong phase.

Simplified text goes through a table of characters, is encoded in GBK, and gets `(pinyin)` behind the bytes of listed
characters wherever these bytes occur, also across the border of two characters. Decoding what comes out loses the
bytes that no longer pair up. 燃气、建筑施工等重点 with 细 in the list becomes 燃?xì)狻⒔ㄖ┕さ戎攸c (its first
character traditional where the table has it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from crawlers.newsroom.lexicon import read_lines

LEAD_LOW, TRAIL_LOW, TRAIL_HIGH = 0x81, 0x40, 0xFE


@cache
def table() -> dict[int, str]:
    """Simplified to Traditional, for `str.translate`."""
    pairs = (line.split("\t") for line in read_lines("mirror_table.tsv"))
    return {ord(s): t for s, t in pairs if len(s) == 1}


@cache
def annotations() -> tuple[tuple[str, str], ...]:
    """(traditional character, pinyin) in the order of replacement; a page uses a prefix of this list."""
    return tuple((c, p) for c, p in (line.split("\t") for line in read_lines("mirror_annotations.tsv")))


@dataclass(frozen=True, slots=True)
class Damaged:
    """A mirrored text and how much was changed. `broken` counts places read in the wrong phase."""

    text: str
    pinyin: int
    converted: int
    broken: int
    lossless: bool


LEAST = 16  # entries of the shortest list that is used
SLIP = 0xFF  # no byte of GBK: stands where a phase slip breaks a pair
SIGNS = (b"\xa3\xa1", b"\xa3\xbf", b"\xa3\xac", b"\xa1\xa3")  # ！？，。 as GBK bytes
START, TRAIL, ADDED = 1, 0, 2
_ONE, _TWO = bytes((START,)), bytes((START, TRAIL))


def windows(content: bytes) -> list[int]:
    """Offsets of byte pairs that read as full-width ！？，。 though they lie across two characters."""
    found, at = [], 0
    while at < len(content):
        width = 1 if content[at] < 0x80 else 2
        if width == 2 and content[at + 1 : at + 3] in SIGNS:
            found.append(at + 1)
        at += width
    return found


def decode_lossy(content: bytes, origin: bytes) -> tuple[str, int, bool]:
    """CP936 as the mirrors read it: (text, places read out of phase, whether no pair vanished or ate too much).

    A lead byte before a byte that cannot follow makes one `?` and eats it; unassigned pairs vanish. `origin` tells of
    each byte whether it starts a character (START), ends one (TRAIL) or was put in (ADDED).
    """
    out: list[str] = []
    spots, astray, lossless, at = 0, False, True, 0
    while at < len(content):
        byte, own = content[at], origin[at]
        pair = content[at : at + 2]
        if byte < 0x80:
            out.append(chr(byte))
            astray = astray and own != START
            at += 1
            continue
        whole = len(pair) == 2 and TRAIL_LOW <= pair[1] <= TRAIL_HIGH and pair[1] != 0x7F
        if whole:
            shown = pair.decode("gbk", errors="ignore")
            lossless = lossless and len(shown) == 1
            out.append(shown)
            if own != ADDED:
                astray = own == TRAIL
        else:
            out.append("?")
            spots += not astray
            astray = True
            lossless = lossless and len(pair) == 2 and pair[1] in (ord("("), SLIP)
        at += 2
    return "".join(out), spots, lossless


def _insert(content: bytes, origin: bytes, at: list[int], addition: bytes) -> tuple[bytes, bytes]:
    """Put `addition` in at these offsets."""
    ends = [0, *at, len(content)]
    pieces = [content[a:b] for a, b in pairwise(ends)]
    marks = [origin[a:b] for a, b in pairwise(ends)]
    return addition.join(pieces), bytes((ADDED,) * len(addition)).join(marks)


def _found(content: bytes, key: bytes) -> list[int]:
    ends, at = [], content.find(key)
    while at >= 0:
        ends.append(at + len(key))
        at = content.find(key, at + len(key))
    return ends


def damage(text: str, listed: Sequence[tuple[str, str]], *, slip: int | None = None) -> Damaged:
    """Send a text through a mirror whose list holds `listed`, in this order.

    `slip` is the number of the window (see `windows`) at which the mirror falls out of phase, None for nowhere.
    """
    traditional = text.translate(table())
    converted = sum(a != b for a, b in zip(text, traditional, strict=True))
    content = traditional.encode("gbk", errors="replace")
    origin = b"".join(_ONE if ord(c) < 0x80 else _TWO for c in content.decode("gbk"))
    if slip is not None:
        content, origin = _insert(content, origin, [windows(content)[slip]], bytes((SLIP,)))
    pinyin = 0
    for char, reading in listed:
        places = _found(content, char.encode("gbk"))
        if places:
            pinyin += len(places)
            content, origin = _insert(content, origin, places, b"(" + reading.encode("gbk") + b")")
    shown, spots, lossless = decode_lossy(content, origin)
    lossless = lossless and all(shown.count(sign) == text.count(sign) for sign in '<>"')
    return Damaged(shown, pinyin, converted, spots, lossless)


def mirror(text: str, length: int, *, slip: bool = False) -> Damaged:
    """Damage a page with the first `length` entries, or fewer: no text is lost, so that the truth can be known.

    Real mirrors also lose bytes for good; what nobody can restore is nothing a test can ask for. `slip` asks for one
    phase slip where the page has a window for it that eats nothing.
    """
    while True:
        result = damage(text, annotations()[:length])
        if result.lossless or not length:
            break
        length = length - 1 if length > LEAST else 0  # hardly annotated at all is no mirror's page
    if slip and length:
        for number in range(len(windows(text.translate(table()).encode("gbk", errors="replace")))):
            slipped = damage(text, annotations()[:length], slip=number)
            if slipped.lossless:
                return slipped
    return result
