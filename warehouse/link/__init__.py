"""Linking: which pages repeat each other, and which report the same meeting.

Linking is incremental, and what it finds is what linking everything at once would find, whatever the order in which
partitions were loaded. Each step first gathers all that the changed pages can bear on (scope.py: texts that overlap
theirs, meetings of their places and days, pages without place or day that may join them), then computes that part anew
from the current documents, in SQL, and writes the rows that differ. What does remember is the id of a meeting: it
stays with the page that founded it; and of texts that very many others resemble, which of these were once its
neighbours (20_candidates.sql).
"""

import hashlib
from dataclasses import dataclass

import duckdb

from warehouse.blocks import blocks
from warehouse.link import scope
from warehouse.link.components import components
from warehouse.link.decided import decide_copies, decide_meetings
from warehouse.link.overlap import ask_headlines, known_places, measure
from warehouse.link.overlap import rules as rules_of_comparing
from warehouse.link.template import Places
from warehouse.schema import sql_files
from warehouse.search_index import forget, index
from warehouse.transaction import transaction

STATE = ("core.linked_partitions", "core.linked_documents", "core.meeting_claims")

COMPARED = 50_000
"""Pages that are compared with others at a time: those of a million at once take more memory than a writer has."""


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What linking found: texts compared for the first time, pages that repeat, meetings, pages that report them."""

    new_texts: int
    duplicates: int
    meetings: int
    meeting_documents: int


def link(con: duckdb.DuckDBPyConnection, *, anew: bool = False) -> LinkResult:
    """Link the current documents in one transaction, then add to the search index what it lacks.

    With `anew`, and where the rules of linking, the register of divisions or people's decisions are others than last
    time, every page is looked at again; meetings keep their ids.
    Raises duckdb.Error and leaves the old links if it cannot.
    """
    before = _temporary(con)
    sql = sql_files("link")
    decisions = con.execute("SELECT * FROM core.decisions ORDER BY ALL").fetchall()
    places = known_places(con)
    comparing = rules_of_comparing(places)
    rules = hashlib.sha256("".join([*sql.values(), repr(decisions), comparing]).encode()).hexdigest()
    with transaction(con):
        if con.execute("SELECT digest FROM core.comparing").fetchone() != (comparing,):
            for table in ("core.comparing", "core.compared_texts", "core.similar_texts"):
                con.execute(f"DELETE FROM {table}")
            con.execute("INSERT INTO core.comparing VALUES (?)", [comparing])
        if anew or con.execute("SELECT digest FROM core.linked_partitions WHERE partition_id = ''").fetchone() != (
            rules,
        ):
            for table in STATE:
                con.execute(f"DELETE FROM {table}")
        _documents(con, sql)
        _duplicates(con, sql, places)
        scope.claims(con)
        con.execute(sql["40_claims.sql"])
        _cluster(con, sql)
        if decisions:
            scope.decided(con)
            decide_meetings(con)
            con.execute("CREATE OR REPLACE TEMP TABLE placed AS SELECT * FROM cluster")
        scope.touched(con)
        _meetings(con, sql)
        con.execute(sql["90_forget.sql"])
        con.execute("INSERT INTO core.linked_partitions VALUES ('', ?)", [rules])
        forget(con)
        result = LinkResult(
            _count(con, "new_text"), _count(con, "core.duplicates"), _count(con, "core.meetings"),
            _count(con, "core.meeting_documents"),
        )  # fmt: skip
    for table in _temporary(con) - before:
        con.execute(f"DROP TABLE temp.{table}")  # what the steps gathered is not held while the index is made
    index(con)
    return result


def _temporary(con: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()}


def _documents(con: duckdb.DuckDBPyConnection, sql: dict[str, str]) -> None:
    con.execute(sql["00_changes.sql"])
    con.execute("CREATE OR REPLACE TEMP TABLE looked_doc AS SELECT * FROM core.linked_documents LIMIT 0")
    for there in blocks(con, "SELECT partition_id FROM page"):
        con.execute(sql["10_documents.sql"].replace("@THERE", there))
    con.execute(sql["11_changed.sql"])
    con.execute(sql["12_decided.sql"])


def _duplicates(con: duckdb.DuckDBPyConnection, sql: dict[str, str], places: Places) -> None:
    con.execute(sql["20_candidates.sql"])
    measure(con, places)
    scope.duplicates(con)
    con.execute(sql["29_copies.sql"])
    ask_headlines(con, places)
    con.execute(sql["30_duplicates.sql"])
    decide_copies(con)
    con.execute(sql["31_canonical.sql"])
    _write_changes(
        con, "core.duplicates", "new_duplicates",
        "o.document_id IN (SELECT document_id FROM duplicate_scope) "
        "OR o.document_id NOT IN (SELECT document_id FROM core.linked_documents)",
    )  # fmt: skip


def _cluster(con: duckdb.DuckDBPyConnection, sql: dict[str, str]) -> None:
    """Pages with place and day first; then those that lack one, then those that lack both, each to one cluster."""
    con.execute("CREATE OR REPLACE TEMP TABLE cluster (document_id VARCHAR, cluster VARCHAR, evidence VARCHAR)")
    scope.anchors(con)
    con.execute(sql["50_anchors.sql"])
    _in_parts(con, "anchor", sql["51_same_day.sql"])
    _join_up(con, "SELECT document_id FROM anchor")
    con.execute("CREATE OR REPLACE TEMP TABLE placed AS SELECT * FROM cluster")
    scope.incomplete(con)
    among = sql["63_among_themselves.sql"]
    for lacking in (
        "place IS NOT NULL AND held_on IS NULL",
        "place IS NULL AND held_on IS NOT NULL",
        "place IS NULL AND held_on IS NULL",
    ):
        con.execute(sql["60_incomplete.sql"])
        _in_parts(con, "incomplete", sql["61_proof.sql"])
        con.execute(sql["62_chosen.sql"])
        con.execute(among.replace("@HAVE", lacking))
        _join_up(con, "SELECT document_id FROM incomplete")
    con.execute("INSERT INTO placed SELECT * FROM cluster WHERE document_id IN (SELECT document_id FROM loose_scope)")


def _in_parts(con: duckdb.DuckDBPyConnection, pages: str, sql: str) -> None:
    """Run it for each of as many parts of a table as memory wants: @PARTS tells how many, @PART which."""
    parts = 1 + _count(con, pages) // COMPARED
    for part in range(parts):
        con.execute(sql.replace("@PARTS", str(parts)).replace("@PART", str(part)))


def _meetings(con: duckdb.DuckDBPyConnection, sql: dict[str, str]) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE witness AS SELECT k.cluster, k.evidence, c.*, 0::BIGINT AS place_in_order "
        "FROM cluster AS k JOIN claim AS c USING (document_id) LIMIT 0"
    )
    _in_parts(con, "cluster", sql["69_witnesses.sql"])
    con.execute(sql["70_identity.sql"])
    con.execute(sql["80_meetings.sql"])
    ours = "o.meeting_id IN (SELECT meeting_id FROM retired)"
    _write_changes(con, "core.meetings", "new_meetings", ours)
    _write_changes(con, "core.meeting_conflicts", "new_meeting_conflicts", ours)
    _write_changes(con, "core.meeting_aliases", "new_meeting_aliases")
    con.execute(sql["81_documents.sql"])
    theirs = "o.document_id IN (SELECT document_id FROM told_scope)"
    _write_changes(con, "core.meeting_documents", "new_meeting_documents", theirs)
    con.execute(sql["82_counts.sql"])


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


def _write_changes(con: duckdb.DuckDBPyConnection, table: str, fresh: str, ours: str = "true") -> None:
    """Make the rows of a table that are `ours` (a condition on `o`) those of another, touching only rows that differ.

    Writing all of them again would cost more than the linking: a hundred thousand rows deleted and inserted under a
    primary key take ten seconds at commit.
    """
    columns = [name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()]
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in columns)
    con.execute(f"CREATE OR REPLACE TEMP TABLE written AS SELECT o.rowid AS at, o.* FROM {table} AS o WHERE {ours}")
    con.execute(f"DELETE FROM {table} WHERE rowid IN (SELECT o.at FROM written AS o ANTI JOIN {fresh} AS n ON {same})")
    listed = ", ".join(f"n.{name}" for name in columns)
    con.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {listed} FROM {fresh} AS n ANTI JOIN written AS o ON {same}"
    )


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
