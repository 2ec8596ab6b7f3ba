"""Where a meeting was held, and in which way: venue, sub-venues, mode."""

import re

from transforms.gazetteer import named_in
from transforms.record import MeetingMode

_VENUE = re.compile(
    r"在(?P<venue>[^，。；、在]{2,40}?)(?:(?:隆重|胜利|顺利|如期|正式|成功|组织|联合|专题|主持|集中|同步)*|"
    r"(?:集中|集合|齐聚|欢聚|汇聚)(?:一堂)?，|(?<=[室厅堂])，)$"
)
# 分别在城关小学、荆桥初中召开
_VENUES = re.compile(r"分别在+(?P<venue>[^，。；、在]{2,20}(?:、[^，。；、在]{2,20}){1,3})$")
_MAIN = re.compile(r"主会场(?:设)?(?:在|于)(?P<venue>[^，。；、]{2,30})")
_MAIN_IN = re.compile(r"在(?P<venue>[^，。；、在]{2,24})设(?:立|置)?(?:了)?主会场")
_ELSEWHERE = re.compile(
    r"(?:会议|大会|座谈会|活动|"
    r"表彰会)(?:于[^，。在]{2,16})?在(?P<venue>[^，。；、在]{2,30}?)(?:隆重|胜利|顺利)?(?:召开|"
    r"举行)"
)
# 市委、市政府在人民会堂举行大会，隆重庆祝…
_HALL_OF_IT = re.compile(
    r"在(?P<venue>[^，。；、在]{2,24}(?:剧院|礼堂|会堂|会议室|报告厅|会议中心|大厅))(?:隆重)?(?:召开|举行)(?:大会|会议)"
)
_LATER = re.compile(r"[日午]，(?:会议)?在(?P<venue>[^，。；、在]{2,24}(?:会议室|礼堂|报告厅|会议中心|会堂))召开")
_SUB_AT = re.compile(r"分会场(?:分别)?设(?:在|于)(?P<venue>[^。；，]{2,40})")
_SUB_NAMED = re.compile(r"在(?P<venue>(?:[^，。；、在（）]|（[^（）]{1,12}）){2,24}分会场)")
_SUB_SET = re.compile(
    r"(?:在)?(?P<venue>(?:[^，。；在（）]|（[^（）]{1,12}）){2,24}?)(?:均|分别|也|共)?设(?:立|"
    r"置|有)?(?:了)?\d*个?分会场"
)
_NO_PLACE = re.compile(
    r"^(?:.{0,12}(?:之际|来临|期间|基础上|过程中|指导下|领导下|背景下|前夕|情况下|掌声中|气氛中|"
    r"声中|时刻|日子|即将|形势下|框架下)|"
    r".*(?:\d月|\d日|教师节|主持下|会上|会议上|今天|全[国省市县区]范围)|京|此|这里|线上|线下|网上)$"
)
_HYBRID = re.compile(
    r"(?:线上[+＋、和与及]?线下|线下[+＋、和与及]线上|线上线下|现场(?:会议?)?[+＋和与及、]视频(?:会议?)?|"
    r"视频(?:会议?)?[+＋和与及、]现场(?:会议?)?|主会场[+＋]分会场|线下与线上|现场结合视频)"
    r"[”’]?(?:相?结合|的?方式|的?形式|同步|同时|召开|举行|参会|会议)"
)
_VIDEO = re.compile(
    r"视频会|视频形式|视频方式|电视电话|视频连线|视频调度|网络会议|线上会议|线上形式|线上方式|"
    r"以线上|通过视频|腾讯会议|钉钉(?!子)|云端|视频直播|视频会议室|"
    r"视频推进|视频动员|视频部署|视频工作会|视频培训|线上召开|在线召开|收听收看|视频会商|网络视频|远程视频"
)
_BY_VIDEO = re.compile(
    r"会议?(?:采[取用]|以|通过)[^，。]{0,6}(?:视频|线上|网络|电视电话|远程)[^，。]{0,8}(?:召开|举行|进行|开到)"
)
_HINTS = ("视频", "线上", "线下", "电话", "网络", "腾讯", "钉钉", "云端", "收听", "在线", "现场")
# The video conference of those above, which this meeting only watched or passes on.
_ANOTHER = re.compile(
    r"(?:传达|学习|收看|收听|观看|参加|听取)[^，。；\n]{0,8}(?:全国|全省|全市|全区|全县|全州|[省市县区州])[^，。；\n]{0,36}"
    r"(?:视频|电视电话)[^，。；\n]*|(?:视频|电视电话)会议?(?:收听|收看)?结束后|(?:视频|电视电话)[^，。；\n]{0,6}会议?的?(?:有关|相关|重要|主要)?精神"
)
_IN_PERSON = re.compile(r"线下形式|线下方式|线下召开|以现场会议|现场会议形式|现场会形式")


def venue_of(venue_part: str, before: str, near: str, body: str) -> str | None:
    """The place as written: beside the verb, else where the text names the main hall, else 会议在…召开 near by.

    A town's name beside the verb (在楚雄召开) gives way to the hall that the text names further down.
    """
    hall = _first(_MAIN, body) or _first(_MAIN_IN, body)
    for text in (venue_part, before):
        venue = _first(_VENUE, text) or _first(_VENUES, text)
        if venue:
            return hall if hall and _is_a_place(venue) else venue
    return hall or _first(_ELSEWHERE, near) or _first(_LATER, near) or _first(_HALL_OF_IT, near)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    if found is None or _NO_PLACE.match(found.group("venue")) or "分会场" in found.group("venue"):
        return None
    return _tidy(found.group("venue"))


def _is_a_place(venue: str) -> bool:
    return any(named.end - named.start == len(venue) for named in named_in(venue))


_HALL_TAIL = re.compile(r"(?:设(?:立|置)?了?分会场|以视频(?:会议)?的?(?:形式|方式)|设主会场|主会场|采取.*)$")


def _tidy(venue: str) -> str:
    venue = re.sub(r"^(?:该县|该区|该市|位于)", "", venue.strip(" “”"))
    return _HALL_TAIL.sub("", venue) or venue


_SETS_UP = re.compile(r"设(?:立|置)?(?:了|有)?分会场$")


def sub_venues_of(near: str) -> list[str]:
    """Branch halls as written, in order: 在各校分会场, 分会场设在各县区, 各乡镇设分会场."""
    found: list[str] = []
    at = near.find("分会场")
    while at >= 0:
        start = max(near.rfind(mark, max(0, at - 48), at) for mark in "，。；\n") + 1 or max(0, at - 48)
        around = near[start : at + 48]
        for pattern in (_SUB_NAMED, _SUB_AT, _SUB_SET):
            here = at - start
            hit = next((h for h in pattern.finditer(around) if h.start() <= here < h.end()), None)
            venue = _SETS_UP.sub("", hit.group("venue").strip("并同时均")) if hit else ""
            if venue and "主会场" not in venue and not any(venue in seen or seen in venue for seen in found):
                found.append(venue)
                break
        at = near.find("分会场", at + 3)
    return found


def mode_of(name: str, near: str, venue: str | None = None) -> MeetingMode | None:
    """Only where the text says so. A hall where some sit while others join by video is hybrid."""
    if not any(word in near or word in name for word in _HINTS):
        return None
    near = _ANOTHER.sub("", near)
    if _HYBRID.search(near):
        return "hybrid"
    if _VIDEO.search(name) or _BY_VIDEO.search(near):
        return "video"
    if _VIDEO.search(near):
        return "hybrid" if venue or ("主会场" in near and "分会场" in near) else "video"
    return "in_person" if _IN_PERSON.search(near) else None
