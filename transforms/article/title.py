"""The headline among the lines above the article, or none: a page of bare text may have lost its headline."""

import re
from dataclasses import dataclass
from functools import cache
from operator import add

from transforms.article.fold import words_of
from transforms.article.lexicon import any_of, table
from transforms.article.lines import Line
from transforms.article.names import is_office
from transforms.remembering import remembered
from transforms.text import normalise
from transforms.text.punctuation import is_normal

_NEWS = re.compile(
    r"召开|举行|举办|会议|大会|会上|部署|推进|强调|开展|启动|调研|座谈|讲话|通知|意见|方案|报告|表彰|庆祝|致辞|发言|总结|工作|教育|安排|传达|学习|主持|出席|贯彻|落实|发展|"
    r"加快|创建|走进|我[市县区校省]|全[市县区校省]|年度|学年|学期|教师|学校|开学"
)
_SITE_TAIL = re.compile(r"(?<!\s)\s*(?:[-_|—–·]{1,3}|\s[-_|]\s)\s*([^-_|—–]{2,30})$")
_PHOTO = re.compile(r"\s第\d{1,2}张$")  # 某县召开教育工作会议 第1张: the words for a missing photograph
_LABELLED = re.compile(r"^标\s?题\s*[:：]\s*\|?\s*")  # a cell of a table of facts: 标题：| 全县教育大会召开 | 文号：
# A speaker's line under the headline of a speech: 县教育局局长 张三.
_OFFICIAL = re.compile(
    r"(?:书记|局长|县长|区长|市长|镇长|校长|主任|主席|部长|厅长|主持人|会长)[\s:：]+[\u3400-\u9fff]\s?[\u3400-\u9fff]{1,2}$"
)
# The line of names under a paper's headline: 方从明讲话 何芳主持 苏明德等出席.
_WHO = re.compile(
    r"^(?:[\u3400-\u9fff]{2,12}?(?:出席|主持|讲话|参加|致辞|到会|并讲话|作报告|部署|指导)+(?:会议|大会|并讲话|(?:相关|有关|系列)?活动)?(?:\s+|$)){1,5}$"
)
# The caption of a photograph above the text: 省教育厅厅长方从明做重要讲话.
_SHOWN = re.compile(
    r"^[\u3400-\u9fff、]{2,28}?(?:书记|[局厅县区市校州旗部]长|主任|主席)[\u3400-\u9fff]{2,3}"
    r"(?:主持会议|主持|[作做]?(?:了)?(?:重要|总结)?(?:讲话|发言|致辞|报告|总结))(?:并[作做](?:了)?(?:重要)?(?:总结|讲话|报告))?$"
)
_TERMINAL = re.compile(r"[。；;，,:：]$")
LONGEST = 110
THRESHOLD = 1.5
MOST = 40
"""Lines of a head that are looked at."""


@dataclass(slots=True)
class Headline:
    """The headline and the line it stands on (None where it comes from a breadcrumb or out of the body's line)."""

    text: str
    line: Line | None


@cache
def _site() -> re.Pattern[str]:
    return re.compile(any_of(table("lines")["site"]["ends"]) + "$")


def without_site(title: str, site_names: tuple[str, ...] = ()) -> str:
    """Take the site's name from the end of a title: X召开会议_某县人民政府 -> X召开会议."""
    title = _LABELLED.sub("", _PHOTO.sub("", title))
    for _ in range(4):
        match = _SITE_TAIL.search(title)
        if not match or match.start() < 6:
            break
        tail = match[1].strip()
        if (
            tail in site_names
            or _site().search(tail)
            or (len(tail) <= 8 and len(tail) * 2 < match.start() and not _NEWS.search(tail))
            or ("_" in match[0] and match.start() >= 8)
        ):
            title = title[: match.start()].rstrip()
        else:
            break
    return title.strip()


def normalised(title: str) -> str:
    """A headline with its marks made full-width; its blanks part its lines and stay."""
    if is_normal(title):
        return title  # as most of the links in a list
    return " ".join(normalise(part).text.strip() for part in title.split())


@remembered(8)  # the article's own are asked for twice
def bigrams(text: str) -> frozenset[str]:
    """The character pairs of the text, blanks and marks left out."""
    bare = words_of(text)
    return frozenset(map(add, bare, bare[1:]))


_OF_A_MEETING = re.compile(r"召开|举行|举办|开展|关于|在.{2,40}上的")


_OPENING_MARK = re.compile(r"^[(（《]")


def score(
    line: Line, body: frozenset[str], *, before_info: bool, after_info: bool, next_to_body: bool, in_crumb: bool
) -> float:
    """How much a line above the article looks like its headline."""
    text = line.words
    size = len(text)
    pairs = bigrams(text)
    if size < 4 or size > LONGEST or not pairs or line.han < 4:
        return -9.0
    overlap = len(pairs & body) / len(pairs)
    points = 3.0 * overlap
    points += 1.3 * before_info + 0.6 * after_info + 0.5 * next_to_body + 1.2 * in_crumb
    points += 0.6 * bool(_NEWS.search(text)) + 0.4 * (9 <= size <= 50) + 0.7 * (line.heading in (1, 2))
    points -= 2.0 * (size < 6) + 0.8 * (size < 8) + 1.0 * (size > 70) + 0.8 * bool(_TERMINAL.search(text))
    if (_site().search(text) or is_office(text)) and not _OF_A_MEETING.search(text):
        points -= 1.6
    if _OPENING_MARK.match(text) and size < 16:
        points -= 1.0
    if _WHO.match(text):
        points -= 2.0
    if line.pairs or text.count("|") > 1:
        points -= 1.5
    if _OFFICIAL.search(text):
        points -= 1.5
    if _SHOWN.match(text):
        points -= 4.0
    if text.startswith(("——", "—", "--")):
        points -= 1.5
    return points


def choose(before: list[Line], body_text: str, path: list[str], site_names: tuple[str, ...]) -> Headline | None:
    """The headline, by where it stands and by how much of it the article says again."""
    body = bigrams(body_text[:3000])
    last_step = words_of(path[-1]) if path else ""
    infos = [i for i, line in enumerate(before) if line.kind == "info"]
    last_info = infos[-1] if infos else -1
    kept = _candidates(before)
    told = {i for i, line in enumerate(before) if line.kind in ("short", "prose")}
    found: tuple[float, int] | None = None
    for place, index in enumerate(kept):
        line = before[index]
        bare = words_of(line.words)
        near_info = next((i for i in infos if i > index), None)
        points = score(
            line,
            body,
            before_info=near_info is not None and told.isdisjoint(range(index + 1, near_info)),
            after_info=last_info >= 0 and index > last_info,
            next_to_body=place == len(kept) - 1,
            in_crumb=bool(last_step)
            and len(bare) >= 6
            and (bare.startswith(last_step.rstrip("…")) or last_step.startswith(bare)),
        )
        if line.kind == "item":
            points -= 1.0
        elif index + 1 < len(before) and _WHO.match(before[index + 1].words):
            points += 1.5
        if found is None or points >= found[0]:
            found = (points, index)
    if found and found[0] >= THRESHOLD:
        line = before[_whole(before, kept, found[1])]
        text = _joined(before, before.index(line), body)
        return Headline(without_site(text, site_names), line)
    if path and len(path[-1]) >= 8 and len(bigrams(path[-1]) & body) / max(1, len(bigrams(path[-1]))) >= 0.6:
        return Headline(path[-1], None)
    return None


def _candidates(before: list[Line]) -> list[int]:
    """The lines that may be the headline: no pure links, and of a long head its end and its very first lines."""
    kept = [
        i
        for i, line in enumerate(before)
        if line.kind in ("short", "prose") or (line.kind == "item" and not line.links) or line.heading == 1
    ]
    return kept if len(kept) <= MOST else [*kept[:4], *kept[4 - MOST :]]


def _whole(before: list[Line], kept: list[int], chosen: int) -> int:
    """The line that says the chosen one and more: a headline set in two lines under the same headline in one."""
    bare = words_of(before[chosen].words)
    for index in kept:
        other = words_of(before[index].words)
        if index < chosen and other != bare and other.endswith(bare) and len(other) <= LONGEST and len(bare) < 14:
            return index
    return chosen


def _joined(before: list[Line], index: int, body: frozenset[str]) -> str:
    """The headline's text; a headline broken over two lines is closed where the first line cannot stand alone."""
    text = before[index].words
    if index > 0 and before[index - 1].kind == "short":
        above = before[index - 1].words
        if (above.count("“") > above.count("”") or above.count("《") > above.count("》")) and len(above) + len(
            text
        ) <= LONGEST:
            return above + text
    return text


_SPEECH = re.compile(
    r"^(?P<title>[^。！？\n]{6,70}?(?:讲话|发言|致辞|报告|主持词|讲话稿|发言稿|讲稿|总结|表态|汇报)(?:稿|提纲|材料)?)\s*(?:[(（][^()（）]{2,30}[)）])?\s*(?=(?:尊敬的|亲爱的)?(?:各位|同志们|老师们|同学们|朋友们|大家))"
)


def from_body(text: str) -> tuple[str, int] | None:
    """The headline at the head of a body that came as one line (…上的讲话同志们：…), with where the speech begins."""
    match = _SPEECH.match(text[:160])
    return (match["title"].strip(), match.end()) if match else None


_OPENS = re.compile(
    r"\s|(?:尊敬的|各位|同志们|老师们|同学们|朋友们|大家|今天|刚才|这次|本报讯|本网讯|近日|日前|\d{1,2}月\d{1,2}日|\d{4}年\d)"
)


def repeated(body_line: str, title: str) -> int:
    """How many characters at the head of the article's first line repeat the headline (0: none)."""
    if len(title) < 6 or not body_line.startswith(title):
        return 0
    rest = body_line[len(title) :]
    if _OPENS.match(rest):
        return len(title) + len(rest) - len(rest.lstrip())
    return 0
