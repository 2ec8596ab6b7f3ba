"""Names without quotation marks: well-known ones, plans under a verb, what is being created, activities."""

import re
from functools import cache
from typing import NamedTuple

from transforms.language import Scanner, numeral_value
from transforms.programmes.lexicon import any_of, term_index, words


class Found(NamedTuple):
    """One name: `body[start:end]` is its term."""

    term: str
    start: int
    end: int


_COUNTED = re.compile(r"(?:的)?(?:教师)?(?:比例|率)")  # 教师交流轮岗比例 is a number, no policy


def known(body: str) -> list[Found]:
    """First mentions of well-known names, longest first; a name inside a longer one is not its own mention."""
    near = {term for at, terms in term_index().beginnings(body) for term in terms if body.startswith(term, at)}
    taken = bytearray(len(body))  # 1 where a longer name stands
    found: list[Found] = []
    for term in sorted(near, key=lambda term: (-len(term), term)):
        first = True
        at = body.find(term)
        while at >= 0:
            end = at + len(term)
            if not (taken[at] or taken[end - 1] or _COUNTED.match(body, end)):
                taken[at:end] = b"\1" * len(term)
                if first:
                    found.append(Found(term, at, end))
                    first = False
            at = body.find(term, end)
    return found


@cache
def _plan() -> Scanner:
    return Scanner(
        rf"{any_of('verbs')}(?:好|了)?(?P<name>[一-鿿A-Za-z\d+—\-“”]{{2,22}}?{any_of('plan_ends')})(?=[，。；、！：）\n]|和|与|及|建设|工作|，|为|的|$)"
    )


@cache
def _created() -> Scanner:
    return Scanner(
        rf"(?:创建|争创|申创|创成|打造|建设|建成|推进|推动)(?P<name>(?:全国|国家级?|全省|省级?|自治区级?|市级)[一-鿿]{{2,20}}?{any_of('created')})(?=[，。；、！：）”\n]|工作|建设|创建|目标|行动|推进|的|称号|和|，|$)"
    )


# A standard that counties are measured by (迎接国家义务教育发展基本均衡县督导检查).
_STANDARD = re.compile(
    r"(?:国家级?|全国|省级|自治区级)(?:义务教育|学前教育)[一-鿿]{2,12}?(?:县|区|市|旗)(?![一-鿿]{0,2}[县区市])"
)
# 实施校长任期目标责任制, 推行教师聘用制
# 2020年通过…验收 is past; 确保…通过…验收 is aimed at.
_AIMED = re.compile("确保|力争|争取|全力|迎|要|将")
_UNNAMED = re.compile(
    r"(?:全国|国家|全省|省|自治区|市)级?(?:示范|先进|优质|特色|标准化)?(?:校|学校|单位|基地|幼儿园|县|区|市)"
)
_SYSTEM = re.compile(
    r"(?<=实施|推行|实行|落实|完善|推进)(?:校长|园长|教师|班主任)[一-鿿]{0,5}?(?:责任|聘任|聘用|职级|负责|任期|导师)制(?!定|订)"
)
_CAMPUS = re.compile(r"(?<=创建|争创)(?:全国|国家级?|省级?|市级?)?(?:平安|智慧|书香|绿色|美丽|文明|清廉)校园")
_BALANCED = re.compile(r"(?:学前教育普及普惠|义务教育优质均衡)(?:发展)?[县市区旗]?(?=创建)")
_HOLD = {_STANDARD: "教育", _SYSTEM: "制", _CAMPUS: "校园", _BALANCED: "创建"}
"""Forms of names, and what each of them holds."""
_ENTERS = re.compile(r"(?:(?<=[、，。；：“”推进展和与]))(?P<name>[一-鿿“”]{2,9}?(?<!引)进(?:校园|课堂|教材))")
_ROTATION = re.compile(r"(?:(?:教师|校长)、?(?:校长|教师)?|)交流轮岗制度")


def _past(body: str, at: int) -> bool:
    lead = re.split(r"[，。；：\n]", body[max(0, at - 24) : at])[-1]
    return lead.endswith("通过") and _AIMED.search(lead) is None


def patterned(body: str) -> list[Found]:
    """Names known by their form."""
    found: list[Found] = []
    for match in _plan().scan(body):
        name = match.group("name")
        start, end = match.span("name")
        name, start = _without_verbs(name, start)
        plain = name.replace("“", "").replace("”", "")
        if len(plain) < 4 or "“" in name or "”" in name:
            continue
        if any(word in plain for word in words()["plan_not"]) or re.match(r"[一二三四五六七八九十\d]+[个项大]", plain):
            continue
        found.append(Found(plain, start, end))
        found += _further(body, end)
    for match in _created().scan(body):
        if not _UNNAMED.fullmatch(match.group("name")):
            found.append(Found(match.group("name"), *match.span("name")))
    for pattern, holds in _HOLD.items():
        for match in pattern.finditer(body) if holds in body else ():
            if pattern is not _STANDARD or not _past(body, match.start()):
                found.append(Found(match.group(), *match.span()))
    if "交流轮岗制度" in body:
        found += [Found(match.group(), *match.span()) for match in _ROTATION.finditer(body)]
    for match in _ENTERS.finditer(body) if "进校园" in body or "进课堂" in body or "进教材" in body else ():
        name, start = _without_verbs(match.group("name"), match.start("name"))
        if "”" not in name and "“" not in name and not re.search(r"思想|精神|[的要将把]", name):
            found.append(Found(name, start, match.end("name")))
    return found


@cache
def _coordinated() -> re.Pattern[str]:
    return re.compile(
        rf"(?:以及|[和与及、])(?P<name>[一-鿿\d]{{4,18}}?{any_of('plan_ends')})(?=[，。；、！）\n和与及]|$)"
    )


def _further(body: str, end: int) -> list[Found]:
    """实施学前教育行动计划和质量提升五年行动计划: the names that share the verb."""
    found: list[Found] = []
    while match := _coordinated().match(body, end):
        name, end = match.group("name"), match.end()
        if any(word in name for word in words()["plan_not"]) or re.search(r"[和与及]|以及", name):
            break
        name, start = _without_verbs(name, match.start("name"))
        found.append(Found(name, start, end))
    return found


@cache
def _verb_inside() -> re.Pattern[str]:
    return re.compile(rf"^.*{any_of('verbs')}(?:好|了)?")


def _without_verbs(name: str, start: int) -> tuple[str, int]:
    """扎实推进X under 落实: the name begins after the last verb."""
    match = _verb_inside().match(name)
    if match is None or match.end() > len(name) - 4:
        return name, start
    return name[match.end() :], start + match.end()


_SET = Scanner(r"(?P<n>[二三四五六七八九十])(?:大|项|个)[一-鿿]{0,4}?(?:行动|工程|计划|攻坚战|改革)(?![一-鿿]*[”])")
_LIST = re.compile(r"[^，。；：！？“”\n]{4,80}$")


def counted_sets(body: str) -> list[tuple[Found, list[str]]]:
    """Sets that are counted behind their members without marks: 实施A、B、C三大行动."""
    found: list[tuple[Found, list[str]]] = []
    for match in _SET.scan(body):
        listed = _LIST.search(body, max(0, match.start() - 80), match.start())
        if listed is None or "、" not in listed.group():
            continue
        said, _ = _without_verbs(listed.group(), 0)
        members = [part for part in re.split(r"、|和|及|与", said.removesuffix("等")) if part]
        if numeral_value(match.group("n")) == len(members) and all(len(member) >= 3 for member in members):
            found.append((Found(match.group(), *match.span()), members))
    return found
