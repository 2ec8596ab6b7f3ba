"""What stands after the article: hot lists and related links with their ranks, and the comment box's counts."""

import re

from transforms.article import title
from transforms.article.lexicon import pattern
from transforms.article.lines import Line
from transforms.article.names import is_office
from transforms.record import Comments, Related

_RANK = re.compile(
    r"^\s*(?:[·●○■◆▪◦▶►*]\s*)?(?:(\d{1,2})\s*[.、)\]:·]?\s+)?(?:(\d{1,2})(?:\s*[.、)\]:·]\s*|\s+))?(?=\S)"
)
_BULLET = re.compile(r"^\s*[·●○■◆▪◦▶►*]")
_ORDERED = re.compile(
    r"^\s*(?:\d{1,2}\s*[.、)]\s*\d{1,2}\s|\d{1,2}\s*[.、)]|\d{1,2}\s{1,3}(?=[\u3400-\u9fff“《]|(?:19|20)\d{2}))"
)
_TAB = re.compile(r"^.{0,4}(?:点击|排行|热点|榜|更多)$|^[日周月年天24小时\s]{1,5}$")
_HEAD = re.compile(
    r"(?:相关|关联|推荐|热门|热点|热文|排行|最新|延伸|精彩|图片|猜你|阅读|要闻|头条|专题|视频|往期|一周|今日|本周|点击|更多|榜)"
)
_PREVIOUS = re.compile(r"[上下]一?[篇条则]")
_BOX = re.compile(r"\d{1,9}\s{0,4}(?:条评论|人参与)|我来说两句|登录后发表")
_NO_HEADING = re.compile(r"评论|声明|附件|打印|关闭|分享|扫一扫|二维码|当前页|登录|导航|栏目|菜单")
_FOUR_HAN = re.compile(r"\A(?:[^\u3400-\u9fff]*+[\u3400-\u9fff]){4}")
_DATE_TAIL = re.compile(
    r"(?<!\s)\s*[\[(]?(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?[\])]?\s*$"
)
_COMMENT_WORD = re.compile(r"评论|参与|跟帖|留言")
_TAKING_PART = re.compile(r"(\d{1,7})\s*人\s*参与")
_COUNT = re.compile(
    r"(\d{1,7})\s*条\s*(?:评论|留言|回复)|(?:评论|跟帖|留言)(?:数)?\s*[(:（]?\s*(\d{1,7})\s*[)）]?(?!\d*\s*人)"
)


def related(lines: list[Line], *, above: bool = False) -> list[Related]:
    """The lists of a page in page order. A list without a heading is not taken: menus have none.

    `above`: the lines stand above the article, where a list needs a heading element or a heading's words.
    """
    after = lines
    furniture = pattern("furniture", "whole", whole=True)
    rows: list[Related] = []
    name: str | None = None
    rank = 0
    open_list = False
    for index, line in enumerate(after):
        if line.kind in ("footer", "crumb"):
            name = None
            continue
        if name is None and line.links and line.kind == "item":
            # An entry of a menu or of a list without a heading.
            continue
        text = line.folded
        bulleted = (line.links > 0 and line.kind == "item") or bool(_BULLET.match(text) or _ORDERED.match(text))
        if not bulleted and line.kind not in ("prose", "credit", "info", "spam"):
            if _is_heading(line, after, index) and not (above and not _heads_list(line)):
                name, rank, open_list = _heading(text), 0, line.kind == "tail" and not above
                continue
            if name is None or not open_list or line.kind in ("furniture", "tail"):
                if line.kind in ("furniture", "tail") and name is not None and _PREVIOUS.search(text):
                    name = None
                continue
        elif line.kind == "prose" or line.kind in ("credit", "info", "spam"):
            continue
        if name is None:
            continue
        match = _RANK.match(text)
        said = text[match.end() :] if match else text
        last = said.rstrip()[-1:]
        if last.isdecimal() or last in ("日", "]", ")"):
            said = _DATE_TAIL.sub("", said)
        said = said.strip(" ·|")
        if not _FOUR_HAN.match(said) or _TAB.match(said) or _BOX.search(said):
            continue
        if furniture.match(said):
            continue
        number = int(match[2] or match[1] or 0) if match else 0
        if _ORDERED.match(text) and number:
            rank = number
        else:
            rank += 1
        start = text.find(said)
        offset = line.text.find(said[0]) if start < 0 else start
        shown = line.text[offset : offset + len(said)] if len(line.text) == len(line.folded) else said
        rows.append(Related(list=name, rank=rank, title=title.normalised(shown), url=line.url))
    return rows


def _heading(text: str) -> str:
    text = text.replace("】", "").replace("》", "")
    return re.sub(r"\s*(?:更多|more|MORE|[>»+:：\]】])*\s*$", "", text).strip(" [【·|")


def _is_heading(line: Line, after: list[Line], index: int) -> bool:
    """A short line with list entries under it."""
    text = line.folded
    if len(text) > (70 if line.kind == "tail" and "相关" in text else 20) or _NO_HEADING.search(text):
        return False
    following = [x for x in after[index + 1 : index + 6] if x.kind != "blank"]
    listed = sum(
        bool(_BULLET.match(x.folded) or _ORDERED.match(x.folded) or (x.kind == "item" and x.links)) for x in following
    )
    if _PREVIOUS.search(text):
        return ":" not in text and sum(x.kind == "item" and x.links > 0 for x in following) >= 2
    if listed >= 2 or (listed == 1 and line.heading and line.kind == "tail" and _HEAD.search(text)):
        return True  # 相关阅读 in a heading element may have one entry
    return bool(
        line.kind == "tail"
        and _HEAD.search(text)
        and len([x for x in following if x.kind == "short" and x.han >= 5]) >= 2
    )


def _heads_list(line: Line) -> bool:
    """Whether a line above the article is a list's heading: not the site's name, which heads the menu."""
    return line.kind == "tail" or (line.heading == 3 and not is_office(line.folded))


def comments(lines: list[Line]) -> Comments | None:
    """What the comment box counts; None where there is no box or it shows no numbers."""
    taking_part: int | None = None
    count: int | None = None
    if not _COMMENT_WORD.search("\n".join([line.folded for line in lines])):
        return None
    for line in lines:
        text = line.folded
        if len(text) > 80 or not _COMMENT_WORD.search(text):
            continue
        people = _TAKING_PART.search(text)
        number = _COUNT.search(text)
        if people and taking_part is None:
            taking_part = int(people[1])
        if number and count is None:
            count = int(number[1] or number[2])
    if taking_part is None and count is None:
        return None
    return Comments(participants=taking_part, count=count)
