"""What a number counts: the noun behind its unit (6所学校), else what stands before it in its clause."""

import re

# A noun behind the unit ends where a verb or a particle begins.
_ENDS = (
    "“|[0-9]|、(?=各|全|有关|相关|部分)|及|以及|与|致以|颁发|颁奖|签|没|未|给|被|获|分别|(?<!工)作(?!业|文|品|风)|、(?=[一-鿿]{2,4}等[0-9])|做|进行|参加|出席|参会|等|的|和|在|受|围绕|通过|完成|实现|达到|全部|均|已|将|由|纳入|中排|排名|位居|共"
    "|为|是|有|到会|同步|同时|先后|正式|顺利|按期|投入"
)
_NOUN = re.compile(rf"(?P<noun>[一-鿿（）、]{{1,24}}?)(?=[，。；：！？\n]|{_ENDS}|$)")
_QUOTED = re.compile(r"“(?P<name>[^”\n]{2,30})”")
_VERB_FIRST = re.compile(r"参加|出席|参会|到会|观看|参与|走上|以上|以下|左右|以内|不等|之多|受|被|获|同比|比")
_SAID_OF = re.compile(r"[、）]|学校$|单位$|教师$|学生$|个人$")
_LEAD = re.compile(
    r"(?:达到?|为|约|近|共|共计|累计|超过?|至少|不少于|不低于|不超过|突破|有|到|了|逾|将近|接近|保持在|控制在|提高|增加|上升|下降)+$"
)
# Before the number: what belongs to the noun behind it (新建…所学校, 清远市八个县).
_WHOSE = re.compile(
    r"(?:新建|改建|扩建|改扩建|新增|建成|引进|招聘|选聘|培训|组织|评选出?|更换|购置|培养|选派|创建|全[国省市县区州旗镇校]|[一-鿿]{2,12}[省市县区州旗镇])了?$"
)


def subject(body: str, start: int, end: int) -> str | None:
    """What the number at `body[start:end]` (with its unit) counts."""
    if end < len(body) and body[end] not in "，。；：！？、）”\n的以左之" and not _VERB_FIRST.match(body, end):
        quoted = _QUOTED.match(body, end)
        if quoted:
            return quoted.group("name")
        noun = _NOUN.match(body, end)
        counted = noun.group("noun").strip("“”、（") if noun else ""
        if counted and noun and body.startswith("的", noun.end()) and not _SAID_OF.search(counted):
            whom = _NOUN.match(body, noun.end() + 1)  # 8名新入职的教师
            counted += "的" + whom.group("noun").strip("“”、（") if whom else ""
        if len(counted) > 1:
            whose = _WHOSE.search((phrase_before(body, start) or "").rsplit("在", 1)[-1])
            return (whose.group().removesuffix("了") if whose else "") + counted
    return phrase_before(body, start)


_JOINED = re.compile(r"^(?:以及|及|和|与)(?=[^，。；]{2})")
_YEAR = re.compile(r"^\d{4}年(?:度|秋季?|春季?)?")


def phrase_before(body: str, start: int) -> str | None:
    """The clause up to the number, without the words that only lead to it."""
    since = max(0, start - 60)
    clause = max(since, *(body.rfind(mark, since, start) + 1 for mark in "，；：。！？\n"))
    said = body[clause:start].lstrip("”’ 　")
    if "、" in said and re.search(r"\d", said[: said.rindex("、")]):
        said = said[said.rindex("、") + 1 :]  # 先进单位15个、先进个人60名
    said = _YEAR.sub("", _JOINED.sub("", said))
    whole = said.strip("，、。；：（“ ")
    whole = "" if whole in ("共", "共计", "合计", "总计", "约", "近") else whole
    if not whole and clause > since and body[clause - 1] in "，；":
        return phrase_before(body, clause - 1)  # 上线率达到58.3%，位居全市第二
    return _LEAD.sub("", said).strip("，、。；：（“ ") or whole or None
