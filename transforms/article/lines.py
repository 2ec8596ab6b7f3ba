"""What a line of a page is: prose, headline-like, info line, breadcrumb, credits, furniture, footer, end of article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from transforms.article import labels
from transforms.article.credits import Byline, credit_line
from transforms.article.dates import moments
from transforms.article.fold import fold
from transforms.article.labels import Labelled
from transforms.article.lexicon import any_of, pattern, table
from transforms.remembering import remembered

Kind = Literal["blank", "prose", "short", "info", "crumb", "credit", "furniture", "tail", "footer", "item", "spam"]

_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")
# Labels set wide: 索 引 号：, 来 源：.
_SPACED = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff](?: {1,4}[\u3400-\u9fff]){1,3}(?=\s{0,2}[:|])")
_SENTENCE = re.compile(r"[。！？；…]|[!?;](?=\s|$|[\u3400-\u9fff”\"])")
_ADDRESS = re.compile(r"https?://[!-~]+")
_COMMA = re.compile(r"[，,、]")
_RANKED = re.compile(r"^\s*(?:[·•●○■◆▪◦▶►*]\s*)?(?:\d{1,2}[\s.、)\]:·]\s*){0,2}")
_BULLET = re.compile(r"^\s*(?:[·•●○■◆▪◦▶►]|\d{1,2}\s*[.、)]\s*\d{1,2}\s|\d{1,2}\s{1,3}(?=[\u3400-\u9fff“《]))")
ENUMERATED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[,，、项条章]|[一二三四五六七八九]是|\d{1,2}[.．、](?!\s*\d{1,2}\s))"
)
_ADDRESSEES = re.compile(r"^(?:各|有关|全[县市区旗]各|机关各|局机关|局属|市直|县直|区直)[^。！？]{1,90}[:：]\s*$")
_SALUTE = re.compile(
    r"^(?:(?:尊敬的)?各位\S{0,20}|同志们|老师们|同学们|朋友们|(?:亲爱|尊敬)的\S{1,20}|(?:[^\s们]{2,6}们[、,，]?){1,6})(?:[、,，\s]{0,4}\S{0,12}们?)?[:：!！]\s*$"
)
CAPTION = re.compile(
    r"(?:^(?:图为|图\d|图[一二三四五]|[△▲▽▼↑↓←→◎☆★]|\(?图(?:说|注)?[:：])|(?:现场|合影|场景|一角)[。.]?$|[\s)）](?:摄|供图)[)）]?$|资料图片?[)）]?$|[\u3400-\u9fff]\s摄[)）]?$)"
)


@dataclass(slots=True)
class Line:
    """One line (or block) of a page.

    `text` is the restored text without outer blanks, `start` its offset in the restored page, `folded` its folded
    form. `cell` marks a cell of a table that bare text left with its bar (语文 |). `links` is the number of characters
    that stand in links, `url` the address of the only link, both from HTML.
    """

    text: str
    start: int = 0
    links: int = 0
    url: str | None = None
    heading: int = 0
    folded: str = ""
    kind: Kind = "blank"
    han: int = 0
    pairs: Sequence[Labelled] = ()
    byline: Byline | None = None
    inside: bool = False
    cell: bool = False

    @property
    def words(self) -> str:
        """The text without the bullet or rank in front of it."""
        return _RANKED.sub("", self.folded, count=1).strip()


@cache
def _crumb() -> tuple[re.Pattern[str], ...]:
    data = table("lines")["crumb"]
    homes = any_of(data["home"])
    home = rf"(?:(?<![\s\S])|(?<=[\s\d])){homes}\s*(?:-?\s*[>›»→]+|&gt;|/|-|—|\||::)\s*\S"
    # 云溪网 > 新闻 > 时政: the site's name in the place of 首页.
    bare = r"(?<![\s\S])[^\s>›»。，]{2,16}(?:\s*[>›»]{1,2}\s*[^\s>›»。，]{1,40}){1,6}$"
    # 首页 政务公开 教育资讯: marks lost; more steps than two would be a menu.
    lost = r"(?<![\s\S])(?:网站)?首页\s+[\u3400-\u9fff]{2,8}(?:\s+[\u3400-\u9fff]{2,8})?$"
    # 首页 信息公开 组织机构 镇街 工作信息正文: the last step is the article itself.
    lost = rf"{lost}|(?<![\s\S])(?:网站)?首页(?:\s+[^\s。，]{{2,16}}){{1,9}}(?<=正文)$"
    lost = rf"{lost}|(?<![\s\S])[^\s。，]{{2,16}}(?:\s+[^\s。，]{{2,16}}){{1,6}}(?<=\s正文)$"
    return tuple(map(re.compile, (any_of(data["words"]), homes, home, rf"{bare}|{lost}")))


def _is_crumb(text: str) -> bool:
    """Whether the head of a line says that it is a breadcrumb; the quick questions come first."""
    words, homes, home, at_start = _crumb()
    if words.search(text) or (homes.search(text) and home.search(text)):
        return True
    marked = ">" in text or "›" in text or "»" in text or text.startswith(("首页", "网站首页")) or text.endswith("正文")
    return marked and at_start.match(text) is not None


@cache
def _label_hint() -> re.Pattern[str]:
    return re.compile(r"[:：|｜丨∶]|\d{4}\s*[-/.年]|次浏览|阅读|浏览|【")


def is_footer(folded: str) -> bool:
    """Whether the line is of the page's foot: who runs the site, licences, contact."""
    strong = len(pattern("footer", "strong").findall(folded))
    if strong and len(folded) <= 400 * strong:
        return "。" not in folded[:-1] or strong >= 2 or len(folded) < 120
    if len(folded) <= 200 and "。" not in folded:
        weak = len(pattern("footer", "weak").findall(folded))
        return weak >= 2 or (weak == 1 and len(folded) <= 40 and not _COMMA.search(folded))
    return False


def is_prose(folded: str, han: int) -> bool:
    """Whether the line reads as running text."""
    if han < 12:
        return False
    ends = len(_SENTENCE.findall(folded))
    if ends and len(folded) <= 60 and "。" not in folded and folded[-1:] not in "！？；…!?;:”":
        # 凝心聚力谋新篇！某县召开教育工作会议: a headline.
        return False
    if ends:
        return han >= 16 or folded.rstrip('”")）】')[-1:] in "。！？；…!?;:"
    return han >= 36 and bool(_COMMA.search(folded))


def classify(line: Line) -> Line:
    """Fill in what the line is."""
    read = _read_before if len(line.text) <= _REMEMBERED else _read
    known = read(line.text, line.links, line.url is not None)
    line.folded, line.han, line.kind = known.folded, known.han, known.kind
    line.pairs, line.byline = known.pairs, known.byline
    return line


def _read(text: str, links: int, linked: bool) -> Line:
    """The line of a text, `links` characters of which stand in links; `linked` where one has an address."""
    line = Line(text, links=links, url="" if linked else None)
    folded = fold(text).strip()
    if " " in folded and (":" in folded or "|" in folded):
        folded = _SPACED.sub(_closed, folded)
    line.folded = folded
    line.han = len(_NOT_HAN.sub("", folded))
    line.kind = _kind(line, folded)
    return line


_REMEMBERED = 300
"""Characters of the longest line that is remembered; longer ones are paragraphs, which no other page has."""
# Menus, lists, labels and feet are the same on all pages of a site.
_read_before = remembered(2048)(_read)


def _closed(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")


_NEIGHBOUR = re.compile(r"[-•·]?\s{0,8}[上下]一篇\s{0,8}[:：]")


def _kind(line: Line, text: str) -> Kind:
    """What the line is. The order of the tests is the order of their certainty."""
    if not text:
        return "blank"
    if not line.han and not re.search(r"[A-Za-z0-9]", text):
        return "furniture"
    size = len(text)
    if line.url is not None and line.links >= line.han and size <= 60 and ":" not in text:
        # A link with nothing beside it: menus and lists are hundreds of them.
        return "tail" if size <= 14 and pattern("tail", "starts", start=True).match(text) else "item"
    if size <= 160 and pattern("furniture", "spam").search(text) and "。" not in text:
        return "spam"
    if size <= 260 and _is_crumb(text[:120]) and not is_prose(text, line.han):
        return "crumb"
    if line.han > 400:
        return "prose"
    if is_footer(text):
        return "footer"
    if size <= 80 and "一篇" in text[:8] and _NEIGHBOUR.match(text):
        return "tail"  # 上一篇：我校隆重开学了！ ends as prose does
    if size <= 60 and pattern("tail", "starts", start=True).match(text) and not is_prose(text, line.han):
        return "tail"
    if size <= 300 and _label_hint().search(line.text):
        line.pairs = labels.scan(text)
        if _is_info(line, text):
            return "info"
    if size <= 160:
        line.byline = credit_line(text)
        if line.byline is not None:
            return "credit"
    if size <= 120 and pattern("furniture", "whole", whole=True).match(text):
        return "furniture"
    if size <= 400 and pattern("furniture", "inside").search(text) and not _long_story(text):
        return "furniture"
    if is_prose(text, line.han):
        return "prose"
    if line.links and line.links >= 0.8 * max(1, len(re.sub(r"\s", "", text))):
        return "item"
    if _BULLET.match(text):
        return "item"
    return "short"


def _long_story(text: str) -> bool:
    return len(text) > 200 and len(_SENTENCE.findall(text)) >= 4


def _is_info(line: Line, text: str) -> bool:
    """Whether a line is made of labels, dates and counts, but for a few characters."""
    known = [p for p in line.pairs if p.field not in ("nothing", "credit")]
    dated = moments(text)
    if not known and not dated:
        return len(line.pairs) >= 2 and any(p.field == "nothing" for p in line.pairs) and len(text) < 120
    if "。" in text:
        return False
    rest = labels.unlabelled(_ADDRESS.sub(" ", text), [] if _ADDRESS.search(text) else line.pairs)
    if dated and not line.pairs and _ADDRESS.search(text) and len(text) <= 110:
        # 云溪县教育局 http://jyj.example.gov.cn/ 2024-02-22 08:45
        return len(rest) <= 24
    if dated and not line.pairs:
        # 宛城区 未知/阳光 2021-01-07 次浏览; 文明网 2011-09-08 17:30
        return len(rest) <= 14 and len(text) <= 60 and not (len(rest) > 5 and _BULLET.match(text))
    return len(rest) <= 24 or len(rest) <= 0.25 * len(text)


def is_salute(folded: str) -> bool:
    """Whether the line is the address at the head of a speech (同志们：) or of a notice (各镇人民政府，各学校：)."""
    if folded in ("同志们", "各位领导", "老师们", "同学们"):
        return True
    return (len(folded) <= 40 and bool(_SALUTE.match(folded))) or bool(_ADDRESSEES.match(folded))
