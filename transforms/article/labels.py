"""The info line: 发布时间：… 来源：… 作者：… 点击量：… 【公开】, with or without blanks and brackets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from transforms.article import dates
from transforms.article.lexicon import any_of, labels, roles
from transforms.remembering import remembered

# Words that end a value although no colon follows them.
_STOPS = (
    r"关\s{0,2}键\s{0,2}词|主\s{0,2}题\s{0,2}词|索\s{0,2}引\s{0,2}号|\s{2,}|[【\[]|字体$|字号$|\|(?=\s|$)|\s[|]\s|\s(?=(?:字体|字号|打印|关闭|收藏|分享|浏览|点击|阅读|大\s|A[+-]|T\||"
    r"我要|扫一扫|视力|背景|评论|纠错|听))"
)
_MARK = re.compile(r"[:|]")
_VISIBLE = re.compile(r"[【\[](公开|内部|依申请公开|主动公开|不公开|校内公开|内部公开|仅本校|仅校内)[】\]]")
_BARE_VIEWS = re.compile(
    r"(?:已有)?(?<![\d:/.-])(\d{1,9})\s*(?:次浏览|次阅读|次点击|次访问|人浏览|人阅读|次查看|阅读(?!\s*[:\d])|浏览(?!\s*[:\d次])|人看过|人次浏览|人已阅读)"
    r"|(?:阅读|浏览|点击|点击量|阅读量|浏览量|阅读次数|浏览次数)\s{0,2}\(?(\d{1,9})\)?(?![\d年月日\-./:])"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One label with its value: the field it fills, the rank of the label, the value as printed, offsets of both."""

    field: str
    rank: int
    value: str
    start: int
    end: int
    word: str = ""


@cache
def _byline() -> str:
    return any_of([re.escape(w) for w in roles() if len(w) > 1])


@cache
def _stops() -> re.Pattern[str]:
    return re.compile(rf"{_STOPS}|\s(?=(?:19|20)\d{{2}}[-/.年])|\s(?={_byline()}(?:\s|[\u3400-\u9fff]{{2,4}}(?:\s|$)))")


@cache
def _signed() -> re.Pattern[str]:
    return re.compile(rf"(?<!\s)\s+(?P<byline>{_byline()}[\s\S]*)")


@cache
def _pattern() -> re.Pattern[str]:
    # 时间 and 日期 alone end many other labels (会议时间, 截止日期): nothing may stand before them but a count (次).
    # Asked behind the word, for the engine skips to where a pattern of plain heads can begin.
    words = [rf"{w}(?<![\u3400-\u6b20\u6b22-\u9fff]{w})" if w in ("时间", "日期") else re.escape(w) for w in labels()]
    bylines = [re.escape(w) for w in roles() if len(w) > 1]
    # A label may be set wide (来 源：) or carry a blank before its colon (时间 : 2023-02-24).
    wide = [r"\s{1,4}".join(w) for w in ("来源", "作者", "日期", "时间", "编辑", "发布", "浏览", "点击", "记者")]
    return re.compile(rf"(?P<word>{any_of(words + bylines)}|{any_of(wide)})\s{{0,2}}[:|](?!//)")


def _takes_bar(word: str) -> bool:
    """Whether a bar may stand behind the label (编辑 | 何芳); behind 浏览 it parts menu words."""
    return word in roles() or labels().get(word, ("",))[0] == "source"


_OWN_LABEL = re.compile(r"(?<=\S)\s+(?:[\u3400-\u9fff]{2,6}:|[大中小]字体?(?=\s|$)|字[体号]|扫码|打印|分享|收藏).*$")
# 凡本网注明“来源：云溪日报”的作品: a disclaimer, no info line.
_DISCLAIMED = re.compile(r"(?:注明|标明|凡)[^:]{0,12}[“\"]?(?:稿件)?来源:")


@cache
def _longest() -> int:
    """Characters of the longest label with the blanks behind it."""
    return 2 + max(6, *map(len, labels()), *map(len, roles()))


def _matches(text: str) -> Iterator[re.Match[str]]:
    """The matches of the label pattern. A label ends with its mark: only what stands before one is looked at."""
    pattern, reach, done = _pattern(), _longest(), 0
    for mark in _MARK.finditer(text):
        at = mark.start()
        if at < done:
            continue
        match = pattern.search(text, max(done, at - reach), at + 3)
        if match:
            yield match
            done = match.end()


def scan(text: str) -> list[Labelled]:
    """All label-value pairs of a folded line, in order. Credits come as field `credit`, the label as `word`."""
    if ": |" in text:
        text = text.replace(": |", ":  ")  # cells of a table of facts, whose bars the text crawl kept
    if "日期 20" in text or "时间 20" in text:
        text = _MARK_LOST.sub(r"\1:", text)
    if (":" not in text and "|" not in text) or _DISCLAIMED.search(text):
        return []
    return list(_scan(text))


_BLANK = re.compile(r"\s")
# 索引号 0123 发布日期 2023-05-11 发布机构 某某街道办事处: cells whose colons were drawn by a style sheet.
_MARK_LOST = re.compile(r"(?<!\S)(发布(?:日期|时间|机构|单位|部门)|成文日期|发文机关|索引号) (?=[\u3400-\u9fffA-Z\d])")


@remembered(64)  # a line is asked for its labels by several readers
def _scan(text: str) -> tuple[Labelled, ...]:
    matches = [m for m in _matches(text) if m[0][-1] == ":" or _takes_bar(m["word"])]
    found: list[Labelled] = []
    for index, match in enumerate(matches):
        word = _BLANK.sub("", match["word"])
        stop = matches[index + 1].start() if index + 1 < len(matches) else len(text)
        field, rank = labels().get(word, ("credit", 0) if word in roles() else ("nothing", 0))
        value = text[match.end() : stop]
        also: Labelled | None = None
        if field in ("published", "updated"):
            moment = dates.moments(value[:48])
            end = match.end() + (moment[0][1] if moment else len(value) - len(value.lstrip()))
            value = value[:48]
        else:
            cut = None if field == "credit" else _stops().search(value.lstrip())
            lead = len(value) - len(value.lstrip())
            if cut:
                signed = _signed().match(value, lead + cut.start())
                if signed:
                    # 来源：云溪日报 记者 何芳: a byline without a colon behind a value.
                    start = match.end() + signed.start("byline")
                    also = Labelled("credit", 0, signed["byline"].strip(), start, match.end() + signed.end())
                value = value[: lead + cut.start()]
            end = match.end() + len(value.rstrip())
        value = value.strip(" \t[]【】|,;")
        if field in ("source", "unit"):
            # 来源：云溪日报 所属园区：城东工业园: a label of the site's own ends the value.
            value = _OWN_LABEL.sub("", value).rstrip()
        if value.endswith(")") and "(" not in value:
            value = value[:-1].rstrip()
        found.append(Labelled(field, rank, value, match.start(), end, word))
        if also:
            found.append(also)
    return tuple(found)


def views(line: str, pairs: Sequence[Labelled]) -> int | None:
    """How often the page was read, from a label or from 1031次浏览, 阅读 4064."""
    for pair in pairs:
        if pair.field == "views":
            number = re.match(r"\s*+[\[(]?+\s*+(\d{1,9})(?:\s*次|\s*人|\s|\]|\)|$)", pair.value + " ")
            if number:
                return int(number[1])
            wide = re.match(r"\s*+(\d{1,4}(?:\.\d+)?)\s*+([万wW])\+?", pair.value)
            if wide:
                return round(float(wide[1]) * 10000)
    text = line
    for start, end, _ in dates.moments(text):
        text = text[:start] + "-" * (end - start) + text[end:]
    bare = _BARE_VIEWS.search(text)
    return int(bare[1] or bare[2]) if bare else None


def visibility(line: str, pairs: Sequence[Labelled]) -> str | None:
    """公开 in 【公开】 or 公开方式：主动公开."""
    for pair in pairs:
        if pair.field == "visibility" and 2 <= len(pair.value) <= 8:
            return pair.value
    marked = _VISIBLE.search(line)
    return marked[1] if marked else None


def unlabelled(line: str, pairs: Sequence[Labelled]) -> str:
    """What is left of a line when labels with their values, dates, view counts and marks are taken away."""
    text = line
    kept = list(text)
    for start, end in _covered(text, pairs):
        kept[start:end] = " " * (end - start)
    rest = _VISIBLE.sub(" ", "".join(kept))
    rest = _BARE_VIEWS.sub(" ", rest)
    return re.sub(r"[\s|/,:;\[\]【】()<>《》·.。_+=#*~-]+", "", rest)


def _covered(text: str, pairs: Sequence[Labelled]) -> Iterator[tuple[int, int]]:
    for pair in pairs:
        yield pair.start, pair.end
    for start, end, _ in dates.moments(text):
        yield start, end
