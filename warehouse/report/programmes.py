"""Programmes and slogans: which spread, where and when. Small multiples of the commonest, a table of the rest."""

from collections import defaultdict
from typing import Any

import duckdb

from warehouse.report import charts
from warehouse.report.facts import ask, tile_map
from warehouse.report.shell import Frame

CARDS = 18
LISTED = 300
RISING = 12
YOUNG = 3
"""A programme is young where it was first named in one of the last so many years."""

MENTIONS = """
CREATE OR REPLACE TEMP TABLE named AS
SELECT DISTINCT
    m.programme_id, m.term, coalesce(t.meeting_id, t.document_id) AS meeting_id, t.meeting_id IS NOT NULL AS of_meeting,
    t.jurisdiction_code AS code, left(t.jurisdiction_code, 2) AS province_code, t.told_in AS year,
    coalesce(t.held_on, t.published_on) AS day
FROM core.programme_mentions AS m
JOIN told AS t USING (version_id)
WHERE t.meeting_id IS NOT NULL
"""

PROGRAMMES = """
SELECT
    n.programme_id, any_value(n.term) AS term, count(DISTINCT n.meeting_id)::INT AS meetings,
    count(DISTINCT n.code)::INT AS divisions, count(DISTINCT n.province_code)::INT AS provinces,
    min(n.day) AS first_on, max(n.day) AS last_on,
    arg_min(p.name, n.day) FILTER (n.day IS NOT NULL) AS first_at,
    arg_min(n.meeting_id, n.day) FILTER (n.day IS NOT NULL) AS first_meeting
FROM named AS n LEFT JOIN place AS p USING (code)
GROUP BY n.programme_id
ORDER BY meetings DESC, term
LIMIT ?
"""


def write(frame: Frame, con: duckdb.DuckDBPyConnection) -> None:
    """Write programmes.html."""
    con.execute(MENTIONS)
    listed = ask(con, PROGRAMMES, [LISTED])
    years = _years(con)
    by_year = _counts(con, "year")
    by_province = _counts(con, "province_code")
    young = [each for each in listed if each["first_on"] and years and each["first_on"].year > years[-1] - YOUNG]
    con.execute("DROP TABLE named")
    rising = sorted(young, key=lambda each: (-each["divisions"], -each["meetings"], each["term"]))[:RISING]
    cards = [_card(each, years, by_year, by_province) for each in listed[:CARDS]] if years else []
    frame.page(
        "programmes",
        "programmes.html",
        {"cards": cards, "rising": rising, "listed": listed, "years": years, "by_year": by_year, "young": YOUNG},
    )


def _years(con: duckdb.DuckDBPyConnection) -> list[int]:
    """The years that have meetings, without gaps, the last fifteen at most."""
    found = [row["year"] for row in ask(con, "SELECT DISTINCT year FROM named WHERE year IS NOT NULL ORDER BY 1")]
    return list(range(max(found[0], found[-1] - 14), found[-1] + 1)) if found else []


def _counts(con: duckdb.DuckDBPyConnection, column: str) -> dict[str, dict[Any, int]]:
    """Meetings that name a programme, by programme and the values of a column of `named`."""
    counts: dict[str, dict[Any, int]] = defaultdict(dict)
    for row in ask(
        con,
        f"SELECT programme_id, {column} AS key, count(DISTINCT meeting_id)::INT AS n FROM named "
        f"WHERE {column} IS NOT NULL GROUP BY ALL",
    ):
        counts[row["programme_id"]][row["key"]] = row["n"]
    return counts


def _card(
    programme: dict[str, Any],
    years: list[int],
    by_year: dict[str, dict[int, int]],
    by_province: dict[str, dict[str, int]],
) -> dict[str, Any]:
    numbers = by_province.get(programme["programme_id"], {})
    steps = charts.steps_to(max(numbers.values(), default=0))
    return programme | {
        "bars": charts.year_bars(by_year.get(programme["programme_id"], {}), years),
        "map": tile_map(numbers, steps),
    }
