"""What the mirrors do to a page: Traditional characters, pinyin behind some of them, bytes read in the wrong phase.

Simplified text goes through a table of characters, is encoded in GBK, and gets `(pinyin)` behind the bytes of listed
characters wherever these bytes occur, also across the border of two characters. Decoding what comes out loses the
bytes that no longer pair up. 燃气、建筑施工等重点 with 细 in the list becomes 燃?xì)狻⒔ㄖ┕さ戎攸c (its first
character traditional where the table has it).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

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
_SPOT = re.compile(r"\?(?:[^?()\s]{1,6}\)\?)*")


def windows(content: bytes) -> list[int]:
    """Offsets of byte pairs that read as full-width ！？，。 though they lie across two characters."""
    found, at = [], 0
    while at < len(content):
        width = 1 if content[at] < 0x80 else 2
        if width == 2 and content[at + 1 : at + 3] in SIGNS:
            found.append(at + 1)
        at += width
    return found


def decode_lossy(content: bytes) -> tuple[str, bool]:
    """CP936 as the mirrors read it: (text, whether no byte pair vanished or ate more than a bracket).

    A lead byte before a byte that cannot follow makes one `?` and eats it; unassigned pairs vanish.
    """
    out: list[str] = []
    lossless, at = True, 0
    while at < len(content):
        byte = content[at]
        if byte < 0x80:
            out.append(chr(byte))
            at += 1
            continue
        pair = content[at : at + 2]
        if len(pair) < 2 or byte in (0x80, 0xFF):
            out.append("?")
            lossless, at = False, at + 1
            continue
        if TRAIL_LOW <= pair[1] <= TRAIL_HIGH and pair[1] != 0x7F:
            shown = pair.decode("gbk", errors="ignore")
            lossless = lossless and len(shown) == 1
            out.append(shown)
        else:
            out.append("?")
            lossless = lossless and pair[1] in (ord("("), SLIP)
        at += 2
    return "".join(out), lossless


def damage(text: str, listed: Sequence[tuple[str, str]], *, slip: int | None = None) -> Damaged:
    """Send a text through a mirror whose list holds `listed`, in this order.

    `slip` is the number of the window (see `windows`) at which the mirror falls out of phase, None for nowhere.
    """
    traditional = text.translate(table())
    converted = sum(a != b for a, b in zip(text, traditional, strict=True))
    content = traditional.encode("gbk", errors="replace")
    if slip is not None:
        at = windows(content)[slip]
        content = content[:at] + bytes((SLIP,)) + content[at:]
    pinyin = 0
    for char, reading in listed:
        key = char.encode("gbk")
        pinyin += content.count(key)
        content = content.replace(key, key + b"(" + reading.encode("gbk") + b")")
    shown, lossless = decode_lossy(content)
    lossless = lossless and all(shown.count(sign) == text.count(sign) for sign in '<>"')
    return Damaged(shown, pinyin, converted, len(_SPOT.findall(shown)) - text.count("?"), lossless)


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
    if slip:
        for number in range(len(windows(text.translate(table()).encode("gbk", errors="replace")))):
            slipped = damage(text, annotations()[:length], slip=number)
            if slipped.lossless:
                return slipped
    return result
