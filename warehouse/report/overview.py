"""The start page: how much is known, when and where meetings were held, what is covered, what is new."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

import duckdb

from warehouse.report import charts
from warehouse.report.facts import ask, one, shade, tile_map, tiles
from warehouse.report.shell import Frame

NEWEST = 15
MONTHS = 15 * 12
"""The charts by month reach back this far from the newest meeting; what is older is in the tables."""

SHARES = (0.05, 0.15, 0.3, 0.5, 0.75)
"""Steps of the coverage matrix: part of a province's divisions."""


def write(frame: Frame, con: duckdb.DuckDBPyConnection) -> None:
    """Write index.html and data/coverage/<province>.js, the matrix of each province by division."""
    by_month = ask(
        con,
        "SELECT date_trunc('month', held_on)::DATE::VARCHAR AS month, count(*) AS meetings FROM core.meetings "
        "WHERE held_on >= (SELECT max(held_on) FROM core.meetings) - to_months(?) GROUP BY 1 ORDER BY 1",
        [MONTHS],
    )
    crossed = ask(
        con,
        "SELECT left(jurisdiction_code, 2) AS code, any_value(province) AS province, "
        "date_trunc('month', held_on)::DATE::VARCHAR AS month, count(*) AS meetings FROM core.meetings "
        "WHERE held_on >= (SELECT max(held_on) FROM core.meetings) - to_months(?) AND province IS NOT NULL "
        "GROUP BY 1, 3 ORDER BY 1, 3",
        [MONTHS],
    )
    provinces = ask(
        con,
        "SELECT p.province_code AS code, max(coalesce(d.name, p.province)) AS name, sum(p.meetings)::INT AS meetings, "
        "count(*) AS divisions FROM place AS p LEFT JOIN division AS d ON d.code = p.province_code || '0000' "
        "GROUP BY 1 ORDER BY meetings DESC, code",
    )
    per_province = {row["code"]: row["meetings"] for row in provinces}
    steps = charts.steps_to(max(per_province.values(), default=0))
    most = max((row["meetings"] for row in crossed), default=0)
    names = [row["name"] for row in sorted(provinces, key=lambda row: row["code"])]
    told = {row["code"]: row["name"] for row in provinces}
    for row in crossed:
        row["province"] = told[row["code"]]
    frame.page(
        "index",
        "overview.html",
        {
            "totals": _totals(con),
            "by_month": by_month,
            "months_chart": charts.months(by_month) if by_month else "",
            "crossed_chart": charts.by_month_and_province(crossed, names, charts.steps_to(most)) if crossed else "",
            "legend_steps": _legend(charts.steps_to(most)),
            "tiles": tile_map(per_province, steps),
            "tile_legend": _legend(steps),
            "provinces": provinces,
            "coverage": _coverage(frame, con),
            "newest": _newest(con),
        },
    )


def _totals(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    return one(
        con,
        """
        SELECT
            (SELECT count(*) FROM core.meetings) AS meetings,
            (SELECT count(*) FROM core.current_documents) AS documents,
            (SELECT count(*) FROM core.current_documents WHERE is_education_meeting) AS reports,
            (SELECT count(*) FROM place) AS divisions,
            (SELECT count(DISTINCT source_id) FROM core.current_documents) AS sources,
            (SELECT min(held_on) FROM core.meetings) AS first_on,
            (SELECT max(held_on) FROM core.meetings) AS last_on,
            (SELECT count(DISTINCT p.name) FROM core.participants AS p JOIN told USING (version_id)) AS people,
            (SELECT count(*) FROM core.directives AS d JOIN told USING (version_id)) AS directives
        """,
    )


def _newest(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return ask(
        con,
        "SELECT meeting_id, held_on, name, kind, level, concat_ws(' ', province, city, county) AS place, "
        "document_count FROM core.meetings WHERE held_on IS NOT NULL ORDER BY held_on DESC, name, meeting_id LIMIT ?",
        [NEWEST],
    )


def _coverage(frame: Frame, con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The matrix by province: of how many divisions a meeting is known in each year; the divisions go to shards."""
    con.execute("CREATE OR REPLACE TEMP TABLE covered AS SELECT * FROM mart.coverage")
    years = [
        row["told_in"]
        for row in ask(con, "SELECT DISTINCT told_in FROM covered WHERE documents > 0 ORDER BY 1 DESC LIMIT 20")
    ][::-1]
    if not years:
        return {"years": [], "rows": []}
    cells = ask(
        con,
        "SELECT left(division_code, 2) AS code, told_in AS year, count(*) AS divisions, "
        "count(*) FILTER (meetings > 0) AS covered FROM covered WHERE told_in >= ? GROUP BY ALL",
        [years[0]],
    )
    found: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for cell in cells:
        share = cell["covered"] / cell["divisions"]
        found[cell["code"]][cell["year"]] = cell | {"shade": shade(share, SHARES)}
    names = {row["code"][:2]: row["name"] for row in ask(con, "SELECT * FROM division WHERE level = 'province'")}
    wanted = {tile.code for tile in tiles()}
    lines = [
        {"code": code, "name": names.get(code, code), "cells": [found[code].get(year) for year in years],
         "any": any(cell["covered"] for cell in found[code].values())}
        for code in sorted(found, key=lambda code: (code not in wanted, code))
    ]  # fmt: skip
    _coverage_shards(frame, con, years)
    con.execute("DROP TABLE covered")
    return {"years": years, "rows": lines}


def _coverage_shards(frame: Frame, con: duckdb.DuckDBPyConnection, years: list[int]) -> None:
    """data/coverage/44.js: `[code, name, depth, [meetings by year]]` of each division of the province."""
    listed = con.execute(
        """
        SELECT
            left(c.division_code, 2) AS province, c.division_code, any_value(coalesce(c.name, p.name, c.division_code)),
            CASE WHEN right(c.division_code, 2) = '00' THEN 1 ELSE 2 END,
            map(list(c.told_in ORDER BY c.told_in), list(c.meetings ORDER BY c.told_in))
        FROM covered AS c LEFT JOIN place AS p ON p.code = c.division_code
        WHERE c.told_in >= ?
        GROUP BY ALL
        ORDER BY c.division_code
        """,
        [years[0]],
    ).fetchall()
    shards: dict[str, list[Any]] = defaultdict(list)
    for province, code, name, depth, meetings in listed:
        shards[province].append([code, name, depth, [meetings.get(year) for year in years]])
    for province, rows in shards.items():
        frame.data(f"coverage/{province}", rows)


def _legend(steps: tuple[float, ...]) -> list[tuple[int, str]]:
    """(shade, numbers that it stands for)."""
    bounds = [1, *(int(step) for step in steps)]
    said = [str(low) if high == low + 1 else f"{low:,}–{high - 1:,}" for low, high in pairwise(bounds)]
    return [(0, "0"), *enumerate([*said, f"≥ {bounds[-1]:,}"], 1)]
