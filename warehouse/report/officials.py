"""Officials of a division over time: who was seen under which title, from when to when."""

import duckdb

from warehouse.report.shell import Frame

SHARDS = """
WITH seen AS (
    SELECT
        p.name, p.title, t.jurisdiction_code AS code,
        min(coalesce(t.held_on, t.published_on)) AS first_on, max(coalesce(t.held_on, t.published_on)) AS last_on,
        count(DISTINCT t.meeting_id) AS meetings,
        list_sort(list_distinct(flatten(list(p.roles::VARCHAR[])))) AS roles
    FROM core.participants AS p
    JOIN told AS t USING (version_id)
    WHERE t.meeting_id IS NOT NULL AND t.jurisdiction_code IS NOT NULL
    GROUP BY ALL
)
SELECT
    left(code, 4) AS shard,
    '[' || string_agg(
        json_array(code, name, title, first_on::VARCHAR, last_on::VARCHAR, meetings, roles)::VARCHAR, ','
        ORDER BY code, last_on DESC, first_on, name, title
    ) || ']' AS rows
FROM seen
WHERE first_on IS NOT NULL
GROUP BY 1
"""


def write(frame: Frame, con: duckdb.DuckDBPyConnection) -> None:
    """Write officials.html and data/officials/<first four digits>.js, all that are seen in a city's divisions."""
    found = con.execute(SHARDS)
    while batch := found.fetchmany(50):
        for shard, text in batch:
            frame.data_text(f"officials/{shard}", text)
    places = con.execute(
        "SELECT p.code, p.name, p.meetings FROM place AS p "
        "WHERE EXISTS (SELECT 1 FROM told AS t SEMI JOIN core.participants USING (version_id) "
        "WHERE t.jurisdiction_code = p.code) ORDER BY p.code"
    ).fetchall()
    frame.data("officials/places", [[code, name] for code, name, _ in places])
    first = max(places, key=lambda place: place[2], default=None)
    frame.page("officials", "officials.html", {"first": first[0] if first else ""})
