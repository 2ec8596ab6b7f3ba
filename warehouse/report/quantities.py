"""Numbers and targets: what was said in figures, what is to be reached by when."""

from collections import defaultdict

import duckdb

from warehouse.report import charts
from warehouse.report.facts import ask
from warehouse.report.shell import Frame

NEXT = 25
"""Targets on the page itself: those that fall due next, seen from the newest meeting."""

TOLD = """
CREATE OR REPLACE TEMP TABLE figure AS
SELECT
    q.version_id, q.seq, q.subject, q.comparator, q.value, q.unit, q.deadline, q.deadline_on, t.meeting_id,
    coalesce(t.held_on, t.published_on) AS day, t.told_in AS year, t.jurisdiction_code AS code
FROM core.quantities AS q
JOIN told AS t USING (version_id)
WHERE t.meeting_id IS NOT NULL AND q.value IS NOT NULL
"""

SHARDS = """
WITH meeting AS (
    SELECT
        coalesce(left(code, 2), '00') AS province, day, code, meeting_id,
        string_agg(
            json_array(subject, comparator::VARCHAR, value, unit, deadline)::VARCHAR, ',' ORDER BY version_id, seq
        ) AS figures
    FROM figure
    WHERE year = ?
    GROUP BY ALL
)
SELECT
    meeting.province,
    '[' || string_agg(
        '[' || coalesce(to_json(day::VARCHAR), 'null') || ',' || coalesce(to_json(code), 'null') || ','
        || to_json(meeting_id) || ',' || to_json(m.name) || ',[' || figures || ']]',
        ',' ORDER BY day DESC, meeting_id
    ) || ']' AS rows
FROM meeting JOIN core.meetings AS m USING (meeting_id)
GROUP BY 1
ORDER BY 1
"""


def write(frame: Frame, con: duckdb.DuckDBPyConnection) -> None:
    """Write quantities.html and data/quantities/<year>-<province>.js."""
    con.execute(TOLD)
    shards: dict[int, list[str]] = defaultdict(list)
    for row in ask(con, "SELECT DISTINCT year FROM figure WHERE year IS NOT NULL ORDER BY year"):
        for province, text in con.execute(SHARDS, [row["year"]]).fetchall():
            frame.data_text(f"quantities/{row['year']}-{province}", text)
            shards[row["year"]].append(province)
    by_deadline = ask(
        con,
        "SELECT year(deadline_on)::VARCHAR AS year, count(*)::INT AS n FROM figure "
        "WHERE deadline_on IS NOT NULL GROUP BY 1 ORDER BY 1",
    )
    frame.page(
        "quantities",
        "quantities.html",
        {
            "chart_drawn": charts.numbered_bars(by_deadline, "year", "n") if by_deadline else "",
            "by_deadline": by_deadline,
            "next": _next(con),
            "units": ask(
                con,
                "SELECT subject, unit, count(*)::INT AS n, count(DISTINCT code)::INT AS divisions, "
                "median(value) AS middle, min(value) AS least, max(value) AS most FROM figure "
                "WHERE subject IS NOT NULL GROUP BY ALL HAVING count(*) > 1 ORDER BY n DESC, subject, unit LIMIT 25",
            ),
            "shards": {str(year): " ".join(codes) for year, codes in sorted(shards.items(), reverse=True)},
            "provinces": ask(
                con,
                "SELECT DISTINCT left(f.code, 2) AS code, coalesce(d.name, left(f.code, 2)) AS name FROM figure AS f "
                "LEFT JOIN division AS d ON d.code = left(f.code, 2) || '0000' WHERE f.code IS NOT NULL ORDER BY 1",
            ),
        },
    )
    con.execute("DROP TABLE figure")


def _next(con: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    return ask(
        con,
        """
        SELECT f.*, p.name AS place, m.name AS meeting_name
        FROM figure AS f JOIN core.meetings AS m USING (meeting_id) LEFT JOIN place AS p USING (code)
        WHERE f.deadline_on >= (SELECT max(held_on) FROM core.meetings)
        ORDER BY f.deadline_on, f.day DESC, f.meeting_id, f.version_id, f.seq
        LIMIT ?
        """,
        [NEXT],
    )
