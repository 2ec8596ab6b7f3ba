"""What a mirror site does to a Simplified page: the forward model, against which restoration is tested.

Table to Traditional, GBK bytes, byte-wise insertion of annotations in the order of the list, sporadic slips in front of
pairs that read as punctuation, lossy decoding as code page 936, folding of full-width signs by a text crawl.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.text.lexicon import annotation_levels, mirror_table, readings

_SLIPS = (b"\xa3\xa1", b"\xa3\xbf", b"\xa3\xac", b"\xa1\xa3")
_SLIP = 0xFF  # stands in front of a slip until the bytes are decoded; no byte of GBK
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass
class Damage:
    """What became of one line: places out of step, and the characters of the original that lost bytes."""

    places: int = 0
    dropped: set[int] = field(default_factory=set)  # a pair that decoded to nothing
    eaten: set[int] = field(default_factory=set)  # beside a lone lead, or as one
    slipped: set[int] = field(default_factory=set)  # orphaned by a slip

    @property
    def lost(self) -> set[int]:
        return self.dropped | self.eaten | self.slipped


def damage_line(
    line: str,
    annotations: Sequence[tuple[str, str]],
    *,
    slip: float = 0.0,
    rng: random.Random | None = None,
    fold: bool = True,
) -> tuple[str, Damage]:
    """One line as the mirror shows it, and what was lost on the way; `slip` is the chance at each possible place."""
    damage = Damage()
    coded = [mirror_table().forward.get(c, c).encode("gbk") for c in line]
    content = b"".join(coded)
    owners = [k for k, code in enumerate(coded) for _ in code]
    if slip and rng:
        content, owners = _slipped(content, owners, slip, rng)
    for char, reading in annotations:
        content, owners = _annotated(content, owners, char.encode("gbk"), b"(" + reading.encode("gbk") + b")")
    text = _decode(content, owners, damage)
    return (text.translate(_FOLD) if fold else text), damage


def _annotated(content: bytes, owners: list[int], code: bytes, mark: bytes) -> tuple[bytes, list[int]]:
    """The mark behind every occurrence of the code, whatever characters the bytes belong to."""
    at = content.find(code)
    if at < 0:
        return content, owners
    owned: list[int] = []
    done = 0
    while at >= 0:
        owned += owners[done : at + len(code)] + [-1] * len(mark)
        done = at + len(code)
        at = content.find(code, done)
    return content.replace(code, code + mark), owned + owners[done:]


def damage_text(text: str, annotations: Sequence[tuple[str, str]], *, fold: bool = True) -> tuple[str, list[Damage]]:
    """A text of many lines, line by line."""
    pairs = [damage_line(line, annotations, fold=fold) for line in text.split("\n")]
    return "\n".join(line for line, _ in pairs), [damage for _, damage in pairs]


def _slipped(content: bytes, owners: list[int], chance: float, rng: random.Random) -> tuple[bytes, list[int]]:
    places = set()
    for sign in _SLIPS:
        at = content.find(sign)
        while at >= 0:
            # out of step: the pair begins with the second byte of a character
            if at and owners[at] == owners[at - 1] and rng.random() < chance:
                places.add(at)
            at = content.find(sign, at + 1)
    marked, owned = bytearray(), []
    for k, (byte, owner) in enumerate(zip(content, owners, strict=True)):
        if k in places:
            marked.append(_SLIP)
            owned.append(-1)
        marked.append(byte)
        owned.append(owner)
    return bytes(marked), owned


def _decode(content: bytes, owners: list[int], damage: Damage) -> str:
    out: list[str] = []
    at, size = 0, len(content)
    while at < size:
        lead = content[at]
        if lead == _SLIP:
            at += 1
        elif lead < 0x80:
            out.append(chr(lead))
            at += 1
        elif lead == 0x80 or at + 1 == size:
            out.append("?")
            damage.eaten.add(owners[at])
            at += 1
        elif content[at + 1] == _SLIP:
            out.append("?")
            damage.places += 1
            damage.slipped.add(owners[at])
            at += 2
        elif 0x40 <= content[at + 1] < 0xFF and content[at + 1] != 0x7F:
            char = _char(content[at : at + 2])
            if not char:
                damage.dropped |= {owners[at], owners[at + 1]}
            out.append(char)
            at += 2
        else:
            out.append("?")
            damage.places += 1
            if content[at + 1] != 0x28 or owners[at + 1] >= 0:
                damage.eaten |= {owners[at], owners[at + 1]}
            at += 2
    damage.eaten.discard(-1)
    return "".join(out)


def _char(code: bytes) -> str:
    if code[1] >= 0xA1 and (0xAA <= code[0] <= 0xAF or code[0] >= 0xF8):
        return ""  # user-defined
    char = code.decode("gbk", "ignore")
    return char if len(char) == 1 and char > "\x7f" else ""


def known_annotations() -> list[tuple[str, str]]:
    """The mirrors' list as far as its order is known, with the readings they give."""
    first = readings().first
    ranked = sorted((low + high, char) for char, (low, high) in annotation_levels().items())
    return [(char, first[char]) for _, char in ranked]


def fresh_annotations(rng: random.Random, size: int) -> list[tuple[str, str]]:
    """A list that no mirror has: characters of the table in any order."""
    first = readings().first
    return [(char, first[char]) for char in rng.sample(sorted(mirror_table().inverse.keys() & first.keys()), size)]
