"""Pages that are no report of an education meeting: visits, notices, budgets, recruitment, policies, features."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

from crawlers.newsroom.draft import Draft
from crawlers.newsroom.event import Person, person_of, pick_points
from crawlers.newsroom.lexicon import Place, read_toml
from crawlers.newsroom.presence import who
from crawlers.newsroom.report import Told
from crawlers.newsroom.speech import COUNT

Fill = Callable[[str], str]
KINDS = ("visit", "committee", "news", "news", "exam", "recruit", "budget", "convene", "policy", "interview")
DOC_TYPES = {
    "visit": "other_news", "committee": "other_news", "news": "other_news", "interview": "other_news",
    "exam": "notice", "recruit": "notice", "budget": "notice", "convene": "notice", "policy": "policy",
    "model": "model_text",
}  # fmt: skip


def write_other(kind: str, rng: random.Random, place: Place, day: date) -> Told:
    """A page of this kind about the place, as of the day."""
    words, shared = read_toml("other.toml")[kind], read_toml("places.toml")
    schools = [place.short + s for s in rng.sample(shared["schools"], 2)]
    slots = {
        "{Y1}": str(day.year - 1),
        "{Y}": str(day.year),
        "{s1}": schools[0],
        "{s2}": schools[1],
        "{school}": schools[0],
        "{day}": rng.choice([f"{day.month}月{day.day}日", "近日", "日前"]),
        "{venue}": rng.choice(shared["venues"]),
        "{doc}": rng.choice(read_toml("report.toml")["documents"]),
        "{month}": str(day.month % 12 + 1),
        "{date}": str(rng.randint(3, 26)),
        "{name}": f"{day.year}年教育工作会议",
    }

    def fill(text: str) -> str:
        for slot, value in slots.items():
            text = text.replace(slot, value)
        return place.fill(text)

    draft = Draft(rng)
    title = rng.choice(words["titles"])
    if kind in ("visit", "committee"):
        leader = person_of(rng, place, "vice_head" if kind == "visit" else "party_secretary")
        slots["{n}"] = leader.name
        (_visit if kind == "visit" else _committee)(draft, words, leader, place, day, fill)
    elif kind == "policy":
        for line in words["lead"]:
            draft.paragraph()
            draft.write(fill(line))
        skeleton(draft, rng, words["heads"])
    elif kind == "news":
        for part in ("first", "second", "third"):
            draft.paragraph()
            draft.write("".join(fill(t) for t in rng.sample(words[part], 2 if part == "second" else 1)))
    else:
        body = words["body"]
        fixed = kind in ("recruit", "budget", "convene")
        chosen = body if fixed else [body[0], *rng.sample(body[1:], 4)]
        for line in chosen:
            draft.paragraph()
            draft.write(fill(line))
    if "taking_part" in words:
        draft.paragraph()
        draft.write(fill(rng.choice(words["taking_part"])))
    return Told(fill(title), draft)


def _visit(draft: Draft, words: dict[str, Any], leader: Person, place: Place, day: date, fill: Fill) -> None:
    rng = draft.rng
    draft.paragraph()
    draft.write(f"{day.month}月{day.day}日，")
    who(draft, leader, "speaker")
    draft.write(fill(rng.choice(words["leads"])) + "。")
    draft.paragraph()
    draft.write(f"{leader.name}{rng.choice(['强调', '要求'])}，")
    verb = draft.text[-3:-1]
    for point in pick_points(rng, 3):
        draft.point("要" + "，".join((point.head, *point.tails)) + "。", speaker=leader.name, verb=verb)
    other = person_of(rng, place, "bureau_head")
    draft.paragraph()
    before, after = rng.choice(words["joined"]).split("{who}")
    draft.write(before)
    who(draft, other, "attendee")
    draft.write(after)


def _committee(draft: Draft, words: dict[str, Any], leader: Person, place: Place, day: date, fill: Fill) -> None:
    rng = draft.rng
    letter = place.letter
    draft.paragraph()
    draft.write(f"{day.month}月{day.day}日，")
    who(draft, leader, "chair")
    draft.write(f"主持召开{letter}委常委会会议，研究教育改革发展等工作。")
    draft.paragraph()
    draft.write("会议强调，")
    for point in pick_points(rng, 3):
        draft.point("要" + "，".join((point.head, *point.tails)) + "。", speaker="会议", verb="强调")
    draft.paragraph()
    draft.write("会议还研究了其他事项。")


def skeleton(draft: Draft, rng: random.Random, heads: list[str], speaker: str | None = None) -> None:
    """一、… with （一）… under it; `speaker` is None where nobody speaks (a policy, a template)."""
    for number, head in enumerate(heads, start=1):
        draft.paragraph()
        top = draft.point(head, speaker=speaker, verb=None, ordinal=f"{COUNT[number]}、")
        for child, point in enumerate(pick_points(rng, rng.randint(2, 3), (2, 4)), start=1):
            draft.paragraph()
            text = point.head + "。" + "，".join(point.tails) + "。"
            draft.point(text, speaker=speaker, verb=None, ordinal=f"（{COUNT[child]}）", parent=top)


def write_model_text(rng: random.Random, place: Place) -> Told:
    """A template speech: placeholders, no person, no meeting; achievements and problems are no directives."""
    words = read_toml("other.toml")["model"]
    letter = place.letter if place.letter in "县区市" else "县"

    def fill(text: str) -> str:
        return text.replace("{L}", letter)

    draft = Draft(rng)
    for line in (rng.choice(words["open"]), rng.choice(words["lead"])):
        draft.paragraph()
        draft.write(fill(line))
    draft.paragraph()
    top = draft.point(rng.choice(words["top1"]), speaker=None, verb=None, ordinal="一、")
    draft.paragraph()
    draft.write("（一）" + rng.choice(words["achieved_head"]))
    draft.write("".join(fill(t) for t in rng.sample(words["achieved"], 3)))
    draft.paragraph()
    draft.write("（二）" + rng.choice(words["problem_head"]) + "".join(rng.sample(words["problems"], 2)))
    draft.paragraph()
    point = pick_points(rng, 1, (2, 4))[0]
    text = point.head + "。" + "，".join(point.tails) + "。"
    draft.point(text, speaker=None, verb=None, ordinal="（三）", parent=top)
    for number, head in enumerate(rng.sample(words["top_rest"], rng.randint(1, 2)), start=2):
        draft.paragraph()
        top = draft.point(head, speaker=None, verb=None, ordinal=f"{COUNT[number]}、")
        for child, point in enumerate(pick_points(rng, rng.randint(2, 4), (2, 4)), start=1):
            draft.paragraph()
            text = point.head + "。" + "，".join(point.tails) + "。"
            draft.point(text, speaker=None, verb=None, ordinal=f"（{COUNT[child]}）", parent=top)
    draft.paragraph()
    draft.write(rng.choice(words["close"]))
    return Told(fill(rng.choice(words["titles"])), draft)
