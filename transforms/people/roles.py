"""What each mention does: the subject of a verb in its clause, and the role that the verb makes.

A sentence is read clause by clause. Persons collect until a verb of a role comes; a clause that opens with a verb or
with 并, 就, 对 … goes on with the persons of the clause before; one with a subject of its own (会议, 各校) does not.
"""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple, cast

from transforms.language import Enclosed, Scanner, blank, enclosed, sentences
from transforms.people.found import Found
from transforms.people.labels import labels
from transforms.people.lexicon import pattern
from transforms.record import ParticipantRole


class Act(NamedTuple):
    """A verb at [start, end) of the view with its subjects (indices of mentions); `said` if speech follows."""

    start: int
    end: int
    role: ParticipantRole | None
    subjects: tuple[int, ...]
    said: bool


@cache
def _verbs() -> Scanner:
    lines = files("transforms.people").joinpath("data", "roles.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return Scanner("|".join(f"(?P<{role}>{pattern})" for role, pattern in rows))


_CLAUSE = re.compile(r"[，：]")
_UNIT = re.compile(r"；")
_TOPIC = re.compile(r"并(?:就|围绕)")
_FROM_SIDES = re.compile(r"[^，。；]{0,40}(?:围绕|从)")
_HONOURED_AS = re.compile(
    r"(?:、[\u4e00-\u9fff·]{2,12}){0,12}等?(?:\d{1,4}[名位])?[^，。；、]{0,6}(?:表彰|评|被授予)为?(?=“|《|优|先|模)"
)
_GOES_ON = pattern("roles.goes_on")
_OBJECT = pattern("roles.object")
_HEARD = pattern("roles.heard")
_CITED = pattern("roles.cited")
_CITED_AFTER = pattern("roles.cited_after")
_UNDER = pattern("roles.under")
_OWN_SUBJECT = pattern("roles.own_subject")
_NEW_SUBJECT = re.compile(
    r"(?:随后|接着|之后|然后|最后|其间|期间|会上|会后|此外|同时)，?(?:各|全体|与会|参会|分管|双方)"
)
_BLOCK = pattern("roles.block")
_MARK = re.compile(r"[、，和及与]|以及|，?以及")
_OPEN_END = re.compile(
    r"(?:同志|先生|女士|老师|同学|教授)?(?:（[^（）]*）)?(?:等[^，。；]{0,12}|(?:及|和|与|以及|、)[^，。；]{0,40})?"
)
_RESET = re.compile(r"并|，|后，|同时|且|以及|、|和(?=作|讲|发|点)")
_AFRESH = re.compile(r"并|，|后|同时|且")
_ADVERB = re.compile(r"(?:详细|认真|深入|简要|全面|具体|深刻|生动|精彩|系统|细致)的$")
_CONVENES = re.compile(r"主持召开[^。；\n]{0,50}，$")
_LISTENS = re.compile(r"听取|收听|聆听")
_NOUN_USE = frozenset(
    [
        "讲话",
        "发言",
        "汇报",
        "报告",
        "部署",
        "安排",
        "总结",
        "通报",
        "点评",
        "介绍",
        "解读",
        "说明",
        "要求",
        "动员",
        "交流",
        "辅导",
        "分析",
    ]
)
_AS_OBJECT = re.compile(r"[^，。；]{0,8}?(?:作了?(?!为)|做了?|进行|给予|予以)")
_DIRECT_OBJECT = re.compile(r"作了?(?!为)|做了?|进行|给予|予以")
_ABOUT = re.compile(r"就|对|围绕|针对|结合|从")
_MAKES_DO = re.compile(r"组织|带领|率领|动员|邀请|号召|要求|安排|请$")
_TOGETHER = re.compile(r"分别|先后|依次|共同|一同|一起|都|均")
_OTHER_PLACE = pattern("roles.other_place")
_GENERIC_PLACE = pattern("roles.generic_place")
_ROSTER = pattern("roles.roster")
_ROSTER_UNIT = pattern("roles.roster_unit")


class _Reader:
    def __init__(self, text: str, mentions: list[Found]) -> None:
        self.text = text
        hidden = [(p.start, p.end) for p in enclosed(text) if p.kind == "quote" or _aside(text, p)]
        # 买买提出席: no verb begins inside a name or a title.
        hidden += [(m.start, m.end) for m in mentions]
        hidden += [(m.title_start, m.title_end) for m in mentions if m.own and m.has_title]
        self.plain = blank(text, hidden) if hidden else text
        self.verbs = _verbs().on(self.plain)
        self.mentions = mentions
        self.acts: list[Act] = []
        self._last: list[int] = []

    def read(self) -> list[Act]:
        at = 0
        for sentence in sentences(self.text):
            inside: list[int] = []
            while at < len(self.mentions) and self.mentions[at].start < sentence.end:
                if self.mentions[at].start >= sentence.start:
                    inside.append(at)
                at += 1
            if sentence.start and self.text[sentence.start - 1] == "\n":
                self._last = []
            begin = sentence.start
            cut = self.plain.find("；", sentence.start, sentence.end) >= 0
            for mark in _UNIT.finditer(self.plain, sentence.start, sentence.end) if cut else ():
                if not self._acts(begin, mark.start()):
                    continue  # 局班子成员；纪检组组长张三；各校校长参加会议: parts of one list
                self._unit(begin, mark.start(), inside)
                begin = mark.end()
            self._unit(begin, sentence.end, inside)
        return self.acts

    def _unit(self, start: int, end: int, inside: list[int]) -> None:
        mine = [i for i in inside if start <= self.mentions[i].start < end]
        if not mine and not self._last:
            return
        waiting: list[int] = []  # persons whose verb has not come yet
        subject: list[int] = []  # persons of the last verb
        speech = False
        roster = False
        begin = start
        cuts = [*self._cuts(start, end), end]
        for cut in cuts:
            here = [i for i in mine if begin <= self.mentions[i].start < cut]
            if speech and not (here and self._opens(begin, here[0])):
                begin = cut + 1
                continue
            speech = False
            opening = self.plain[begin : begin + 4].lstrip(" \u3000")
            pronoun = "" if opening[1:2] == "们" else opening[:1]
            if pronoun in ("他", "她") and self._last and not subject:
                subject = self._last[-1:]
            elif pronoun == "并" and begin == start and not subject:
                subject = self._last
            waiting, subject, speech, roster = self._clause(begin, cut, here, waiting, subject, roster)
            begin = cut + 1
        if subject or waiting:
            self._last = subject or waiting

    def _acts(self, start: int, end: int) -> bool:
        """Whether somebody does something between two places."""
        return self.verbs.any(start, end)

    def _cuts(self, start: int, end: int) -> list[int]:
        """Where clauses end. 并就加强师德，改进作风提出要求 is one: what 就 names has a comma of its own."""
        found: list[int] = []
        begin = start
        for mark in _CLAUSE.finditer(self.plain, start, end):
            topic = _TOPIC.match(self.plain, begin, mark.start())
            sides = topic or (
                self.plain.find("方面", mark.end(), end) >= 0 and _FROM_SIDES.match(self.plain, begin, mark.start())
            )
            if mark.group() == "，" and sides and not self._acts(begin, mark.start()):
                continue
            found.append(mark.start())
            begin = mark.end()
        return found

    def _opens(self, begin: int, index: int) -> bool:
        found = self.mentions[index]
        return min(found.title_start if found.own else found.start, found.start) - begin <= 3

    def _clause(
        self, begin: int, cut: int, here: list[int], waiting: list[int], subject: list[int], roster: bool
    ) -> tuple[list[int], list[int], bool, bool]:
        plain = self.plain
        queue = list(here)
        heard: list[int] = []
        group: list[int] = []  # persons of this clause since the last verb
        active: list[int] = []  # subject within this clause, once a verb has come
        last_end = begin
        speech = False
        for verb in self.verbs.scan(begin, cut):
            while queue and self.mentions[queue[0]].start < verb.start():
                index = queue.pop(0)
                found = self.mentions[index]
                left = found.title_start if found.has_title and found.title_start < found.start else found.start
                before = plain[max(begin, left - 16) : left] if found.own or not group else ""
                if group and group[-1] == index - 1 and not found.own:
                    group.append(index)
                elif _HEARD.search(before) or (heard and (not found.own or _MARK.fullmatch(plain[last_end:left]))):
                    heard.append(index)
                elif _OBJECT.search(before) or (before and _CITED.search(before)) or self._told_of(index):
                    if not group:
                        last_end = found.end
                    continue  # said of or to the person
                elif under := _UNDER.match(self.text, max(found.end, found.title_end)):
                    self._framed([*waiting, *group, index], under["what"])
                    group, waiting = [], []
                    last_end = under.end()
                    continue
                else:
                    if active:
                        active = []
                    group.append(index)
                last_end = max(found.end, found.title_end)
            role, said = _role(verb)
            if roster and role == "attendee":
                roster = False
            gap = plain[last_end : verb.start()]
            if heard:
                if role in ("reporter", "speaker") and not said:
                    self._add(verb, "reporter" if verb.group().startswith("汇报") else "speaker", heard, False)
                    heard = []
                continue
            subjects = group or active
            if waiting and group and (role != "chair" or _TOGETHER.search(gap) or self._by(waiting[0])):
                subjects = waiting + [index for index in group if index not in waiting]
            if not subjects:
                prefix = plain[begin : verb.start()]
                if waiting and (role == "attendee" or _goes_on(prefix)):
                    subjects = waiting
                elif subject and (_goes_on(prefix)):
                    subjects = subject
                if not subjects:
                    continue
            if self._blocked(gap, verb, role) or (
                role == "awarder" and subjects is group and self._given(begin, group)
            ):
                continue
            if role == "reader" and not group and _CONVENES.search(self.text, max(0, begin - 60), begin):
                continue  # 区长某某主持召开常务会议，传达学习…: the meeting does
            if active and not group and not said and verb.group() in _NOUN_USE and not _RESET.search(gap):
                continue  # 点评了各校汇报: the object of the verb before
            if said and self._elsewhere(gap, begin):
                active, group, waiting = subjects, [], []
                continue
            self._add(verb, role, subjects, said)
            active, group, waiting, subject = subjects, [], [], subjects
            last_end = verb.end()
            if said and (plain[verb.end() : verb.end() + 1] not in "了" or plain[verb.end() : verb.end() + 1] == ""):
                speech = True
                break
        # persons after the last verb
        for number, index in enumerate(queue):
            if under := _UNDER.match(self.text, self._right(index)):
                self._framed(waiting + group + queue[: number + 1], under["what"])
                group, waiting, queue = [], [], queue[number + 1 :]
                break
        rest = list(queue)
        if rest and (roster or self._roster_open(begin, rest[0])):
            roster = True
            for index in rest:
                self._add_plain(index, "attendee")
            return [], subject, False, True
        if not here and _ROSTER.search(plain[begin : cut + 1]):
            roster = True
        if roster and here and not subject:
            for index in here:
                if index in rest or index in group:
                    self._add_plain(index, "attendee")
        followed = [i for i in rest if not self._object(begin, i)]
        if speech:
            return [], subject, True, roster
        left_over = [i for i in group + followed if i not in waiting]
        if left_over:
            if _OPEN_END.fullmatch(plain[self._right(left_over[-1]) : cut].strip()):
                return waiting + left_over, subject, False, roster
            return [], waiting + left_over, False, roster  # they do what no role knows: 带领大家学习
        return waiting, subject, False, roster

    def _framed(self, group: list[int], what: str) -> None:
        """在某某、某某的陪同下: what a frame says of its persons."""
        role: ParticipantRole = "chair" if what == "主持" else "attendee"
        if what in ("主持", "陪同"):
            for index in group:
                self._add_plain(index, role)

    def cited(self, index: int) -> bool:
        """Whether words that the person said elsewhere are passed on (传达某某在全省大会上的讲话)."""
        return bool(_CITED_AFTER.match(self.text, self.mentions[index].end))

    def _told_of(self, index: int) -> bool:
        """Whether the person is cited, or honoured: 张三、李四等40名同志表彰为优秀教师."""
        return self.cited(index) or _HONOURED_AS.match(self.text, self.mentions[index].end) is not None

    def _right(self, index: int) -> int:
        return max(self.mentions[index].end, self.mentions[index].title_end)

    def _given(self, begin: int, group: list[int]) -> bool:
        """Whether prizes go to the persons: 向甲校和张三、李四等300名教师颁发."""
        first = self._left(group[0])
        return bool(re.search(r"[向给]", self.plain[begin:first]))

    def _by(self, index: int) -> bool:
        """Whether 由 stands before a person: 分别由甲、乙，丙主持."""
        return self.text[self._left(index) - 1 : self._left(index)] == "由"

    def _left(self, index: int) -> int:
        found = self.mentions[index]
        return found.title_start if found.has_title and found.title_start < found.start else found.start

    def _roster_open(self, begin: int, index: int) -> bool:
        """Whether a list of those present begins with this person: 出席会议的还有张三, 出席会议的还有基教处李四处长."""
        before = self.plain[begin : self._left(index)]
        unit = self.mentions[index].rule == "name_title" and _ROSTER_UNIT.search(before)
        return bool(_ROSTER.search(before) or unit)

    def _object(self, begin: int, index: int) -> bool:
        left = self._left(index)
        before = self.plain[max(begin, left - 16) : left]
        return bool(_OBJECT.search(before) or _CITED.search(before)) or self._told_of(index)

    def _blocked(self, gap: str, verb: re.Match[str], role: ParticipantRole | None) -> bool:
        """Whether the verb is not the subject's own act: a noun under another verb (听取汇报), of another's speech."""
        portion = gap
        for reset in _RESET.finditer(gap):
            portion = gap[reset.end() :]
        word = verb.group()
        if role == "attendee" and portion.endswith(("向", "对", "给", "为")):
            return True  # 向参加会议的村支书介绍了我镇的做法
        object_of = _AS_OBJECT if portion.lstrip().startswith(("对", "就")) else _DIRECT_OBJECT
        if word in _NOUN_USE and object_of.match(self.plain, verb.end()):
            return True  # 对交流发言作了点评: what was commented on
        if (
            portion.endswith(("的", "关于"))
            and not _ADVERB.search(portion)
            and not re.search(r"[作做发进][^，。]{0,200}的$", portion)
        ):
            return True
        if role in ("speaker", "reporter") and _LISTENS.search(_AFRESH.split(gap)[-1]):
            return True  # 听取教育工作、防汛工作等情况汇报
        if word in _NOUN_USE or role in ("speaker", "reporter"):
            if _ABOUT.match(_AFRESH.split(gap)[-1].lstrip()):
                return False  # 围绕压实责任、抓实重点环节作了讲话: all that stands before is what it was about
            blocked = _BLOCK.search(portion)
            # 就贯彻落实提出要求: the object of a preposition blocks nothing
            return blocked is not None and not _ABOUT.search(portion[: blocked.start()])
        if role == "signatory" and re.search(r"对于?|关于|就", portion):
            return True
        if role in ("attendee", "signatory", "chair"):
            return _MAKES_DO.search(portion) is not None
        return False

    def _elsewhere(self, gap: str, begin: int) -> bool:
        """Whether the words were said at another meeting (许峰书记在市委全委会上指出)."""
        where = _OTHER_PLACE.search(gap)
        if where is None or _GENERIC_PLACE.match(where["where"]):
            return False
        core = re.sub(r"(?:期间|上|中|时)$", "", where["where"])
        if not re.search(
            r"全[国省市县区州旗]|[省市县区州旗]委|中央|常委会|全会|全委会|代会|两会|国务院|省政府|市政府|教育部", core
        ):
            return False
        told = self.text[: max(begin, 0)]
        return (bool(self.acts) or "。" in told) and core[-6:] not in told[:600]

    def _add(self, verb: re.Match[str], role: ParticipantRole | None, subjects: list[int], said: bool) -> None:
        self.acts.append(Act(verb.start(), verb.end(), role, tuple(subjects), said))

    def _add_plain(self, index: int, role: ParticipantRole) -> None:
        found = self.mentions[index]
        self.acts.append(Act(found.start, found.end, role, (index,), False))


def _goes_on(prefix: str) -> bool:
    """Whether a clause goes on with the subject of the one before: it opens with its predicate."""
    prefix = prefix.strip()
    if _NEW_SUBJECT.match(prefix):
        return False  # 随后各分管领导对本学期工作进行了总结
    return not prefix or bool(_GOES_ON.match(prefix)) or (len(prefix) <= 6 and not _OWN_SUBJECT.search(prefix))


def _aside(text: str, pair: Enclosed) -> bool:
    return pair.kind == "bracket" and pair.end - pair.start <= 20


def _role(verb: re.Match[str]) -> tuple[ParticipantRole | None, bool]:
    kind = verb.lastgroup or ""
    if kind == "act":
        return None, False
    return ("speaker", True) if kind == "said" else (cast(ParticipantRole, kind), False)


def read_acts(text: str, mentions: list[Found]) -> list[Act]:
    """All acts of the persons mentioned, in order of text."""
    acts = _Reader(text, mentions).read()
    for label in labels(text):
        for index, found in enumerate(mentions if label.role else ()):
            if label.end <= found.start < label.stop:
                acts.append(Act(found.start, found.end, label.role, (index,), False))
    return acts
