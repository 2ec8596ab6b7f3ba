"""Decoding beside charset-normalizer and chardet: how many pages come out exactly, and how fast.

    python -m tests.bench.bench_decode [--rounds 5] [--quick]

Pages of the newsroom and of the gold set are encoded anew, with a meta element and a Content-Type header that tell the
truth, say nothing, or lie, then left whole, cut in the middle of a character, or given a piece in another encoding (as
templates have it). A page counts where all of its text came out, of a mixed one all but the foreign piece. The others
are given the bytes alone, which is all they take: the cases in which nobody declares anything compare like with like.
Where they name an encoding, the page is decoded by it, GB 2312 and GBK as GB 18030, as every browser does.
"""

import codecs
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from itertools import product

import opencc

from crawlers.newsroom import Newsroom
from crawlers.newsroom.sites import sites
from tests.bench.results import Figures, arguments, at_least, recording
from tests.bench.sides import in_turns, rate, ratio
from tests.gold.compare import HERE as GOLD
from tests.gold.compare import gold_pages
from transforms.text import UndecodableError, decode

ENCODINGS = ("gb18030", "gbk", "big5", "utf-8", "utf-16-le", "utf-16-be")
DECLARED = ("both true", "nothing", "meta lies", "header lies", "both lie")
STATES = ("whole", "cut short", "mixed")
LIES = {
    "utf-8": "gb2312",
    "gb18030": "utf-8",
    "gbk": "big5",
    "big5": "gb2312",
    "utf-16-le": "gbk",
    "utf-16-be": "utf-8",
}
CODECS = {"big5": "big5hkscs"}
"""What stands behind a label that is wider than its name."""

FOREIGN = "<li>版权所有：某县教育局办公室，未经许可不得转载，举报电话请见网站首页底部</li>"
_META = re.compile(r"<meta[^>]*charset[^>]*>", re.IGNORECASE)
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Case:
    """A page as a server sends it, and the text that must come out: before and after the foreign piece, if any."""

    kind: tuple[str, str, str]
    content: bytes
    header: str | None
    before: str
    after: str


def texts(count: int) -> list[str]:
    """The markup of pages, without what they say of their encoding: half of the newsroom, half of the gold set."""
    newsroom = Newsroom(size=count)
    bases = {site.key: f"http://{site.key}.example" for site in sites()}
    found = [newsroom.html(page, bases) for page in newsroom.plan.pages.values()][: count // 2]
    for _, path in gold_pages(GOLD):
        if path.suffix != ".txt" and len(found) < count:
            found.append(decode(path.read_bytes(), None, markup=True).text)
    return [_META.sub("", _XML.sub("", text)).replace("\r\n", "\n") for text in found]


def cases(pages: list[str]) -> Iterator[Case]:
    """Every page in every encoding that holds it, declared and damaged in every way."""
    to_traditional = opencc.OpenCC("s2hk").convert
    for page in pages:
        for encoding, declared, state in product(ENCODINGS, DECLARED, STATES):
            text = to_traditional(page) if encoding == "big5" else page
            made = _case(text, encoding, declared, state)
            if made:
                yield made


def _case(text: str, encoding: str, declared: str, state: str) -> Case | None:
    lie = LIES[encoding]
    in_meta = {"both true": encoding, "header lies": encoding, "meta lies": lie, "both lie": lie}.get(declared)
    in_header = {"both true": encoding, "meta lies": encoding, "header lies": lie, "both lie": lie}.get(declared)
    if in_meta:
        text = text.replace("<head>", f'<head><meta charset="{in_meta.removesuffix("-le").removesuffix("-be")}">', 1)
    codec = CODECS.get(encoding, encoding)
    # What an encoding has no bytes for, editors write as a reference.
    text = text.encode(codec, "xmlcharrefreplace").decode(codec)
    bom = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    content = bom + text.encode(codec)
    before, after = text, ""
    if state == "cut short":
        # After two thirds, and if there is one near, in the middle of a character.
        place = next(
            (at for at in range(2 * len(text) // 3, len(text)) if "\u4e00" <= text[at] <= "\u9fff"), len(text) // 2
        )
        before = text[:place]
        content = bom + text[: place + 1].encode(codec)[:-1]
    elif state == "mixed":
        if encoding.startswith("utf-16") or "</body>" not in text:
            return None  # nobody pastes bytes into UTF-16
        before, after = text[: text.rindex("</body>")], text[text.rindex("</body>") :]
        piece = FOREIGN.encode("gb18030" if encoding == "utf-8" else "utf-8")
        content = before.encode(codec) + piece + after.encode(codec)
    header = "text/html" + (f"; charset={in_header}" if in_header else "")
    return Case((encoding, declared, state), content, header, before, after)


def exact(case: Case, text: str) -> bool:
    """Whether all the text that is whole came out."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if case.kind[2] == "cut short":
        return text.startswith(case.before) and len(text) <= len(case.before) + 2
    return text.startswith(case.before) and text.endswith(case.after) and bool(case.after or text == case.before)


def ours(case: Case) -> str:
    try:
        return decode(case.content, case.header, markup=True).text
    except UndecodableError:
        return ""


def by_name(content: bytes, name: str | None) -> str:
    """The text by an encoding that somebody has named."""
    wide = ({"gb2312": "gb18030", "gbk": "gb18030"} | CODECS).get((name or "utf-8").lower(), name or "utf-8")
    return content.decode(wide, "replace")


def readers(figures: Figures) -> dict[str, Callable[[Case], str]]:
    """Who takes part."""
    found: dict[str, Callable[[Case], str]] = {"edumeet": ours}
    if find_spec("charset_normalizer"):
        from charset_normalizer import from_bytes

        def normalizer(case: Case) -> str:
            best = from_bytes(case.content).best()
            return by_name(case.content, best and best.encoding)

        found["charset-normalizer"] = normalizer
    if find_spec("chardet"):
        import chardet

        found["chardet"] = lambda case: by_name(case.content, chardet.detect(case.content)["encoding"])
    return found


def pass_over(read: Callable[[Case], str], every: list[Case]) -> None:
    for case in every:
        read(case)


def main() -> None:
    ask = arguments(__doc__)
    ask.add_argument("--pages", type=int, default=40)
    ask.add_argument("--rounds", type=int, default=5)
    given = ask.parse_args()
    pages, rounds = (2, 1) if given.quick else (given.pages, given.rounds)
    with recording("decode", given, ("charset-normalizer", "chardet")) as figures:
        every = list(cases(texts(pages)))
        figures.say(f"{len(every):,} cases of {sum(len(each.content) for each in every) / len(every) / 1000:.1f} kB")
        sides = readers(figures)
        right = {name: [exact(case, read(case)) for case in every] for name, read in sides.items()}
        for place, values in enumerate((ENCODINGS, DECLARED, STATES)):
            for value in values:
                among = [number for number, case in enumerate(every) if case.kind[place] == value]
                for name, results in right.items() if among else ():
                    what = f"exact, {('', 'declared: ', '')[place]}{value}: {name}"
                    figures.add(what, sum(results[number] for number in among) / len(among), "share")
        for name, results in right.items():
            target = at_least(0.99) if name == "edumeet" else None
            figures.add(f"exact, all cases: {name}", sum(results) / len(results), "share", target)
        # The slow ones need not see every case: one of each kind for each page would be the same again.
        few = random.Random(1).sample(every, min(len(every), 150))
        spent = in_turns({name: partial(pass_over, read, few) for name, read in sides.items()}, rounds)
        kilobytes = sum(len(case.content) for case in few) / 1e3
        for name in sides:
            figures.add(f"speed: {name}", rate(spent, name, kilobytes / 1e3), "MB/s")
        for name in sides:
            if name != "edumeet":
                figures.add(f"speed, edumeet / {name}", ratio(spent, "edumeet", name), "×")


if __name__ == "__main__":
    main()
