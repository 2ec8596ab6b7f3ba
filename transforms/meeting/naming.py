"""The fullest name of a meeting: with its place and its year where the text gives them.

"X召开Y" names the meeting XY; 全县 and 我县 in Y give way to X's place. A name that itself says 全市 and has no
convener with a place stays as it is.
"""

import re

from transforms.gazetteer import named_in, zones_in
from transforms.gazetteer.zones import leading_zone_class
from transforms.meeting.evidence import GENERIC
from transforms.meeting.mentions import Mention
from transforms.meeting.topic import is_generic
from transforms.remembering import remembered

WHOLE = re.compile(r"(?:全|我|本|该)(?:省|市|县|区|旗|州|盟|镇|乡|校|街道|学区)")
_OURS = re.compile(r"^(?:我|本|该|全)(?:省|市|县|区|旗|州|盟|镇|乡|校|园|局|街道|学区|厅|委)")
_PERSON = re.compile(
    r"(?:书记|[省市县区旗州镇乡校园局]长|主任|主席|部长|组长|同志|厅长|州长|盟长|督学)[\u4e00-\u9fff]{0,4}$"
)
_ORGAN_TAIL = re.compile(
    r"(?:中共)?(?:[县市区州旗]?委[、和]?|党工委[、和]?|党委[、和]?|"
    r"管委会[、和]?)*(?:[县市区州旗镇乡]?(?:人民)?政府)?(?:办公室)?$"
)
_HELD_AS = re.compile(r"(?:召开|举行|举办)的(?P<name>.{4,})")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CORE = re.compile(
    r"(?:19|20)\d\d(?:[—\-–－~至]+(?:19|20)?\d\d)?(?:年度|学年度|学年|年)?|[全我本该](?:省|市|县|"
    r"区|旗|州|盟|镇|乡|校)|[“”‘’（）()\s]|隆重"
)


_SEAT = re.compile(r"^[一-鿿]{2,8}?[省市州]委(?:常委|副书记)、(?=[市州盟区县旗]委)")


def without_seat(convener: str) -> str:
    """某某市委常委、县委书记张三 convenes the county's meeting: the seat on the upper committee names no place here."""
    return _SEAT.sub("", convener)


_TOWN = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:镇|乡|街道|学区|苏木)(?![长村])")


@remembered(64)  # the names of one page, each asked for several times
def place_of(convener: str) -> str:
    """The leading place of a convener, as written: 珠海市斗门区 of 珠海市斗门区教育局; "" where it begins with none."""
    end = 0
    for found in named_in(convener):
        of_a_town = not found.full and convener.startswith(("镇", "乡", "街道", "学区"), found.end)
        if found.start != end or of_a_town or (end and not found.full) or (not end and found.name in GENERIC):
            break  # in 汉阴县城关镇 the 城关 is no short name of 城关区
        end = found.end
    for start, stop, _ in zones_in(convener):
        if start == 0 and stop > end:
            end = stop
    end = end or len(leading_zone_class(convener))
    town = _TOWN.match(convener[end:])
    if town and not re.search(r"^[全我本该各]|[市县区委局]", town.group()):
        end += town.end()
    return convener[:end]


# 学习贯彻全市教育大会精神部署会 is not the city's
_PASSED_ON = re.compile(r"学习|贯彻|传达|落实|宣讲")
# 荆桥一中工会主席李某某: whose school it is
_SCHOOL_OF = re.compile(
    r"[^，。、]{2,14}?(?:小学|中学|学校|幼儿园|学院|[一二三四五六七八九十]中)(?=党|工会|校长|园长|副[校园]长|书记|教导)"
)
_LEADING_YEAR = re.compile(r"^(?:19|20)\d\d年")


def has_place(name: str) -> bool:
    """Does the name begin with a place (after a year)?"""
    return bool(place_of(_LEADING_YEAR.sub("", name)))


def has_full_place(name: str) -> bool:
    """Does the name begin with a place that it names in full: 梅县区, 清平镇, not 梅县 or 梅州?"""
    bare = _LEADING_YEAR.sub("", name)
    place = place_of(bare)
    found = [n for n in named_in(place) if n.end == len(place)]
    return bool(place) and (not found or found[-1].full)


_NAME_LEAD = re.compile(r"^(?:了|一次|一场)|^(?:紧急|隆重|盛大|简短|热烈)的?(?=.{4})")


_AT = re.compile(r"^(?:到|在|赴)(?=[一-鿿]{3})")


def compose(mention: Mention, own_name: str | None) -> str:
    """The name as this mention gives it; `own_name` stands in where the convener is 我县."""
    name, convener = mention.name, mention.convener
    name = _NAME_LEAD.sub("", name).strip("，、 　")
    if "”" in name and "“" not in name:
        name = name.rpartition("”")[2] or name  # 更好某市”全市教师节大会: a slogan cut at its blank
    if held := _HELD_AS.match(name):
        # 龙口市9月10日举行的教师节大会在市府礼堂举行
        return place_of(mention.before.strip(" 　，")) + held.group("name")
    if mention.form == "subject":
        return _OURS.sub(own_name or "", name) if name.startswith(("我", "本", "该")) else name
    convener = without_seat(_AT.sub("", convener))
    if _OURS.match(convener):
        rest = _OURS.sub("", convener)
        whole = convener if convener.startswith("全") else ""  # 全县教育系统召开推进会, and no word of which county
        convener = (own_name + rest if own_name else whole) if not _PERSON.search(rest) else own_name or ""
    place = place_of(convener)
    if _PERSON.search(convener) or len(convener) > 24:
        school = _SCHOOL_OF.match(convener)
        convener = school.group() if school else place
    if has_place(name):
        return name
    everybody = WHOLE.search(name)
    if everybody and not _PASSED_ON.search(name, 0, everybody.start()):
        return WHOLE.sub(place, name, count=1) if place else name
    if is_generic(name):
        return convener + name  # 某某教育局（扩大）会议: without its convener it would say nothing
    if "、" in convener or "联合" in convener or "和" in convener:
        convener = place or (own_name or "")
    bare = _ORGAN_TAIL.sub("", convener)
    if convener and (not bare or bare.endswith((*"省市县区旗州镇乡", "街道", "学区", "管委会"))):
        convener = bare or (own_name or "")
    if name.startswith(convener):
        return name
    if convener[-2:] == name[:2] and len(convener) > 2:
        return convener + name[2:]  # 清平镇学区 + 学区毕业班工作会议
    if convener and convener[-1] == name[0] and name[1:2] == "委":
        return convener + name[1:]  # 来宾市 + 市委教育工作领导小组会议
    return convener + name


@remembered(64)
def core(name: str) -> str:
    """The name without place, year and 全县: what two ways of naming one meeting share."""
    bare = _CORE.sub("", name)
    return bare[len(place_of(bare)) :]


def same_meeting(one: str, two: str) -> bool:
    """Do two names, place and year aside, name one meeting? 教育系统教育工作会议 and 市教育局教育工作会议 do."""
    a, b = core(one), core(two)
    if not a or not b:
        return False
    short = min(a, b, key=len)
    if a.endswith(b) or b.endswith(a) or (len(short) >= 6 and (a in b or b in a)):
        return True
    common = 0
    while common < len(short) and a[-1 - common] == b[-1 - common]:
        common += 1
    return common >= 6


def fullest(ways: list[tuple[str, str, bool]]) -> str:
    """The best of several names of one meeting; the first wins a tie.

    Each way is the composed name, the name alone (without convener), and whether its place was really written. A place
    counts most, then a year, then how much the name alone says.
    """

    def rank(way: tuple[str, str, bool]) -> tuple[bool, bool, int]:
        composed, alone, written = way
        return (written and has_place(composed), _YEAR.search(composed) is not None, len(core(alone)))

    best = ways[0]
    for way in ways[1:]:
        if same_meeting(way[1], best[1]) and rank(way) > rank(best):
            best = way
    return best[0]
