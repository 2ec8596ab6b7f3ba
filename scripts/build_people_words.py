"""Build transforms/people/data/common_words.txt: words that begin like a name and are none.

usage: build_people_words.py JIEBA_DICT > transforms/people/data/common_words.txt

JIEBA_DICT is `dict.txt` of the jieba package (MIT licence): word, frequency, part of speech. Kept are words of two or
three characters that are no person's name there and are frequent enough to meet in news. Of those that begin like a
name, nouns,
place names and adjectives are marked apart: people may bear them (江山, 明亮), but nobody is called 强调 or 马上.
"""

import re
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "transforms" / "people" / "data"
HAN = re.compile(r"[\u4e00-\u9fff]{2,3}")
LEAST = {2: 20, 3: 3}
LEAST_ELSE = {2: 50, 3: 30}  # of words that begin with no surname, which only rare surnames are checked against
NOUNS = {"n", "nz", "ns", "nt", "ng", "a", "an", "ag", "z", "i", "l", "m", "t", "s", "b", "j"}


def first_characters() -> set[str]:
    lines = (DATA / "surnames.tsv").read_text(encoding="utf-8").splitlines()
    return {c for line in lines if not line.startswith("#") for c in line.split("\t")[1]}


def main() -> None:
    begins = first_characters()
    kept: dict[tuple[str, int, str], list[str]] = {}
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        word, count, part = line.split()
        if not HAN.fullmatch(word) or part.startswith("nr"):
            continue
        named = word[0] in begins
        if int(count) < (LEAST if named else LEAST_ELSE)[len(word)]:
            continue
        kind = ("noun" if part in NOUNS else "other") if named else "else"
        kept.setdefault((kind, len(word), word[0]), []).append(word)
    print(
        "# Words that begin like a name and are none, made by scripts/build_people_words.py from the dictionary of the"
    )
    print("# jieba package (MIT licence). Columns: noun (people may bear it) or other; words of one first character.")
    for (kind, _, _), words in sorted(kept.items()):
        print(kind, " ".join(sorted(words)), sep="\t")


if __name__ == "__main__":
    main()
