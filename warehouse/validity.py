"""Whether a record can be stored: the form that the tables demand, told as one line for the quarantine.

The contents are not judged here (a wrong date is a matter of the checks); only what would break a table is.
"""

import json
from datetime import date, datetime
from functools import cache
from typing import Any, get_args

from transforms import record as words
from transforms.record import Record

_as_json = json.JSONEncoder(ensure_ascii=False).encode
_SPANNED = ("participants", "attending_groups", "agenda", "directives", "programmes", "quantities", "references")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(get_args(getattr(words, name)))


def fault(record: Record) -> str | None:
    """The first thing about the record that no table can hold, or None."""
    missing = Record.__required_keys__ - record.keys()
    if missing:
        return f"malformed: no {', '.join(sorted(missing))}"
    try:
        _as_json(record).encode()
        return _vocabulary(record) or _spans(record) or _tree(record) or _dates(record)
    except (KeyError, TypeError, AttributeError) as error:
        return f"malformed: {type(error).__name__}: {error}"
    except UnicodeEncodeError as error:  # half a surrogate pair, as a careless repair leaves it
        return f"malformed: {error.reason} at {error.start}"


def _vocabulary(record: Record) -> str | None:
    uses: list[tuple[str, str, Any]] = [
        ("doc_type", "DocType", record["doc_type"]),
        ("language_script", "Script", record["language_script"]),
    ]
    if record["published_evidence"] is not None:
        uses.append(("published_evidence", "DateEvidence", record["published_evidence"]))
    uses += [("credits.role", "CreditRole", c["role"]) for c in record["credits"]]
    uses += [("participants.roles", "ParticipantRole", r) for p in record["participants"] for r in p["roles"]]
    uses += [("agenda.act", "AgendaAct", a["act"]) for a in record["agenda"]]
    uses += [("quantities.comparator", "Comparator", q["comparator"]) for q in record["quantities"]]
    uses += [("references.kind", "ReferenceKind", r["kind"]) for r in record["references"]]
    meeting = record["meeting"]
    if meeting is not None:
        uses.append(("meeting.kind", "MeetingKind", meeting["kind"]))
        for key, kind in (("level", "MeetingLevel"), ("mode", "MeetingMode"), ("date_basis", "DateBasis")):
            if meeting[key] is not None:  # type: ignore[literal-required]
                uses.append((f"meeting.{key}", kind, meeting[key]))  # type: ignore[literal-required]
        if not meeting["name"]:
            return "meeting.name is empty"
    return next((f"{field} {value!r}" for field, kind, value in uses if value not in _words(kind)), None)


def _spans(record: Record) -> str | None:
    size = len(record["body"])
    lists: list[tuple[str, Any]] = [(name, record[name]) for name in _SPANNED]  # type: ignore[literal-required]
    lists.append(("restoration.uncertain", record["restoration"]["uncertain"]))
    for name, items in lists:
        for place, item in enumerate(items):
            start, end = item["start"], item["end"]
            if (start is None) != (end is None) or (start is not None and not 0 <= start <= end <= size):
                return f"{name}[{place}] span {start}:{end} of a body of {size}"
    return None


def _tree(record: Record) -> str | None:
    known: set[str | None] = {None}
    for directive in record["directives"]:
        if directive["parent"] not in known:
            return f"directive {directive['id']} has no parent {directive['parent']} before it"
        if directive["id"] in known:
            return f"directive {directive['id']} twice"
        known.add(directive["id"])
    return None


def _dates(record: Record) -> str | None:
    meeting = record["meeting"]
    days = [record["published_at"], meeting and meeting["date"], meeting and meeting["end_date"]]
    for stated in days:
        try:
            if stated and len(stated) == 10:
                date.fromisoformat(stated)
            elif stated:
                datetime.fromisoformat(stated)
        except ValueError:
            return f"date {stated!r}"
    return None
