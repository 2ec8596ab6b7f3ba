"""What two texts share: shingles, and MinHash bands that find the pairs worth a full comparison.

Compared is the letters-only form of a body, so that a mirror that changes punctuation, spacing or line breaks changes
nothing. Shingles are runs of five characters: long enough that common words (教育工作) do not make pages alike.

Bands over the whole text find pages that share about half of their shingles or more. A shortened repost that keeps
two paragraphs of twelve shares far less, but it nearly always keeps the beginning, so a few bands are made over the
beginning alone.
"""

import hashlib
import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

SHINGLE = 5
BANDS, ROWS = 20, 5  # half of the pairs at Jaccard .55 share a band, 97 % at .7, all but one in 2,000 at .8
LEAD_BANDS, LEAD_ROWS = 6, 3
LEAD_CHARS = 160
_NO_LETTER = re.compile(r"[\W_]+")
# What nearly every body is made of: no letter of these has another form.
_PLAIN = re.compile(r"[\x00-\x7f\u4e00-\u9fff\u3000，。、；：？！“”‘’（）《》…—]*")

Hashes = NDArray[np.uint64]

# Odd multipliers and offsets of the permutations: fixed for ever, because bands are stored and compared over years.
_RANDOM = np.random.Generator(np.random.PCG64(20240419))
_MULTIPLY: Hashes = _RANDOM.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_ADD: Hashes = _RANDOM.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_PRIME = np.uint64(0x100000001B3)
_BLOCK = 256  # shingles, no fewer than a beginning has
_SALTS: Hashes = np.arange(1, 1 + BANDS, dtype=np.uint64) * _MIX
_LEAD_SALTS: Hashes = np.arange(1001, 1001 + LEAD_BANDS, dtype=np.uint64) * _MIX


def letters(text: str) -> str:
    """The letters, digits and ideographs of a text, compatibility forms unified (ＡＢＣ１２ → abc12)."""
    unified = text if _PLAIN.fullmatch(text) else unicodedata.normalize("NFKC", text)
    return _NO_LETTER.sub("", unified.casefold())


def text_hash(kept: str) -> str | None:
    """Hash of a letters-only text: equal for pages that differ in punctuation and spacing only. None for none."""
    return hashlib.sha256(kept.encode("utf-8", "surrogatepass")).hexdigest()[:32] if kept else None


def shingles(kept: str) -> Hashes:
    """Hashes of the distinct shingles of a letters-only text, sorted; a text shorter than one shingle is one."""
    return np.unique(_hashes(kept))


def _hashes(kept: str) -> Hashes:
    """Hashes of all shingles in order."""
    codes = np.frombuffer(kept.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if not codes.size:
        return np.empty(0, np.uint64)
    width = min(SHINGLE, codes.size)
    value = np.zeros(codes.size - width + 1, np.uint64)
    for i in range(width):
        value = (value ^ codes[i : codes.size - width + 1 + i]) * _PRIME
        value ^= value >> np.uint64(29)
    value *= _MIX
    value ^= value >> np.uint64(32)
    return value


def _signatures(hashes: Hashes) -> tuple[Hashes, Hashes]:
    """Minimum of each permutation over the shingles, in blocks that stay in the processor's own memory; and of the
    first permutations over those of the beginning alone, which lie in the first block."""
    whole = np.full(BANDS * ROWS, np.iinfo(np.uint64).max, np.uint64)
    lead = whole[: LEAD_BANDS * LEAD_ROWS]
    for i in range(0, hashes.size, _BLOCK):
        block = hashes[i : i + _BLOCK, None] * _MULTIPLY
        block += _ADD
        if not i:
            lead = block[: LEAD_CHARS - SHINGLE + 1, : LEAD_BANDS * LEAD_ROWS].min(axis=0)
        np.minimum(whole, block.min(axis=0), out=whole)
    return whole, lead


def _fold(signature: Hashes, salts: Hashes) -> list[int]:
    value = salts
    for column in signature.reshape(salts.size, -1).T:
        value = (value ^ column) * _MIX
        value ^= value >> np.uint64(31)
    return value.tolist()  # type: ignore[no-any-return]


def bands(kept: str) -> list[int]:
    """Band values of a letters-only text: first those of the whole text, then those of its beginning.

    A text of fewer than 20 characters has none: captions and stubs are alike by accident.
    """
    if len(kept) < 20:
        return []
    whole, lead = _signatures(_hashes(kept))  # a shingle said twice changes no minimum
    return _fold(whole, _SALTS) + _fold(lead, _LEAD_SALTS)


def overlap(a: Hashes, b: Hashes) -> tuple[float, float, float]:
    """(Jaccard, part of a in b, part of b in a) of two sets of shingles, all 0 where one is empty."""
    if not a.size or not b.size:
        return 0.0, 0.0, 0.0
    shared = np.intersect1d(a, b, assume_unique=True).size
    return shared / (a.size + b.size - shared), shared / a.size, shared / b.size
