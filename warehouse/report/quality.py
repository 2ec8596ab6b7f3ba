"""Data quality: what could not be read and why, what the checks found, what was repaired, where pages disagree."""

import duckdb

from warehouse.report import charts
from warehouse.report.facts import ask, one
from warehouse.report.shell import Frame

QUARANTINE = """
SELECT
    outcome, reason_code, count(*)::INT AS pages, count(DISTINCT source_id)::INT AS sources,
    count(*) FILTER (resolved)::INT AS resolved, max(fetched_at) AS last_at,
    mode(source_id) AS most_at, any_value(url ORDER BY fetched_at DESC, url) AS example
FROM mart.quarantine
GROUP BY ALL
ORDER BY pages DESC, reason_code
"""

RESTORATION = """
SELECT
    count(*)::INT AS pages,
    count(*) FILTER (bytes_repaired > 0)::INT AS repaired_pages, sum(bytes_repaired)::BIGINT AS repaired,
    count(*) FILTER (pinyin_removed > 0)::INT AS pinyin_pages, sum(pinyin_removed)::BIGINT AS pinyin,
    count(*) FILTER (chars_converted > 0)::INT AS converted_pages, sum(chars_converted)::BIGINT AS converted,
    count(*) FILTER (uncertain > 0)::INT AS uncertain_pages, sum(uncertain)::BIGINT AS uncertain
FROM core.restorations AS r SEMI JOIN core.current_documents USING (version_id)
"""


def write(frame: Frame, con: duckdb.DuckDBPyConnection) -> None:
    """Write quality.html."""
    outcomes = ask(
        con,
        "SELECT strftime(fetched_at, '%Y-%m') AS month, count(*)::INT AS pages, "
        "count(*) FILTER (outcome = 'ok')::INT AS ok, count(*) FILTER (outcome = 'not_target')::INT AS not_target, "
        "count(*) FILTER (outcome = 'retry')::INT AS retry, "
        "count(*) FILTER (outcome = 'quarantine')::INT AS quarantine "
        "FROM raw.fetches GROUP BY 1 ORDER BY 1 DESC LIMIT 24",
    )
    reasons = ask(con, QUARANTINE)
    frame.page(
        "quality",
        "quality.html",
        {
            "checks": ask(
                con,
                "SELECT * FROM ops.check_results "
                "ORDER BY offences = 0, severity <> 'blocking', offences DESC, check_name",
            ),
            "quarantine": reasons,
            "quarantine_chart": charts.sideways(
                [{"name": f"{each['reason_code']} ({each['outcome']})", "n": each["pages"]} for each in reasons[:12]]
            )
            if reasons
            else "",
            "restoration": one(con, RESTORATION),
            "scripts": ask(
                con, "SELECT script AS word, count(*)::INT AS n FROM core.current_documents GROUP BY 1 ORDER BY n DESC"
            ),
            "evidence": ask(
                con,
                "SELECT coalesce(published_evidence::VARCHAR, 'none') AS word, count(*)::INT AS n "
                "FROM core.current_documents GROUP BY 1 ORDER BY n DESC",
            ),
            "types": ask(
                con,
                "SELECT doc_type AS word, count(*)::INT AS n FROM core.current_documents GROUP BY 1 ORDER BY n DESC",
            ),
            "copies": ask(
                con, "SELECT relation AS word, count(*)::INT AS n FROM core.duplicates GROUP BY 1 ORDER BY n DESC"
            ),
            "conflicts": ask(
                con,
                "SELECT attribute, count(DISTINCT meeting_id)::INT AS n, any_value(meeting_id ORDER BY meeting_id) "
                "AS example FROM core.meeting_conflicts GROUP BY 1 ORDER BY n DESC, attribute",
            ),
            "outcomes": outcomes,
        },
    )
