"""Chinese and Arabic numerals to numbers."""

import re

from transforms.remembering import remembered

_DIGITS = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")

NUMERAL = r"(?:\d+(?:[,，]\d{3})*(?:\.\d+)?|[〇零一二两三四五六七八九十百千]+)"
"""Pattern of a numeral without 万 and 亿 (those stay in the unit)."""


@remembered(512)
def numeral_value(text: str) -> int | float | None:
    """The number that a numeral says: 三十七 37, 一百零五 105, 两万 20000, 二〇二四 2024, 1,200 1200, 3.5 3.5.

    None where the text is no numeral. A whole number comes as int.
    """
    text = text.strip().translate(_WIDE)
    if not text:
        return None
    if _ARABIC.fullmatch(text):
        plain = text.replace(",", "")
        return float(plain) if "." in plain and float(plain) % 1 else int(float(plain))
    if any(mark not in _DIGITS and mark not in _SMALL and mark not in _LARGE for mark in text):
        return None
    if all(mark in _DIGITS for mark in text):
        value = 0
        for mark in text:
            value = value * 10 + _DIGITS[mark]
        return value
    total = section = digit = 0
    unit = 0  # of the last 百, 千, 万: 三百五 is 350, 一万二 is 12000
    bare = False  # the digit follows its unit without 零
    for mark in text:
        if mark in _DIGITS:
            digit = _DIGITS[mark]
            bare = mark not in "零〇○"
        elif mark in _SMALL:
            section += (digit or 1) * _SMALL[mark]
            unit, digit = _SMALL[mark], 0
        else:
            total = (
                (total + section + digit) * _LARGE[mark] if mark == "亿" else total + (section + digit) * _LARGE[mark]
            )
            section, digit, unit = 0, 0, _LARGE[mark]
    if digit and bare and unit >= 100 and "零" not in text[-2:] and len(text) >= 2 and text[-2] in "百千万亿":
        digit *= unit // 10
    return total + section + digit
