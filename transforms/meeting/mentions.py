"""Where a text says that a meeting was held, and what it calls the meeting.

Two forms carry nearly all of them: 斗门区召开2024年教育工作会议 (object form: convener, verb, name) and
全县教育大会在县会议中心召开 (subject form: name, place, verb). A name followed by 精神 or 上的讲话 is a reference, and
将, 拟, 定于 before the verb an announcement; neither is a mention.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from transforms.meeting.lexicon import lexicon, one_of
from transforms.meeting.topic import speaks_of_education
from transforms.remembering import remembered

Form = Literal["object", "subject"]

# 会 that ends the name of a meeting, not of a body (委员会, 学会, 工会), nor a verb (参会, 体会). 开学会 and 教学会
# are meetings.
NOUN = (
    r"(?:会议|大会|典礼|"
    r"(?<!委员)(?<![社机协工商金事盟体领与到参不才都省聚约委基])(?:(?<![教开])(?<!学)|(?<=教学)|"
    r"(?<=开学))会"
    r"|(?<=[常党教]委)会|(?<=[协会磋]商)会)(?![员议者计展籍场])"
)
_NOUN = re.compile(NOUN)
_ENDS = re.compile(r"[。！？!?\n]")
_SEGMENT_ENDS = re.compile(r"[，。；！？!?;,\n]")
_JOIN = re.compile(r"^[”’）]*(?:暨|及|和|与|、|（|·|—|＋|\+|\s+暨|并)")
_COUNTED = re.compile(r"\d{1,9}(?:多|余)?[场次期个]")  # 召开动员会300多场 tells of no one meeting
_SESSION = re.compile(r"第[一二三四五六七八九十\d]{1,3}次(?:全体|扩大)?")  # 第四届教职工代表大会第二次会议
_OVER_A_JOIN = re.compile(r"传达|学习|贯彻|部署|安排|总结|研究|听取|通报|要求|强调|指出")


@dataclass(frozen=True, slots=True)
class Mention:
    """A meeting that was held, as one sentence says it.

    `name` is as written, without date, place and verb. `convener` is what stands before the verb in the object form
    (without date and adverbs) and "" in the subject form. `before` is the sentence up to the name or verb, `after` what
    follows; `start` and `end` bound the sentence in the text; `at` is the verb's offset.
    """

    form: Form
    name: str
    convener: str
    before: str
    after: str
    venue_part: str
    start: int
    end: int
    at: int


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = lexicon()
    adverb = one_of(words["adverbs"])
    verb = re.compile(one_of(words["held"]))
    setting = (
        rf"(?:{adverb}|于|在[^，。在]{{1,30}}|[今明]?[天日年]|\d{{4}}年|(?:\d{{1,2}}月)?\d{{1,2}}日|上午|下午|晚上)"
    )
    not_held = re.compile(one_of(words["not_held"]) + rf"{setting}*$")
    referred = re.compile(r"[”’）]{0,4}" + one_of(words["referred"]))
    trailing = re.compile(rf"(?:{adverb}|[”’]|[，]?(?:以|采[取用]|通过)[^，。；]{{2,18}}(?:形式|方式))+$")
    return verb, not_held, referred, trailing


# 视频会议结束后，我县立即召开推进会: it was held; 会后，各校要立即召开 is wanted.
_AT_ONCE = re.compile(r"(?:会后|结束后|随后)，[^，。；：要应须将]{2,16}(?:立即|迅速|及时|随即)(?:组织)?$")
# 7月8日，县教体局及时召开: on a day that is told it was held.
_ON_THE_DAY = re.compile(r"\d{1,2}月\d{1,2}日(?:(?!要|应|须|请)[^；：]){0,40}(?:及时|立即|迅速|第一时间)(?:组织)?$")
_THEN_HELD = re.compile(r"[^，。；]{1,30}?(?:召开|举行)")
_OBJECT_LEAD = re.compile(r"(?:了|过|的|一次|一场|首次)*")


def _object_name(after: str) -> str:
    """The name that follows the verb: to the last meeting noun that still belongs to it."""
    segment = _SEGMENT_ENDS.split(after, maxsplit=1)[0]
    lead = _OBJECT_LEAD.match(segment)
    begin = lead.end() if lead else 0
    end = 0
    for noun in _NOUN.finditer(segment, begin):
        if end:
            gap = segment[end : noun.start()]
            if gap.startswith("精神"):
                end = noun.end()  # 学习贯彻全国教育大会精神专题会议
                continue
            joined = _JOIN.match(gap) or _SESSION.fullmatch(gap)
            if not joined or (_OVER_A_JOIN.search(gap) and not gap.startswith("暨")):
                break
        end = noun.end()
        if segment[end : end + 1] == "”" and segment[begin:end].count("“") > segment[begin:end].count("”"):
            end += 1
    if not end:
        return ""
    # 召开会议研究…, 召开大会上 and 召开…会议精神 are no names.
    rest = segment[end:]
    if _patterns()[2].match(rest) or rest.startswith(("上", "的")) or _COUNTED.match(rest):
        return ""
    return unquoted(_MODIFIER.sub("", segment[begin:end]))


def unquoted(name: str) -> str:
    """The name without quotation marks around all of it; marks inside stay (“教师颂”表彰大会)."""
    name = name.strip(" 　")
    while len(name) > 2 and name[0] == "“" and name.find("”") in (-1, len(name) - 1):
        name = name[1:].removesuffix("”").strip()
    return name


_WHEN_AT_END = re.compile(r"(?:于)?(?:今天|昨天|今日|昨日|日前|近日|前天|近期)(?:上午|下午|晚上|晚)?$")
_MODIFIER = re.compile(
    r"^(?:由[^，。的]{2,40}(?:主办|承办|组织|牵头|协办)的|(?:以|主题为)“[^”]{1,30}”(?:为主题)?的|以[^。；]{2,60}?为主题的|"
    r"为期[一二两三四五六七半\d]{1,2}天的|一年一度的)"
)
# 在宁举行: newspapers name a capital by one character.
_VENUE = re.compile(r"(?:在|于)([^，。；]{2,40}|[京津沪渝宁杭合榕昌济郑汉长穗邕琼蓉筑昆拉银乌青石太呼沈哈])$")
_NAME_TAIL = re.compile(NOUN + r"[”’）]*(?:（[^（）]{1,20}）)?$")


_BEFORE_DAY = re.compile(NOUN + r"(?=[”’）]*(?:于|在)?\d{1,2}[月日])")
# 全县教育工作会议3月5日下午三时在县会议中心召开
_WHEN_AND_WHERE = re.compile(
    r"[”’）]{0,3}，?(?:(?:\d{1,2}月)?\d{1,2}日(?:上午|下午|晚上|晚)?(?:[\d一二三四五六七八九十]{1,3}[时点][\d半一二三四五十]{0,3}分?)?)?(?:于|在)"
)
_PARTS = re.compile(r"(?<=[，；])")


def _subject_name(before: str, trailing: re.Pattern[str]) -> tuple[str, str, str] | None:
    """(name, venue part, rest before the name) where the name stands before the verb."""
    text = _WHEN_AT_END.sub("", trailing.sub("", before))
    segments = _PARTS.split(text)
    venue = ""
    segment = segments.pop() if segments else ""
    if not segment.strip() and segments:
        segment = segments.pop()
    for _ in range(2):
        segment = _WHEN_AT_END.sub("", segment)
        found = _VENUE.search(segment)
        if found and not _NAME_TAIL.search(segment):
            # 全县教育大会在县会议中心 | 会议于3月5日在…: cut from the last noun before the place.
            head = _WHEN_AT_END.sub("", segment[: found.start()])
            nouns = list(_NOUN.finditer(segment))
            cut = next((n.end() for n in nouns if _WHEN_AND_WHERE.match(segment, n.end())), None)
            if cut is not None:
                return segment[:cut], segment[cut:], "".join(segments)
            if head.strip(" ，") and not _NAME_TAIL.search(head):
                return None
            venue = found.group() + venue
            segment = head
        if _NAME_TAIL.search(segment):
            return segment, venue, "".join(segments)
        if not segment.strip(" ，") and segments:
            segment = segments.pop().rstrip("，； ")
            continue
        cut_time = _BEFORE_DAY.search(segment)
        if cut_time:
            return segment[: cut_time.end()], segment[cut_time.end() :] + venue, "".join(segments)
        break
    return None


def _sentence_start(text: str, at: int) -> int:
    reach = max(0, at - 400)
    return max(max(text.rfind(mark, reach, at) for mark in "。！？!?\n") + 1, reach)


_QUOTED = re.compile(r"“[^”\n]{1,40}”")
_COMMA = "\ue000"  # stands for a comma within quotation marks, which ends no clause


def mentions(text: str, limit: int = 40) -> list[Mention]:
    """All meetings that the text says were held, in order; at most `limit` verbs are looked at."""
    return list(_mentions(text, limit))


@remembered(8)  # kind and meeting ask the same title and body
def _mentions(text: str, limit: int) -> tuple[Mention, ...]:
    verb, not_held, _, trailing = _patterns()
    found: list[Mention] = []
    text = _QUOTED.sub(lambda quoted: quoted.group().replace("，", _COMMA), text)
    for count, hit in enumerate(verb.finditer(text)):
        if count >= limit:
            break
        start = _sentence_start(text, hit.start())
        stop = _ENDS.search(text, hit.end(), hit.end() + 400)
        end = stop.start() if stop else min(len(text), hit.end() + 400)
        before, after = text[start : hit.start()], text[hit.end() : end]
        if not_held.search(before) and not (_AT_ONCE.search(before) or _ON_THE_DAY.search(before)):
            continue
        if hit.group() == "召集" and _THEN_HELD.match(after):
            continue  # 召集各村支部书记召开议教工作会议
        # 召开的 refers back; 召开后, 召开前, 召开时 set a time.
        if after.startswith(("的", "后", "前", "时", "以来", "之际", "期间", "情况", "通知")):
            continue
        subject = _subject_name(before, trailing)
        name = _object_name(after)
        if name and not (subject and name in ("会议", "大会")):
            form: Form = "object"
            again = _HELD_AGAIN.match(after, after.find(name) + len(name))
            words = (name, _convener(before, trailing), before, after, again["venue"] if again else "")
        elif subject:
            bare, prefix = _unprefixed(_LEADS_IN.sub("", _MODIFIER.sub("", _undated(subject[0]))))
            twice = _HELD_TWICE.match(bare)
            form = "object" if twice else "subject"
            bare, prefix = (twice["name"], twice["convener"]) if twice else (bare, prefix)
            words = (bare, prefix, before, after, subject[1])
        else:
            continue
        name, convener, before, after, venue = (word.replace(_COMMA, "，") for word in words)
        found.append(Mention(form, name, convener, before, after, venue, start, end, hit.start()))
    return tuple(found)


# 南河县召开教育安全工作会在县一中召开: the verb written twice.
_HELD_TWICE = re.compile(rf"(?P<convener>[^，。]{{2,24}}?)(?:召开|举行)了?(?P<name>[^，。]{{3,40}}{NOUN})$")
_HELD_AGAIN = re.compile(r"(?P<venue>在[^，。；、在]{2,30}?)(?:隆重|顺利)?(?:召开|举行)")


_COLON = re.compile(r"^|[：:|｜丨\s　]|——")


def _unprefixed(name: str) -> tuple[str, str]:
    """(name, what a colon set before it): 蕉岭：教育工作推进会, 同心筑梦 教育争先 某某区教育工作会议."""
    cut = max(m.end() for m in _COLON.finditer(name))
    if cut and len(name) - cut >= 5 and _NOUN.search(name, cut):
        if not _NOUN.search(name, 0, cut):
            return name[cut:], name[:cut].strip(" 　：:|｜—") if name[cut - 1] in "：:" else ""
        if _NAME_TAIL.search(name[:cut].rstrip(" 　")) and speaks_of_education(name[cut:]):
            return name[cut:], ""  # 部省会商会议 教育援建工作会议: two meetings
    return name, ""


_VERBLESS = re.compile(rf"(?:^|[，。\n])(?P<name>[^，。；！？\n]{{6,60}}{NOUN})(?=[。\n])")


def verbless(lead: str) -> Mention | None:
    """A lead whose writer left out the verb: 9月8日上午，某某街道庆祝教师节表彰大会。"""
    for found in _VERBLESS.finditer(lead):
        start = _sentence_start(lead, found.start("name"))
        before = lead[start : found.start("name")]
        if _WHEN.search(before) and not re.search(
            r"参加|出席|收看|收听|传达|学习|贯彻|召开|举行", before + found.group("name")
        ):
            at = found.end("name")
            name = _undated(found.group("name"))
            hall = re.match(r"(在[^，]{2,20}?)(?:隆重|热烈)+", name)
            venue = hall.group(1) if hall else ""
            return Mention("subject", name[hall.end() if hall else 0 :], "", before, "", venue, start, at, at)
    return None


def _undated(name: str) -> str:
    """A name without the day that was written before it: 1月10日下午全市教育推进会."""
    days = [d for d in _WHEN.finditer(name) if d.start() == 0 or d.group()[0].isdigit()]
    return name[days[-1].end() :] if days and _NOUN.search(name, days[-1].end()) else name


_HOSTED = re.compile(rf"主持(?P<name>[^，。；！？]{{3,40}}?{NOUN})(?:$|[，。！　 ])")
_BARE_TITLE = re.compile(
    rf"(?:[^，。：|｜]{{0,12}}[：|｜])?(?P<name>[^，。；！？：|｜]{{4,60}}{NOUN}[”’）]?)(?:侧记|纪实|综述)?"
)
_OF_ANOTHER = re.compile(r"[^，。]{0,30}(?:参加|参会|收看|收听|传达|学习|贯彻|关于|将|观看|出席|筹备|迎接)")
_ATTENDED = re.compile(
    rf"出席(?:了)?(?P<name>(?!会议|大会|仪式|活动)[^，。；！？\n]{{5,60}}{NOUN})(?=[，。\n]|并|$)|"
    rf"组织(?:集中|统一|干部)?(?:收听收看|收看|收听|观看)(?:了)?(?P<seen>[^，。；！？\n]{{5,60}}{NOUN})(?=[，。\n]|$)|"
    rf"组织[^，。；！？\n]{{2,60}}?参加了?(?P<joined>[^，。；！？\n]{{5,60}}{NOUN})(?=[，。\n]|$)|"
    rf"从[^，。；！？\n]{{0,12}}?召开的(?P<learnt>[^，。；！？\n]{{5,60}}?{NOUN})上(?:获悉|了解到|得知)|"
    # 3月5日，在县会议中心召开的全县教育工作会议上，县长某某强调: and not 全国教育大会上，总书记指出
    rf"(?P<hall>在[^，。；！？\n在]{{2,30}})?(?:召开|举行)的(?P<there>(?!全国)[^，。；！？\n]{{5,60}}?{NOUN})"
    r"(?:上?(?:要求|强调|指出|提出|明确|传达)|上，(?!我[校县市区局院园]|[^，。]{0,12}(?:总书记|[荣喜]获|被|受到|获))"
    r"(?=[^。\n]{0,90}(?:强调|指出|要求|讲话|部署|安排|报告|宣读|传达|表彰|发言|提出)))|"
    rf"在(?P<said>(?!会议|大会)[^，。；！？\n在]{{5,60}}?{NOUN})上(?:强调|指出|要求|讲话|提出|说)"
)


def titled(title: str) -> Mention | None:
    """A headline that says 某某主持教育工作座谈会, 某某出席…, or is a meeting's name and nothing else."""
    found = _HOSTED.search(title) or _ATTENDED.search(title)
    if not found and not _OF_ANOTHER.match(title):
        found = _BARE_TITLE.fullmatch(title)
    if not found:
        return None
    name = _name_of(found)
    if found.groupdict().get("seen") and not speaks_of_education(name):
        return None
    slogan, _, rest = name.rpartition("——")
    if len(rest) >= 5 and not _NOUN.search(slogan):
        name = rest  # 凝心聚力 备战高考——某某市高考备考动员会
    return Mention("subject", name.strip(), "", "", "", "", 0, len(title), found.end())


_GOES_ON = re.compile(r"会议(?:指出|强调|要求|提出|明确|由)|出席(?:会议|大会)")


def _name_of(found: re.Match[str]) -> str:
    said = found.groupdict()
    ways = ("said", "seen", "joined", "learnt", "there", "name")
    return next(name for way in ways if (name := said.get(way)))


def attended(lead: str) -> Mention | None:
    """A meeting told only by who attended it: 1月31日，副市长某某出席全市“双减”工作部署会议。"""
    for found in _ATTENDED.finditer(lead):
        start, at = _sentence_start(lead, found.start()), found.end()
        before = lead[start : max(found.start("learnt"), found.start("there"), found.start())]
        if found["joined"] and not (_GOES_ON.search(lead, at) and speaks_of_education(found["joined"])):
            continue  # 我校组织教师参加培训会: another's, unless the text goes on to tell it
        if found["there"] and _ACCORDING.search(lead, start, found.start()):
            continue
        if found["learnt"] and not _GOES_ON.search(lead, at):
            continue  # 记者从…会上获悉 and then the figures alone: no report of the meeting
        if _WHEN.search(before):
            name = _name_of(found)
            if found["seen"] and not speaks_of_education(name):
                continue  # 教育局组织收看全县干部大会: another's meeting
            who = _WHO_THERE.match(lead, found.end("there")) if found["there"] else None
            convener = who["who"] if who else ""
            return Mention("subject", name, convener, before, lead[at : at + 60], found["hall"] or "", start, at, at)
    return None


# 按照3月5日召开的全县教育大会要求，各校积极…: no report of it
_ACCORDING = re.compile(r"按照|根据|落实|贯彻|依据|结合|传达|学习|围绕")
# 在荆桥小学召开的党建工作会上，教育局党委创新形式: whose meeting it is
_WHO_THERE = re.compile(r"上?，(?P<who>[^，。]{0,10}?教[^，。]{0,6}局)(?:党[委组])?(?![局党]?[委组]?[书副局班成])")


_WHEN = re.compile(
    r"(?:(?:\d{4}|今|去)年)?\d{1,2} ?月 ?\d{1,2} ?日?(?:(?:至|到|—+|–|-|－|~|～|、)(?:\d{1,2}月)?\d{1,2})?日?"
    r"(?:上午|下午|晚上|晚|中午|早上|傍晚|清晨)?(?:\d{1,2}[:：时点]\d{0,2}分?(?:许|整)?)?[，,]?"
    r"|(?<!\d)\d{1,2}日(?:上午|下午|晚上|晚)?[，,]?|(?:近日|日前|今日|昨日|今天|昨天|近期|日前|"
    r"前天)(?:上午|下午|晚上|晚)?[，,]?"
)
_LEADS_IN = re.compile(
    r"^(?:第[一二三]部分是?|一是|二是|三是|四是|首先|其次|随后|会上|会前|会后|最后|当天|同时|活动中|随即|并|其中|据了解|据介绍|期间|当日|【[^】]{2,8}】|"
    r"由|上午|下午|晚上|本报讯|本网讯|讯|又讯)+"
)
# 某某小学全体教师齐聚一堂，召开…: the clause next to the verb is not always who convenes.
_NO_CONVENER = re.compile(
    r"一堂|欢聚|相聚|^在此$|席地|^(?:冒着|迎着|带着|怀着|利用|按照|根据|经|结合|围绕|本着|深入|认真|随着|伴着|踏着)"
)
# Before the day only a body can stand that convenes: 某某镇党委、政府于9月7日, not 部署复习备考，11月23日.
_BODY = re.compile(
    r"^[^，。]{2,20}(?:[省市县区旗州盟镇乡局委厅部府校园院办]|街道|[中小大]学|集团|系统|中心|学区|小组|教育工会|支队)$"
)
# 荆桥小学全体教职工汇聚报告厅，召开…; 荆桥二中组织全体教师召开…: the school convenes
_GATHERED = re.compile(
    r"(?:组织|召集|带领)[^，。]{0,14}(?:成员|代表)$|"
    r"的?(?:组织)?(?:全体|全校|[一二三四五六七八九十百千\d]{1,6}[余多]?名)(?:教职工|教职员工|教师|师生|干部|党员|人员)+"
    r"(?:(?:齐聚|欢聚|汇聚|相聚|聚集)(?:一堂|(?:在|于)?[^，。]{2,12}))?$"
)
_SEGMENT = re.compile(r"[，。；！？!?;,\s　|｜丨：:]|——")
_BRACKET_CLOSED = re.compile(r"^[^（]*）")
_AT_PLACE = re.compile(r"(?:在|于(?![都田洪阗]))[^，]{1,40}$")  # 于都县 is a place, no preposition


def _convener(before: str, trailing: re.Pattern[str]) -> str:
    """Who held it: what stands between the day and the place; before the day where the day comes second."""
    text = trailing.sub("", before.split("召集", 1)[0])
    days = list(_WHEN.finditer(text))
    pieces = [text[days[-1].end() :], text[: days[-1].start()]] if days else [text]
    for piece in pieces:
        segments = [s for s in _SEGMENT.split(piece) if s.strip()]
        while len(segments) > 1 and _NO_CONVENER.search(segments[-1]):
            segments.pop()
        if not segments:
            continue
        last = _AT_PLACE.sub("", trailing.sub("", _BRACKET_CLOSED.sub("", segments[-1])))
        last = _LEADS_IN.sub("", trailing.sub("", last).strip(" 　").removesuffix("于").removesuffix("在"))
        last = _GATHERED.sub("", last)
        if last and not last.startswith(("为", "在", "以")) and (piece is pieces[0] or _BODY.search(last)):
            return last
    return ""
