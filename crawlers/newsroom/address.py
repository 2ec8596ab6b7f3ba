"""The full text of a leader's speech at a meeting that other pages report."""

import random

from crawlers.newsroom.draft import Draft, Span
from crawlers.newsroom.event import Event
from crawlers.newsroom.lexicon import read_toml
from crawlers.newsroom.opening import joined
from crawlers.newsroom.other import skeleton
from crawlers.newsroom.presence import who
from crawlers.newsroom.report import Told


def write_address(event: Event, rng: random.Random) -> Told:
    """A page that holds the speech and says in its first line where and by whom it was made."""
    words = read_toml("other.toml")["speech"]
    name = joined(event.unit, event.name)
    draft = Draft(rng)
    draft.paragraph()
    said = draft.write(f"{event.day.month}月{event.day.day}日")
    draft.meet("date", event.day.isoformat(), said)
    draft.meet("date_basis", "year_from_publication", said)
    draft.write("，")
    span = who(draft, event.leader, "speaker")
    draft.write("在")
    draft.meet("name", name, draft.write(name))
    draft.write("上")
    told = rng.choice(words["told"])
    cut = told.index("，")
    draft.write(told[:cut])
    draft.act("speech", event.leader.name, None, Span(span.start, draft.length))
    draft.write(told[cut:])
    for line in (rng.choice(words["open"]), rng.choice(words["lead"])):
        draft.paragraph()
        draft.write(line)
    skeleton(draft, rng, rng.sample(words["heads"], 3), event.leader.name)
    draft.paragraph()
    draft.write(rng.choice(words["close"]))
    title = rng.choice(words["titles"]).replace("{name}", name).replace("{n}", event.leader.name)
    return Told(title, draft)
