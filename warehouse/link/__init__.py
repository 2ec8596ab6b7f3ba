"""Linking: which pages repeat each other, and which report the same meeting.

The measuring of texts is incremental (only texts that were never compared are); all that follows from it is computed
anew from the current documents, in SQL, so that the order in which partitions were loaded leaves no trace. What does
remember is the id of a meeting: it stays with the page that founded it.
"""

from dataclasses import dataclass

import duckdb

from warehouse.link.components import components
from warehouse.link.decided import decide_copies, decide_meetings
from warehouse.link.overlap import measure
from warehouse.schema import sql_files
from warehouse.search_index import index


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What linking found: texts compared for the first time, pages that repeat, meetings, pages that report them."""

    new_texts: int
    duplicates: int
    meetings: int
    meeting_documents: int


def link(con: duckdb.DuckDBPyConnection) -> LinkResult:
    """Link the current documents and bring the search index up to date, in one transaction.

    Raises duckdb.Error and leaves the old links if it cannot.
    """
    sql = sql_files("link")
    con.execute("BEGIN")
    try:
        con.execute(sql["10_documents.sql"])
        con.execute(sql["20_candidates.sql"])
        measure(con)
        con.execute(sql["30_duplicates.sql"])
        decide_copies(con)
        con.execute(sql["31_canonical.sql"])
        _write_changes(con, "core.duplicates", "new_duplicates")
        con.execute(sql["40_claims.sql"])
        _cluster(con, sql)
        decide_meetings(con)
        con.execute(sql["70_identity.sql"])
        con.execute(sql["80_meetings.sql"])
        for table in ("meetings", "meeting_documents", "meeting_conflicts", "meeting_aliases"):
            _write_changes(con, f"core.{table}", f"new_{table}")
        index(con)
        result = LinkResult(
            _count(con, "new_text"), _count(con, "core.duplicates"), _count(con, "core.meetings"),
            _count(con, "core.meeting_documents"),
        )  # fmt: skip
        con.execute("COMMIT")
    except (duckdb.Error, ValueError):
        con.execute("ROLLBACK")
        raise
    return result


def _cluster(con: duckdb.DuckDBPyConnection, sql: dict[str, str]) -> None:
    """Pages with place and day first; then those that lack one, then those that lack both, each to one cluster."""
    con.execute("CREATE OR REPLACE TEMP TABLE cluster (document_id VARCHAR, cluster VARCHAR, evidence VARCHAR)")
    con.execute(sql["50_same_day.sql"])
    _join_up(con, "SELECT document_id FROM anchor")
    among = sql["61_among_themselves.sql"]
    for lacking in (
        "place IS NOT NULL AND held_on IS NULL",
        "place IS NULL AND held_on IS NOT NULL",
        "place IS NULL AND held_on IS NULL",
    ):
        con.execute(sql["60_incomplete.sql"].replace("@HAVE", lacking))
        con.execute(among.replace("@HAVE", lacking))
        _join_up(con, "SELECT document_id FROM incomplete")


def _join_up(con: duckdb.DuckDBPyConnection, nodes: str) -> None:
    """Make clusters of the pages of `nodes` and the pairs in same_meeting; a cluster is named after its least page."""
    components(con, nodes, "SELECT a_id, b_id FROM same_meeting", "joined")
    con.execute(
        """
        INSERT INTO cluster
        WITH proof AS (
            SELECT a_id AS document_id, evidence FROM same_meeting
            UNION ALL SELECT b_id, evidence FROM same_meeting
        )
        SELECT j.node, j.component, coalesce(
            arg_min(p.evidence, list_position(['body', 'name', 'people', 'place_and_day'], p.evidence)), 'founder'
        )
        FROM joined AS j LEFT JOIN proof AS p ON p.document_id = j.node
        GROUP BY ALL
        """
    )


def _write_changes(con: duckdb.DuckDBPyConnection, table: str, fresh: str) -> None:
    """Make a table hold the rows of another, touching only rows that differ.

    Writing all of them again would cost more than the linking: a hundred thousand rows deleted and inserted under a
    primary key take ten seconds at commit.
    """
    columns = [name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()]
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in columns)
    con.execute(
        f"DELETE FROM {table} WHERE rowid IN (SELECT o.rowid FROM {table} AS o ANTI JOIN {fresh} AS n ON {same})"
    )
    listed = ", ".join(f"n.{name}" for name in columns)
    con.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {listed} FROM {fresh} AS n ANTI JOIN {table} AS o ON {same}"
    )


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
