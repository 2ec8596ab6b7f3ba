"""A meeting or a page on the screen: each fact, the words that say it, and where the fetched bytes lie."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.text import Text
from rich.tree import Tree

from flows.screen import Screen

Facts = Mapping[str, Any]
QUOTE = 80

# Attribute of the meeting -> how it is called on the screen.
MEETING = {
    "meeting_id": "id",
    "kind": "kind",
    "level": "level",
    "held_on": "held on",
    "held_until": "until",
    "time_of_day": "time of day",
    "venue": "venue",
    "sub_venues": "sub-venues",
    "mode": "mode",
    "jurisdiction_code": "division",
    "province": "province",
    "city": "city",
    "county": "county",
}
# List of a page -> its heading, and the columns that tell its rows.
LISTS = {
    "participants": ("Participants", ("name", "title", "roles")),
    "attending_groups": ("Groups", ("text",)),
    "agenda_items": ("Agenda", ("act", "actor", "object")),
    "programmes": ("Programmes", ("term", "members")),
    "quantities": ("Quantities", ("comparator", "value", "unit", "subject", "deadline")),
    "references_made": ("References", ("kind", "name")),
    "credits": ("Credits", ("role", "name")),
    "uncertain_readings": ("Uncertain readings", ("candidates",)),
}


def print_facts(found: Facts, archive: Path) -> None:
    """Print what `warehouse.show.show` found: a meeting with its pages, or one page."""
    console = Screen()
    meeting = found.get("meeting")
    if meeting is None:
        _print_document(console, found["document"], archive)
        return
    console.print(Text(str(meeting["name"]), "bold"))
    for key, label in MEETING.items():
        if meeting.get(key) not in (None, []):
            console.print(Text(f"  {label:12} {_plain(meeting[key])}"))
    for conflict in meeting["conflicts"]:
        mark = "chosen" if conflict["chosen"] else "said too"
        line = f"  {mark}: {conflict['attribute']} {_plain(conflict['value'])} ({conflict['document_id']})"
        console.print(Text(line, "yellow"))
    for document in meeting["documents"]:
        console.print()
        _print_document(console, document, archive)


def _print_document(console: Screen, document: Facts, archive: Path) -> None:
    console.print(Text(str(document["title"] or "(no headline)"), "bold"))
    console.print(Text(f"  {document['url']}"), soft_wrap=True)
    published = document["published_at"] or document["published_on"]
    console.print(Text(f"  published {published} by {document['published_evidence']}; {document['doc_type']}"))
    where = document["archived"]
    if where:
        console.print(Text(f"  bytes: {archive / where['warc_file']} at {where['warc_offset']}"), soft_wrap=True)
    for key, (heading, columns) in LISTS.items():
        _print_rows(console, heading, document[key], columns)
    if document["directives"]:
        tree = Tree(Text("Directives", "cyan"))
        _grow(tree, document["directives"])
        console.print(tree)


def _print_rows(console: Screen, heading: str, rows: Iterable[Facts], columns: tuple[str, ...]) -> None:
    rows = list(rows)
    if rows:
        console.print(Text(heading, "cyan"))
    for row in rows:
        line = Text("  " + "  ".join(_plain(row[name]) for name in columns if row[name] not in (None, [])))
        evidence = row.get("evidence")
        if evidence:
            line.append(f"  [{row['span_start']}:{row['span_end']}] {_cut(evidence)}", "bright_black")
        console.print(line, soft_wrap=True)


def _grow(tree: Tree, directives: Iterable[Facts]) -> None:
    for directive in directives:
        line = Text()
        said = " ".join(filter(None, (directive["speaker"], directive["verb"], directive["ordinal"])))
        line.append(f"{said} " if said else "", "green")
        line.append(_cut(directive["text"]))
        if directive["span_start"] is not None:
            line.append(f"  [{directive['span_start']}:{directive['span_end']}]", "bright_black")
        _grow(tree.add(line), directive["children"])


def _plain(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _cut(text: str) -> str:
    flat = text.replace("\n", " ")
    return flat if len(flat) <= QUOTE else flat[: QUOTE - 1] + "…"
