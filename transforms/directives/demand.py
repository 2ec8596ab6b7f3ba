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
# 要实现乡村振兴，关键在人才、根本在教育。 and 实现优质均衡的使命任重而道远。: what is said of a topic
_SAID_OF = re.compile(
    r"[，、](?:关键|根本|核心|基础|出路)(?:还)?(?:在于|在|是)[^，。要]{1,20}[。；]?$"
    r"|(?:任重而?道远|刻不容缓|责无旁贷|势在必行|时不我待|至关重要|使命光荣|责任重大|意义重大|意义深远|人人有责)[。；！]?$"
)
# 通过本次学习，大家更加明确了应该承担的责任。: what came of the meeting
_OUTCOME = re.compile(
    r"通过(?:本次|此次|这次)(?:学习|会议|培训|活动|座谈)|(?:此次|本次|这次)(?:会议|活动|培训|大会)的?(?:召开|举行|举办|开展)"
)
_JUDGEMENT = re.compile(
    r"(?:[^，。要]{2,40}是一[项个场件种](?!不)|[^，。要]{0,14}(?:是|事关|关乎|关系到?|具有|意义重大|意味着|来源于|离不开|成为|面临|正处于?|处于|正值|适逢|恰逢|承载)"
    r"|教育兴则|教育强则)"
)


# 布局优化是必须完成的政治任务, 办好教育就是要关心每一个孩子, 是事业发展的现实需要: judgements.
_A_MUST = re.compile(r"是(?:我们)?必须(?=[^，。；]{0,16}的)|(?<=[^，。；：])就是要|(?<=[一-鿿])需要(?=新|[，。；、]|$)")


# 确保师生安全是教育工作的头等大事，…: the verb opens what is spoken of.
_GREAT_MATTER = re.compile(
    r"[^，。要]{2,24}是(?!否)[^，。要]{2,24}(?:大事|任务|工程|基础|前提|关键|职责|责任|使命|举措|根本|保证|保障|底线|生命线|所在)(?=[，。；])"
)


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
    if _GREAT_MATTER.match(text):
        return True
    if _TOPIC.search(_head(text)) is not None and not has_modal(_head(text)):
        return True
    first = _CLAUSE.split(text, maxsplit=1)[0]
    return not has_modal(first) and _JUDGEMENT.match(first) is not None and not opens_imperative(first)


def said_of(text: str) -> bool:
    """The sentence names a topic and says of it what it rests on or how much it matters: nobody is told to do it."""
    found = _SAID_OF.search(text)
    return found is not None and (found.group()[0] in "，、" or not has_modal(text))


def demands(text: str) -> bool:
    """The sentence demands: a modal, or an imperative opening, and no mark of a review."""
    if reviews(text) or _CONCEDES.search(text) or _LONG_WORK.match(text) or _OUTCOME.match(text):
        return False
    if said_of(text):
        return False
    return has_modal(text) or (opens_imperative(text) and _TOPIC.search(_head(text)) is None)


_ATTENDED = re.compile(
    r"(?:参加|出席|列席|主持)(?:了?(?:此次|本次|这次)?(?:会议|活动|大会)|。$)|(?:参会|与会|到会)[。；]?$|[作做](?![好实到])了?[^，。；要]{0,8}(?:部署|报告|发言|讲话|总结|汇报|点评)[。；]?$|(?:给予|寄予)了?[^，。；要]{0,10}(?:期望|厚望|肯定|评价)。?$"
)
# 接下来，周校长传达了…; 最后由周校长作总结讲话。: another takes the floor
_NEXT = r"(?:接下来|接着|随后|紧接着|然后|其次|最后|之后)，?"
_NEXT_SPEAKER = re.compile(
    rf"(?:{_NEXT})?由[^，。；要]{{2,24}}(?:作|做|就|对|通报|部署|总结|进行|宣布|宣读|汇报|介绍|主持)"
    rf"|{_NEXT}[\u4e00-\u9fff]{{1,3}}副?(?:书记|主任|主席|[局县区市镇乡校院园部厅处科]长)[^，。；]{{0,6}}"
    r"(?:传达|阐述|介绍|通报|部署|总结|解读|宣读|强调|提醒|作|做|就|对|从)"
)


@remembered(128)
def narrates(text: str) -> bool:
    """The sentence tells of the meeting (会上，…作了交流发言) or of the past."""
    head = text.lstrip("“ 　")
    if _NEXT_SPEAKER.match(head):
        return True
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
