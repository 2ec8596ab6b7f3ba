"""Directives: what was stressed, by year and by level of government, with examples of each.

A directive is put under a topic by the words in it (topics.toml), the whole of them in one pass over all directives. A
cell of the tables is the part of the meetings with directives, of that year or level, at which the topic came up.
"""

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb

from warehouse.report.facts import ask, shade
from warehouse.report.shell import Frame

STEPS = (0.1, 0.2, 0.35, 0.5, 0.7)
EXAMPLES = 4
"""Examples for each topic, year and level, no two of one meeting."""

YEARS = 15
"""The table by year shows the last so many."""

LEVELS = ("national", "province", "city", "county", "town", "school")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of directives: its name in each language, the words that tell it."""

    key: str
    name: dict[str, str]
    words: tuple[str, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """Topics in the order of the page (topics.toml)."""
    found = tomllib.loads(files("warehouse.report").joinpath("topics.toml").read_text("utf-8"))
    return tuple(Topic(key, each["name"], tuple(each["words"])) for key, each in found.items())


def write(frame: Frame, con: duckdb.DuckDBPyConnection) -> None:
    """Write directives.html and data/directives/<topic>.js, the examples of each topic."""
    _gather(con)
    years = [row["year"] for row in ask(con, "SELECT DISTINCT year FROM demand WHERE year IS NOT NULL ORDER BY 1")][
        -15:
    ]
    by_year, in_year = _shares(con, "year")
    by_level, in_level = _shares(con, "level")
    levels = [level for level in LEVELS if level in in_level]
    examples = _examples(con)
    shown = []
    for topic in topics():
        listed = examples.get(topic.key, [])
        frame.data(f"directives/{topic.key}", listed)
        shown.append(
            {
                "key": topic.key,
                "name": topic.name,
                "words": topic.words,
                "years": [_cell(by_year, in_year, topic.key, year) for year in years],
                "levels": [_cell(by_level, in_level, topic.key, level) for level in levels],
                "example": listed[0] if listed else None,
            }
        )
    frame.page(
        "directives",
        "directives.html",
        {"topics": shown, "years": years, "levels": levels, "in_year": in_year, "in_level": in_level,
         "verbs": ask(con, "SELECT coalesce(verb, '') AS verb, count(*) AS n FROM core.directives AS d "
                           "JOIN told USING (version_id) GROUP BY 1 ORDER BY n DESC, verb LIMIT 12")},
    )  # fmt: skip


def _gather(con: duckdb.DuckDBPyConnection) -> None:
    """`demand`: a row for every directive of a meeting and topic it is about; `heard`: meetings with directives."""
    by_word = [(word, topic.key) for topic in topics() for word in topic.words]
    pattern = "|".join(re.escape(word) for word in sorted(dict.fromkeys(w for w, _ in by_word), key=len, reverse=True))
    con.execute("CREATE OR REPLACE TEMP TABLE topic_word (word VARCHAR, topic VARCHAR)")
    con.executemany("INSERT INTO topic_word VALUES (?, ?)", by_word)
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE demand AS
        WITH hit AS (
            SELECT
                d.version_id, d.seq, t.meeting_id, t.told_in AS year, t.meeting_level::VARCHAR AS level,
                unnest(list_distinct(regexp_extract_all(d.text, ?))) AS word
            FROM core.directives AS d
            JOIN told AS t USING (version_id)
            WHERE t.meeting_id IS NOT NULL
        )
        SELECT DISTINCT h.version_id, h.seq, h.meeting_id, h.year, h.level, w.topic
        FROM hit AS h JOIN topic_word AS w USING (word)
        """,
        [pattern],
    )
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE heard AS
        SELECT DISTINCT t.meeting_id, t.told_in AS year, t.meeting_level::VARCHAR AS level
        FROM told AS t SEMI JOIN core.directives AS d USING (version_id)
        WHERE t.meeting_id IS NOT NULL
        """
    )


def _shares(con: duckdb.DuckDBPyConnection, column: str) -> tuple[dict[Any, int], dict[Any, int]]:
    """Meetings by (topic, value of the column), and all meetings with directives by value."""
    by_topic = {
        (row["topic"], row["key"]): row["n"]
        for row in ask(
            con, f"SELECT topic, {column} AS key, count(DISTINCT meeting_id)::INT AS n FROM demand GROUP BY ALL"
        )
    }
    total = {
        row["key"]: row["n"]
        for row in ask(
            con,
            f"SELECT {column} AS key, count(DISTINCT meeting_id)::INT AS n FROM heard "
            f"WHERE {column} IS NOT NULL GROUP BY 1",
        )
    }
    return by_topic, total


def _cell(counts: dict[Any, int], total: dict[Any, int], topic: str, key: Any) -> dict[str, Any]:
    n, of = counts.get((topic, key), 0), total.get(key, 0)
    share = n / of if of else 0.0
    return {"key": key, "n": n, "of": of, "share": share, "shade": shade(share, STEPS)}


def _examples(con: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """Examples by topic, newest first: whole sentences of middling length before very short or very long ones."""
    found = ask(
        con,
        """
        WITH ranked AS (
            SELECT
                e.topic, e.year, e.level, e.meeting_id, e.version_id, e.seq,
                row_number() OVER (
                    PARTITION BY e.topic, e.year, e.level
                    ORDER BY abs(length(d.text) - 30), e.meeting_id, e.seq
                ) AS place
            FROM demand AS e
            JOIN core.directives AS d USING (version_id, seq)
            QUALIFY row_number() OVER (
                PARTITION BY e.topic, e.meeting_id ORDER BY abs(length(d.text) - 30), e.version_id, e.seq
            ) = 1
        )
        SELECT
            r.topic, r.year, r.level, r.meeting_id AS meeting, t.meeting_name AS name, t.held_on::VARCHAR AS day,
            concat_ws(' ', t.province, t.city, t.county) AS place, d.speaker, d.verb, d.text
        FROM ranked AS r
        JOIN core.directives AS d USING (version_id, seq)
        JOIN told AS t USING (version_id)
        WHERE r.place <= ?
        ORDER BY r.year DESC NULLS LAST, t.held_on DESC NULLS LAST, r.meeting_id
        """,
        [EXAMPLES],
    )
    by_topic: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        by_topic[row.pop("topic")].append(row)
    return by_topic
