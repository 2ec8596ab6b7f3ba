"""Which counties have a town, township or street office of a name: 寨英镇 is in 松桃苗族自治县 alone."""

import gzip
import re
from functools import cache
from importlib.resources import files

from transforms.gazetteer.divisions import Division, by_code


@cache
def _towns() -> dict[str, str]:
    raw = files("transforms.gazetteer").joinpath("data", "towns.tsv.gz").read_bytes()
    return dict(line.split("\t") for line in gzip.decompress(raw).decode("utf-8").splitlines())


def counties_with(town: str) -> list[Division]:
    """The counties that have a town so named, by code; none where nobody has, or too many do (城关镇)."""
    codes = _towns().get(town, "")
    found = (by_code(code) for code in codes.split(",") if code)
    return [division for division in found if division is not None]


_END = re.compile(r"[镇乡]|街道|苏木")


def towns_in(text: str, limit: int = 40) -> list[str]:
    """Names of known towns in a text, in order: at each 镇, 乡, 街道 the longest known name that ends there."""
    towns, found = _towns(), []
    for count, hit in enumerate(_END.finditer(text)):
        if count >= limit:
            break
        for start in range(max(0, hit.end() - 8), hit.end() - 2):
            if text[start : hit.end()] in towns:
                found.append(text[start : hit.end()])
                break
    return found
