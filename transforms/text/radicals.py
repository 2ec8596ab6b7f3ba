"""Radicals and compatibility ideographs read as the characters that they stand for.

Text copied out of a PDF holds them: ⼈⺠教育 looks like 人民教育, and nobody finds it. They are one character each, as
are those that they stand for, so that no offset moves. Lookalikes of other scripts (a Cyrillic letter in a Latin word)
stay as written: which of the two was meant, nobody can know.
"""

import unicodedata
from functools import cache

import numpy as np

from transforms.text.conversion import Codes
from transforms.text.lexicon import radicals

_BLOCKS = ((0x2E80, 0x2FE0), (0xF900, 0xFB00))


@cache
def _table(first: int, end: int) -> Codes:
    """What each character of a block stands for; itself where Unicode knows no equal."""
    alone = radicals()
    block = [unicodedata.normalize("NFKC", alone.get(char, char)) for char in map(chr, range(first, end))]
    return np.array(
        [ord(char) if len(char) == 1 else place for place, char in enumerate(block, first)], dtype=np.uint32
    )


def read_as_characters(codes: Codes) -> Codes:
    """The same text in ordinary characters; the very array given where it holds no others."""
    for first, end in _BLOCKS:
        within = codes - np.uint32(first)  # what lies before the block comes out large
        found = within < end - first
        if found.any():
            codes = codes.copy()
            codes[found] = _table(first, end)[within[found]]
    return codes
