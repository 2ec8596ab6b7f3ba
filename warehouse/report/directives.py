"""Directives: what was stressed, by year and by level of government, with examples of each.

A directive is put under a topic by the words in it (topics.toml), the whole of them in one pass over all directives. A
cell of the tables is the part of the meetings with directives, of that year or level, at which the topic came up.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
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


HEARD = """
SELECT t.told_in AS year, t.meeting_level::VARCHAR AS level, count(DISTINCT t.meeting_id)::INT AS meetings
FROM told AS t SEMI JOIN core.directives AS d USING (version_id)
WHERE t.meeting_id IS NOT NULL
GROUP BY ALL
"""

DEMAND = """
CREATE OR REPLACE TEMP TABLE demand AS
WITH hit AS (
    SELECT
        d.version_id, d.seq, t.meeting_id, t.meeting_level::VARCHAR AS level, length(d.text) AS long,
        unnest(list_distinct(regexp_extract_all(d.text, ?))) AS word
    FROM core.directives AS d
    JOIN (FROM told WHERE meeting_id IS NOT NULL AND told_in IS NOT DISTINCT FROM ?) AS t USING (version_id)
)
SELECT h.version_id, h.seq, h.meeting_id, h.level, h.long, w.topic
FROM hit AS h JOIN topic_word AS w USING (word)
"""

# Whole sentences of middling length before very short or very long ones, one a meeting.
EXAMPLE = """
WITH nearest AS (
    SELECT topic, level, meeting_id, min({'off': abs(long - 30), 'version_id': version_id, 'seq': seq}) AS best
    FROM demand GROUP BY ALL
), chosen AS (
    SELECT topic, level, meeting_id, best.version_id AS version_id, best.seq AS seq
    FROM nearest
    QUALIFY row_number() OVER (PARTITION BY topic, level ORDER BY best.off, meeting_id) <= ?
)
SELECT
    c.topic, c.level, c.meeting_id AS meeting, t.meeting_name AS name, t.held_on::VARCHAR AS day,
    concat_ws(' ', t.province, t.city, t.county) AS place, d.speaker, d.verb, d.text
FROM chosen AS c
JOIN core.directives AS d USING (version_id, seq)
JOIN told AS t USING (version_id)
ORDER BY t.held_on DESC NULLS LAST, c.meeting_id, c.topic
"""


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
    counts = _count(con)
    years = sorted(year for year in counts.of_year if year is not None)[-YEARS:]
    levels = [level for level in LEVELS if level in counts.of_level]
    shown = []
    for topic in topics():
        listed = counts.examples.get(topic.key, [])
        frame.data(f"directives/{topic.key}", listed)
        shown.append(
            {
                "key": topic.key,
                "name": topic.name,
                "words": topic.words,
                "years": [_cell(counts.by_year, counts.of_year, topic.key, year) for year in years],
                "levels": [_cell(counts.by_level, counts.of_level, topic.key, level) for level in levels],
                "example": listed[0] if listed else None,
            }
        )
    verbs = ask(
        con,
        "SELECT coalesce(verb, '') AS verb, count(*) AS n FROM core.directives AS d SEMI JOIN told USING (version_id) "
        "GROUP BY 1 ORDER BY n DESC, verb LIMIT 12",
    )
    frame.page(
        "directives",
        "directives.html",
        {
            "topics": shown, "years": years, "levels": levels, "in_year": counts.of_year, "in_level": counts.of_level,
            "verbs": verbs,
        },
    )  # fmt: skip


@dataclass(slots=True)
class Counts:
    """Meetings by topic and year or level, of each year and level in all; examples by topic, newest first."""

    by_year: Counter[tuple[str, Any]] = field(default_factory=Counter)
    by_level: Counter[tuple[str, Any]] = field(default_factory=Counter)
    of_year: Counter[Any] = field(default_factory=Counter)
    of_level: Counter[Any] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))


def _count(con: duckdb.DuckDBPyConnection) -> Counts:
    """Go through the directives year by year: what has to be held at one time is a year's."""
    by_word = [(word, topic.key) for topic in topics() for word in topic.words]
    words = sorted({word for word, _ in by_word}, key=len, reverse=True)
    pattern = "|".join(re.escape(word) for word in words)
    con.execute("CREATE OR REPLACE TEMP TABLE topic_word (word VARCHAR, topic VARCHAR)")
    con.executemany("INSERT INTO topic_word VALUES (?, ?)", by_word)
    counts = Counts()
    for row in ask(con, HEARD):
        counts.of_year[row["year"]] += row["meetings"]
        if row["level"] is not None:
            counts.of_level[row["level"]] += row["meetings"]
    for year in sorted(counts.of_year, key=lambda each: each or 0, reverse=True):
        con.execute(DEMAND, [pattern, year])
        for row in ask(con, "SELECT topic, level, count(DISTINCT meeting_id)::INT AS n FROM demand GROUP BY ALL"):
            counts.by_year[row["topic"], year] += row["n"]
            counts.by_level[row["topic"], row["level"]] += row["n"]
        for row in ask(con, EXAMPLE, [EXAMPLES]):
            counts.examples[row.pop("topic")].append({"year": year, **row})
    con.execute("DROP TABLE IF EXISTS demand")
    return counts


def _cell(counts: Mapping[Any, int], total: Mapping[Any, int], topic: str, key: Any) -> dict[str, Any]:
    n, of = counts.get((topic, key), 0), total.get(key, 0)
    share = n / of if of else 0.0
    return {"key": key, "n": n, "of": of, "share": share, "shade": shade(share, STEPS)}
