"""What an act is about: the words behind its verb, or between 对, 就, 围绕 and it."""

import re

_ABOUT = re.compile(
    r"(?:就(?![业读学近任餐医是地])|围绕|对|针对)(?P<object>[^，。；]+?)(?:等?(?:主题|方面|内容|情况)?)?(?:分别|现场|依次|先后|逐一|全面|精[准彩]|进行了?|作出|(?<!工)作了?|做了?){0,3}$"
)
_FOR = re.compile(
    r"(?:结合|为|向|给|从|以(?!及))(?P<object>[^，。；]+?)(?:等?(?:主题|方面|内容|情况)?)?(?:分别|现场|依次|先后|逐一|全面|精[准彩]|进行了?|作出|(?<!工)作了?|做了?){0,3}$"
)
_OWN = re.compile(r"(?:作|做)了?(?:题为|了?以|主题为)?(?P<object>[^，。；]{0,200}(?:报告|总结|辅导|讲座))")
# 对各乡镇、各学校，以及机关各股室进行表彰: the list began clauses before.
_LISTED = re.compile(
    r"(?:^|，|会议?|大会|还|并)(?:就|围绕|对)(?P<object>(?:(?!进行|作了|做了)[^。；])+?)(?:等?(?:主题|方面|内容|情况)?)?(?:分别|现场|依次|全面|进行了?|作出|(?<!工)作了?|做了?)?$"
)
_LIST_ENDS = ("以及", "及", "和")
# 作2024年工作总结和2025年工作计划: one report on both.
_AND_PLANS = re.compile(r"(?:和|及|与|以及)(?:\d{4}年)?[^，。；]{0,16}?(?:计划|安排|要点|打算)(?=[，。；]|$)")
# 听取全县招生工作汇报: what is heard stands before the verb.
_HEARD_OF = re.compile(r"(?:听取|聆听)了?(?P<object>[^，。；]{3,40}(?<![局委办校园中心部门会镇县区市单位领导人的]))$")
# 先后到甲小学、乙中学进行了现场观摩: what was seen.
_SEEN = re.compile(
    r"(?:到|赴|前往|走进|深入)(?P<object>[^，。；]{2,80}?)(?:进行了?|开展了?|作了?)?(?:现场|实地|集中)*$"
)
_SEES = re.compile(r"参观|观摩|查看|察看|考察|走访")
_TITLE = re.compile(r"《([^《》]+)》")
AND = re.compile(r"并(?!将)|及(?=作|做|进行)")
"""What joins a second verb to the first."""
_STOP = re.compile(rf"{AND.pattern}|，")
_HEARD = re.compile(
    r"(?:关于|就|对|围绕)(?P<object>[^，。；]+?)(?:情况)?(?:的|进行了?|(?:作|做)了?(?:专题|工作|详细|全面)?)?$"
)
_PARTICLE = re.compile(r"^(?:了|由|的)")
_CEREMONY = re.compile(r"(?:仪式|活动)$")


def object_of(body: str, plain: str, place: str, clause: int, match: re.Match[str], cut: int) -> tuple[str | None, int]:
    """The object as written (a 《title》 without its marks) and where it ends; (None, 0) where none is said."""
    if place == "after":
        end = cut
        stop = _STOP.search(plain[match.end() : cut])
        if stop:
            end = match.end() + stop.start()
        heard = _HEARD.search(plain[clause : match.start()])
        if heard and not body[match.end() : end].strip():
            return _clean(body[clause + heard.start("object") : clause + heard.end("object")]), match.end()
        rest = body[match.end() : end].strip()
        told = _HEARD_OF.search(plain, clause, match.start())
        if told and (not rest or rest.startswith(_LIST_ENDS)):
            return _clean(body[told.start("object") : end if rest else told.end("object")]), end
        seen = _SEEN.search(plain, clause, match.start()) if not rest and _SEES.search(match.group()) else None
        if seen:
            return _clean(body[seen.start("object") : seen.end("object")]), match.end()
        return _clean(body[match.end() : end]), end
    if place == "own":
        end = match.end() + body.startswith("》", match.end())
        title = _TITLE.search(body[match.start() : end])
        if title:
            return title.group(1), end
        plans = _AND_PLANS.match(plain, match.end())
        end = plans.end() if plans else match.end()
        own = _OWN.match(body[match.start() : match.end()])
        return (_clean(own["object"] + body[match.end() : end]) if own else None), end
    if place == "before":
        inner = re.match(
            r"(?:作|做|进行|作出|做出)了?(?P<object>[^，。；]{2,24}?)(?:部署|安排)$", body[match.start() : match.end()]
        )
        about = _ABOUT.search(plain[clause : match.start()]) or _FOR.search(plain[clause : match.start()])
        if not about or plain.startswith(_LIST_ENDS, clause):
            since = max(plain.rfind(mark, max(0, clause - 300), clause) for mark in "。；\n") + 1
            listed = _LISTED.search(plain[since : match.start()])
            if listed and listed.end("object") > clause - since:
                return _clean(body[since + listed.start("object") : since + listed.end("object")]), match.end()
        if about:
            return _clean(body[clause + about.start("object") : clause + about.end("object")]), match.end()
        if inner and inner["object"] not in ("专题", "具体", "全面", "详细", "安排", "了", "工作"):
            return _clean(inner["object"]), match.end()
        held = re.search(
            r"(?:举行|进行)了?(?P<object>(?!精[准彩]|现场|逐一|集中)[^，。；]{2,60})$", plain[clause : match.start()]
        )
        if held:
            return _clean(body[clause + held.start("object") : clause + held.end("object")]), match.end()
    return None, 0


def shared_objects(
    body: str, plain: str, clause: int, verb: int, names: list[str]
) -> list[tuple[str | None, str | None]]:
    """甲、乙分别就A、B作部署: each name with its own object, where there are as many objects as names."""
    if len(names) < 2:
        return []
    about = re.search(r"分别(?:就|围绕|对|从)(?P<object>[^，。；]+)$", plain[clause:verb])
    if about is None:
        return []
    start, end = clause + about.start("object"), clause + about.end("object")
    objects: list[str] = []
    at = start
    for index in range(start, end + 1):
        if index == end or plain[index] == "、":
            objects.append(body[at:index])
            at = index + 1
    return list(zip(names, objects, strict=True)) if len(objects) == len(names) else []


def _clean(text: str) -> str | None:
    text = text.strip(" \u3000，、。；：")
    whole = _TITLE.fullmatch(text)
    if whole:
        text = whole.group(1)
    text = _PARTICLE.sub("", text)
    text = _CEREMONY.sub("", text) if text.endswith("授牌仪式") else text
    return text or None
