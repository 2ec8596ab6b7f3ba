"""Put the meeting together from its mentions and the facts of the page."""

import re

from transforms.meeting.choose import Chosen, choose
from transforms.meeting.day import DAY, Held, day_of
from transforms.meeting.facts import PageFacts
from transforms.meeting.jurisdiction import ownership
from transforms.meeting.kinds import kind_of
from transforms.meeting.mentions import Mention
from transforms.meeting.naming import WHOLE, compose, core, fullest, has_full_place, has_place, place_of, without_seat
from transforms.meeting.place import mode_of, sub_venues_of, venue_of
from transforms.meeting.scope import is_school
from transforms.meeting.speech import is_commentary, meeting_of_commentary, meeting_of_speech
from transforms.meeting.topic import is_educator
from transforms.record import DocType, Meeting

_NEAR = 500


def read_meeting(facts: PageFacts, doc_type: DocType, chosen: Chosen | None = None) -> Meeting | None:
    """The education meeting that the page reports, else None.

    Only a report, a speech or a commentary has one: a model text, a notice, a plan, a visit has none, and neither has
    a page on another field's meeting (市委常委会), though its people and directives are kept. `chosen` saves a second
    look where the caller has it already.
    """
    if doc_type == "speech":
        return meeting_of_speech(facts)
    if doc_type == "other_news" and is_commentary(facts.title or "", facts.body):
        return meeting_of_commentary(facts)
    if doc_type != "meeting_report":
        return None
    chosen = chosen or choose(facts)
    if chosen is None or not chosen.education:
        return None
    mention = chosen.mention
    held = _held(chosen, facts)
    near = _near(facts, mention, chosen)
    convener = without_seat(mention.convener or (chosen.in_title.convener if chosen.in_title else ""))
    owner = ownership(convener, _names(chosen), f"{near}\n{facts.title or ''}", facts, held.date or facts.published_day)
    name = _name(chosen, facts, owner.own_name)
    venue = venue_of(mention.venue_part, mention.before, near, facts.body)
    return {
        "name": name,
        "kind": kind_of(name),
        "level": owner.level,
        "date": held.date,
        "end_date": held.end_date,
        "date_basis": held.basis,
        "time_of_day": held.time_of_day,
        "venue": venue,
        "sub_venues": sub_venues_of(facts.body),
        "mode": mode_of(name, facts.body, venue),
        "jurisdiction": owner.jurisdiction,
    }


def _names(chosen: Chosen) -> str:
    """The meeting's name, with the title's where the body's says less."""
    name = chosen.mention.name
    return (
        name
        if chosen.in_title is None or chosen.in_title is chosen.mention
        else f"{name}｜{chosen.in_title.convener}｜{chosen.in_title.name}"
    )


def _near(facts: PageFacts, mention: Mention, chosen: Chosen) -> str:
    start = mention.start if mention is not chosen.in_title else 0
    return facts.body[start : start + _NEAR]


def _held(chosen: Chosen, facts: PageFacts) -> Held:
    mention = chosen.mention
    name = mention.name + (chosen.in_title.name if chosen.in_title else "") + (facts.title or "")
    body = facts.body
    if mention is chosen.in_title:
        # Named in the title alone: the lead's day counts.
        # 秋风送爽，桃李芬芳。9月10日上午，…: the first sentence may be ornament.
        lead = [said for said in re.split(r"[。\n]", body[:200]) if DAY.search(said)] or [body[:200].split("。")[0]]
        return day_of(lead[0], len(lead[0]), "", name, facts.published, body[:600])
    sentence = body[mention.start : mention.end]
    before = body[max(0, mention.start - 260) : mention.start]
    told = body[mention.start : mention.start + 600]
    return day_of(sentence, mention.at - mention.start, before, name, facts.published, told)


_OUR_COUNTY = re.compile(r"[我本该][省市县区旗州盟]")


def _name(chosen: Chosen, facts: PageFacts, own_name: str | None) -> str:
    """The fullest of the ways in which title and body name the meeting, the body's first."""
    mention = chosen.mention
    if own_name is None and chosen.in_title is not None and is_school(chosen.in_title.convener):
        own_name = chosen.in_title.convener  # 我校召开… under 某某中学召开…
    ways = [mention] + [m for m in chosen.in_body if m is not mention and m.start < mention.start + 1200]
    if chosen.in_title is not None and chosen.in_title is not mention:
        ways.insert(1, chosen.in_title)
    names = []
    for way in ways:
        ours = way.convener[:1] in ("我", "本", "该") or way.name[:1] in ("我", "本", "该")
        name = compose(way, own_name)
        # A headline shortens (梅州召开…), so it gives the place only where it names it in full.
        names.append(
            (name, way.name, not ours and (way is not chosen.in_title or way is mention or has_full_place(name)))
        )
    names = [n for n in names if core(n[0])] or names
    name = fullest(names)
    if chosen.in_title is not None and "预备会" not in chosen.in_title.name:
        name = name.removesuffix("预备会")  # the congress itself, told after its 预备会
    if chosen.in_title is not None and name == mention.name and is_educator(chosen.in_title.convener):
        # 局长某某主持召开… under 县教育局召开…: the headline says who convened.
        titled = compose(chosen.in_title, own_name)
        name = titled if titled.endswith(name) and not place_of(titled) else name
    if chosen.in_title is not None and place_of(name):
        # 眉山县清平镇教委召开… over 清平镇教委召开…: the headline names the county as well.
        above = place_of(chosen.in_title.convener or chosen.in_title.name)
        if above.endswith(place_of(name)):
            name = above.removesuffix(place_of(name)) + name
    if chosen.in_title is not None and own_name and not has_place(name) and not WHOLE.search(name):
        # 我县召开2010学年教育工作总结表彰大会 over a text that says no more than 表彰大会在实验小学召开.
        our_county = _OUR_COUNTY.match(chosen.in_title.convener or chosen.in_title.name)
        if our_county and mention.form == "subject" and not mention.convener:
            return own_name + name
    if mention.form == "object" and not mention.convener and not has_place(name) and not WHOLE.search(name):
        # Nobody is said to convene: 在宣传文化中心召开教师节表彰大会 under 某某县隆重庆祝教师节.
        return place_of(facts.title or "") + name
    return name
