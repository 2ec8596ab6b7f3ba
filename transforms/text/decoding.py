"""Bytes to text: the encoding decided per page, all evidence weighed.

Headers lie, meta elements lie, and one site mixes encodings, so a declaration is only a voice: what decides is
whether the bytes are valid in an encoding and how natural the Chinese is that comes out. gb2312 and GBK are read as
GB 18030, which holds both. Nothing is dropped: bytes that fit no character become U+FFFD and are counted.
"""

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from transforms.text.gbk import bytes_of, in_gb2312
from transforms.text.lexicon import common_characters

Encoding = Literal["utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5", "windows-1252"]

_BOMS: tuple[tuple[bytes, Encoding], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class UndecodableError(ValueError):
    """No decoding fits the bytes; `reason` is the short code for the quarantine (`no_encoding`, `binary`, `empty`)."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded page. `evidence` names what spoke for the encoding; `confidence` is between 0 and 1; `replaced`
    counts the replacement characters put where bytes fit no character.
    """

    text: str
    encoding: str
    evidence: tuple[str, ...]
    confidence: float
    replaced: int


_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,30})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_DECLARED_WITHIN = 4096  # bytes in which a page may declare its encoding
_SAMPLE = 4000  # characters outside ASCII on which naturalness is judged
_JUDGED = 50 * _SAMPLE  # characters of a page among which they are looked for
_CERTAIN_UTF8 = 12  # characters that are valid UTF-8 by design and not by chance
_DECLARED = 0.12  # naturalness that a declaration is worth
_VALID = 0.15  # naturalness that validity is worth
_LEAST = -0.35  # naturalness below which no decoding fits
_LEAST_OF_HAN = -0.5  # what the rarest ideographs weigh
_WORST = -3.0  # what a replacement character weighs, and none weighs less
_NAMES = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "ms936": "gb18030", "x-gbk": "gb18030",
    "gb_2312-80": "gb18030", "euc-cn": "gb18030", "hz-gb-2312": "hz", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "cp950": "big5hkscs", "x-x-big5": "big5hkscs", "utf8": "utf-8", "utf-16": "utf-16-le", "unicode": "utf-16-le",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252", "windows-1252": "cp1252",
}  # fmt: skip


_NO_CHARSETS = frozenset((
    "charmap", "idna", "mbcs", "oem", "palmos", "punycode", "raw-unicode-escape", "undefined", "unicode-escape",
    "utf-7",
))  # fmt: skip
"""What Python takes for a text encoding and no page is written in: its own notations, and UTF-7, which browsers refuse.
A script that fills in a label without a value writes "undefined"."""


def codec_of(label: str) -> str | None:
    """Python's codec for a label, widened (gb2312 to GB 18030); None for one that names no encoding of pages."""
    name = _NAMES.get(label.lower().strip(), label.lower().strip())
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    known = info._is_text_encoding and info.name.replace("_", "-") not in _NO_CHARSETS
    return name if known else None


def _declarations(content: bytes, content_type: str | None, *, markup: bool) -> list[tuple[str, str]]:
    """What the page and its server say: (who, codec)."""
    head = content[:_DECLARED_WITHIN]
    if b"\0" in head:
        head = head.replace(b"\0", b"")
    voices = [("header", match[1]) for match in [_HEADER.search(content_type or "")] if match]
    if markup:
        voices += [(who, m[1].decode("ascii")) for who, p in (("xml", _XML), ("meta", _META)) if (m := p.search(head))]
    return [(who, codec) for who, label in voices if (codec := codec_of(label))]


def naturalness(text: str) -> float:
    """How much a text looks like Chinese as people write it, between -3 and 1; 0 for a text of ASCII alone."""
    return _naturalness("".join(_OUTSIDE_ASCII.findall(text[:_JUDGED]))[:_SAMPLE])


def _naturalness(sample: str) -> float:
    """`naturalness` of characters outside ASCII."""
    if not sample:
        return 0.0
    others = _common().sub("", sample)
    score = float(len(sample) - len(others))
    for char, count in Counter(others).items():
        score += count * _weight(char)
    return score / len(sample)


@cache
def _common() -> re.Pattern[str]:
    """Runs of characters that weigh 1."""
    return re.compile(f"[{re.escape(''.join(sorted(common_characters())))}]+")


_ASCII = bytes(range(0x80))
_NO_LEAD_OF_THREE = bytes(range(0xE0))
_NOT_STRANGE = re.compile(r"[\u3000-\u3017\u4e00-\u9fff\uff01-\uff5e]+")
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]+")


@cache
def _weight(char: str) -> float:
    if "\u4e00" <= char <= "\u9fff":
        return 0.3 if in_gb2312(char) else 0.0 if bytes_of(char) else _LEAST_OF_HAN
    if "\u3000" <= char <= "\u3017" or "\uff01" <= char <= "\uff5e" or char in "“”‘’—…·\xa0\u200b\ufeff©《》①②③④⑤℃→●■":
        return 0.6
    if char == "\ufffd":
        return _WORST
    if "\ue000" <= char <= "\uf8ff" or char < "\xa0" or unicodedata.category(char) in ("Cn", "Co", "Cc"):
        return -2.0
    return -0.6


class _Candidate(NamedTuple):
    worth: float
    codec: str
    text: str
    natural: float
    replaced: int
    evidence: tuple[str, ...]


def decode(content: bytes, content_type: str | None = None, *, markup: bool = True) -> Decoded:
    """Text of a page's bytes; `content_type` is the HTTP header of that name.

    Raises UndecodableError where no decoding gives text.
    """
    if content.startswith(_MAGIC):
        raise UndecodableError("binary", "the content is a file of another kind, not a page")
    if not content:
        return Decoded("", "utf-8", ("empty",), 0.0, 0)
    declared = _declarations(content, content_type, markup=markup)
    said = tuple(f"{who}:{codec}" for who, codec in declared)
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            text = content[len(bom) :].decode(encoding, "replace")
            if naturalness(text) > _LEAST:
                return Decoded(text, encoding, ("bom", *said), 1.0, text.count("\ufffd"))
    if content.isascii() and b"\0" not in content and b"~{" not in content:
        return Decoded(content.decode("ascii"), "utf-8", ("ascii", *said), 1.0, 0)
    text, certain = _as_utf8(content)
    if certain:
        return Decoded(text, "utf-8", ("valid", *said), 0.99, text.count("\ufffd"))
    candidates = sorted(
        (_candidate(content, codec, declared) for codec in _candidates(content, declared)), reverse=True
    )
    best = candidates[0]
    if best.natural < _LEAST:
        raise UndecodableError("no_encoding", f"best is {best.codec} with naturalness {best.natural:.2f}")
    lead = best.worth - candidates[1].worth if len(candidates) > 1 else 1.0
    confidence = round(max(0.05, min(0.98, 0.5 + lead)), 2)
    label = {"big5hkscs": "big5", "cp1252": "windows-1252"}.get(best.codec, best.codec)
    return Decoded(best.text, label, (*best.evidence, *said), confidence, best.replaced)


def _as_utf8(content: bytes) -> tuple[str, bool]:
    """Content as UTF-8, and whether it is that beyond doubt; a character cut off at the end does not count."""
    try:
        text, used = codecs.utf_8_decode(content, "strict", False)
    except UnicodeDecodeError:
        return "", False
    cut = used < len(content)
    if cut:
        text += "\ufffd"
    if b"\0" in content[:1000]:
        return text, False
    # Counted and picked out as bytes, which takes a tenth of the time that characters take.
    judged = text[:_JUDGED].encode() if len(text) > _JUDGED else content[:used] + "\ufffd".encode() * cut
    if len(judged.translate(None, _NO_LEAD_OF_THREE)) < _CERTAIN_UTF8:
        return text, False
    sample = judged.translate(None, _ASCII).decode()[:_SAMPLE]
    return text, _is_natural(sample)


def _is_natural(sample: str) -> bool:
    """Whether the naturalness of characters outside ASCII is above 0; few pages need to be asked for each character."""
    others = _common().sub("", sample)
    strange = len(_NOT_STRANGE.sub("", others))
    least = len(sample) - len(others) + _LEAST_OF_HAN * (len(others) - strange) + _WORST * strange
    return least > 0.0 or _naturalness(sample) > 0.0


def _candidates(content: bytes, declared: list[tuple[str, str]]) -> list[str]:
    found = ["utf-8", "gb18030", "big5hkscs"]
    head = content[:2000]
    if b"\0" in head or not any(b < 0x80 and b in b"\n <>" for b in head[:400]):
        found += ["utf-16-le", "utf-16-be"]
    return list(dict.fromkeys(found + [codec for _, codec in declared]))


def _candidate(content: bytes, codec: str, declared: list[tuple[str, str]]) -> _Candidate:
    text = content.decode(codec, "replace")
    replaced = text.count("\ufffd")
    natural = naturalness(text) if "\0" not in text[:2000] else -2.0
    voices = sum(1 for _, name in declared if name == codec)
    worth = natural + _DECLARED * voices + (_VALID if not replaced else 0.0)
    return _Candidate(worth, codec, text, natural, replaced, ("natural",) if replaced else ("natural", "valid"))
