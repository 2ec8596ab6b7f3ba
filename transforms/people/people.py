"""The persons of a page, and the index of who is named and who acts where."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import cast

from transforms.people.found import Found
from transforms.people.lexicon import lexicon, pattern
from transforms.people.mentions import scan
from transforms.people.names import DOTS
from transforms.people.resolve import short_forms
from transforms.people.roles import Act, read_acts
from transforms.people.titles import title_start
from transforms.people.view import View, view
from transforms.record import Participant, ParticipantRole

_ORDER: tuple[ParticipantRole, ...] = ("attendee", "chair", "speaker", "reporter", "reader", "awarder", "signatory")
_BYSTANDER = re.compile(r"(?:学生|同学|家长|村民|居民|市民|群众)$")
_TELLS = re.compile(r"[^，。“”]{0,8}(?:说|告诉|感慨|坦言)")
_ELSEWHERE = pattern("people.elsewhere")
_UNIT = pattern("mentions.unit")
_DOT = re.compile(f"[{DOTS}]")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a person is named: `body[start:end]` is the name or short form as written, `name` the full
    name; the title said there stands in `body[title_start:title_end]` (empty where none is). `rule` says how it was
    found."""

    start: int
    end: int
    name: str
    title_start: int
    title_end: int
    rule: str


@dataclass(frozen=True, slots=True)
class PersonAct:
    """A verb at `body[start:end]`, the role it makes (None for 揭牌, 观看 …), and the full names of its subjects.
    `said`: speech follows."""

    start: int
    end: int
    role: ParticipantRole | None
    names: tuple[str, ...]
    said: bool


class People:
    """What the body says of persons.

    `participants` are the rows of the record; `mentions` every naming in order of text; `acts` every verb that has
    persons for subjects.
    """

    def __init__(self, participants: list[Participant], mentions: list[Mention], acts: list[PersonAct]) -> None:
        self.participants = participants
        self.mentions = mentions
        self.acts = acts
        self._starts = [mention.start for mention in mentions]
        self._names = {participant["name"] for participant in participants}
        self._forms: dict[str, str] = {}
        self._by_verb: dict[int, PersonAct] = {}
        for act in acts:
            self._by_verb.setdefault(act.start, act)

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Mentions that begin within `body[start:end]`, in order."""
        first = bisect_right(self._starts, start - 1)
        return self.mentions[first : bisect_right(self._starts, end - 1)]

    def at(self, offset: int) -> Mention | None:
        """The mention (name, short form or the title with it) that covers an offset of the body."""
        for mention in self.mentions_in(max(0, offset - 60), offset + 1 + 60):
            left, right = min(mention.start, mention.title_start), max(mention.end, mention.title_end)
            if left <= offset < right:
                return mention
        return None

    def subject_of(self, offset: int) -> str | None:
        """Full name of the one who does what the verb at this offset says (张三强调, 他还要求), None if no person does
        or if the verb is none that makes a role. Of several subjects the first."""
        act = self._by_verb.get(offset)
        return act.names[0] if act and act.names else None

    def subjects_of(self, offset: int) -> tuple[str, ...]:
        """All subjects of the verb at this offset, as full names."""
        act = self._by_verb.get(offset)
        return act.names if act else ()

    def last_before(self, offset: int, start: int = 0) -> Mention | None:
        """The last mention that ends at or before `offset` and begins at or after `start`."""
        found = [mention for mention in self.mentions_in(start, offset) if mention.end <= offset]
        return found[-1] if found else None

    def full_name(self, form: str) -> str | None:
        """Full name for a form used in the body: 李明, 李明县长, 县长李明, 李县长 all give 李明."""
        if form in self._names:
            return form
        if not self._forms:
            self._forms = {
                mention.rule.partition(":")[2]: mention.name for mention in self.mentions if ":" in mention.rule
            }
        if form in self._forms:
            return self._forms[form]
        inside = [name for name in self._names if name in form]
        return max(inside, key=len) if inside else None


def read_people(body: str) -> People:
    """Named persons of a restored, normalised body: who they are, with which title, and what they do."""
    seen = view(body)
    page = scan(seen.text)
    found = [mention for mention in page.taken if mention.name not in lexicon().not_present]
    for short in short_forms(seen.text, page.heads, found):
        found.append(Found(short.start, short.end, short.name, "short", short.start, short.start))
    found.sort(key=lambda mention: mention.start)
    acts = read_acts(seen.text, found)
    mentions = [_mention(seen, one) for one in found]
    return People(_participants(seen, found, acts), mentions, [_act(seen, act, found) for act in acts])


def _written(name: str) -> str:
    return _DOT.sub("·", name)


def _mention(seen: View, one: Found) -> Mention:
    start, end = seen.span(one.start, one.end)
    title_start, title_end = seen.span(one.title_start, one.title_end) if one.has_title else (start, start)
    rule = f"{one.rule}:{seen.text[one.start : one.end]}" if one.rule == "short" else one.rule
    return Mention(start, end, _written(one.name), title_start, title_end, rule)


def _act(seen: View, act: Act, found: list[Found]) -> PersonAct:
    start, end = seen.span(act.start, act.end)
    names = tuple(dict.fromkeys(_written(found[index].name) for index in act.subjects))
    return PersonAct(start, end, act.role, names, act.said)


def _participants(seen: View, found: list[Found], acts: list[Act]) -> list[Participant]:
    roles: dict[str, set[ParticipantRole]] = {}
    for act in acts:
        for index in act.subjects if act.role else ():
            roles.setdefault(found[index].name, set()).add(cast(ParticipantRole, act.role))
    by_name: dict[str, list[Found]] = {}
    for mention in found:
        by_name.setdefault(mention.name, []).append(mention)
    rows: list[Participant] = []
    for name, mentions in by_name.items():
        if name not in roles and all(_spoke_elsewhere(seen.text, mention) for mention in mentions):
            continue  # acts at another meeting told on the page
        best = _best(mentions)
        if name not in roles and _asked(seen.text, best):
            continue
        title = seen.text[best.title_start : best.title_end].replace(" ", "").replace("\u3000", "") or None
        left = best.title_start if best.has_title else best.start
        right = max(best.end, best.title_end)
        start, end = seen.span(min(left, best.start), right)
        row: Participant = {
            "name": _written(name),
            "title": title,
            "organisation": _organisation(seen.text, best),
            "roles": [role for role in _ORDER if role in roles.get(name, ())],
            "start": start,
            "end": end,
        }
        rows.append(row)
    rows.sort(key=lambda row: (row["start"] or 0, row["end"] or 0))
    return rows


def _organisation(text: str, mention: Found) -> str | None:
    """The unit that stands right before a name, where no title holds it (实验小学张三校长, 财政局李四)."""
    if mention.has_title and mention.title_start < mention.start:
        return None
    left = title_start(text, mention.start, mention.start, text.rfind("\n", 0, mention.start) + 1)
    unit = text[left : mention.start]
    return unit if 2 <= len(unit) <= 30 and _UNIT.search(unit) and unit not in ("我校", "该校") else None


def _spoke_elsewhere(text: str, mention: Found) -> bool:
    return _ELSEWHERE.match(text, mention.end) is not None


def _asked(text: str, mention: Found) -> bool:
    """Whether a reporter asked somebody who was not at the meeting (学生某某说, 村民某某高兴地说)."""
    title = text[mention.title_start : mention.title_end]
    return _BYSTANDER.search(title) is not None and _TELLS.match(text, mention.end) is not None


def _best(mentions: list[Found]) -> Found:
    """The mention that says most of a person: the longest title of its own, else an inherited one, else the first."""
    named = [mention for mention in mentions if mention.rule != "short"] or mentions
    return max(
        named,
        key=lambda m: (m.has_title, m.own and m.title_start < m.start, m.title_end - m.title_start, -m.start),
    )
