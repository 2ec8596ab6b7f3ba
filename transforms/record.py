"""The record that one page becomes: its fields, in the words of the warehouse and of `edumeet extract`.

All text is restored Simplified Chinese. `start` and `end` are character offsets into `body` (Python slicing), the
evidence of the row; both are None where a fact comes from outside the body. Unknown is None or an empty list.
"""

from typing import Literal, TypedDict

DocType = Literal["meeting_report", "speech", "model_text", "notice", "policy", "other_news", "not_article"]
Script = Literal["Hans", "Hant", "mixed"]
DateEvidence = Literal["meta", "label", "dateline", "url", "list"]
CreditRole = Literal[
    "author", "reporter", "trainee_reporter", "correspondent", "text", "photo", "video", "editor", "duty_director",
    "reviewer", "proofreader",
]  # fmt: skip
MeetingKind = Literal[
    "annual_work_meeting", "semiannual_work_meeting", "leading_group_meeting", "conference", "commendation",
    "promotion_meeting", "symposium", "opening_term", "other",
]  # fmt: skip
MeetingLevel = Literal["national", "province", "city", "county", "town", "school"]
MeetingMode = Literal["in_person", "video", "hybrid"]
DateBasis = Literal["stated", "year_from_publication"]
ParticipantRole = Literal["chair", "speaker", "attendee", "reporter", "reader", "awarder", "signatory"]
AgendaAct = Literal[
    "convey", "report", "speech", "read_decision", "award", "sign", "exchange", "unveil", "comment", "deploy", "tour",
    "watch", "other",
]  # fmt: skip
Comparator = Literal["=", ">=", "<=", "~", "rank"]
ReferenceKind = Literal["meeting", "document", "policy"]


class Publisher(TypedDict):
    """Who publishes the page, from meta labels, info line and footer."""

    site_name: str | None
    host_unit: str | None
    unit: str | None
    column: list[str]
    site_id_code: str | None
    icp: str | None
    police_record: str | None
    address: str | None
    phones: list[str]
    emails: list[str]
    division_code: str | None


class Credit(TypedDict):
    """One person (or office) credited with one part of the making of the page."""

    role: CreditRole
    name: str


class Jurisdiction(TypedDict):
    """Whose meeting it is: GB/T 2260 code and official full names."""

    code6: str | None
    province: str | None
    city: str | None
    county: str | None


class Meeting(TypedDict):
    """The meeting that the page reports."""

    name: str
    kind: MeetingKind
    level: MeetingLevel | None
    date: str | None
    end_date: str | None
    date_basis: DateBasis | None
    time_of_day: str | None
    venue: str | None
    sub_venues: list[str]
    mode: MeetingMode | None
    jurisdiction: Jurisdiction


class Participant(TypedDict):
    """A named person of the event."""

    name: str
    title: str | None
    organisation: str | None
    roles: list[ParticipantRole]
    start: int | None
    end: int | None


class AttendingGroup(TypedDict):
    """An unnamed group or a unit that attended, as written."""

    text: str
    start: int | None
    end: int | None


class AgendaItem(TypedDict):
    """An act of the meeting that the page tells."""

    act: AgendaAct
    actor: str | None
    object: str | None
    start: int | None
    end: int | None


class Directive(TypedDict):
    """A point that was stressed, demanded or proposed; `parent` is the `id` of the point it belongs to."""

    id: str
    parent: str | None
    speaker: str | None
    verb: str | None
    ordinal: str | None
    text: str
    start: int | None
    end: int | None


class Programme(TypedDict):
    """A named policy, programme or slogan, with the members that the text lists."""

    term: str
    members: list[str]
    start: int | None
    end: int | None


class Quantity(TypedDict):
    """A number said about education; `value` is None where it is masked."""

    value: float | int | None
    unit: str | None
    subject: str | None
    comparator: Comparator
    deadline: str | None
    start: int | None
    end: int | None


class Reference(TypedDict):
    """A meeting, document or policy that the text refers to."""

    kind: ReferenceKind
    name: str
    start: int | None
    end: int | None


class Related(TypedDict):
    """An entry of a hot list or of related links on the page."""

    list: str
    rank: int
    title: str
    url: str | None


class Comments(TypedDict):
    """What the comment box counts."""

    participants: int | None
    count: int | None


class Uncertain(TypedDict):
    """A repaired place where several characters are possible; the first candidate stands in the body."""

    start: int
    end: int
    candidates: list[str]


class Restoration(TypedDict):
    """What was changed between the text as fetched and the text of the record, over the whole page."""

    pinyin_removed: int
    bytes_repaired: int
    converted: int
    uncertain: list[Uncertain]


class Record(TypedDict):
    """One page, structured."""

    id: str
    url: str | None
    title: str | None
    published_at: str | None
    published_evidence: DateEvidence | None
    doc_type: DocType
    is_education_meeting: bool
    language_script: Script
    body: str
    publisher: Publisher
    source_label: str | None
    views: int | None
    visibility: str | None
    credits: list[Credit]
    meeting: Meeting | None
    participants: list[Participant]
    attending_groups: list[AttendingGroup]
    agenda: list[AgendaItem]
    directives: list[Directive]
    programmes: list[Programme]
    quantities: list[Quantity]
    references: list[Reference]
    related: list[Related]
    comments: Comments | None
    restoration: Restoration
    extractor_version: str


def unknown_publisher() -> Publisher:
    """A publisher of whom nothing is known."""
    return Publisher(
        site_name=None,
        host_unit=None,
        unit=None,
        column=[],
        site_id_code=None,
        icp=None,
        police_record=None,
        address=None,
        phones=[],
        emails=[],
        division_code=None,
    )


def blank_record(page_id: str, url: str | None, version: str) -> Record:
    """A record with every key and nothing known: where reading begins, and all that an unreadable page gets."""
    return Record(
        id=page_id,
        url=url,
        title=None,
        published_at=None,
        published_evidence=None,
        doc_type="not_article",
        is_education_meeting=False,
        language_script="Hans",
        body="",
        publisher=unknown_publisher(),
        source_label=None,
        views=None,
        visibility=None,
        credits=[],
        meeting=None,
        participants=[],
        attending_groups=[],
        agenda=[],
        directives=[],
        programmes=[],
        quantities=[],
        references=[],
        related=[],
        comments=None,
        restoration=Restoration(pinyin_removed=0, bytes_repaired=0, converted=0, uncertain=[]),
        extractor_version=version,
    )
