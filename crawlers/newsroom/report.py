"""A meeting report: an event told in one of very many ways, sentence by sentence, with its facts."""

import random
from dataclasses import dataclass

from crawlers.newsroom import acts, opening, presence, speech
from crawlers.newsroom.draft import Draft
from crawlers.newsroom.event import LEADING, Event


@dataclass(frozen=True, slots=True)
class Told:
    """A written text before it becomes a page."""

    title: str
    draft: Draft


def write_report(event: Event, style: random.Random, *, home: bool, dateline: str | None = None) -> Told:
    """Tell the event. `style` decides about words, order and what is left out.

    The same style tells another event alike. `home` is whether the site is the place's own. `dateline`
    opens the body (本报讯（记者 某）).
    """
    draft = Draft(style)
    names = opening.names(event, style, home=home)
    solo = event.kind == LEADING or (event.level in ("town", "school") and style.random() < 0.4)
    draft.paragraph()
    if dateline:
        draft.write(dateline)
    opening.lead(draft, event, names)
    if style.random() < 0.5:
        draft.paragraph()
    presence.people(draft, event, solo=solo)
    if style.random() < 0.25 and event.mode != "split":
        presence.groups(draft, event)
    early_groups = any(f.table == "attending_groups" for f in draft.facts)

    middle = [acts.convey, acts.report]
    middle += style.sample(
        [acts.award, acts.sign, acts.exchange, acts.deploy, acts.tour, acts.inform], style.randint(1, 3)
    )
    if event.kind == "commendation" and acts.award not in middle:
        middle.append(acts.award)
    if event.kind == LEADING:
        middle = [acts.convey, acts.hear]
    if event.kind == "symposium":
        middle = [acts.exchange, acts.report]
    if event.level == "school":
        middle = [acts.report, *style.sample([acts.award, acts.deploy], 1)]
    elif event.level == "town":
        middle = [acts.convey, acts.report, *style.sample([acts.award, acts.sign, acts.exchange], 1)]
    if style.random() < 0.2 and len(middle) > 2:
        middle.remove(acts.convey)
    for act in middle:
        draft.paragraph()
        act(draft, event)
    if style.random() < 0.55:
        draft.paragraph()
        speech.review(draft, event)
    if style.random() < 0.85:
        speech.by_person(draft, event, event.leader, event.leader_points)
    if style.random() < 0.6 or event.kind == LEADING:
        speech.by_meeting(draft, event)
    if style.random() < 0.3 and event.kind in ("commendation", "symposium"):
        draft.paragraph()
        speech.hope(draft, event)
    if not early_groups:
        draft.paragraph()
        presence.groups(draft, event)
    if style.random() < 0.15:
        draft.paragraph()
        draft.write(event.place.fill(style.choice(speech.words()["closings"])))
    return Told(opening.title(event, style, names, home=home), draft)
