"""Sources: how each fares, and the grid of source by month: what is fetched and read, what is still to do."""

from collections import defaultdict
from itertools import groupby
from typing import Any

import duckdb

from warehouse.report.facts import ask
from warehouse.report.shell import Frame

MARKS = {"done": "■", "stale": "◆", "running": "▲", "pending": "□", "failed": "×", "missing": "・"}
"""One mark a month, all of the width of an ideograph; told apart by shape as well as by colour."""

HEALTH = """
SELECT
    h.*, d.name AS place,
    CASE WHEN h.state IS NULL THEN '' WHEN h.state IN ('ok', 'empty', 'skipped') THEN 'ok' ELSE 'bad' END AS mood
FROM mart.source_health AS h LEFT JOIN division AS d ON d.code = h.division_code
ORDER BY mood = 'bad' DESC, h.quarantine_rate > 0.2 DESC, h.education_meetings DESC NULLS LAST, h.source_id
"""


def write(frame: Frame, con: duckdb.DuckDBPyConnection) -> None:
    """Write sources.html."""
    health = ask(con, HEALTH)
    grid = _grid(
        ask(con, "SELECT source_id, month, state FROM partition WHERE regexp_matches(month, '^\\d{4}-\\d{2}$')")
    )
    frame.page(
        "sources",
        "sources.html",
        {
            "health": health,
            "states": ask(
                con,
                "SELECT coalesce(state, '') AS state, count(*)::INT AS n FROM mart.source_health "
                "GROUP BY 1 ORDER BY n DESC, state",
            ),
            "grid": grid,
            "marks": MARKS,
        },
    )


def _grid(partitions: list[dict[str, Any]]) -> dict[str, Any]:
    """Rows by source; a cell a year with its twelve months as runs of one state: `(state, marks)`."""
    known = {(each["source_id"], each["month"]): each["state"] for each in partitions}
    if not known:
        return {"years": [], "rows": []}
    months = sorted(month for _, month in known)
    years = list(range(int(months[0][:4]), int(months[-1][:4]) + 1))
    rows = []
    for source in sorted({source for source, _ in known}):
        cells = []
        for year in years:
            states = [known.get((source, f"{year}-{month:02}"), "missing") for month in range(1, 13)]
            runs = [(state, MARKS.get(state, "?") * len(list(run))) for state, run in groupby(states)]
            counts: dict[str, int] = defaultdict(int)
            for state in states:
                counts[state] += 1
            cells.append({"year": year, "runs": runs, "counts": dict(counts)})
        rows.append({"source_id": source, "cells": cells})
    return {"years": years, "rows": rows}
