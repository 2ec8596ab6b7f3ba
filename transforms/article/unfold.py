"""Lines that hold more than one thing: a headline with its info line, or a whole page without a line break.

Chinese running text has hardly a blank in it, and page furniture is full of them: the first long run without a blank
behind the info line is where the article begins.
"""

import re
from functools import cache
from itertools import pairwise

from transforms.article import labels
from transforms.article.dates import moments
from transforms.article.fold import fold
from transforms.article.lexicon import any_of, roles, table

LONG = 150
"""Characters from which a line may be a whole page."""
HEAD = 700
"""Characters of a page's head in which the info line is looked for."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_STOP = re.compile(r"[。！？]")
_ENDING = re.compile(r"[。！？!?”\"】）)]")
_CLOSED = re.compile(r"[)）】]")
_SIGNED = re.compile(rf"^[”\"]?[（(]|^{any_of([re.escape(w) for w in roles() if len(w) > 1])}")
_DAY_CUT = re.compile(r"(?:\d{1,4}|(?:\d{4})?年\d{0,2}|(?:\d{1,2})?月\d{0,2})\s{1,3}[年月日]")
_TOKEN = re.compile(r"\S+")
_CRUMB = re.compile(
    r"(?:[^\s>›»]{0,30}?(?:位置|首页|主页)[^\s>›»]{0,20}+\s{0,4})?(?:[^\s>›»]{1,40}+\s{0,4}(?:[>›»]{1,3}|-\s?>)\s{0,4}){1,12}\S+"
)


@cache
def _foot() -> re.Pattern[str]:
    """What opens the foot behind the last full stop."""
    bylines = any_of([re.escape(w) for w in roles() if len(w) > 1])
    return re.compile(
        rf"{any_of(table('lines')['tail']['within'])}|(?:(?<=\s)|(?<=[(（【])){bylines}(?:\s{{0,2}}[:：|]|\s[\u3400-\u9fff]{{2,3}}(?=\s))"
    )


@cache
def _firm_foot() -> re.Pattern[str]:
    """What opens the foot wherever it stands between sentences."""
    return re.compile(any_of(table("lines")["tail"]["firm"]))


def unfold(row: str) -> list[tuple[int, str]]:
    """Cut a line into its things, with their offsets; a line that is one thing comes back whole."""
    if len(row) < 24:
        return [(0, row)]
    folded = fold(row)
    cuts = {0, len(row)}
    info = _info_start(folded)
    if info is not None and info > 0:
        cuts |= _head_cuts(folded, info)
    if len(row) > LONG:
        begins = _body_start(folded, info or 0)
        if begins is not None:
            cuts.add(begins)
            if info is None and len(folded) > 2 * LONG:
                cuts |= {token.start() for token in _TOKEN.finditer(folded, 0, begins)}
        cuts |= _foot_cuts(folded)
    return [(a, row[a:b]) for a, b in pairwise(sorted(cuts))]


def _info_start(folded: str) -> int | None:
    """Where the info line begins inside the head of a line."""
    head = folded[: HEAD if len(folded) > LONG else 300]
    known = ("published", "updated", "source", "views", "unit")
    pairs = [p for p in labels.scan(head) if p.field in known or p.word in ("作者", "编辑", "记者")]
    if not pairs:
        return None
    dated = [start for start, _, _ in moments(head[: pairs[0].start])]
    # 2024-02-22 来源：…: the date stands right before the label; one farther up is the article's own.
    if dated and pairs[0].start - dated[-1] <= 30 and not _STOP.search(head[dated[-1] : pairs[0].start]):
        return dated[-1]
    if _STOP.search(head[: pairs[0].start]):
        return None
    return pairs[0].start


def _head_cuts(folded: str, info: int) -> set[int]:
    """Cuts above the info line: menu words, breadcrumb, headline."""
    head = folded[:info]
    if "】【" in head or head.rstrip().endswith(("】", "]")) or "。" in head:
        return set()
    if len(_HAN.findall(head)) < 6:
        return set()
    cuts = {info}
    crumbs = list(_CRUMB.finditer(head))
    if crumbs:
        crumb = crumbs[-1]
        end = crumb.end()
        cuts |= {crumb.start(), end} if end < info else {crumb.start()}
        cuts |= {token.start() for token in _TOKEN.finditer(head, 0, crumb.start())}
    elif len(head) > 60 or len(folded) > 2 * LONG:
        cuts |= {token.start() for token in _TOKEN.finditer(head)}
    return cuts


def _body_start(folded: str, info: int) -> int | None:
    """The first long run without a blank behind the info line, with the dateline or open bracket before it."""
    tokens = list(_TOKEN.finditer(folded, info, info + 500))
    for place, token in enumerate(tokens):
        text = token[0] if token.end() < info + 500 else folded[token.start() : token.start() + 400]
        if len(_HAN.findall(text)) < 14 or not re.search(r"[，,。]", text) or re.match(r"^[\u3400-\u9fff]{2,6}:", text):
            continue
        start = token.start()
        for earlier in reversed(tokens[max(0, place - 4) : place]):
            between = folded[earlier.start() : token.start()]
            if between.count("(") > between.count(")") or re.search(r"(?:讯|消息|电)$", earlier[0]):
                start = earlier.start()
            elif _DAY_CUT.match(between):
                start = earlier.start()  # 9 月6 日下午: a day with blanks in it
        return start
    return None


def _foot_cuts(folded: str) -> set[int]:
    """Cuts where the article of a one-line page ends."""
    cuts: set[int] = set()
    base = max(0, len(folded) - 4000)
    last = max((m.end() for m in _STOP.finditer(folded, base)), default=0)
    foot = _foot().search(folded, last) if last > 60 else None
    if foot and folded[foot.start() - 1] in "(（【":
        # 提前谋划工作。（通讯员：某某）: the bracket is the paragraph's; the foot begins behind it.
        closed = _CLOSED.search(folded, foot.end())
        foot = _foot().search(folded, closed.end()) if closed else None
        last = closed.end() if closed else last
    if foot:
        # What stands between the last full stop and the foot is a signature or already of the foot.
        rest = folded[last : foot.start()].strip()
        cuts.add(foot.start() if not rest or _SIGNED.match(rest) else last)
    for foot in _firm_foot().finditer(folded, 60):
        if _ENDING.match(folded[: foot.start()].rstrip()[-1:]):
            cuts.add(foot.start())
            break
    return cuts
