"""How a report begins: headline, day, place, the meeting's name."""

import random
from dataclasses import dataclass
from datetime import date

from crawlers.newsroom.draft import Draft, Span
from crawlers.newsroom.event import LEADING, Event
from crawlers.newsroom.lexicon import read_toml


@dataclass(frozen=True, slots=True)
class Names:
    """The choices of the opening, fixed before writing."""

    unit: str
    date_form: str
    form: str


def names(event: Event, style: random.Random, *, home: bool) -> Names:
    """Choose how the unit, the day and the meeting are named.

    `home`: the page's own site belongs to the place, so that 我县 or 全县 says enough; elsewhere the place is named.
    """
    unit = event.unit
    short = style.random() < 0.2
    if short and event.level in ("county", "city"):
        unit = event.place.short
    date_form = style.choice(["day", "day", "day", "day", "year", "recent"])
    form = style.choice("AABBCDEFG")
    if event.kind == LEADING or event.name[0] in "县区市旗州省庆中":
        form = style.choice("ABF")
    if event.level == "school" and form in "CDE":
        form = "B"
    if event.level == "town" and form in "DE":
        form = "F"
    if not home and form in "CE":
        form = "F"
    return Names(unit, date_form, form)


def title(event: Event, style: random.Random, chosen: Names, *, home: bool) -> str:
    """A headline; `home` as for `names`. Where the body says 全县 only, the headline knows no more."""
    place, name = event.place, event.name
    whole = event.level in ("county", "city", "province")
    if chosen.form == "C" and whole:
        options = [f"全{place.letter}{name}召开", f"我{place.letter}召开{name}", f"全{place.letter}{name}举行"]
    else:
        options = [f"{event.unit}召开{name}", f"{joined(event.unit, name)}召开", f"{event.unit}召开{name}"]
        if whole:
            options += [f"{place.short}召开{name}", f"{place.short}：{name}召开"]
        if whole and home:
            options.append(f"我{place.letter}召开{name}")
    head = style.choice(options)
    slogans = ["凝心聚力启新程", "聚焦高质量 奋进新征程", "实干笃行办教育", "同心筑梦 教育争先"]
    return f"{style.choice(slogans)} {head}" if style.random() < 0.12 else head


def _day_words(draft: Draft, event: Event, form: str) -> None:
    day: date = event.day
    if form == "recent":
        draft.write(draft.rng.choice(["近日", "日前"]))
        return
    said = f"{day.month}月{day.day}日"
    if event.end_day:
        same = event.end_day.month == day.month
        said += "至" + ("" if same else f"{event.end_day.month}月") + f"{event.end_day.day}日"
    span = draft.write((f"{day.year}年" if form == "year" else "") + said)
    draft.meet("date", day.isoformat(), span)
    if event.end_day:
        draft.meet("end_date", event.end_day.isoformat(), span)
    draft.meet("date_basis", "stated" if form == "year" else "year_from_publication", span)
    if event.time_of_day and not event.end_day:
        draft.meet("time_of_day", event.time_of_day, draft.write(event.time_of_day))


def joined(unit: str, name: str) -> str:
    """Place and name as one: 清河县 and 县委教育工作领导小组会议 is 清河县委教育工作领导小组会议."""
    return unit + (name[1:] if name[:2] == unit[-1] + "委" else name)


def _name(draft: Draft, known_as: str, shown: str) -> Span:
    span = draft.write(shown)
    draft.meet("name", known_as, span)
    return span


def _venue(draft: Draft, event: Event) -> None:
    draft.write("在")
    draft.meet("venue", event.venue, draft.write(event.venue))


def lead(draft: Draft, event: Event, chosen: Names) -> None:
    """The first sentence: day, place, name, venue, and mostly what the meeting was for."""
    style = draft.rng
    place, name, unit = event.place, event.name, chosen.unit
    aim = style.random() < 0.12
    if aim:
        draft.write("为" + fill(event, style.choice(read_toml("report.toml")["aims"])) + "，")
    _day_words(draft, event, chosen.date_form)
    draft.write("，")
    if chosen.form == "A":
        draft.write(f"{unit}召开")
        _name(draft, joined(unit, name), name)
    elif chosen.form == "B":
        _name(draft, joined(unit, name), joined(unit, name))
        _venue(draft, event)
        draft.write(style.choice(["召开", "举行", "隆重召开"]))
    elif chosen.form == "C":
        _name(draft, event.scope + name, event.scope + name)
        _venue(draft, event)
        draft.write(style.choice(["召开", "举行"]))
    elif chosen.form == "D":
        draft.write(f"{unit}召开")
        _name(draft, unit + name, f"全{place.letter}{name}")
    elif chosen.form == "E":
        draft.write(f"我{place.letter}")
        _venue(draft, event)
        draft.write("召开")
        _name(draft, place.name + name, name)
    elif chosen.form == "F":
        draft.write(unit)
        _venue(draft, event)
        draft.write(style.choice(["召开", "组织召开"]))
        _name(draft, joined(unit, name), name)
    else:
        draft.write(f"{unit}召开")
        _name(draft, joined(unit, name), name)
    if not aim and style.random() < 0.65:
        purpose = style.choice(read_toml("report.toml")["purposes"])
        draft.write(fill(event, style.choice(["，", "，旨在"] if "学习" not in purpose else ["，"]) + purpose))
    draft.write("。")
    if event.mode in ("video", "hybrid") and style.random() < 0.8:
        if event.mode == "video":
            span = draft.write(style.choice(["会议以视频形式召开。", "会议以电视电话会议形式召开。"]))
        else:
            span = draft.write("会议采取线上线下相结合的方式召开。")
        draft.meet("mode", event.mode, span)


def fill(event: Event, text: str) -> str:
    """Replace the slots of report.toml by the event's words."""
    year = event.day.year
    return event.place.fill(
        text.replace("{Y1}", str(year - 1))
        .replace("{Y}", str(year))
        .replace("{slogan}", event.slogan)
        .replace("{全}", event.scope)
    )
