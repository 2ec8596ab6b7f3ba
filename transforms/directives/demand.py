"""Does a sentence demand something, report something, or tell what the meeting did?

A demand has a modal (要, 必须, …) or opens with an imperative verb or adverb; a review has marks of what has happened
(取得, 已, …) or of what is wrong (不足, 滞后, …).
"""

import re
from functools import cache

from transforms.directives.cues import any_of, cues, word_pattern
from transforms.remembering import remembered

_CLAUSE = re.compile(r"[，；：。！？]")
_TIME_OPENER = re.compile(r"(?:去年|近年|近\S{1,2}年|过去|\S{0,4}年来|今年以来|截至|目前|据)")
_DONE = re.compile(r"(?<![为除到罢])了(?!解|如|望|结|不起)")
# 也要看到，城区学位不足等问题仍然存在。: a problem conceded, where nothing is to be done about it.
_CONCEDES = re.compile(
    r"要(?:清醒地?|充分|深刻|客观|冷静|理性)?(?:看到|认识到|意识到)[^。]*(?:存在|突出|不足|不够|不容忽视|较大|严峻|明显|薄弱|滞后|不小|差距|问题)(?:，必须[^，。]{0,16})?。?$"
)
# 增强群众获得感, 再接再厉，再创佳绩, 推动全县教育再上新台阶: nothing has been got yet
_NOT_YET = re.compile(
    r"获得感|再接再厉[，、][^，。；了]{2,8}"
    r"|(?:推动|促进|助推|带动|努力|力争|争取|奋力|推进|引领|确保|保证)[^，。；了]{0,30}(?:再上|迈上|再创|跃上|圆满完成|顺利)[^，。；了]{0,8}"
)
# 教学质量稳步提升: risen, where nothing follows; 稳步提高升学率 is a demand.
_RISEN = re.compile(
    r"(?:稳步|明显|显著|大幅|逐年|不断|持续|日益|进一步)(?:提升|提高|增强|改善|增长|优化|扩大|加强|壮大|上升|向好)(?=[，。；、]|$)"
)
# 实现基本均衡，是全县人民的期盼: a verb as topic, then what is said of it.
_TOPIC = re.compile(r"，(?:既|都|就|也|更|正|不仅|不只)?是(?!否)")
# 控辍保学是一项长期工程，需要久久为功。: a judgement, where nobody is told to do anything
_LONG_WORK = re.compile(r"[^，。要]{2,24}是(?:一[项个场件种])[^，。要]{2,24}，(?:更|也|都)?需要[^，。各]{2,30}[。；]?$")
# 通过本次学习，大家更加明确了应该承担的责任。: what came of the meeting
_OUTCOME = re.compile(
    r"通过(?:本次|此次|这次)(?:学习|会议|培训|活动|座谈)|(?:此次|本次|这次)(?:会议|活动|培训|大会)的?(?:召开|举行|举办|开展)"
)
_JUDGEMENT = re.compile(
    r"(?:[^，。要]{0,14}(?:是|事关|关乎|关系到?|具有|意义重大|意味着|来源于|离不开|成为|面临|正处于?|处于|正值|适逢|恰逢|承载)"
    r"|教育兴则|教育强则)"
)


# 布局优化是必须完成的政治任务, 办好教育就是要关心每一个孩子, 是事业发展的现实需要: judgements.
_A_MUST = re.compile(r"是(?:我们)?必须(?=[^，。；]{0,16}的)|(?<=[^，。；：])就是要|(?<=[一-鿿])需要(?=[，。；、]|$)")


@cache
def _modal() -> re.Pattern[str]:
    demand = cues()["demand"]
    return re.compile(
        rf"(?<![{demand['yao_after']}])要(?![{demand['yao_before']}])(?!不要得)|不要(?!得)|" + any_of(demand["modals"])
    )


@cache
def _opener() -> re.Pattern[str]:
    return re.compile(any_of(cues()["demand"]["openers"]))


@remembered(128)  # asked again and again of the sentences of one page, as are those below
def has_modal(text: str) -> bool:
    """要 or another modal stands in the text, not inside another word (重要, 要求)."""
    judged = "必须" in text or "需要" in text or "就是要" in text
    return _modal().search(_A_MUST.sub("是", text) if judged else text) is not None


_ALSO = re.compile(r"^(?:同时|此外|另外|与此同时)，")


def opens_imperative(text: str) -> bool:
    """The text begins with an imperative verb or adverb, perhaps inside or after an opening mark."""
    return _opener().match(_ALSO.sub("", text.lstrip("“‘《（ 　"))) is not None


@remembered(128)
def reviews(text: str) -> bool:
    """The first clauses say what has happened or what is wrong."""
    head = _NOT_YET.sub("▁", _head(text))
    if _TIME_OPENER.match(head):
        return not has_modal(head)
    done = _DONE.search(head) or word_pattern("demand", "perfective").search(head)
    risen = _RISEN.search(head) is not None and not opens_imperative(head)
    wrong = word_pattern("demand", "lacking").search(head)
    if has_modal(head):
        return False
    if done or risen:
        return True
    return bool(wrong) and not opens_imperative(head)


@remembered(128)
def judges(text: str) -> bool:
    """The first clause is a statement (教育是国之大计), not a demand."""
    if _TOPIC.search(_head(text)) is not None and not has_modal(_head(text)):
        return True
    first = _CLAUSE.split(text, maxsplit=1)[0]
    return not has_modal(first) and _JUDGEMENT.match(first) is not None and not opens_imperative(first)


def demands(text: str) -> bool:
    """The sentence demands: a modal, or an imperative opening, and no mark of a review."""
    if reviews(text) or _CONCEDES.search(text) or _LONG_WORK.match(text) or _OUTCOME.match(text):
        return False
    return has_modal(text) or (opens_imperative(text) and _TOPIC.search(_head(text)) is None)


_ATTENDED = re.compile(r"(?:参加|出席|列席|主持)(?:了?(?:此次|本次|这次)?(?:会议|活动|大会)|。$)")


@remembered(128)
def narrates(text: str) -> bool:
    """The sentence tells of the meeting (会上，…作了交流发言) or of the past."""
    head = text.lstrip("“ 　")
    if word_pattern("demand", "narrative").match(head):
        return not has_modal(text)
    if word_pattern("demand", "acts").search(text) and not has_modal(text):
        return True
    return bool(_ATTENDED.search(text))


def recalls(text: str) -> bool:
    """The sentence tells of the past (近年来，…取得长足进步) and demands nothing."""
    return word_pattern("demand", "past").match(text.lstrip("“ 　")) is not None and not has_modal(text)


# 论坛地点、形式和人员安排: how a notice orders its matter; it demands nothing.
_FORMALITY = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:主题|时间|地点|对象|程序|流程|议程|形式|范围)(?:[、和及与][\u4e00-\u9fff]{2,8}){0,3}"
)


def review_heading(text: str) -> bool:
    """A heading of a part that reviews or describes (二、存在的问题), with no demand in it."""
    clauses = _CLAUSE.split(_head(text.strip()))
    if any(opens_imperative(clause) or has_modal(clause) for clause in clauses):
        return False
    head = clauses[0]
    return _FORMALITY.fullmatch(head) is not None or word_pattern("demand", "review_heads").search(head) is not None


_END = re.compile(r"[。！？\n]")


def _head(text: str) -> str:
    """The first sentence, at most sixty characters: later sentences of a point may tell of the past."""
    end = _END.search(text)
    return text[: min(end.start() if end else len(text), 60)]
