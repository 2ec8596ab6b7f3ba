"""Who led the meeting and who was there: named persons with their roles, and groups."""

from collections.abc import Sequence

from crawlers.newsroom.draft import Draft, Span
from crawlers.newsroom.event import Event, Person
from crawlers.newsroom.lexicon import read_toml


def who(draft: Draft, person: Person, *roles: str) -> Span:
    """Write a person with the full title and record the roles."""
    span = draft.write(person.title + person.name)
    draft.person(person.name, person.title, roles, span)
    return span


def again(draft: Draft, person: Person, *roles: str) -> Span:
    """Write a person whom the text has named before (or names without title)."""
    span = draft.write(person.name)
    draft.person(person.name, None, roles, span)
    return span


def upto(start: Span, draft: Draft) -> Span:
    """From the start of this span to where the draft stands."""
    return Span(start.start, draft.length)


def _together(draft: Draft, persons: Sequence[Person], *roles: str, mark: str = "，") -> Span:
    first = draft.length
    for number, person in enumerate(persons):
        if number:
            draft.write(mark)
        who(draft, person, *roles)
    return Span(first, draft.length)


def people(draft: Draft, event: Event, *, solo: bool) -> None:
    """Who spoke, who chaired, who was there."""
    style = draft.rng
    if solo:
        span = who(draft, event.leader, "chair", "speaker")
        draft.write(style.choice(["主持会议并讲话", "主持会议并作讲话"]))
        draft.act("speech", event.leader.name, None, upto(span, draft))
        draft.write("。")
        if event.level in ("county", "city", "province") and style.random() < 0.6:
            _together(draft, event.present[: style.randint(1, 3)], "attendee")
            draft.write(style.choice(["出席会议。", "参加会议。"]))
        return
    form = style.randint(1, 8)
    present = event.present[: style.randint(1, 3)]
    if form == 1:
        span = who(draft, event.leader, "attendee", "speaker")
        draft.write(style.choice(["出席会议并讲话", "出席并讲话", "参加会议并讲话"]))
        draft.act("speech", event.leader.name, None, upto(span, draft))
        draft.write("，")
        who(draft, event.chair, "chair")
        draft.write("主持会议。")
    elif form == 2:
        span = who(draft, event.leader, "attendee", "speaker")
        draft.write("出席会议并作讲话")
        draft.act("speech", event.leader.name, None, upto(span, draft))
        draft.write("。会议由")
        who(draft, event.chair, "chair")
        draft.write("主持。")
    elif form == 3:
        draft.write("会议由")
        who(draft, event.chair, "chair")
        draft.write("主持。")
        span = who(draft, event.leader, "attendee", "speaker")
        draft.write("出席并讲话")
        draft.act("speech", event.leader.name, None, upto(span, draft))
        draft.write("，")
        _together(draft, present, "attendee")
        draft.write("参加会议。")
    elif form == 4:
        span = who(draft, event.leader, "speaker")
        draft.write("作讲话")
        draft.act("speech", event.leader.name, None, upto(span, draft))
        draft.write("，")
        who(draft, event.chair, "chair")
        draft.write("主持会议，")
        _together(draft, present, "attendee")
        draft.write("出席会议。")
    elif form == 5:
        who(draft, event.chair, "chair")
        draft.write("主持会议，")
        span = who(draft, event.leader, "speaker")
        draft.write("讲话")
        draft.act("speech", event.leader.name, None, upto(span, draft))
        draft.write("。")
    elif form == 6:
        # 等领导 after the names is no title of theirs.
        _together(draft, [event.leader, *present], "attendee")
        draft.write("等领导出席会议，")
        who(draft, event.chair, "chair")
        draft.write("主持会议。会上，")
        span = again(draft, event.leader, "speaker")
        draft.write(style.choice(["作了讲话", "作了重要讲话", "讲话"]))
        draft.act("speech", event.leader.name, None, upto(span, draft))
        draft.write("。")
    elif form == 7 and len(event.chair.title) <= 4:
        # A short title may follow the name: 会议由某副县长主持.
        draft.write("会议由")
        span = draft.write(event.chair.name + event.chair.title)
        draft.person(event.chair.name, event.chair.title, ["chair"], span)
        draft.write("主持，")
        span = who(draft, event.leader, "attendee", "speaker")
        draft.write("出席会议并作讲话")
        draft.act("speech", event.leader.name, None, upto(span, draft))
        draft.write("。")
    else:
        span = who(draft, event.leader, "attendee", "speaker")
        draft.write("出席会议并讲话")
        draft.act("speech", event.leader.name, None, upto(span, draft))
        draft.write("。")
        if event.level in ("county", "city", "province"):
            # A shared prefix goes to each of the names: 县领导甲、乙出席会议.
            prefix, start = event.place.letter + "领导", draft.length
            draft.write(prefix)
            for number, person in enumerate(event.present):
                if number:
                    draft.write("、")
                draft.person(person.name, prefix, ["attendee"], Span(start, draft.write(person.name).end))
            draft.write("出席会议，")
        who(draft, event.chair, "chair")
        draft.write("主持会议。")


def groups(draft: Draft, event: Event) -> None:
    """Who attended without being named."""
    style = draft.rng
    listed = event.groups

    def put(items: Sequence[str], mark: str) -> None:
        for number, item in enumerate(items):
            if number:
                draft.write(mark)
            draft.note("attending_groups", {"text": item}, draft.write(item))

    if event.mode == "split" and len(listed) >= 3:
        start = draft.length
        draft.write("会议设主会场和分会场。")
        put(listed[:2], "，")
        draft.write("在主会场参加会议；")
        put(listed[2:], "，")
        draft.write("在")
        sub = "各镇（街道）分会场" if event.place.county else "各县（市、区）分会场"
        draft.meet("sub_venues", [sub], draft.write(sub))
        draft.write("以视频方式参会。")
        draft.meet("mode", "hybrid", Span(start, draft.length))
        return
    plain = all("、" not in g for g in listed)
    put(listed, style.choice("，、") if plain else "，")
    draft.write(style.choice(read_toml("report.toml")["tails"]) + "。")
