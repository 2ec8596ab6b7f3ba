"""The lists of a record as rows: paragraphs, people, agenda, directives and the rest."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from transforms.record import Directive, Record
from warehouse import ids

Rows = dict[str, list[dict[str, Any]]]
Owner = dict[str, str]


def content_rows(rows: Rows, owner: Owner, record: Record) -> None:
    """Append the rows of every list of the record; `owner` holds version, document and partition."""
    for seq, (start, end, text) in enumerate(paragraphs(record["body"]), 1):
        rows["core.paragraphs"].append(owner | {"seq": seq, "text": text, "span_start": start, "span_end": end})
    _page_facts(rows, owner, record)
    _meeting(rows, owner, record)
    _items(rows, owner, "core.participants", record["participants"])
    _items(rows, owner, "core.attending_groups", record["attending_groups"])
    _items(rows, owner, "core.agenda_items", record["agenda"])
    _directives(rows, owner, record["directives"])
    for seq, programme in enumerate(record["programmes"], 1):
        key = ids.programme_id(programme["term"])
        span = {"span_start": programme["start"], "span_end": programme["end"]}
        rows["core.programme_mentions"].append(
            owner | {"seq": seq, "programme_id": key, "term": programme["term"], **span}
        )
        for place, member in enumerate(programme["members"], 1):
            rows["core.programme_members"].append(
                owner | {"mention_seq": seq, "seq": place, "programme_id": key, "member": member}
            )
    for seq, quantity in enumerate(record["quantities"], 1):
        row = _spanned(owner, seq, quantity)
        row["deadline_on"] = last_day(quantity["deadline"])
        rows["core.quantities"].append(row)
    _items(rows, owner, "core.references_made", record["references"])


def paragraphs(body: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, text) of each line of a body that is not blank."""
    start = 0
    for line in body.split("\n"):
        if line.strip():
            yield start, start + len(line), line
        start += len(line) + 1


def last_day(deadline: str | None) -> date | None:
    """Last day of a deadline: a date, a year and month, or a year. None for what is none of these."""
    parts = (deadline or "").split("-")
    if not all(part.isdecimal() for part in parts) or len(parts[0]) != 4 or not 1 <= len(parts) <= 3:
        return None
    year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 12
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    day = int(parts[2]) if len(parts) > 2 else last
    return date(year, month, day) if 1 <= day <= last else None


def _spanned(owner: Owner, seq: int, item: Mapping[str, Any]) -> dict[str, Any]:
    """A part of the record as a row, with its evidence named as in the tables."""
    row: dict[str, Any] = {**owner, "seq": seq, **item}
    row["span_start"], row["span_end"] = row.pop("start"), row.pop("end")
    return row


def _items(rows: Rows, owner: Owner, table: str, items: Any) -> None:
    for seq, item in enumerate(items, 1):
        rows[table].append(_spanned(owner, seq, item))


def _page_facts(rows: Rows, owner: Owner, record: Record) -> None:
    publisher = dict(record["publisher"])
    publisher["columns"] = publisher.pop("column")
    rows["core.publishers"].append(owner | publisher)
    for seq, credit in enumerate(record["credits"], 1):
        rows["core.credits"].append(owner | {"seq": seq, **credit})
    for seq, link in enumerate(record["related"], 1):
        rows["core.related_links"].append(owner | {"seq": seq, **link})
    restoration = record["restoration"]
    rows["core.restorations"].append(
        owner
        | {
            "pinyin_removed": restoration["pinyin_removed"],
            "bytes_repaired": restoration["bytes_repaired"],
            "chars_converted": restoration["converted"],
            "uncertain": len(restoration["uncertain"]),
        }
    )
    _items(rows, owner, "core.uncertain_readings", restoration["uncertain"])


def _meeting(rows: Rows, owner: Owner, record: Record) -> None:
    meeting = record["meeting"]
    if meeting is None:
        return
    place = meeting["jurisdiction"]
    rows["core.meeting_reports"].append(
        owner
        | {key: value for key, value in meeting.items() if key not in ("date", "end_date", "jurisdiction")}
        | {
            "held_on": date.fromisoformat(meeting["date"]) if meeting["date"] else None,
            "held_until": date.fromisoformat(meeting["end_date"]) if meeting["end_date"] else None,
            "jurisdiction_code": place["code6"],
            "province": place["province"],
            "city": place["city"],
            "county": place["county"],
        }
    )


def _directives(rows: Rows, owner: Owner, directives: list[Directive]) -> None:
    depth: dict[str | None, int] = {None: 0}
    for seq, directive in enumerate(directives, 1):
        depth[directive["id"]] = depth[directive["parent"]] + 1
        row = _spanned(owner, seq, directive)
        row["directive_id"], row["parent_id"], row["depth"] = row.pop("id"), row.pop("parent"), depth[directive["id"]]
        rows["core.directives"].append(row)
