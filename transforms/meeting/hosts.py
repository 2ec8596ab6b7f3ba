"""Whose site it is by its address: huoqiu.gov.cn is 霍邱县's. Asked last, where nothing in sight speaks against it.

Local sites are named after their place in pinyin, alone or with a word beside it (haifengfm, chinaqingcheng). Several
places read alike: the level that the page speaks of (全县) and the places that it names decide, or nothing does.
"""

import re
import unicodedata
from functools import cache
from itertools import islice, product

from transforms.gazetteer import Division, all_divisions
from transforms.text.lexicon import readings

_NO_PLACE = frozenset(["news", "paper", "epaper", "index", "admin"])
# Words beside the place within one label.
_BEFORE = ("china", "zhongguo", "zg", "cn", "my", "i", "jy", "edu", "jin", "hi", "e", "xin")
_BEHIND = (
    "xian", "shi", "qu", "qi", "zhou", "xw", "xww", "news", "xinwen", "edu", "jy", "jyj", "jyw", "jiaoyu", "fm", "rm",
    "rmt", "tv", "daily", "ribao", "rb", "bbs", "net", "wang", "online", "w", "gov", "zf", "jtj", "tw",
)  # fmt: skip
_SHORTEST = 5  # letters; shorter ones stand for too many things
_READINGS = 8  # ways of reading one name


def _toneless(syllable: str) -> str:
    plain = unicodedata.normalize("NFD", syllable.replace("ü", "v"))
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


@cache
def _read_alike() -> dict[str, tuple[Division, ...]]:
    """Pinyin of the short names of counties and cities in force -> the divisions that read so.

    The first readings of the characters come first: changzhi is 长治, for none reads so by its first readings, and
    zhushan is no 宁陕, though 宁 can be read zhù.
    """
    known = readings()
    first: dict[str, dict[str, Division]] = {}
    other: dict[str, dict[str, Division]] = {}
    for division in all_divisions():
        if division.valid_to is not None or division.level == "province":
            continue
        name = division.short_names[0] if division.short_names else division.name
        ways = [sorted({_toneless(one) for one in known.all.get(char, ())}) for char in name]
        if not all(ways):
            continue
        plain = "".join(_toneless(known.first[char]) for char in name)
        first.setdefault(plain, {})[division.code] = division
        for reading in islice(product(*ways), _READINGS):
            other.setdefault("".join(reading), {})[division.code] = division
    return {read: tuple(rows.values()) for read, rows in (other | first).items()}


def read_in_host(host: str) -> tuple[Division, ...]:
    """The counties and cities that a host name can be named after; none where it names none."""
    table = _read_alike()
    for label in host.lower().split("."):
        if label in _NO_PLACE or not re.fullmatch(r"[a-z]+", label):
            continue
        bare = [label]
        bare += [label.removeprefix(word) for word in _BEFORE if label.startswith(word)]
        bare += [label.removesuffix(word) for word in _BEHIND if label.endswith(word)]
        for name in bare:
            if len(name) >= _SHORTEST and name in table:
                return table[name]
    return ()
