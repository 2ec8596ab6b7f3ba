"""The mirrors' own Traditional back to Simplified: the inverse of their one table.

The table is one to one, so the way back is exact but for 著, which is the image of 着 and of itself (著力, 显著). A
character of GB 2312 that is no image stood so in the original: 乾务镇 is never 干务镇.
"""

import re
from functools import cache

import numpy as np

from transforms.remembering import remembered
from transforms.text.conversion import Codes, decode, dictionary, encode
from transforms.text.gbk import in_gb2312
from transforms.text.lexicon import mirror_table
from transforms.text.plausibility import plausibility

_ZHU = "著"
_ZHU_GAIN = 1.5  # nats: 着 is by far the commoner
_AROUND = 5
_STRAY = 0.34  # share of 後 for 后 that damage alone leaves on a mirror page
_SHORT = 200  # characters up to which a dictionary is quicker than a table
_BREAK = re.compile(r"[^\u4e00-\u9fff]")


@cache
def _inverse_characters() -> dict[str, str]:
    """Character of a mirror page -> character of the original, where they differ."""
    others = {char: value for char, value in dictionary("TSCharacters").items() if not in_gb2312(char)}
    return others | mirror_table().inverse


@cache
def inverse_table() -> Codes:
    """Code point of a mirror page -> code point of the original."""
    table = np.arange(0x110000, dtype=np.uint32)
    for image, char in _inverse_characters().items():
        table[ord(image)] = ord(char)
    return table


def is_traditional(char: str) -> bool:
    """True for a character that mirrors may hold in their list: an image of the table, or Traditional only (雲)."""
    return char in mirror_table().inverse or (char in dictionary("TSCharacters") and not in_gb2312(char))


@remembered(1 << 15)
def inverse(text: str) -> str:
    """Original of a passage of a mirror page, length kept."""
    if _ZHU in text or len(text) > _SHORT:
        return decode(simplify_mirrored(text, encode(text)))
    table = _inverse_characters()
    return "".join([table.get(char, char) for char in text])


def is_mirrors_script(text: str, *, annotated: bool) -> bool:
    """True for a Traditional page written with the mirrors' table: it has 關于 and 今后, never 關於 or 今後.

    A page that mirrors annotated needs no such marks, but must not show the contrary.
    """
    kept = [text.count(char) for char in "于后里范"]
    changed = sum(text.count(char) for char in "後裡裏範")
    if changed > (_STRAY * sum(kept) if annotated else 0):
        return False
    return annotated or ("於" not in text and sum(kept) >= 4 and sum(count > 0 for count in kept) >= 2)


def simplify_mirrored(text: str, codes: Codes) -> Codes:
    """Original of a mirror page as code points; `text` and `codes` are the same text, length is kept."""
    out = inverse_table()[codes]
    if _ZHU in text:
        places = np.flatnonzero(codes == ord(_ZHU)).tolist()
        simple = decode(out)
        for place in places:
            left = _BREAK.split(simple[max(0, place - _AROUND) : place])[-1]
            right = _BREAK.split(simple[place + 1 : place + 1 + _AROUND])[0]
            if _keeps(left, right):
                out[place] = ord(_ZHU)
    return out


def _keeps(left: str, right: str) -> bool:
    """True where 著 stood in the original: 显著, 著名, 原著."""
    return plausibility(f"{left}{_ZHU}{right}") > plausibility(f"{left}着{right}") + _ZHU_GAIN
