"""A page's record as corrected by verdicts: the gold line. Pure.

Only what was judged is gold. A list goes into the line when its reviewer has said of every fact whether it is right and
that none is missing; a single value when it was judged itself. What a gold line does not mention is not scored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from warehouse.review.fields import (
    DAY,
    FLAG,
    JURISDICTION,
    LISTS,
    MAYBE,
    MEETING,
    PAGE,
    TEXTS,
    BadValueError,
    cleaned,
)

Facts = Mapping[str, Any]
Answer = Literal["right", "wrong", "missing"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer says of one fact.

    `key` is the fact's own on the page (`p1`; `title`, `meeting.venue`, `meeting` for whether there is one, `body`);
    None for a fact that is missing. `values` are what it should say instead (wrong), or what it says (missing): of a
    list's fact its attributes, of a single value `{"value": …}`. `start` and `end` are the evidence of a missing fact.
    """

    field: str
    verdict: Answer
    key: str | None = None
    values: Facts | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """All verdicts on one page; `complete` names the list fields to which nothing needs to be added."""

    verdicts: Sequence[Verdict]
    complete: frozenset[str] = field(default_factory=frozenset)


def gold_line(page: Facts, review: Review, page_id: str) -> dict[str, Any]:
    """The record as corrected, of a page as `report.meeting_data.documents` tells it.

    Raises BadValueError where a verdict is on no fact of the page, comes twice, or gives a value that cannot be.
    """
    judged = _by_key(page, review.verdicts)
    line: dict[str, Any] = {"id": page_id, "url": None if page["url"].startswith("file:") else page["url"]}
    for key, kind in PAGE.items():
        if key in judged and _is_known(judged[key], kind):
            line[key] = _single(judged[key], kind, page["published" if key == "published_at" else key])
    body = judged.get("body")
    if body is not None and body.verdict == "right":
        line["body"] = page["body"]
    line |= _meeting(page["meeting"], judged)
    for name, (listed, attributes) in LISTS.items():
        rows = _list(page, name, listed, attributes, judged, review)
        if rows is not None:
            line[listed] = rows
    return line


def verdicts_told(page: Facts, review: Review) -> list[dict[str, Any]]:
    """The verdicts to keep: each with its field, what the extraction said (`was`) and what it should say (`now`).

    A single value that the page rightly lacks is `empty`, one that it wrongly lacks `missing`: neither is something
    that the extraction said, so neither counts towards its precision.
    """
    said = _said(page)
    kept: list[dict[str, Any]] = []
    for verdict in review.verdicts:
        was = said.get(verdict.key) if verdict.key else None
        answer: str = verdict.verdict
        if verdict.key is not None and was is None:
            answer = "empty" if answer == "right" else "missing"
        told: dict[str, Any] = {"field": verdict.field, "key": verdict.key, "verdict": answer}
        if verdict.verdict != "right":
            told |= {"was": was, "now": dict(verdict.values) if verdict.values else None}
        if verdict.start is not None:
            told |= {"start": verdict.start, "end": verdict.end}
        kept.append(told)
    return kept


def _said(page: Facts) -> dict[str, Any]:
    """What the extraction says under every key of the page."""
    said: dict[str, Any] = {"body": "…", "meeting": page["meeting"] and page["meeting"]["name"]}
    said |= {key: page["published" if key == "published_at" else key] for key in PAGE}
    if page["meeting"] is not None:
        flat = {**page["meeting"], **page["meeting"]["jurisdiction"]}
        said |= {f"meeting.{name}": flat[name] or None for name in MEETING}
    for listed, attributes in LISTS.values():
        said |= {fact["key"]: {name: fact[name] for name in attributes} for fact in page[listed]}
    return said


def _by_key(page: Facts, verdicts: Iterable[Verdict]) -> dict[str, Verdict]:
    known = {"body", "meeting", *PAGE}
    if page["meeting"] is not None:
        known |= {f"meeting.{name}" for name in MEETING}
    fields = {name: name for name in known}
    for name, (listed, _) in LISTS.items():
        fields |= {fact["key"]: name for fact in page[listed]}
    judged: dict[str, Verdict] = {}
    for verdict in verdicts:
        if verdict.verdict == "missing":
            if verdict.key is not None or verdict.field not in LISTS:
                raise BadValueError(f"a missing fact belongs to a list, not to {verdict.key or verdict.field}")
            continue
        if verdict.key is None or fields.get(verdict.key) != verdict.field:
            raise BadValueError(f"the page has no {verdict.field} {verdict.key}")
        if verdict.key in judged:
            raise BadValueError(f"two verdicts on {verdict.key}")
        judged[verdict.key] = verdict
    return judged


def _is_known(verdict: Verdict, kind: str) -> bool:
    """Whether the verdict tells the truth, and not only that something else is: wrong, of what cannot be missing."""
    can_be_missing = kind in (MAYBE, DAY, FLAG, TEXTS) or kind.endswith("?")
    return verdict.verdict == "right" or bool(verdict.values) or can_be_missing


def _single(verdict: Verdict, kind: str, said: Any) -> Any:
    if verdict.verdict == "right":
        return said
    if kind == FLAG:
        return not said
    return cleaned({"value": kind}, verdict.values or {})["value"]


def _meeting(meeting: Facts | None, judged: Mapping[str, Verdict]) -> dict[str, Any]:
    """`meeting` with the attributes that were judged, null where the page reports none; nothing where none was."""
    presence = judged.get("meeting")
    if meeting is None:
        if presence is None or (presence.verdict == "wrong" and not presence.values):
            return {}
        if presence.verdict == "right" or not presence.values:
            return {"meeting": None}
        told = cleaned(MEETING, presence.values)
        return {"meeting": _placed({name: value for name, value in told.items() if name in presence.values})}
    if presence is not None and presence.verdict == "wrong":
        return {"meeting": None}
    flat = {**meeting, **meeting["jurisdiction"]}
    verdicts = {name: judged[f"meeting.{name}"] for name in MEETING if f"meeting.{name}" in judged}
    found = {
        name: _single(verdict, MEETING[name], flat[name])
        for name, verdict in verdicts.items()
        if _is_known(verdict, MEETING[name])
    }
    return {"meeting": _placed(found)} if found or presence is not None else {}


def _placed(flat: dict[str, Any]) -> dict[str, Any]:
    """Attributes of the place under `jurisdiction`, as the record has them."""
    place = {name: flat.pop(name) for name in JURISDICTION if name in flat}
    return flat | ({"jurisdiction": place} if place else {})


def _list(
    page: Facts, name: str, listed: str, attributes: dict[str, str], judged: Mapping[str, Verdict], review: Review
) -> list[dict[str, Any]] | None:
    """The list without what is wrong and with what was missing, by place in the text; None where it is not complete."""
    rows: list[dict[str, Any]] = []
    removed: set[str] = set()
    whole = name in review.complete
    for fact in page[listed]:
        verdict = judged.get(fact["key"])
        whole = whole and verdict is not None
        row = {key: value for key, value in fact.items() if key != "key"}
        if verdict is not None and verdict.verdict == "wrong":
            if not verdict.values:
                removed.add(row.get("id", ""))
                continue
            row |= cleaned(attributes, verdict.values)
            row |= _evidence(page["body"], row, fact)
        rows.append(row)
    missing = [verdict for verdict in review.verdicts if verdict.verdict == "missing" and verdict.field == name]
    for number, verdict in enumerate(missing, 1):
        rows.append(_added(page["body"], name, attributes, verdict, number))
    if not whole:
        return None
    if name == "directive":
        _join_parents(page[listed], rows, removed)
    if name == "credit":
        return [{"role": row["role"], "name": row["name"]} for row in rows]
    return sorted(rows, key=lambda row: (row["start"] is None, row["start"] or 0))


def _evidence(body: str, row: Facts, fact: Facts) -> dict[str, int | None]:
    """Where a corrected fact stands: its text must be what its evidence says, others keep theirs."""
    text = row.get("text")
    start = fact.get("start")
    if text is None or start is None or body[start : fact["end"]] == text:
        return {}
    places = [at for at in range(len(body)) if body.startswith(text, at)]
    if not places:
        return {"start": None, "end": None}
    nearest = min(places, key=lambda at: abs(at - start))
    return {"start": nearest, "end": nearest + len(text)}


def _added(body: str, name: str, attributes: dict[str, str], verdict: Verdict, number: int) -> dict[str, Any]:
    start, end = verdict.start, verdict.end
    if (start is None) != (end is None) or (
        start is not None and end is not None and not 0 <= start < end <= len(body)
    ):
        raise BadValueError(f"[{start}:{end}] is no passage of the article")
    row = cleaned(attributes, verdict.values or {}) | {"start": start, "end": end}
    return {"id": f"new{number}", "parent": None, **row} if name == "directive" else row


def _join_parents(facts: Sequence[Facts], rows: list[dict[str, Any]], removed: set[str]) -> None:
    """A point whose parent was removed belongs to what that belonged to."""
    parents = {fact["id"]: fact["parent"] for fact in facts}
    for row in rows:
        while row["parent"] in removed:
            row["parent"] = parents[row["parent"]]
