"""Two-byte characters of GBK as mirror sites' decoder sees them.

The decoder is that of code page 936: lead 81-FE with trail 40-7E or 80-FE is a character; a pair that is unassigned
or user-defined gives nothing; a lead before a byte below 40 gives one `?` and takes that byte with it.
"""

from functools import cache

LEADS = range(0x81, 0xFF)
TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))


@cache
def _pairs() -> tuple[dict[int, str], dict[str, int]]:
    by_code: dict[int, str] = {}
    for lead in LEADS:
        for trail in TRAILS:
            if trail >= 0xA1 and (0xAA <= lead <= 0xAF or lead >= 0xF8):
                continue  # user-defined
            char = bytes((lead, trail)).decode("gbk", "replace")
            if len(char) == 1 and char != "\ufffd":
                by_code[lead << 8 | trail] = char
    return by_code, {char: code for code, char in by_code.items()}


def char_of(lead: int, trail: int) -> str | None:
    """Character of a byte pair, None where the decoder gives nothing."""
    return _pairs()[0].get(lead << 8 | trail)


def bytes_of(char: str) -> tuple[int, int] | None:
    """Lead and trail of a two-byte character, None for any other."""
    code = _pairs()[1].get(char)
    return None if code is None else (code >> 8, code & 0xFF)


@cache
def vanishing() -> dict[int, frozenset[int]]:
    """Lead -> trails with which it decodes to nothing at all."""
    by_code = _pairs()[0]
    gone = {lead: frozenset(t for t in range(0x81, 0xFF) if lead << 8 | t not in by_code) for lead in LEADS}
    return {lead: trails for lead, trails in gone.items() if trails}


def in_gb2312(char: str) -> bool:
    """True where the old national set of Simplified Chinese has the character: 乾, 於, 徵, but not 學."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
