"""Credits: who made the page, from bylines, colophons and bracketed signatures.

A byline is a row of role words and names: 记者张三 通讯员李四, 编辑:王五, 一审|赵六, 钱七 摄, 文/孙八 图/周九.
Where a medium and a rank stand together (图片/记者张三) the medium is the role; under 文字 the rank is.
"""

import re
from collections.abc import Iterable
from functools import cache

from transforms.article.fold import fold
from transforms.article.lexicon import any_of, generic_names, roles
from transforms.article.names import is_name, is_office, tokens
from transforms.record import Credit, CreditRole

# Words of one character are roles only beside a slash, a colon or an edge: 图/张三, 李四 摄.
RANKS = ("reporter", "trainee_reporter", "correspondent")
_SHORT = ("文", "图", "摄", "编", "审", "校")


@cache
def _role_pattern(reporting: bool) -> re.Pattern[str]:
    long = any_of([re.escape(w) for w in roles() if len(w) > 1])
    pair = r"文\s?[/、+&和]\s?图片?|图片?\s?[/、+&和]\s?文"
    short = any_of(list(_SHORT))
    media = (
        r"[\u3400-\u9fff]{0,6}(?:社|报|台|网|刊|中心|媒体|融媒|新闻|客户端|频道|云)"
        r"(?=(?:全媒体|首席|见习|实习|特约)?(?:记者|通讯员))"
    )
    edge = r"(?:(?<=[\s/、,()|&:])|(?<![\s\S]))"
    # Named media stand before those who report for them alone; without these the optional group would only cost.
    before = (
        rf"(?:{media})?" if reporting else f"(?=[{''.join(sorted({re.escape(w[0]) for w in [*roles(), *_SHORT]}))}])"
    )
    return re.compile(
        rf"{before}(?:(?P<pair>{pair})(?![\u3400-\u9fff])|(?P<long>{long})"
        rf"|(?P<short>{edge}{short}(?=[\s/、,:|&]|$)"
        rf"|(?<=[\u3400-\u9fff])摄(?=[\s)\]】/]|$)|(?<=[/、]){short}))"
    )


@cache
def _hint() -> re.Pattern[str]:
    return re.compile(any_of([re.escape(w) for w in roles() if len(w) > 1] + ["文", "图", "摄", "编", "审", "校"]))


# What a byline may hold besides roles and names.
_FILLER = re.compile(r"[\s/、,:|&()\[\]【】<>。.;!•□■◆●○▲△★☆*—_\-=+]|报道|综合|整理报道")
_BRACKET = re.compile(r"\(([^()\n]{2,90})\)|\[([^\[\]\n]{2,90})\]|【([^【】\n]{2,90})】|<([^<>\n]{2,60})>")
# 编 辑：张三, as info lines set two-character words.
_WIDE_WORD = re.compile(r"(?<![\u3400-\u9fff])([\u3400-\u9fff])[ ]{1,6}([\u3400-\u9fff])(?=\s*[:|])")
_LEAD = re.compile(r"^\s*[□■◆●▲△]?\s*(?:本报|本网|本台)?(?:讯|消息)?\s*")
# 某网见习记者 张三 通讯员 李四 云溪报道: the place they report from is no name.
_WHENCE = re.compile(r"(?<=[\u3400-\u9fff])\s(?!摄影|图文|文图|综合|整理|采写)[\u3400-\u9fff]{2,4}\s?报道$")
_TRAIL = re.compile(r"[。！？!?”\"]\s*((?:[^。！？!?\"”]|(?<=\d)[.])[^。！？!?]{2,90})$")


class Byline:
    """What a stretch of text credits, and how many of its characters are neither role nor name nor filler."""

    __slots__ = ("credits", "left", "strong")

    def __init__(self, credits: list[Credit], left: int, strong: bool) -> None:
        self.credits = credits
        self.left = left
        self.strong = strong


def _merge(group: list[str]) -> tuple[str, ...]:
    """The roles of words that stand together (视频/记者 is video, 文字/见习记者 is trainee_reporter, 文/图 is both)."""
    found: list[str] = []
    for word in group:
        found += [r for r in roles()[word] if r not in found]
    ranks = [r for r in found if r in RANKS]
    media = [r for r in found if r in ("photo", "video")]
    if ranks and media and "text" not in found:
        return tuple(media)
    if ranks and "text" in found:
        return tuple(ranks + media)
    if "trainee_reporter" in found and "reporter" in found:
        found.remove("reporter")
    return tuple(found)


def read_byline(text: str, *, offices: bool = False, default: str | None = None) -> Byline:
    """Read a byline.

    `offices` admits an office in the place of a person (作者：县教育局). `default` is the role of names that stand
    before any role word. `left` of the result counts what could not be read: a line is all credits where it is 0.
    """
    text = fold(text)
    if " " in text and (":" in text or "|" in text):
        text = _WIDE_WORD.sub(r"\1\2", text)
    credits: list[Credit] = []
    seen: set[tuple[str, str]] = set()
    left = 0
    strong = False
    current: tuple[str, ...] = (default,) if default else ()
    previous: list[str] = []
    group: list[str] = []
    named = default is not None
    position = 0

    def add(role: str, name: str) -> None:
        if (role, name) not in seen:
            seen.add((role, name))
            credits.append(Credit(role=_as_role(role), name=name))

    def take(chunk: str) -> int:
        """Read the names between two role words; returns the characters left unread."""
        nonlocal previous
        bare = _FILLER.sub(" ", chunk)
        names: list[str] = []
        rest = 0
        for token in tokens(bare):
            if is_name(token):
                names.append(token)
            elif token in generic_names():
                continue
            elif is_office(token):
                if offices and current:
                    names.append(token)
                elif offices:
                    # 县教育局供稿: the role word may follow.
                    previous = [token]
            else:
                split = _run_of_names(token)
                if split:
                    names += split
                else:
                    rest += len(token)
        if any(not is_office(name) for name in names):
            # 作者：张三（县教育局）: the office only says where the person works.
            names = [name for name in names if is_name(name) or not is_office(name)]
        if names:
            previous = names
        for name in names:
            for role in current:
                add(role, name)
        return rest

    matches = list(_role_pattern("记者" in text or "通讯员" in text).finditer(text))
    for match in matches:
        chunk = text[position : match.start()]
        word = "图文" if match["pair"] else match["long"] or match["short"]
        bare = _FILLER.sub("", chunk)
        if bare:
            left += take(chunk)
            group = []
        words = [word]
        after = text[match.end() : match.end() + 40]
        if "作者" in group and ":" in text[position : match.start()]:
            # 作者：记者张三 is a reporter; 通讯员/作者：李四 is both.
            group = []
        suffix = _is_suffix(words[-1], text[: match.start()], after, matches, match)
        if suffix and previous and bare:
            if word in ("摄", "供图"):
                # 本报记者 张三 摄: the medium is the role, as in 图片/记者张三.
                credits[:] = [c for c in credits if c["name"] not in previous or c["role"] not in RANKS]
            # 记者 张三 通讯员 李四 文/图: both took the pictures too; for the words their rank stands.
            for name in dict.fromkeys([*(c["name"] for c in credits), *previous]) if match["pair"] else previous:
                for role in _merge(words):
                    if role != "text" or not any(c["name"] == name and c["role"] != "photo" for c in credits):
                        add(role, name)
            current, named = (), True
        else:
            group = [*group, *words]
            current = _merge(group)
            named = True
        strong = True
        position = match.end()
    if named or matches:
        left += take(text[position:])
    else:
        left += len(_FILLER.sub("", text))
    return Byline(credits, left, strong)


def _as_role(role: str) -> CreditRole:
    return role  # type: ignore[return-value]  # the data file holds the record's own words; a test holds that


def _is_suffix(word: str, before: str, after: str, matches: list[re.Match[str]], match: re.Match[str]) -> bool:
    """Whether a role word stands after its names: 李四 摄, 王五文/图, 赵六 供稿."""
    if word not in (
        "文",
        "图",
        "摄",
        "摄影",
        "图文",
        "文图",
        "供稿",
        "摄影报道",
        "供图",
        "整理",
        "采写",
        "撰稿",
        "编辑",
        "摄像",
    ):
        return False
    rest = _FILLER.sub("", after)
    if after[:1] in (":", "|") or (after[:1] == "/" and rest and not rest.startswith(_SHORT)):
        return False
    return (
        not rest
        or (after[:1] in (")", "]", "】", "/", " ", ",", "、", ";") and before[-1:] not in (" ", ""))
        or (
            not rest
            or any(m.start() - match.end() <= 2 and m is not match for m in matches if m.start() >= match.end())
        )
    )


def _run_of_names(token: str) -> list[str]:
    """Names set without a blank between them are not cut: 张三李四 is read only where both halves are names."""
    for mark in ("和", "及"):
        halves = token.split(mark)
        if len(halves) == 2 and all(map(is_name, halves)):
            return halves
    if len(token) in (5, 6) and is_name(token[:3]) and is_name(token[3:]):
        return [token[:3], token[3:]]
    return []


def credit_line(line: str) -> Byline | None:
    """The byline of a line that holds credits and nothing else, or None."""
    if len(line) > 160 or not line.strip():
        return None
    folded = fold(line).strip()
    if "。" in folded.rstrip("。)") or not _hint().search(folded):
        return None
    byline = read_byline(_WHENCE.sub("", _LEAD.sub("", folded)), offices=True)
    return byline if byline.strong and byline.credits and byline.left == 0 else None


_CAPTION = re.compile(
    r"(?:^|[\s。.])([\u3400-\u9fff·]{2,4}(?:[\s、][\u3400-\u9fff·]{2,4})?)\s?(摄|/?摄影|供图)\s*[)。]?$"
)


_LEAD_BYLINE = re.compile(
    r"^\s*(?:本报讯|本网讯|本台讯|讯)\s*((?:[\u3400-\u9fff]{0,8}(?:记者|通讯员)[\s:]*[\u3400-\u9fff·、\s]{2,20}?)+)(?:报道|文/图|[:,]|\s\s)"
)


def inline_credits(paragraphs: Iterable[str]) -> list[Credit]:
    """Credits inside the article's paragraphs.

    本报讯（记者 某 通讯员 某某） at the head, （某某 摄） in captions, （记者 某） or a bare （某某） at the end, and a
    byline after the last full stop.
    """
    found: list[Credit] = []
    rows = [fold(p) for p in paragraphs]
    for index, row in enumerate(rows):
        for match in _BRACKET.finditer(row):
            inner = next(g for g in match.groups() if g)
            at_end = not row[match.end() :].strip(" 。.")
            byline = read_byline(inner, offices="供稿" in inner or "供图" in inner)
            if byline.strong and byline.credits and byline.left <= 2:
                found += byline.credits
            elif not byline.strong and (
                (at_end and index >= len(rows) - 3) or (index == 0 and row[: match.start()].strip().endswith("讯"))
            ):  # …。（张三 李四）, 本报讯（张三 李四）
                names = read_byline(_unit_first(inner), default="author")
                if names.left == 0 and names.credits and len(names.credits) <= 4:
                    found += names.credits
        trail = _TRAIL.search(row)
        if trail and not trail[1].startswith("("):
            byline = read_byline(trail[1])
            if byline.strong and byline.credits and byline.left == 0:
                found += byline.credits
        if len(row) <= 60 and not trail:
            caption = _CAPTION.search(row)
            if caption:
                found += read_byline(f"{caption[1]} {caption[2]}").credits
        if index == 0:
            lead = _LEAD_BYLINE.match(row)
            if lead:
                byline = read_byline(lead[1])
                if byline.left == 0:
                    found += byline.credits
    return unique(found)


def _unit_first(text: str) -> str:
    """Drop the office in front of a signature: 县融媒体中心 张三 is signed by 张三."""
    parts = text.split()
    while len(parts) > 1 and is_office(parts[0]):
        parts.pop(0)
    return " ".join(parts)


def unique(credits: Iterable[Credit]) -> list[Credit]:
    """The credits without repetition, in order."""
    seen: set[tuple[str, str]] = set()
    kept: list[Credit] = []
    for credit in credits:
        key = (credit["role"], credit["name"])
        if key not in seen:
            seen.add(key)
            kept.append(credit.copy())  # what is read of a line is remembered for other pages
    return kept
