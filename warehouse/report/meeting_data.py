"""All that is known of meetings and of pages, as JSON for the page that shows them.

DuckDB builds the JSON, one statement for thousands of pages: at a hundred thousand documents Python would need minutes
to make an object of every fact and text of every object again.
"""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

import duckdb


def meetings(con: duckdb.DuckDBPyConnection, low: str = "", high: str = "~") -> Iterator[tuple[str, str]]:
    """(id, JSON text) of the meetings whose id is in [low, high), in order of id.

    The JSON is the meeting's attributes, `conflicts` (what its pages disagree on: `attribute`, of a person the
    `subject`, and each `value` with its `documents`; `chosen` is the one the meeting carries) and `documents`, the best
    first: each as `documents` gives it, with `joined_by`; one whose text is that of an earlier page comes without body
    and lists and names that page in `same_as`.
    """
    found = con.execute(_sql("meetings"), {"low": low, "high": high}).fetchall()
    chosen = "SELECT DISTINCT version_id FROM core.meeting_documents WHERE meeting_id >= ? AND meeting_id < ?"
    pages = {version: (digest, told) for version, digest, told in _told(con, chosen, [low, high])}
    for meeting_id, facts, listed in found:
        first: dict[str, str] = {}
        documents: list[str] = []
        for page in listed:
            digest, told = pages.pop(page["version_id"])
            same_as = first.get(digest)
            first.setdefault(digest, page["document_id"])
            documents.append(_joined(told, page["joined_by"], same_as))
        yield meeting_id, f'{facts[:-1]},"documents":[{",".join(documents)}]}}'


def documents(con: duckdb.DuckDBPyConnection, chosen: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[str, str]]:
    """(version id, JSON text) of the versions that the statement `chosen` selects, in no order.

    The JSON is the page's facts, each with its `key` and its evidence (`start`, `end`, offsets into `body`). Keys are
    `p1` (participant), `g` (group), `a` (agenda), `d` (directive), `m` (programme), `q` (quantity), `r` (reference),
    `u` (uncertain reading) with their place in the list, and `held`, `venue`, `name` where the text says the meeting's
    day, place or name.
    """
    for version_id, _, told in _told(con, chosen, parameters):
        yield version_id, told


_LISTS = (
    "body", "located", "participants", "attending_groups", "agenda", "directives", "programmes",
    "quantities", "references", "uncertain",
)  # fmt: skip


def _told(con: duckdb.DuckDBPyConnection, chosen: str, parameters: Sequence[Any]) -> Iterator[tuple[str, str, str]]:
    """(version id, digest of the body, JSON text) of every version that is chosen."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE chosen AS {chosen}", list(parameters))
    con.execute(_sql("documents"))
    while batch := con.fetchmany(1_000):
        yield from batch


def _joined(document: str, joined_by: str, same_as: str | None) -> str:
    """The page with how it joined the meeting, and without what an earlier page says in the same words."""
    if same_as is not None:
        kept = {key: value for key, value in json.loads(document).items() if key not in _LISTS}
        document = json.dumps(kept, ensure_ascii=False)
    ties = json.dumps({"joined_by": joined_by, "same_as": same_as})
    return f"{document[:-1]},{ties[1:]}"


def _sql(name: str) -> str:
    return files("warehouse.report").joinpath("sql", f"{name}.sql").read_text("utf-8")
