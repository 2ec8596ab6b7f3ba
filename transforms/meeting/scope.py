"""Whose meeting the words say it is: a level and, where named, a place; 全县 and 市教育局 name a level alone."""

import re
from dataclasses import dataclass
from typing import Literal

from transforms.gazetteer import named_in
from transforms.remembering import remembered

Scope = Literal[
    "national", "province", "city_word", "prefecture", "county", "district", "banner", "zone", "town", "school"
]

_SCHOOL = re.compile(
    r"(?:学校|中学|小学|幼儿园|学院|大学|附中|附小|[一二三四五六七八九十]中|"
    r"[一二三四五六七八九十]小|一幼|教育集团|职校|职专|职教中心|完小|"
    r"高中|初中|初中部|高中部|小学部|教学点|校区|实小|职高|技校|我校|我园|全校|学部)(?:校?党(?:[委组支]\w{0,3}|总支部?))?$"
)
# A name that begins with one school: 荆桥实验小学2024年度工作会议, not 全县中小学校长会议 nor 民办学校工作会议.
_SCHOOL_NAMED = re.compile(
    r"^(?!.*(?:中小学|各校|学校长))(?P<own>[\u4e00-\u9fff]{2,16}?(?:小学|中学|学校|幼儿园|学院|"
    r"大学|[一二三四五六七八九十]中))"
    r"(?=第|20|春|秋|新|期|开|召|学前|心理|校园|安全|法治|食品|德育|劳动|家[庭长校]|质量|高考|中考|教[育学职代工]|[一二三四五六七八九十]{1,3}届|全体|党|校|班|师|庆|安|毕|高三|工作|20\d\d)"
)
_ITS_HEAD = re.compile(r"^[\u4e00-\u9fff]{2,3}副?[校园]长(?:主持)?$|^副?[校园]长[\u4e00-\u9fff]{2,3}(?:主持)?$")
_OF_STAFF = re.compile(r"教(?:（工）|工)?代会|教职工(?:代表)?大会|家长会")
_NOT_ONE = re.compile(
    r"全[省市县区旗州镇]|各|民办|公办|中小|直属|[省市县区]直|高中学|初中学|农村|城区|乡镇|寄宿|"
    r"薄弱|义务教育|职业(?!技术学校|技术学院|学校|中学|学院|高中|中专|中等)|普通|特殊教育|大中小|本科|高职"
    r"|高等|局|委|政府|教育|召开"
)
_TOWN = re.compile(
    r"(?P<town>[\u4e00-\u9fff]{1,6}?(?:镇|乡|街道|苏木|办事处|学区|中心校|中心学校))(?:党委|政府|"
    r"人民政府|党工委|中心|教育|教委|教办|教管|中小学|各校|校长|校园|学校|学前|幼儿园|教师|第|[^长\u4e00-\u9fff]|召|庆|20|关|$)"
)
_TOWN_OFFICE = re.compile(r"(?:教办|教管办|教育办|教管中心|学区|学区管委会|教育组|学区中心校)$")
_LEADING_YEAR = re.compile(r"^20\d\d(?:[—-]20\d\d)?(?:年度?|学年度?)")
_TOWN_WORD = re.compile(
    r"^(?:我|全|本)?(?:镇|乡|街道)|(?:我|全|本)(?:镇|乡|街道|学区)|(?:^|[^乡城村])(?:镇|乡)(?:党委|政府|教育)"
)
_ORGAN = (
    r"(?:委|政府|教育|教体|教文|教科|文教|教委|教工委|人民政府|府|人大|政协|教师|级|属|直|长|"
    r"中小学|中学|小学|学校|幼儿园|各|域|开学|基础|义务|学前|职业|高中|校园|招生|民办|委员会|纪委|"
    r"有关)"
)
# (scope, pattern), tried in this order at each place; the first hit in the text wins.
_WORDS: tuple[tuple[Scope, str], ...] = (
    ("national", r"^(?:20\d\d年(?:度)?)?全国(?!.{0,14}[县市区]创建)|教育部|国务院|中共中央"),
    ("province", rf"[全我]省|(?:^|[^\u4e00-\u9fff]|中共)省{_ORGAN}|省教育厅|教育厅|自治区|省委|省政府|兵团"),
    ("banner", rf"[全我该各]旗|旗{_ORGAN}"),
    ("county", rf"[全我该]县(?!级)|(?<![各州市区、（])县{_ORGAN}"),
    ("zone", r"管委会|党工委|开发区|高新区|经开区|合作区|示范区|园区"),
    ("district", rf"[全我该](?:区|区域)(?!域)|(?<![各县市、（特校社地园城灾景片治发新辖郊]) ?区{_ORGAN}"),
    ("prefecture", rf"[全我该]州|[全我该]盟|(?<![各])州{_ORGAN}|盟{_ORGAN}|地区|地委|行署|[全我]地区"),
    ("city_word", rf"[全我该本]市|(?<![各县、（城])市{_ORGAN}|师市"),
)
_COMPILED = tuple((scope, re.compile(pattern)) for scope, pattern in _WORDS)


# 省委常委、市委书记某某主持: the seat on the upper committee says nothing of whose meeting it is.
_SEAT = re.compile(r"(?:省|自治区|市|州)(?:党)?委常委、(?=[市州盟区县旗])")


@dataclass(frozen=True, slots=True)
class Said:
    """The level that the words give, and the town where it is one."""

    scope: Scope
    town: str | None = None


def is_school(convener: str) -> bool:
    """Does the convener end as the name of one school does, and is it no 我校 and no office?"""
    return (
        _SCHOOL.search(convener) is not None
        and re.search(r"教育局|教体局|教委|人民政府|[全各我本该]", convener) is None
    )


def scope_of(convener: str, name: str) -> Said | None:
    """The scope said by a convener and a meeting's name, the convener first; None where neither says one."""
    host = convener and _SCHOOL.search(convener) and not re.search(r"教育局|教体局|教委|人民政府|[全各]", convener)
    # 某市铁一中学举行某市2023年高三联考质量分析会: the school is only the host.
    own = any(place.full and place.start == 0 for place in named_in(name)) and not is_school(name) if host else False
    if host and not (
        own and not convener.startswith(("我校", "我园", "本校", "本园")) and _SCHOOL_NAMED.match(name) is None
    ):
        return Said("school")
    for text in (name,) if own else (convener, name):
        if not text:
            continue
        one = _SCHOOL_NAMED.match(_LEADING_YEAR.sub("", text))
        if one and not _NOT_ONE.search(one.group("own")):
            return Said("school")
        text = _without_names(text)
        town = _TOWN.search(text)
        if town and not re.search(
            r"^[我该本全各]|各|乡镇|^(?:[全我市县区]?[市县区]?)?城镇$|[全市县区](?:镇|乡)$", town.group("town")
        ):
            return Said("town", town.group("town"))
        if text is convener and _TOWN_OFFICE.search(text):
            return Said("town")
        if _TOWN_WORD.search(text) and "乡镇" not in text:
            return Said("town")
        word = first_scope(text)
        if word:
            return Said(word)
    # A school's own assembly, where nothing wider is named; 朱副校长 convenes his school's.
    if convener and _ITS_HEAD.search(convener):
        return Said("school")
    return Said("school") if any(_OF_STAFF.search(text) for text in (convener, name) if text) else None


def _without_names(text: str) -> str:
    """The text with 景德镇, 镇原县 and 桐乡市 blanked: their 镇 and 乡 are no towns."""
    if "镇" not in text and "乡" not in text:
        return text
    for named in named_in(text):
        if "镇" in named.name or "乡" in named.name:
            tail = named.name[-1] if named.name[-1] in "市县区" else ""
            text = text[: named.start] + "－" * (len(named.name) - len(tail)) + tail + text[named.end :]
    return text


@remembered(64)
def first_scope(text: str) -> Scope | None:
    """The scope of the word that comes first: 区委书记 before 市教育局局长."""
    text = _SEAT.sub(lambda seat: "－" * len(seat[0]), text)
    best: tuple[int, int, Scope] | None = None
    for rank, (scope, pattern) in enumerate(_COMPILED):
        found = pattern.search(text)
        if found and (best is None or (found.start(), rank) < best[:2]):
            best = (found.start(), rank, scope)
    return best[2] if best else None
