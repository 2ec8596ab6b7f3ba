"""What was stressed, demanded and hoped for: the directives, in the forms that reports use."""

from collections.abc import Sequence
from typing import Any

from crawlers.newsroom.draft import Draft
from crawlers.newsroom.event import Event, Person, Point
from crawlers.newsroom.lexicon import read_lines, read_toml
from crawlers.newsroom.opening import fill

COUNT = "零一二三四五六七八九"


def words() -> dict[str, Any]:
    """The sentences of report.toml."""
    return read_toml("report.toml")


def _ordinals(form: str, count: int) -> list[tuple[str, str]]:
    """(ordinal, as shown) for each point; the last element of `form` tells what follows the number."""
    if form == "first":
        row = ["首先", "其次", "再次", "最后"]
        return [(o, o + "，") for o in row[:count]]
    if form == "di":
        return [(f"第{COUNT[i]}", f"第{COUNT[i]}，") for i in range(1, count + 1)]
    if form == "paren":
        return [(f"（{COUNT[i]}）", f"（{COUNT[i]}）") for i in range(1, count + 1)]
    return [(f"{COUNT[i]}{form}", f"{COUNT[i]}{form}") for i in range(1, count + 1)]


def _verb(lead: str) -> str:
    return next(v for v in ("强调", "要求", "指出", "提出", "明确") if v in lead)


def _joined(point: Point) -> str:
    return "，".join((point.head, *point.tails))


def _numbered(draft: Draft, points: Sequence[Point], speaker: str, verb: str, form: str) -> None:
    """一是要…；二是要…。"""
    modal = "" if form == "要" else "要"
    stop = draft.rng.choice("；。")
    ordinals = _ordinals(form, len(points))
    for number, (point, (ordinal, shown)) in enumerate(zip(points, ordinals, strict=True)):
        end = "。" if number == len(points) - 1 else stop
        draft.point(modal + _joined(point) + end, speaker=speaker, verb=verb, ordinal=ordinal, shown=shown)


def _with_children(draft: Draft, points: Sequence[Point], speaker: str, verb: str) -> None:
    """一是…。甲；乙。二是…。丙；丁。: the parts behind the full stop belong to the point."""
    for point, (ordinal, shown) in zip(points, _ordinals("是", len(points)), strict=True):
        if len(point.tails) < 2:  # one sentence alone stays with its point, only parallel parts are points of their own
            text = "。".join((point.head, *point.tails, ""))
            draft.point(text, speaker=speaker, verb=verb, ordinal=ordinal, shown=shown)
            continue
        top = draft.point(point.head + "。", speaker=speaker, verb=verb, ordinal=ordinal, shown=shown)
        for number, tail in enumerate(point.tails):
            end = "。" if number == len(point.tails) - 1 else "；"
            draft.point(tail + end, speaker=speaker, verb=verb, parent=top)


def _flat(draft: Draft, points: Sequence[Point], speaker: str, verb: str) -> None:
    """要…。要…。"""
    for point in points:
        draft.point(f"要{_joined(point)}。", speaker=speaker, verb=verb)


def _counted(draft: Draft, speaker: str, verb: str) -> None:
    """要在“五个着力”上下功夫：…；…。"""
    chosen = draft.rng.choice(read_toml("slogans.toml")["sets"])
    members = "、".join(chosen["members"])
    mark = f"〔{chosen['term']}|{members}〕"
    top = draft.point(f"要在“{mark}”上下功夫：", speaker=speaker, verb=verb)
    for number, member in enumerate(chosen["members"]):
        end = "。" if number == len(chosen["members"]) - 1 else "，"
        draft.point(member + end, speaker=speaker, verb=verb, parent=top)


def plan(draft: Draft, event: Event) -> None:
    """The points of the bureau's report."""
    style = draft.rng
    if style.random() < 0.35:
        return
    lead = fill(event, style.choice(words()["plan_leads"]))
    draft.write(lead.replace("{n}", event.reporter.name))
    speaker, verb = event.reporter.name, _verb(lead)
    form = style.randint(1, 3)
    if form == 1:
        _with_children(draft, event.report_points, speaker, verb)
    else:
        _numbered(
            draft,
            event.report_points,
            speaker,
            verb,
            style.choice(["是", "是", "要", "first" if len(event.report_points) < 5 else "是", "di"]),
        )


def _paragraphs(draft: Draft, event: Event, person: Person, points: Sequence[Point]) -> None:
    """The count announced, then one paragraph a point."""
    lead, verb = _count_lead(draft, event, person, len(points))
    draft.write(lead)
    form = draft.rng.choice(["要", "是", "paren"])
    for point, (ordinal, shown) in zip(points, _ordinals(form, len(points)), strict=True):
        draft.paragraph()
        modal = "要" if form == "是" else ""
        text = f"{modal}{_joined(point)}。"
        draft.point(text, speaker=person.name, verb=verb, ordinal=ordinal, shown=shown)


def _count_lead(draft: Draft, event: Event, person: Person, count: int) -> tuple[str, str]:
    lead = fill(event, draft.rng.choice(words()["count_leads"])).replace("{count}", COUNT[count])
    verb = _verb(lead.replace("要求：", "") if "提出" in lead else lead)
    return lead.replace("{n}", person.name), verb


def by_person(draft: Draft, event: Event, person: Person, points: Sequence[Point]) -> None:
    """The leader's speech, in one paragraph or one a point."""
    style = draft.rng
    draft.paragraph()
    form = style.randint(1, 7)
    if form == 7:
        _paragraphs(draft, event, person, points)
        return
    if form <= 2:
        lead, verb = _count_lead(draft, event, person, len(points))
        draft.write(lead)
        options = ["要", "是", "di"] + (["first"] if len(points) < 5 else [])
        _numbered(draft, points, person.name, verb, style.choice(options))
        return
    lead = fill(event, style.choice(words()["strong_leads"]))
    draft.write(lead.replace("{n}", person.name))
    verb = _verb(lead)
    if form == 3:
        _flat(draft, points, person.name, verb)
    elif form == 4:
        _with_children(draft, points, person.name, verb)
    elif form == 5 and verb != "指出":
        _counted(draft, person.name, verb)
        draft.paragraph()
        draft.write(f"{person.name}要求，")
        _flat(draft, points[:2], person.name, "要求")
    else:
        _numbered(draft, points, person.name, verb, style.choice(["是", "要", "di"]))


def by_meeting(draft: Draft, event: Event) -> None:
    """What the meeting stressed."""
    style = draft.rng
    draft.paragraph()
    lead = fill(event, style.choice(words()["meeting_leads"]))
    cut = lead.index("，") + 1
    draft.write(lead[:cut])
    subject, verb = lead[cut:], _verb(lead)
    for number, point in enumerate(event.meeting_points):
        start = subject if number == 0 else ""
        draft.point(f"{start}要{_joined(point)}。", speaker="会议", verb=verb)


def hope(draft: Draft, event: Event) -> None:
    """A hope is a directive of its own."""
    style = draft.rng
    text = fill(event, style.choice(words()["hopes"])).replace("{n}", event.leader.name)
    text = text.replace("{hope}", style.choice(words()["hope_ends"]))
    cut = text.index("，") + 1
    draft.write(text[:cut])
    draft.point(text[cut:], speaker=event.leader.name, verb="希望")


def review(draft: Draft, event: Event) -> None:
    """What was achieved: told with figures, nothing is demanded."""
    style = draft.rng
    draft.write(fill(event, style.choice(words()["review_leads"])))
    told = style.sample(read_lines("review.txt"), style.randint(3, 5))
    draft.write("，".join(fill(event, line) for line in told) + "。")
