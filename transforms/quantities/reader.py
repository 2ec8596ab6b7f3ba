"""The reader of quantities: numbers with units, percentages, ranks, masked numbers."""

import datetime
import re
from functools import cache

from transforms.gazetteer import all_divisions
from transforms.language import Cover, Enclosed, Scanner, blank, enclosed, numeral_value, outer, sentence_at
from transforms.quantities.counting import MASK, Seen, is_quantity
from transforms.quantities.deadlines import deadline
from transforms.quantities.lexicon import any_of, lists
from transforms.quantities.subjects import phrase_before, subject
from transforms.record import Comparator, Quantity
from transforms.remembering import remembered

_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_BLANK = "(?: (?=[名人位所个家余多万亿项]))?"  # 20 名优秀教师
_CHINESE = r"[一二两三四五六七八九十百千零〇]+"
_DATE = Scanner(
    r"\d{4}\s{0,3}[—\-–~至、/]{1,4}\s{0,3}\d{4}学?年度?|\d{2,4}年(?:代|版|度)?(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}[日号]"
    r"|\d{1,2}[时点：:](?:\d{1,2}分?)?(?:许)?|〔\d{1,9}〕\d{1,9}号|\d{1,9}[号级届室楼]|\d{1,9}[+＋—-]\d+|第\d+|G?[A-Z]\d+|\d{1,9}·\d+"
)
_ORDINAL = Scanner(
    r"(?:第(?P<n>\d+|[一二三四五六七八九十]{1,3})(?:名|位)?"
    r"(?!批|个|期|轮|届|次|课堂|时间|责任|书记|要务|资源|线|中学|小学|实验|幼儿园|高级|医院|人民|[一二三]?等奖|产业|粒|年|学期|[条章节款部季]))"
    r"|(?:前(?P<top>\d+|[一二两三四五六七八九十]{1,2})(?:名|位|强|列)?(?![年批期%％个所天月周点节次]))"
)
_RANK_VERB = re.compile(
    r"(?:排名|排位|位次|位居|位列|名列|跃居|稳居|跃升|上升|升至|排在|排到|跻身|进入|挺进|(?<![安编])排|(?<!邻|民)居|(?<!系|下)列|取得|获得|荣获|夺得|荣膺|蝉联|保持|获)"
    r"[^，。；：、“”]{0,18}$"
)
_PLACE = re.compile(
    r"(?:全[国省市县区州盟旗镇乡校]|省|市|县|区|州|盟|旗|镇|乡|片区|同类学校|街道|中西部|西部|同级同类|同类)(?:排名|总评)?$"
)


@cache
def _pattern() -> Scanner:
    units = any_of("units")
    return Scanner(
        rf"(?:百分之(?P<cents>{_CHINESE}(?:点{_CHINESE})?|\d+(?:\.\d+)?|{MASK})|(?P<percent>{_DIGITS}|{MASK})(?P<sign>[%％])"
        rf"|(?P<number>{_DIGITS}{_BLANK}|{_CHINESE}|{MASK})(?P<rest>[多余几]|来(?=[名所个位家万人]))?(?P<large>[万亿]{{1,2}})?(?P<rest2>[多余])?(?P<unit>{units})?)"
    )


def read_quantities(body: str, published_day: datetime.date | None = None) -> list[Quantity]:
    """Quantities in text order; a number said twice of one thing is one row, at its first mention.

    `published_day` gives the year of deadlines such as 9月底前. 万 and 亿 stay in the unit as written.
    """
    hidden = _hidden(body)
    found: list[Quantity] = _ranks(body)
    taken = Cover((row["start"] or 0, row["end"] or 0) for row in found)
    for match in _pattern().scan(hidden):
        row = _quantity(body, hidden, match, published_day)
        if row is None or match.start() in taken:
            continue
        found.append(row)
    found.sort(key=lambda row: row["start"] or 0)
    return _once(found)


@cache
def _places() -> re.Pattern[str]:
    """Divisions whose names begin like an amount: 三台县, 三元区, 五家渠市."""
    amount = re.compile(f"{_CHINESE}{any_of('units')}")
    names = {each.name for each in all_divisions() if amount.match(each.name)}
    return re.compile("|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name))))


@cache
def _schools() -> re.Pattern[str]:
    """The same names in short where a school bears them: 三台中学, 三台第二小学, 三台桃源幼儿园."""
    short = "|".join(sorted({re.escape(name[:-1]) for name in _places().pattern.split("|")}, key=len, reverse=True))
    return re.compile(
        rf"(?:{short})(?=(?:第?[一-鿿]{{0,2}}|[一-鿿]{{0,2}}职业技术)(?:小学|中学|学校|幼儿园|高中|职中|职校|完小|附小|附中))"
    )


def _place_names(body: str) -> list[tuple[int, int]]:
    """Where such a name stands, in short too if the text has it in full or a school bears it."""
    spans = [match.span() for match in _schools().finditer(body)]
    if full := set(_places().findall(body)):
        short = re.compile("|".join(re.escape(name[:-1]) for name in sorted(full)))
        spans += [match.span() for match in short.finditer(body)]
    return spans


def _hidden(body: str) -> str:
    """The body with titles, short quoted names, names of places and dates hidden."""
    spans = [(p.start, p.end) for p in enclosed(body) if p.kind == "title" or _is_name(p)] + _place_names(body)
    text = blank(body, spans)
    return blank(text, (match.span() for match in _DATE.scan(text) if not _is_amount(text, match)))


def _is_name(pair: Enclosed) -> bool:
    return pair.kind == "quote" and pair.end - pair.start <= 16


_YEARS = re.compile(r"\d{1,2}年")


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """3年 or 10年 after 用 or 连续 is a span of time; 2025年 a date. 第37 hides only itself."""
    said = match.group()
    return _YEARS.fullmatch(said) is not None and not text[match.end() : match.end() + 1].isdecimal()


def _ranks(body: str) -> list[Quantity]:
    """排名第三, 全省第二, 进入全市前五: an ordinal behind a verb of ranking or a place."""
    text = outer(body)
    rows: list[Quantity] = []
    for match in _ORDINAL.scan(text):
        value = numeral_value(match.group("n") or match.group("top"))
        lead = text[max(0, match.start() - 26) : match.start()]
        verb = _RANK_VERB.search(lead)
        also = bool(rows) and rows[-1]["end"] == match.start() - 1 and text[match.start() - 1] == "、"  # 分列第一、第三
        placed = match.group("n") and _PLACE.search(lead) and text[match.end() : match.end() + 1] in "，。；、）”的"
        if value is None or not (verb or placed or also):
            continue
        start = match.start() - len(lead) + verb.start() if verb and not also else match.start()
        rows.append(_row(value, None, phrase_before(body, start), "rank", None, start, match.end()))
    return rows


_MASKED = re.compile(MASK)
_BOUND_VERB = re.compile(r"(?<=至少|最少|最多)[一-鿿]{1,2}$")


def _quantity(body: str, hidden: str, match: re.Match[str], published: datetime.date | None) -> Quantity | None:
    start, end = match.span()
    share = match.group("cents") or match.group("percent")
    if share:
        if hidden[max(0, start - 1) : start] in ("+", "＋", "第"):
            return None
        return _made(body, hidden, _value(share), "%", start, end, published, "")
    number, large, unit = match.group("number").rstrip(), match.group("large") or "", match.group("unit") or ""
    if not (unit or large):
        return None
    seen = Seen(
        number, large, unit, match.group("rest") or match.group("rest2") or "", _value(number),
        hidden[max(0, start - 8) : start], hidden[end : end + 8],
    )  # fmt: skip
    if not is_quantity(seen):
        return None
    return _made(body, hidden, seen.value, large + unit, start, end, published, seen.rest)


def _value(number: str) -> int | float | None:
    if _MASKED.fullmatch(number):
        return None
    if "点" in number:
        whole, _, part = number.partition("点")
        digits = "".join(str(numeral_value(mark)) for mark in part)
        return float(f"{numeral_value(whole)}.{digits}")
    return numeral_value(number)


def _made(
    body: str, hidden: str, value: int | float | None, unit: str, start: int, end: int,
    published: datetime.date | None, rest: str,
) -> Quantity:  # fmt: skip
    sentence = sentence_at(body, start)
    said = body[sentence.start : start] if sentence else ""
    lead = hidden[max(0, start - 5) : start]
    trail = hidden[end : end + 3]
    comparator: Comparator = "="
    lead = _BOUND_VERB.sub("", lead)  # 至少上2节
    most, least = _bound("at_most", lead), _bound("at_least", lead)
    if most > least or trail.startswith(("以内", "以下", "之内")):
        comparator = "<="
    elif least or trail.startswith("以上"):
        comparator = ">="
    elif rest or _bound("about", lead) or trail.startswith(("左右", "上下")):
        comparator = "~"
    return _row(value, unit, subject(body, start, end), comparator, deadline(said, published), start, end)


@remembered(1024)  # five characters before a number
def _bound(name: str, lead: str) -> int:
    """Length of the longest word of a list that ends the text before a number: 不少于 is no 少于."""
    return max((len(word) for word in lists()[name] if lead.endswith(word)), default=0)


def _row(
    value: int | float | None, unit: str | None, counted: str | None, comparator: Comparator, by: str | None,
    start: int, end: int,
) -> Quantity:  # fmt: skip
    return Quantity(
        value=value, unit=unit, subject=counted or None, comparator=comparator, deadline=by, start=start, end=end
    )


def _once(rows: list[Quantity]) -> list[Quantity]:
    """One row for a number said again of the same thing (7个单位 … 7个单位的交流发言)."""
    kept: list[Quantity] = []
    seen: set[tuple[object, object, str]] = set()
    for row in rows:
        key = (row["value"], row["unit"], (row["subject"] or "")[:4])
        if row["value"] is not None and row["comparator"] != "rank" and key in seen:
            continue
        seen.add(key)
        kept.append(row)
    return kept
