"""Acts of the meeting, each with who did it and what it was about.

Only what is told counts: not what a sentence says the meeting was held for (总结…，部署…), not what a speaker demands
(要传达到每一所学校), not what was done elsewhere.
"""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple, cast

from transforms.agenda.actors import actor_before
from transforms.agenda.objects import AND, object_of, shared_objects
from transforms.language import Enclosed, Places, Scanner, blank, enclosed, sentences
from transforms.people import People, report_end
from transforms.record import AgendaAct, AgendaItem

ObjectPlace = str  # "after", "before", "own" or "none"


class _Verb(NamedTuple):
    act: AgendaAct
    place: ObjectPlace


@cache
def _verbs() -> tuple[Scanner, tuple[_Verb, ...]]:
    lines = files("transforms.agenda").joinpath("data", "acts.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    pattern = "|".join(f"(?P<v{number}>{row[2]})" for number, row in enumerate(rows))
    return Scanner(pattern), tuple(_Verb(cast(AgendaAct, row[0]), row[1]) for row in rows)


_MASKED = re.compile(r"[XxＸ×*]{2}|某某")
_CLAUSE = re.compile(r"[，：；。！？\n]")
# What follows is said or wanted, not done.
_SPEECH = Scanner(
    r"(?:强调|指出|(?<![体作确点项的关》])要求|认为|表示|希望|提出|号召|说)(?=[，：“]|要|各|全|教|学校|我|把|切|坚|加|进|必|做|抓|以)"
)
_WANTED = re.compile(
    r"(?:^|[，、；])(?:要|需|应|将|须|必须|拟|计划|准备|即将|力争|确保|为了|旨在|定于)|要(?:及时|认真|迅速|深入|全面|切实)|之前(?!进行|开展|举)|^(?:(?!了)[^，]){0,14}以来|日前曾|的(?:要求|基础上|过程中)$|(?:做好|抓好|搞好|写好)$"
)
# 还有三个乡镇没有签订协议: what is undone.
_UNDONE = re.compile(r"(?:没有?|未|尚未|未能)(?:完成|及时|按时)?$")
_HELD_FOR = re.compile(r"(?:会议|大会)?(?:主要|总结|回顾|旨在|任务是|目的是|议题|听取|研究)")
_NOUN_BEFORE = re.compile(r"(?:的|重要|关于|系列|听取|按照|根据|落实|贯彻|学习|结合|对照|围绕|等)$")
_GIVEN = re.compile(r"(?:进行|作|做)了?[^，。；的]{1,6}的$")
_NOUN_BEHIND = re.compile(r"的|作了|做了|进行|给予|予以|表示|作出")
_COMMENTED = re.compile(r"对[^，]*$")
_ACTED = re.compile(r"[^，。；]{0,8}?(?:作了?(?!为)|做了?|进行|给予|予以)")
_LISTENED = re.compile(r"听取了?(?P<unit>[^，。；]{2,24}?[局委办校园中心部门会镇县区市单位领导人])(?:关于|对|就|围绕)")
_CONVENED = re.compile(r"召开|举行|总结|回顾|分析|研究")
_HELD = re.compile(r"召开|举行")
_IN_POINTS = re.compile(r"从[^，]{1,8}方面$")  # 并从十个方面部署德育工作: told, and no aim
_BRACKETED = re.compile(r"（[^（）]{0,80}）")
_EVERYBODY = frozenset(["大家", "同志们", "各位"])
_FIRST_PERSON = re.compile(r"我(?![校县市区局园院镇乡省州旗盟])")
_REPORTED = re.compile(r"(?:听取|审议|聆听)了?")


def read_agenda(body: str, people: People) -> list[AgendaItem]:
    """Acts that the body tells, in order of text; an act told twice is one row, at its first mention."""
    # Quoted slogans keep their length and lose their verbs, and so do 《titles》 and brackets.
    plain = blank(body, [(pair.start, _shown(body, pair)) for pair in enclosed(body)])
    acts = _verbs()[0].on(plain)
    rows: list[AgendaItem] = []
    seen: set[tuple[str, str, str | None]] = set()
    report = report_end(body)
    for sentence in sentences(body):
        if sentence.start >= report:
            break
        for row in _sentence(body, plain, acts, sentence.start, sentence.end, people, rows):
            key = (
                row["act"],
                _BRACKETED.sub("", row["actor"] or ""),
                None if row["act"] in ("speech", "comment") else row["object"],
            )
            if key in seen or _shown_again(row, rows, body):
                continue
            seen.add(key)
            rows.append(row)
    return rows


def _shown_again(row: AgendaItem, told: list[AgendaItem], body: str) -> bool:
    """Whether a line that says no more than 实验小学发言 is the caption of what was told before."""
    start, end = row["start"] or 0, row["end"] or 0
    line = body[body.rfind("\n", 0, start) + 1 : (body.find("\n", end) + 1 or len(body) + 1) - 1].strip(" \u3000。")
    told_before = [other for other in told if other["act"] == row["act"]]
    same = row["act"] == "exchange" or row["actor"] in [other["actor"] for other in told_before]
    return len(line) <= 40 and line == body[start:end].strip() and bool(told_before) and same


def _shown(body: str, pair: Enclosed) -> int:
    """Where the hidden part of a pair ends: of 作《学校工作报告》 the report is seen."""
    return pair.end - 2 if pair.kind == "title" and body.startswith("报告", pair.end - 2) else pair.end


def _sentence(
    body: str, plain: str, acts: Places, start: int, end: int, people: People, told: list[AgendaItem]
) -> list[AgendaItem]:
    verbs = _verbs()[1]
    rows: list[AgendaItem] = []
    speech = _SPEECH.first(plain, start, end)
    carried: tuple[str, int] | None = None
    last = ("", -1)
    at = start
    cuts = [match.start() for match in _CLAUSE.finditer(plain, start, end)]
    for cut in [*cuts, end] if not cuts or cuts[-1] < end - 1 else cuts:
        clause, at = at, cut + 1
        if clause >= cut:
            continue
        if speech and speech.start() < clause and "；" not in plain[speech.start() : clause]:
            continue
        taken = -1
        for match in acts.scan(clause, cut):
            if match.start() < taken:
                continue
            if speech and speech.start() <= match.start() and "；" not in plain[speech.start() : match.start()]:
                continue
            verb = verbs[int((match.lastgroup or "v0")[1:])]
            before = plain[clause : match.start()]
            if _refused(plain, verb, before, match, cut):
                continue
            names = _acting(people, match)
            if not names and _ASKED.search(before):
                continue
            actor: str | None
            if names:
                actor = "、".join(dict.fromkeys(names))
                begin = _first_mention(people, names[0], start, match.start(), clause)
            else:
                found = _heard(body, plain, clause, match.start()) or actor_before(body, plain, clause, match.start())
                if found is None and (not before.strip() or _ABOUT_FIRST.match(before)):
                    # 八所学校分别从党建、教研等方面，分享了经验
                    earlier = max([start, *(mark + 1 for mark in cuts if mark < clause - 1)])
                    found = actor_before(body, plain, earlier, clause - 1) if earlier < clause - 1 else None
                    found = None if found and _NO_ACTOR.search(found[0]) else found
                if found is None and carried is not None:
                    found = carried[0], match.start()
                if found is None and (verb.act == "speech" or _in_report(plain, verb, start)):
                    continue
                if found is None and _HE.match(before) and (above := people.mentions_in(max(0, start - 200), start)):
                    found = above[-1].name, match.start()  # 紧接着，他就…进行通报
                actor, begin = found or ("会议", match.start())
                if found and (person := _named_in(people, body, begin, begin + len(actor))):
                    actor = person
                if found and _EACH.search(before) and begin < match.start():
                    first = _list_begins(plain, start, clause)
                    actor, begin = (body[first:clause].lstrip() + actor, first) if first < clause else found
            if _MASKED.search(actor):
                continue  # a template: nobody did it
            if verb.act == "deploy" and _within_report([*told, *rows], plain, actor, plain[clause : match.end()]):
                continue
            aim = "再部署" in match.group() or (verb.place == "after" and "了" not in match.group())
            aim = (aim or _CONVENED.search(plain, start, match.start()) is not None) and not _IN_POINTS.search(before)
            if not names and aim and (verb.act == "deploy" or match.group() == "通报"):
                continue  # 会议总结…，安排部署…: what the meeting was for
            aimed = plain.startswith("会后", start) or _HELD.search(plain, start, match.start())
            if verb.act == "convey" and not names and "了" not in match.group() and aimed:
                continue  # 全县教育工作会议举行，传达上级会议精神; 会后，各校传达学习会议精神
            if actor in _EVERYBODY:
                continue  # 刚才，大家作了很好的发言
            if names or not _heard(body, plain, clause, match.start()):
                carried = None if names else (actor, begin)
            if last[0] == verb.act and last[1] == clause and not names:
                continue
            thing, thing_end = object_of(body, _unnamed(plain, people, clause, cut), verb.place, clause, match, cut)
            stop = max(match.end(), thing_end)
            taken = (
                stop
                if verb.place == "after" and verb.act in ("convey", "read_decision", "sign", "award")
                else match.end()
            )
            taken = min(taken, _and(plain, match.end(), taken))
            pairs = shared_objects(body, plain, clause, match.start(), names) if verb.place == "before" else []
            for one, what in [*pairs] or [(actor, thing)]:
                rows.append({"act": verb.act, "actor": one, "object": what, "start": begin, "end": stop})
            last = (verb.act, clause)
    return rows


_ASKED = re.compile(r"(?:^|[，、；])[先再]?请(?!示)")  # 请各校发言; a chair's 请教育局局长某某作报告 is the act
_SINCE = re.compile(r"(?:这?是)?[继自]")  # 继2011年双方签署协议以来, and not 通报了今年以来的情况
_NO_ACTOR = re.compile(r"参加|出席|召开|举行|参会")  # 各校校长参加会议，就…作了交流
_ABOUT_FIRST = re.compile(r"就|围绕|针对|从")  # 各校校长，就如何抓好备考介绍了经验
_HE = re.compile(r"\s{0,2}[他她](?!们)")
_CALLED = re.compile(r"(?:同志|[\u4e00-\u9fff]{0,3}(?:长|任|学|师|记|席))?")


def _named_in(people: People, body: str, start: int, end: int) -> str | None:
    """The person that an actor as written is, where it ends with his name: 市教育局局长何某某同志, 徐某某督学."""
    named = people.mentions_in(start, end)
    return named[-1].name if len(named) == 1 and _CALLED.fullmatch(body, named[-1].end, end) else None


_EACH = re.compile(r"分别|先后|依次")
# A clause that is no more than the name of a unit: 云溪镇党委、政府，县财政局，县教体局分别作了表态发言
_UNIT = re.compile(
    r"[^，。；：了]{2,30}(?:局|委|政府|办|中心|学校|中学|小学|园|镇|乡|街道|部门|单位|公司|[一二三四五六七八九十][中小])"
)


def _list_begins(plain: str, start: int, clause: int) -> int:
    """Where the list of units begins whose last one opens the clause; the clause itself where there is none."""
    first = clause
    while first > start and plain[first - 1] == "，":
        above = max(start, *(plain.rfind(mark, start, first - 1) + 1 for mark in "，；："))
        if not _UNIT.fullmatch(plain[above : first - 1].strip()):
            break
        first = above
    return first


def _unnamed(plain: str, people: People, start: int, end: int) -> str:
    """The text with the names of a clause hidden: the surname of 向某, 从某 is no preposition."""
    named = [(m.start, m.end) for m in people.mentions_in(start, end) if plain[m.start : m.start + 1] in "向从"]
    return blank(plain, named) if named else plain


def _acting(people: People, verb: re.Match[str]) -> list[str]:
    """The persons whose act the verb is."""
    acts = (act for act in people.acts if act.start < verb.end() and verb.start() < act.end)
    return [name for act in acts for name in act.names]


def _heard(body: str, plain: str, clause: int, verb: int) -> tuple[str, int] | None:
    """The unit that is listened to: 听取了区教育局关于招生工作的汇报."""
    found = _LISTENED.search(plain, clause, verb)
    return (body[found.start("unit") : found.end("unit")], clause) if found else None


def _in_report(plain: str, verb: _Verb, start: int) -> bool:
    """Whether the sentence tells what a report says: 报告…，对下半年工作进行部署."""
    return verb.act == "deploy" and plain.startswith("报告", start)


def _within_report(told: list[AgendaItem], plain: str, actor: str, clause: str) -> bool:
    """Whether the deploying is what a report just told goes on with, and no act of its own (专题部署)."""
    if "专题" in clause or "具体" in clause:
        return False
    return any(row["actor"] == actor and plain.endswith("报告", 0, row["end"] or 0) for row in told)


def _and(plain: str, start: int, end: int) -> int:
    """A second verb after 并 or 及作 in the same clause is an act of its own."""
    again = AND.search(plain[start:end])
    return start + again.start() if again else end


def _first_mention(people: People, name: str, start: int, end: int, clause: int) -> int:
    inside = [mention for mention in people.mentions_in(start, end) if mention.name == name]
    if not inside:
        return max(clause, start)
    mention = inside[-1]
    return min(mention.start, mention.title_start)


def _refused(plain: str, verb: _Verb, before: str, match: re.Match[str], cut: int) -> bool:
    """Whether the words are no act: wanted, held for, or a noun under another verb."""
    if _WANTED.search(before) or _UNDONE.search(before):
        return True
    behind = plain[match.end() : cut]
    if behind.startswith("以来") or ("以来" in behind and _SINCE.match(before)):
        return True
    if verb.act == "watch" and behind.endswith("后"):
        return True  # 在收看全省视频会议之后
    if _FIRST_PERSON.search(before):
        return True  # 我向大会作工作报告: the report itself
    heard = _REPORTED.search(before)
    if heard and verb.act == "report" and not before[heard.end() :].strip("了"):
        return True  # 听取汇报: nobody reports, nothing is reported on
    if heard:
        return verb.act not in ("report", "exchange") or bool(_REPORTED.search(before, heard.end()))
    if verb.act == "sign":
        before = before.removesuffix("等")  # 副县长与各成员单位等签订了责任书
    if verb.act == "tour" and (before.endswith("大") or plain.startswith(("后", "结束"), match.end())):
        return True  # 大观摩大评比 is an activity's name, 先观摩后部署 a manner
    if verb.act in ("comment", "watch") and plain.startswith("、", match.end()):
        return True  # 与会人员观看、点评、反思
    if verb.act == "comment" and _GIVEN.search(before):
        return False  # 对两堂课进行了精彩的点评
    if _NOUN_BEFORE.search(before) and (verb.place != "before" or before.endswith("的")):
        # 会议学习传达了全国教育大会精神 is told.
        return not (verb.act == "convey" and before.endswith("学习") and match.group().endswith("了"))
    if verb.place in ("before", "after") and _NOUN_BEHIND.match(plain, match.end()):
        return True  # 对交流发言作了点评: what was commented on
    if verb.place == "after" and _COMMENTED.search(before) and _ACTED.match(plain, match.end()):
        return True  # 对各单位汇报情况作了点评
    if verb.act == "deploy" and re.match(r"报告(?!会)", before.strip()):
        return True  # 报告…对下半年工作进行部署: part of the report
    if verb.place == "after" and verb.act == "sign" and re.search(r"(?:对于?|就|关于|围绕)[^，]*$", before):
        return True
    if verb.act == "unveil" and re.search(r"(?:出席|参加|主持)了?$", before):
        return True
    if verb.act in ("watch", "tour", "sign") and re.search(r"组织|带领|邀请|引导|鼓励", before):
        return verb.act in ("sign", "watch")
    follows = plain[match.end() : match.end() + 3]
    if verb.act == "speech" and follows.startswith(("精神", "要求", "稿")):
        return True
    return verb.act == "deploy" and verb.place == "after" and bool(_HELD_FOR.search(before))
