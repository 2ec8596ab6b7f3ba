"""What a review can judge: the fields, their attributes, and which values these can have."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from transforms import record as words

TEXT, MAYBE, TEXTS, NUMBER, DAY, FLAG = "text", "maybe", "texts", "number", "day", "flag"
"""Kinds of value: text that must be there, text that may be missing, several texts, a number, an ISO date or part of
one (2025, 2025-06), yes or no. Every other kind is a vocabulary of transforms.record; `?` after it: may be missing,
`*`: several of its words."""

LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "participant": ("participants", {"name": TEXT, "title": MAYBE, "organisation": MAYBE, "roles": "ParticipantRole*"}),
    "group": ("attending_groups", {"text": TEXT}),
    "agenda": ("agenda", {"act": "AgendaAct", "actor": MAYBE, "object": MAYBE}),
    "directive": ("directives", {"text": TEXT, "ordinal": MAYBE, "speaker": MAYBE, "verb": MAYBE}),
    "programme": ("programmes", {"term": TEXT, "members": TEXTS}),
    "quantity": (
        "quantities",
        {"value": NUMBER, "unit": MAYBE, "subject": MAYBE, "comparator": "Comparator", "deadline": DAY},
    ),
    "reference": ("references", {"kind": "ReferenceKind", "name": TEXT}),
    "credit": ("credits", {"role": "CreditRole", "name": TEXT}),
}
"""Field -> its list in the record, and the attributes of its facts."""

PAGE: dict[str, str] = {
    "title": MAYBE, "published_at": DAY, "source_label": MAYBE, "doc_type": "DocType", "is_education_meeting": FLAG,
}  # fmt: skip
"""Single facts of the page, by their key in the record."""

MEETING: dict[str, str] = {
    "name": TEXT, "kind": "MeetingKind", "level": "MeetingLevel?", "date": DAY, "end_date": DAY,
    "date_basis": "DateBasis?", "time_of_day": MAYBE, "venue": MAYBE, "sub_venues": TEXTS, "mode": "MeetingMode?",
    "code6": MAYBE, "province": MAYBE, "city": MAYBE, "county": MAYBE,
}  # fmt: skip
"""Single facts of the meeting; the last four belong to its jurisdiction."""
JURISDICTION = ("code6", "province", "city", "county")

_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\+08:00)?)?)?)?")


class BadValueError(ValueError):
    """A value that its field cannot have; the message names both."""


def vocabulary(kind: str) -> list[str]:
    """The words of a vocabulary kind; empty for the other kinds."""
    return list(get_args(getattr(words, kind.rstrip("?*"), None)))


def cleaned(attributes: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in the form of the record, one for every attribute; raises BadValueError."""
    unknown = values.keys() - attributes.keys()
    if unknown:
        raise BadValueError(f"no such attribute: {', '.join(sorted(unknown))}")
    return {name: _value(name, kind, values.get(name)) for name, kind in attributes.items()}


def _value(name: str, kind: str, value: Any) -> Any:
    if kind == FLAG:
        if not isinstance(value, bool):
            raise BadValueError(f"{name}: yes or no, not {value!r}")
        return value
    if kind == TEXTS or kind.endswith("*"):
        return _several(name, kind, value)
    if kind == NUMBER:
        return _number(name, value)
    if value is not None and not isinstance(value, str):
        raise BadValueError(f"{name}: text, not {value!r}")
    text = (value or "").strip() or None
    if text is None:
        if kind in (MAYBE, DAY) or kind.endswith("?"):
            return None
        raise BadValueError(f"{name} is empty")
    if kind == DAY:
        _check_day(name, text)
    elif kind not in (TEXT, MAYBE) and text not in vocabulary(kind):
        raise BadValueError(f"{name}: {text!r} is none of {', '.join(vocabulary(kind))}")
    return text


def _several(name: str, kind: str, value: Any) -> list[str]:
    found = [] if value is None else value
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise BadValueError(f"{name}: a list of texts, not {value!r}")
    texts = [each.strip() for each in found if each.strip()]
    wrong = [each for each in texts if kind != TEXTS and each not in vocabulary(kind)]
    if wrong:
        raise BadValueError(f"{name}: {wrong[0]!r} is none of {', '.join(vocabulary(kind))}")
    return texts


def _number(name: str, value: Any) -> float | int | None:
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise BadValueError(f"{name}: a number, not {value!r}") from error
    if number != number or abs(number) == float("inf"):
        raise BadValueError(f"{name}: a number, not {value!r}")
    return int(number) if number.is_integer() else number


def _check_day(name: str, text: str) -> None:
    if not _DAY.fullmatch(text):
        raise BadValueError(f"{name}: a date such as 2025-06-01, not {text!r}")
    try:
        date.fromisoformat((text + "-01-01")[:10] if len(text) < 10 else text[:10])
    except ValueError as error:
        raise BadValueError(f"{name}: no such day: {text}") from error
