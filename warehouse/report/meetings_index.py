"""The page on which meetings are filtered and searched, and the index that it loads, a file a year.

One file a year keeps the index small where a year is asked for, and lets the newest year answer before the others have
come. A row is a list, in the order that assets/meetings.js knows, and names people, programmes and kinds by their
number in the lists of its file: written out they would be two thirds of it.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

from warehouse.report.facts import ask
from warehouse.report.shell import Frame

TERMS = 400
"""Programmes that the filter proposes; others can be typed."""

ROWS = """
WITH pages AS (
    SELECT DISTINCT meeting_id, version_id FROM core.meeting_documents
), person AS (
    SELECT g.meeting_id, p.name, min(p.seq) AS seq
    FROM pages AS g JOIN core.participants AS p USING (version_id) GROUP BY ALL
), people AS (
    SELECT meeting_id, list(name ORDER BY seq, name) AS names FROM person GROUP BY meeting_id
), programmes AS (
    SELECT g.meeting_id, list(DISTINCT t.term ORDER BY t.term) AS terms
    FROM pages AS g JOIN core.programme_mentions AS t USING (version_id) GROUP BY g.meeting_id
)
SELECT
    coalesce(year(m.held_on)::VARCHAR, 'undated') AS shard, m.meeting_id, strftime(m.held_on, '%m%d') AS day, m.name,
    m.jurisdiction_code, m.kind::VARCHAR, m.level::VARCHAR, m.document_count, p.names, g.terms
FROM core.meetings AS m
LEFT JOIN people AS p USING (meeting_id)
LEFT JOIN programmes AS g USING (meeting_id)
ORDER BY m.held_on DESC NULLS LAST, m.name, m.meeting_id
"""


class Words:
    """Words that rows name by their number."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def number(self, word: str | None) -> int | None:
        """The number of a word; the same word has one number."""
        return None if word is None else self.known.setdefault(word, len(self.known))

    def numbers(self, words: list[str] | None) -> list[int | None]:
        return [self.number(word) for word in words or ()]


class Shard:
    """The meetings of a year: rows, and the words that they name by number."""

    def __init__(self) -> None:
        self.words, self.people, self.terms = Words(), Words(), Words()
        self.rows: list[list[Any]] = []

    def add(self, row: list[Any]) -> None:
        *head, code, kind, level, pages, names, terms = row
        self.rows.append([
            *head, code and int(code), self.words.number(kind), self.words.number(level), pages,
            self.people.numbers(names), self.terms.numbers(terms),
        ])  # fmt: skip

    def value(self) -> dict[str, Any]:
        """What the script gets."""
        words = {"words": self.words, "people": self.people, "terms": self.terms}
        return {name: list(each.known) for name, each in words.items()} | {"rows": self.rows}


def write(frame: Frame, con: duckdb.DuckDBPyConnection) -> None:
    """Write meetings.html, data/places.js and data/index/<year>.js."""
    shards = []
    # Rows come by year: one year's are held at a time.
    for name, rows in groupby(_rows(con), key=itemgetter(0)):
        shard = Shard()
        for row in rows:
            shard.add(list(row[1:]))
        frame.data(f"index/{name}", shard.value())
        shards.append(name)
    places = con.execute("SELECT code, name FROM place ORDER BY code").fetchall()
    frame.data("places", [list(place) for place in places])
    frame.page(
        "meetings",
        "meetings.html",
        {
            "years": sorted((year for year in shards if year != "undated"), reverse=True),
            "undated": "undated" in shards,
            "kinds": _words(con, "kind"),
            "levels": _words(con, "level"),
            "provinces": ask(
                con,
                "SELECT p.province_code AS code, max(coalesce(d.name, p.province)) AS name FROM place AS p "
                "LEFT JOIN division AS d ON d.code = p.province_code || '0000' GROUP BY 1 ORDER BY 1",
            ),
            "terms": [
                row["term"]
                for row in ask(
                    con,
                    "SELECT term FROM core.programmes ORDER BY documents DESC, term LIMIT ?",
                    [TERMS],
                )
            ],
        },
    )


def _rows(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    found = con.execute(ROWS)
    while batch := found.fetchmany(5_000):
        yield from batch


def _words(con: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    found = ask(con, f"SELECT {column} AS word FROM core.meetings WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 1")
    return [row["word"] for row in found]
