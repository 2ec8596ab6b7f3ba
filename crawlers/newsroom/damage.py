"""What the mirrors do to a page: Traditional characters, pinyin behind some of them, bytes read in the wrong phase.

Simplified text goes through a table of characters, is encoded in GBK, and gets `(pinyin)` behind the bytes of listed
characters wherever these bytes occur, also across the border of two characters. Decoding what comes out loses the
bytes that no longer pair up. 燃气、建筑施工等重点 with 细 in the list becomes 燃?xì)狻⒔ㄖ┕さ戎攸c (its first
character traditional where the table has it).
"""

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


def decode_lossy(content: bytes) -> tuple[str, int, bool]:
    """CP936 as the mirrors read it: (text, question marks made, whether no byte pair vanished or ate markup).

    A lead byte before a byte that cannot follow makes one `?` and eats it; unassigned pairs vanish.
    """
    out: list[str] = []
    marks, lossless, at = 0, True, 0
    while at < len(content):
        byte = content[at]
        if byte < 0x80:
            out.append(chr(byte))
            at += 1
            continue
        pair = content[at : at + 2]
        if len(pair) < 2 or byte in (0x80, 0xFF):
            out.append("?")
            marks, lossless, at = marks + 1, False, at + 1
            continue
        if TRAIL_LOW <= pair[1] <= TRAIL_HIGH and pair[1] != 0x7F:
            shown = pair.decode("gbk", errors="ignore")
            lossless = lossless and len(shown) == 1
            out.append(shown)
        else:
            out.append("?")
            marks += 1
            lossless = lossless and pair[1] == ord("(")
        at += 2
    return "".join(out), marks, lossless


def damage(text: str, listed: Sequence[tuple[str, str]]) -> Damaged:
    """Send a text through a mirror whose list holds `listed`, in this order."""
    traditional = text.translate(table())
    converted = sum(a != b for a, b in zip(text, traditional, strict=True))
    content = traditional.encode("gbk", errors="replace")
    pinyin = 0
    for char, reading in listed:
        key = char.encode("gbk")
        pinyin += content.count(key)
        content = content.replace(key, key + b"(" + reading.encode("gbk") + b")")
    shown, marks, lossless = decode_lossy(content)
    lossless = lossless and all(shown.count(sign) == text.count(sign) for sign in '<>"')
    return Damaged(shown, pinyin, converted, marks - text.count("?") if marks else 0, lossless)


def mirror(text: str, length: int) -> Damaged:
    """Damage a page with the first `length` entries, or fewer: no text is lost, so that the truth can be known.

    Real mirrors also lose bytes for good; what nobody can restore is nothing a test can ask for.
    """
    while True:
        result = damage(text, annotations()[:length])
        if result.lossless or not length:
            return result
        length -= 1
