"""The rules that decide the kind of a page, in the order in which they are tried."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from transforms.gazetteer import named_in
from transforms.language import Scanner
from transforms.meeting.choose import Chosen, choose
from transforms.meeting.facts import PageFacts
from transforms.meeting.mentions import NOUN, mentions
from transforms.meeting.speech import is_commentary
from transforms.meeting.topic import is_event, is_sitting
from transforms.record import DocType

_MASK = Scanner(
    r"[*＊×✕#]{2,}|(?<![A-Za-z0-9])[xX]{2,}(?![A-Za-z0-9])|"
    r"(?<![A-Za-z])[xX](?=[省市县区镇乡校年月日])|[×＊*](?=[省市县区镇乡校年月日同])|(?<![\d*＊])[*＊](?=[人名所个%％])|"
    r"某(?:某|省|市|县|区|镇|乡|校)|20[xX*×]{2}|〔\s*〕|_{3,}|○{2,}|（\s*）(?=[人个所名])|"
    r"\[[^\]]{0,6}(?:姓名|地名|单位)\]"
)
_HIDDEN_NUMBER = re.compile(r"[*＊]{2}(?=[年月日人所个名万元%％])")
_HIDDEN_DAY = re.compile(r"[*＊][*＊.]{0,30}(?=[年月日人所个名万元%％])|(?<=[年月])[*＊]{1,4}")
_NAMED_THERE = re.compile(r"(?:书记|长|主任|主席)[\u4e00-\u9fff]{2,3}(?:出席|指出|强调|讲话|主持|要求|参加)")
# What masks hold, but for a bracket and 20: every article has some.
_MASK_HINTS = "*＊×✕#xX某〔_○["
_SPEECH = r"(?:讲话|发言|致辞|致词|报告|主持词|演讲|点评|表态|总结|汇报)"
_SPEECH_TITLE = re.compile(
    rf"{NOUN}[”’）]?(?:暨[^，。]{{0,20}})?(?:闭幕式|开幕式)?(?:上|时|的)的?[^，。]{{0,10}}?{_SPEECH}|"
    rf"在[^，。]{{2,40}}{NOUN}[^，。]{{0,4}}{_SPEECH}|"
    r"(?:讲话|致辞|致词|主持词|发言稿|讲话稿|发言|演讲稿|祝酒词|主持稿)(?:稿|全文|摘要|实录|摘登|"
    r"要点)?(?:[（(].*[)）])?$"
)
_REPORTED_SPEECH = re.compile(r"讲话精神|发表(?:重要)?讲话|并讲话|讲话(?:强调|引|在)|贯彻|学习|强调|传达")
_ADDRESS = re.compile(
    r"(?:同志们|各位[\u4e00-\u9fff、，（）]{2,24}|尊敬的[\u4e00-\u9fff、，（）]{2,24}|老师们|"
    r"同学们|各位代表|朋友们)[：:！!]"
)
_FIRST_PERSON = re.compile(
    r"今天，?我们|我们(?:今天)?(?:在这里)?召开|下面，?(?:我|请)|我(?:讲|谈|就|代表|完全同意|强调|"
    r"再强调)|刚才，|这次会议|今天的会议"
)
_SIGNED = re.compile(r"(?:^|\n)[\u4e00-\u9fff]{2,4}\n")  # the speaker's name on a line of its own
# The speaker and the day, each on a line: 赵 某 军 / （2011年3月30日）: a speech that was held.
_SIGNED_HEAD = re.compile(
    r"(?:^|\n)[\u4e00-\u9fff][ \u3000]?[\u4e00-\u9fff]{1,2}[ \u3000]?[\u4e00-\u9fff]?\n"
    r"[（(](?:19|20)\d\d年\d{1,2}月\d{1,2}日[）)]"
)
_ARTICLE = re.compile(r"(?:^|\n)[^\S\n]{0,8}第[一二三四五六七八九十]{1,3}条[ 　]")
# News that a library of documents took in: a day, and what was held on it.
_DATED_REPORT = re.compile(r"(?<!\d)\d{1,2}月\d{1,2}日[^。\n]{0,90}(?:召开|举行)")
_FULL_DATE = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_SENTENCE = re.compile(r"[。！？]")
_VISIT = re.compile(r"调研|督导|检查|考察|走访|慰问|视察|看望|督查")


@dataclass(frozen=True, slots=True)
class PageKind:
    """The kind of a page; `chosen` is the meeting that it reports, for the meeting reader; `reasons` name the rules."""

    doc_type: DocType
    is_education_meeting: bool
    chosen: Chosen | None
    reasons: tuple[str, ...]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("transforms.kind").joinpath("data", "kinds.toml").read_text("utf-8"))


def _holds(text: str, words: list[str]) -> bool:
    return any(map(text.__contains__, words))


def classify(facts: PageFacts) -> PageKind:
    """Decide the kind of a page. Pure, total, and every decision names its rule."""
    title, body = facts.title or _headline(facts.body), facts.body
    if _no_article(title, body):
        return PageKind("not_article", False, None, ("no_article",))
    reasons = _model_reasons(facts)
    if reasons:
        return PageKind("model_text", False, None, reasons)
    chosen = choose(facts)
    if title.rstrip("）) ").endswith("政府工作报告"):
        return PageKind("policy", False, None, ("title:policy",))
    if _is_speech(title, body):
        return PageKind("speech", False, None, ("speech",))
    titled = chosen is not None and chosen.in_title is not None
    kind = None if titled else _by_title(title)
    if kind is None and not titled:
        kind = _by_body(body)
    if kind is not None:
        return PageKind(kind, False, None, (f"document:{kind}",))
    if chosen is None or is_commentary(title, body):
        return PageKind("other_news", False, None, ("no_meeting",))
    if chosen.education:
        return PageKind("meeting_report", True, chosen, ("education_meeting",))
    if is_event(chosen.mention.name):
        return PageKind("other_news", False, chosen, ("event",))
    if is_sitting(chosen.mention.name) or is_sitting(title):
        return PageKind("other_news", False, chosen, ("sitting",))
    if titled or not _VISIT.search(title):
        return PageKind("meeting_report", False, chosen, ("other_meeting",))
    return PageKind("other_news", False, None, ("visit",))


def _headline(body: str) -> str:
    """The first line of a page without a headline, where it is one: short, and no sentence."""
    first = body.split("\n", 1)[0].strip()
    return first if len(first) <= 50 and not _SENTENCE.search(first) else ""


def _by_body(body: str) -> DocType | None:
    """Notices and documents by their own phrases: 特此通知; 第一条 …, 第二条 …; 现印发给你们."""
    words = _words()
    if len(_ARTICLE.findall(body)) >= 3 or _holds(body, words["policy"]["body"]):
        return "policy"
    return "notice" if _holds(body, words["notice"]["body"]) else None


def _no_article(title: str, body: str) -> bool:
    """Nothing to read: an empty body, or a list of headlines."""
    text = body.strip()
    if len(text) < 15:
        return not (mentions(title) or (text and _SENTENCE.search(text)))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 8:
        return False
    if sum(map(len, lines)) / len(lines) >= 32:
        return False
    return sum(1 for line in lines if _SENTENCE.search(line) or len(line) > 45) / len(lines) < 0.1


def _model_reasons(facts: PageFacts) -> tuple[str, ...]:
    """Why this is a model text: masks in place of names, a document library, a speech with no place, day or person."""
    words = _words()["model_text"]
    title, body = facts.title or "", facts.body
    head = f"{title}\n{facts.under_headline}\n{body[:600]}"
    masks = _masks(title, f"{_MASK_HINTS}（") * 2 + _masks(body, _MASK_HINTS)
    if masks and _NAMED_THERE.search(body[:400]):
        masks -= len(_HIDDEN_NUMBER.findall(body))  # a site that hides numbers: *月**日,全市教育工作会议召开
    elif masks and not _MASK.pattern.search(title) and mentions(title) and named_in(title):
        masks = _masks(_HIDDEN_DAY.sub("", body), _MASK_HINTS)  # ***.******.***月**日 below 江苏盐城…部署会召开

    @cache  # asked on few pages, of which most have neither mask nor model's words
    def place() -> bool:
        return any(n.full for n in named_in(head, full_only=True))

    day = _FULL_DATE.search(head) is not None
    site = " ".join(filter(None, [facts.site_name, *facts.column, facts.source_name]))
    library = _holds(site, words["library"]) or (facts.host is not None and _holds(facts.host, words["hosts"]))
    phrased = sum(map(f"{body[:200]}\0{body[-200:]}".__contains__, words["phrases"]))
    official = bool(facts.division_code or (facts.host or "").endswith("gov.cn"))
    reasons = []
    if masks >= 2 and not (masks < 4 and place()) and not (official and masks < 6):
        reasons.append("masks")
    signed_day = day and _SIGNED_HEAD.search(f"{facts.under_headline}\n{body[:120]}") is not None
    if library and not (day and (signed_day or place())) and not (masks == 0 and _DATED_REPORT.search(body[:200])):
        reasons.append("library")
    if _holds(title, words["title"]) and (masks or phrased or not (official or place())):
        reasons.append("title")
    if phrased >= 2 and not official and not (day and place()):
        reasons.append("phrases")
    anonymous = not (reasons or day or official or facts.source_label or facts.unit)
    if anonymous and _is_speech(title, body) and not place():
        signed = re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000](?=[\u4e00-\u9fff])", "", facts.under_headline)
        named = _SIGNED.search(f"{signed}\n{body[:200]}") or any(not n.full for n in named_in(title))
        if (
            not named
            and not re.search(r"[\u4e00-\u9fff]{2,3}(?:同志)?在", title[:8])
            and not _FULL_DATE.search(body[:2000])
        ):
            reasons.append("nameless_speech")
    return tuple(f"model_text:{reason}" for reason in reasons)


def _masks(text: str, hints: str) -> int:
    """How many masks a text holds; none are looked for where it has no character of `hints`."""
    return sum(1 for _ in _MASK.scan(text)) if any(map(text.__contains__, hints)) else 0


def _is_speech(title: str, body: str) -> bool:
    """The page is the speech itself: so titled, or an address to those present, and not news of it."""
    opening = body[:260]
    address = _ADDRESS.search(opening)
    if mentions(title):
        return False  # 全县教育大会召开 沈某某讲话 is news
    if _SPEECH_TITLE.search(title) and not _REPORTED_SPEECH.search(title):
        return True
    if address is None:
        return False
    return address.start() < 120 and _FIRST_PERSON.search(body[address.start() : address.start() + 600]) is not None


def _by_title(title: str) -> DocType | None:
    """Notices and documents say so at the end of their titles."""
    words = _words()
    bare = re.sub(r"[（(][^（）()]*[)）]$", "", title.strip()).rstrip("！!。》” ")
    if not bare:
        return None
    if "印发" in bare:
        return "policy"
    tail = bare[-8:]
    if any(word in tail or f"关于{word}" in bare for word in words["notice"]["title"]):
        return "notice"
    if any(bare.endswith(word) for word in words["policy"]["title"]) and not re.search(
        r"听取|审议|召开|举行|(?<!工)作.{0,6}报告", bare
    ):
        return "policy"
    return None
