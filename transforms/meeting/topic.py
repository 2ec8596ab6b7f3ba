"""Is a meeting, by its name and convener, one on education work?"""

import re
from functools import cache

from transforms.meeting.lexicon import lexicon, one_of


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = lexicon()["topic"]
    return (
        re.compile(one_of(words["education"])),
        # 健康教育 is the hospitals' business, 心理健康教育 the schools'.
        re.compile(rf"(?<!心理)(?:{one_of(words['not_education'])})"),
        re.compile(one_of(words["other_meetings"])),
        re.compile(one_of(words["yet_education"])),
        re.compile(one_of(words["educators"])),
    )


_OTHER_CONVENER = re.compile(
    r"政协|人大|民盟|民进|民建|农工党|致公党|九三学社|团[省市县区旗]?委|妇联|工会|工商联|关工委|"
    r"法院|检察院|公安|卫健|文旅|农业|医院|纪委"
)
_OF_STAFF = re.compile(r"教代会|教工代会|教(?:职工?|工)代表大会|教职员工代表大会")  # the union of a school convenes it
_PURPOSE = re.compile(
    r"(?:研究|部署|安排|推进|专题|谋划|总结|分析|协调|讨论|审议|听取|调度|就|围绕|为|关于|"
    r"通报)[^，。；]{0,24}"
)


@cache
def _generic() -> frozenset[str]:
    return frozenset(lexicon()["topic"]["generic"])


def speaks_of_education(text: str) -> bool:
    """Does the text hold a word of education outside the party's campaigns (主题教育, 警示教育)?"""
    education, campaign, *_ = _patterns()
    return education.search(campaign.sub("", text)) is not None


def is_other_meeting(name: str) -> bool:
    """常委会, 政协…协商会, 家长会 and the like: another kind or field, whatever is on the agenda."""
    *_, other, yet, _ = _patterns()
    return other.search(name) is not None and yet.search(name) is None


def is_event(name: str) -> bool:
    """运动会, 开学典礼, 新闻发布会: an event, no meeting; 报告会 joined to a meeting is one all the same."""
    return any(word in name for word in lexicon()["topic"]["events"]) and not is_education(name, "")


def is_sitting(name: str) -> bool:
    """市委常委会, 区政府常务会议, 党组会: a standing body that sits, whatever it hears."""
    return any(word in name for word in lexicon()["topic"]["sittings"])


_SCHOOL_IN_SHORT = re.compile(r"(?:[一二三四五六七八九十][中小]|实小|实验幼|附[中小]|职高|职中|完小)$")
_SAYS_NOTHING = re.compile(
    r"^(?:\d{4}年(?:度)?|[全本]?[市县区旗州镇乡校局体]|第[一二三四五六七八九十\d]+次|上半年|"
    r"下半年|年终|年度|机关|全体|（扩大）|党委)+"
)


def is_generic(name: str) -> bool:
    """会议, 专题会议 …: a name that says nothing of the field."""
    bare = _SAYS_NOTHING.sub(
        "",
        name,
    )
    return name in _generic() or bare in _generic()


def is_educator(convener: str) -> bool:
    """Is the convener of the school system: 教育局, 中心校, a school?"""
    return _patterns()[4].search(convener) is not None or _SCHOOL_IN_SHORT.search(convener) is not None


def is_other_convener(convener: str) -> bool:
    """政协, 人大, 民进 …: what they convene is theirs, also where it is about schools."""
    return _OTHER_CONVENER.search(convener) is not None and not is_educator(convener)


def is_education(name: str, convener: str, purpose: str = "") -> bool:
    """Judge by the name; a name that says nothing is judged by its convener, then by the purpose told beside it.

    Of two meetings in one (开学工作会议暨安全培训会) either will do.
    """
    first, *more = name.split("暨")
    if more and _one_is_education(name, convener, purpose):
        return True
    if _one_is_education(first, convener, purpose):
        return True
    return any(speaks_of_education(part) and _one_is_education(part, convener, "") for part in more)


def _one_is_education(name: str, convener: str, purpose: str) -> bool:
    if is_other_meeting(name) or (is_other_convener(convener) and not _OF_STAFF.search(name)):
        return False
    if any(field in name for field in lexicon()["topic"]["other_fields"]):
        return is_educator(convener) or _patterns()[3].search(name) is not None
    if speaks_of_education(name):
        return True
    if _patterns()[1].search(name):
        return False
    if is_educator(convener) and not is_other_meeting(convener + name):
        return True
    return is_generic(name) and _purpose_is_education(purpose)


def _purpose_is_education(purpose: str) -> bool:
    """研究部署教育工作 beside a name that says nothing; an education bureau that looks on is none."""
    return any(speaks_of_education(said.group()) for said in _PURPOSE.finditer(purpose))
