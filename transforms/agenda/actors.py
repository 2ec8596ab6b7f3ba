"""Who acts where no person is named: the meeting, units, unnamed groups."""

import re

_LEAD = re.compile(
    r"^(?:会上|会议上|大会上|活动中|仪式上|会议期间|会前|会后|会议最后|会议由|大会由|由|最后|随后|首先|接着|期间|并?邀请了?(?=[\u4e00-\u9fff]{2,14}(?:代表|校长|教师|专家|主任))|同时|其间|之后|此外|当天|当日|\s)+"
)
# After these words the predicate has begun.
_PREDICATE = re.compile(
    r"在(?=大?会上)|主持(?=会议|大会|了)|还|分别|依次|先后|共同|现场|上台|上(?=台)|就|围绕|对|为(?!主)|向|作|做|进行|举行|举办|也|均|都(?![区市县江匀昌安兰])|再次|首先|并|以|结合|代表(?=县|市|区|学校|全|受)|从|集体|认真|集中|专题|隆重|逐一|一一|听取|层层|(?:总结|回顾|分析)了"
)
_ENDS = re.compile(
    r"(?:会议|大会|代表|校长|园长|领导|负责人|责任人|负责同志|教师|老师|学生|单位|学校|幼儿园|中学|小学|局|政府|委|办|中心|人员|成员|干部|同志|书记|师生|家长|镇|乡|街道|部门|[一二三四五六七八九十][中小]|中小|校|班子|组|公司|学院|大学|党委|与会者|大家|主任|科室|股室|科|室|[镇乡局园县市区州旗院馆所处科股部组书会]长|主席|督学|主持人|同学|嘉宾|支部|员|仪式|活动|各(?:县市?区?|区县|市[县州区]|州市|旗县|盟市|旗区|镇街)|、[\u4e00-\u9fff]{1,8}[县区市州旗])$"
)
_BRACKETED = re.compile(r"（[^）]{0,80}）")
_COUNT = re.compile(
    r"等?(?:共|近)?[\d一二三四五六七八九十两]+[余多]?(?:个|所|名|位|家)?(?:单位|学校|代表|人|校长|同志|部门|乡镇|教师|集体)?$|等$"
)


def actor_before(body: str, plain: str, start: int, end: int) -> tuple[str, int] | None:
    """The subject that stands in body[start:end] before a verb at `end`, with its place; None where there is none.

    The count that closes a list (等7个单位) is left out: it names nobody.
    """
    lead = _LEAD.match(plain[start:end])
    begin = start + (lead.end() if lead else 0)
    while begin < end and plain[begin] in "，、 \u3000":
        begin += 1
    predicate = _PREDICATE.search(plain, begin, end)
    stop = predicate.start() if predicate else end
    text = body[begin:stop].strip()
    hidden = plain[begin:stop].strip()
    count = _COUNT.search(text)
    core = text[: count.start()].rstrip("、，") if count and count.start() > 1 else text
    if not core or len(core) > 160:
        return None
    hidden = hidden[: len(core)]
    if not (_ENDS.search(_BRACKETED.sub("", hidden)) or (count and "、" in core)):
        return None
    if predicate and predicate.group() == "还" and plain[stop + 1 : stop + 2] == "与":
        other = _PREDICATE.search(plain, stop + 2, end)
        core = core + body[stop + 1 : other.start() if other else end]
    return core, begin
