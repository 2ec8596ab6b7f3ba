"""The reader of references.

A meeting is referred to where the text learns from it (贯彻市委全会精神), not where it is the event that the page
reports. A document stands in 《》 and is no title of a speech or a show. Policies are leaders' 重要论述 and kin.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from transforms.language import Cover, Scanner, outer, titles
from transforms.record import Reference, ReferenceKind

_CN = "[〇零一二三四五六七八九十]"
_WHO = re.compile(
    r"(?:(?:中共)?[一-鿿]{0,3}(?:省|市|区|县|旗|州|盟|镇|乡|中央|街道|学校|校|局|院|集团|公司|师|团)(?:委|纪委|党委|人大|政协)?"
    r"|党中央|中央|中纪委|中央纪委|党的?)$"
)
# In brackets stands 扩大, hidden where this is asked.
_PLENARY = Scanner(
    rf"第{_CN}{{1,3}}次(?:党代会|党员代表大会|代表大会)"
    rf"|第?{_CN}{{1,3}}届(?:"
    rf"(?:第?{_CN}{{1,3}}次)(?:全体)?(?:（..）)?(?:"
    r"全会|全体(?:（..）)?会议|党代会|全委(?:（..）)?会议?|会议|党员代表大会)"
    rf"|(?:历次|{_CN}中(?:、{_CN}中)*)全会"
    rf"|(?:人大|政协|人民代表大会|全国人大|教代会){_CN}{{1,2}}次(?:会议|全会))"
)
_CONGRESS = re.compile(r"党的(?:十[一二三四五六七八九]?|二十)大(?!报告会)")
_CONGRESS_BARE = re.compile(r"(?<![一-鿿])(?:十[七八九]|二十)大(?=精神)")
_LEADER = re.compile(
    r"习近平总书记(?:[^，。；：、“”《》\n]{0,30}?)(?:重要论述|重要讲话|重要指示批示|重要指示|重要批示|重要回信|重要训词|重要文章|重要思想|(?<=的)论述)"
)
# What the three characters before 市委 may hold that is no part of a place's name.
_NOT_NAME = re.compile(
    r"以及|会议|把握|领会|体会|紧扣|结合|聚焦|遵循|对标|迎接|紧跟|召开|[以及和与神彻实好了按照据绕习达由对将把在▁]"
)
_HEAD = re.compile(r"会议?|论坛")
_BEFORE_MEET = frozenset("大全委代进谈场署员年两")  # 大会, 全会, 全委会, 党代会, 推进会, 座谈会, 现场会 …
_SPLIT = re.compile(r"以及|、|及|和|与|，")
_PREFIX_SHARED = re.compile(r"^(?:全[国省市区县州盟旗]|[国省市区县州盟旗]|中央|[一-鿿]{1,3}[省市区县州盟旗])(?:级)?$")
_OWN = re.compile(
    r"^(?:切实|认真|全面)?(?:部署|安排)会议$|上级|相关|有关|各级|本次|此次|这次|今天|当天|^该|^以?(?:会议|大会|全会|座谈会|推进会)$"
)
_VERB = re.compile(
    r"(?:抓好|做好|传达好|贯彻好|开好|汇报|通报|介绍|参加|召开|确保|推动|狠抓|全面|严格|保证|促进|加快|推进|把|将|对|使)"
)


@cache
def _words() -> dict[str, list[str]]:
    source = files("transforms.references").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def _any(name: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _words()[name]), key=lambda word: -len(word))))


@cache
def _edge(name: str, form: str) -> re.Pattern[str]:
    return re.compile(form.format(f"(?:{_any(name).pattern})"))


@cache
def _trigger() -> re.Pattern[str]:
    words = [w for w in _words()["triggers"] if w not in ("以", "自", "在", "召开", "参加")]
    return re.compile("(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: -len(word))) + ")(?:好|了|落实)?")


def read_references(body: str) -> list[Reference]:
    """References in text order, each name once, at its first mention."""
    hidden = outer(body)
    rows = [*_documents(body), *_bare_documents(body), *_policies(body, hidden)]
    taken = Cover((row["start"] or 0, row["end"] or 0) for row in rows)
    rows += [row for row in _meetings(body, hidden) if (row["start"] or 0) not in taken]
    rows.sort(key=lambda row: row["start"] or 0)
    seen: set[str] = set()
    kept: list[Reference] = []
    for row in rows:
        said = _JOINED.sub("、", row["name"])  # 全国、全省及全市教育大会 again as 全国、全省、全市教育大会
        if said not in seen:
            seen.add(said)
            kept.append(row)
    return kept


_JOINED = re.compile(r"以及|[和及与]")


def _row(body: str, kind: ReferenceKind, start: int, end: int) -> Reference:
    return Reference(kind=kind, name=body[start:end], start=start, end=end)


def _documents(body: str) -> list[Reference]:
    found: list[Reference] = []
    for title in titles(body):
        name = body[title.start : title.end]
        before, after = body[max(0, title.start - 9) : title.start - 1], body[title.end + 1 : title.end + 8]
        lead = _edge("speech_before", "{}(?:了|的)?$").search(before)
        spoken = lead is not None and not (lead.group().startswith("以") and not after.startswith(("为题", "为主题")))
        if (spoken or _any("speech_after").match(after)) and not (_LAW.search(name) and _TAUGHT.match(body, title.end)):
            continue
        if name.endswith("歌"):
            continue  # 在《国歌》声中开幕
        document = _edge("documents", "{}(?:（[^）]*）)?$").search(name)
        if document is None and (not name or name.endswith(tuple(_words()["newspapers"]))):
            continue
        found.append(_row(body, "document", title.start, title.end))
    return found


# 作《党纪处分条例》和《廉洁自律准则》辅导: what is taught is a document, not the title of the lesson.
_LAW = re.compile(r"(?:条例|准则|规定|办法|细则|守则|法|纲要|规划)$")
_TAUGHT = re.compile(r"》(?:(?:、|和|及|与)?《[^《》]{2,40}》)*(?:的)?(?:专题)?(?:辅导|解读|讲解|宣讲|学习|培训)")
# Papers named without 《》: signed ones with their year or a long name, and decisions that are read out.
_SIGNING = re.compile(r"(?:签订|签署|递交)了?(?P<papers>[^，。；、《》“”\n]{4,80})")
_PAPER = re.compile(r"(?:\d{4}年(?:度)?)?(?![和与及])\D{2,24}?(?:责任书|责任状|目标书|承诺书)")
_READ_OUT = re.compile(r"(?:宣读|印发|下发)了?(?P<name>关于[^，。；《》\n]{8,60}?的(?:决定|通报|通知|意见|方案|命令))")
_LONG = 10  # characters of a signed paper's name; 安全工作责任书 only says its kind


def _bare_documents(body: str) -> list[Reference]:
    spans = [match.span("name") for match in _READ_OUT.finditer(body)]
    for signing in _SIGNING.finditer(body):
        for paper in _PAPER.finditer(body, *signing.span("papers")):
            if paper.group()[0].isdigit() or len(paper.group()) >= _LONG:
                spans.append(paper.span())
    return [_row(body, "document", start, end) for start, end in spans]


def _policies(body: str, hidden: str) -> list[Reference]:
    return [
        _row(body, "policy", m.start(), m.end())
        for m in _LEADER.finditer(hidden)
        if not re.search("发表|作出|提出", m.group())  # an act told, no name: …在大会上发表重要讲话
    ]


def _meetings(body: str, hidden: str) -> list[Reference]:
    spans = [match.span() for match in _CONGRESS.finditer(hidden)]
    if "大精神" in hidden:
        spans += [match.span() for match in _CONGRESS_BARE.finditer(hidden)]
    for match in _PLENARY.scan(hidden):
        if not _reported(hidden, match.end()):
            spans.append((_whose(hidden, match.start()), match.end()))
    if "两会”" in body:
        spans += [match.span() for match in _TWO_MEETINGS.finditer(body)]
    spans += _learned(hidden)
    spans += _spoken_at(hidden)
    spans.sort(key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return [_row(body, "meeting", start, end) for start, end in kept]


def _whose(text: str, number: int) -> int:
    """Where the name of a plenary session begins: 市委 before 九届七次全会, without the verb before it."""
    window = max(0, number - 12, text.rfind("，", max(0, number - 12), number) + 1)
    who = _WHO.search(text[window:number])
    if who is None:
        return number
    start = window + who.start()
    # 召开丽水市第四次党代会: the verb may reach into what looks like a name
    cut = max((m.end() for m in _NOT_NAME.finditer(text, max(window, start - 1), number)), default=start)
    return max(start, cut)


def _reported(text: str, end: int) -> bool:
    """The meeting is held here: 召开, 举行 right after its name."""
    return re.match(r"(?:在[^，。]{1,16})?(?:召开|举行|开幕|闭幕)", text[end : end + 24]) is not None


# 传达市区“两会”精神: in quotation marks the head of the name is hidden from the other rules.
_TWO_MEETINGS = re.compile(r"(?:全?[国省市区县州旗]){1,3}“两会”(?=精神|部署|以?及|[和、与])")
_SPIRIT = re.compile(
    r"(?:的)?(?:主要|重要|有关|相关)?(?:会议)?(?:精神|部署|工作部署|决策部署|部署要求|要求|重要讲话|确定的|提出的|明确的|作出的|决议|工作要求|有关要求|安排部署)"
)
_COORDINATED = re.compile(r"(?:精神|部署)?(?:、|和|以及|及|，)[^。；\n]{0,60}?(?:会议?|大会)(?:的)?(?:精神|部署|要求)")


def _learned(text: str) -> list[tuple[int, int]]:
    """传达学习全国、全市教育工作会议精神以及市委全会精神: what stands between trigger and 精神, cut into names."""
    found: list[tuple[int, int]] = []
    for head in _HEAD.finditer(text):
        end = head.end()
        if head.group() == "会" and text[max(0, head.start() - 1) : head.start()] not in _BEFORE_MEET:
            continue
        follows = _SPIRIT.match(text, end)
        coordinated = _COORDINATED.match(text, end)
        if follows is None and coordinated is None:
            continue
        since = max(0, head.start() - 60)
        window = max(since, *(text.rfind(mark, since, head.start()) + 1 for mark in "。；：！？\n"))
        triggers = list(_trigger().finditer(text, window, head.start()))
        if not triggers:
            continue
        start = triggers[-1].end()
        comma = text.rfind("，", start, head.start())
        start = max(start, comma + 1)
        name = _name_start(text, start, head.start())
        verb = _VERB.match(text, name)
        name = verb.end() if verb else name
        name = max(name, text.rfind("了", name, head.start()) + 1)  # 全面、系统地解读了全省教育大会精神
        whose = text.rfind("关于", name, head.start())
        name = whose + 2 if whose >= 0 else name  # 传达省政府关于全省教育工作会议精神
        if (
            name < end - 2
            and not _OWN.search(text[name:end])
            and not re.search("要|统一|思想", text[name:end])
            and not re.search(r"[提作定明]\w?出?的", text[name:end])
            and not _reported(text, end)
        ):
            found.append((name, end))
    return found


def _name_start(text: str, start: int, head: int) -> int:
    """Where the name before a head begins: parts that only say a place share the head (全国、全市教育工作会议)."""
    pieces: list[tuple[int, int]] = []
    at = start
    for mark in _SPLIT.finditer(text, start, head):
        pieces.append((at, mark.start()))
        at = mark.end()
    begin = at
    for piece_start, piece_end in reversed(pieces):
        if _PREFIX_SHARED.match(text[piece_start:piece_end]):
            begin = piece_start
        else:
            break
    return begin


_SPOKEN = re.compile(
    r"(?:在|到|自)(?P<name>[^，。；：、“”（）\n在]{2,24}?(?:全委会|全会|党代会|工作会议|大会|推进会|座谈会|常委会|常委会会议|现场会))(?:上|时|中)(?:[^，。；]{0,8})(?:指出|强调|提出|要求)"
)


_LED = re.compile(
    r"习近平总书记(?:主持召开|出席|在)(?P<name>(?:全国|中央|党的)[^，。；、“”]{2,16}?(?:大会|会议|座谈会|全会))(?:上|并)"
)


# 贯彻习近平总书记…在全国教育大会、某座谈会上的重要讲话精神
_ADDRESSED = re.compile(
    r"(?<=在)(?P<name>(?:全国|中央)[^，。；、“”在]{2,16}?(?:大会|会议))(?:、[^，。；、“”]{2,24}会议?){0,3}上的重要讲话"
)


def _spoken_at(text: str) -> list[tuple[int, int]]:
    """许书记在市委全委会上指出: words said at another meeting."""
    found: list[tuple[int, int]] = []
    for pattern, holds in ((_LED, "习近平"), (_ADDRESSED, "上的重要讲话")):
        if holds in text:
            found += [match.span("name") for match in pattern.finditer(text)]
    for match in _SPOKEN.finditer(text):
        name = match.group("name")
        if _OWN.match(name) or not re.match(r"(?:全[国省市县区]|[一-鿿]{0,6}[委省市县区中央]|党的)", name):
            continue
        found.append(match.span("name"))
    return found
