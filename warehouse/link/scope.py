"""How far a changed page reaches: for each step of linking, all that must be computed anew, and nothing else.

A step's scope is closed: nothing outside it can change what the step finds inside, and nothing inside what it found
outside. So the step sees only its scope and finds what it would find among all pages.
"""

from collections.abc import Iterator

import duckdb

PAIRS = """(
    SELECT text_a AS own_text, text_b AS other_text, greatest(jaccard, a_in_b, b_in_a) AS strength
    FROM core.similar_texts
    UNION ALL
    SELECT text_b, text_a, greatest(jaccard, a_in_b, b_in_a) FROM core.similar_texts
)"""

FEW, AT_A_TIME = 20_000, 1_000

NEAR = 0.8
"""Texts that overlap less make neither copies nor corrections (30_duplicates.sql, 40_claims.sql)."""


def _table(con: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def _close(con: duckdb.DuckDBPyConnection, table: str, key: str, step: str) -> None:
    """Add to `table` what `step` finds from the rows in the table `frontier`, until it finds nothing more."""
    _table(con, "frontier", f"SELECT * FROM {table}")
    while con.execute("SELECT 1 FROM frontier LIMIT 1").fetchone():
        _table(con, "found", f"SELECT f.* FROM ({step}) AS f ANTI JOIN {table} AS t ON t.{key} = f.{key}")
        con.execute(f"INSERT INTO {table} SELECT * FROM found")
        _table(con, "frontier", "SELECT * FROM found")


def _documents(con: duckdb.DuckDBPyConnection, name: str, ids: str) -> None:
    """The table `name`: the rows of core.linked_documents that `ids` (a query) names."""
    _table(con, name, "SELECT * FROM core.linked_documents LIMIT 0")
    for these in _named(con, ids):
        con.execute(f"INSERT INTO {name} SELECT * FROM core.linked_documents WHERE document_id {these}")


def _named(con: duckdb.DuckDBPyConnection, ids: str) -> Iterator[str]:
    """Conditions on a document's id that together name these: by name where they are few, so that the key's index
    finds them; else by a table, which reads all rows of the other. A lake has no index."""
    _table(con, "named", f"SELECT DISTINCT document_id FROM ({ids})")
    row = con.execute("SELECT count(*) FROM named").fetchone()
    indexed = con.execute(
        "SELECT 1 FROM duckdb_databases() WHERE database_name = current_database() AND type = 'duckdb'"
    )
    if row and row[0] <= FEW and indexed.fetchone():
        found = [name for (name,) in con.execute("SELECT document_id FROM named ORDER BY 1").fetchall()]
        for start in range(0, len(found), AT_A_TIME):
            yield "IN (" + ", ".join(f"'{name}'" for name in found[start : start + AT_A_TIME]) + ")"
    else:
        yield "IN (SELECT document_id FROM named)"


def _overlaps(con: duckdb.DuckDBPyConnection, texts: str) -> None:
    """The table `overlap`: both directions of every overlap among these texts, and each of them with itself."""
    _table(con, "overlap_text", f"SELECT DISTINCT text_hash FROM ({texts}) WHERE text_hash IS NOT NULL")
    inside = "IN (SELECT text_hash FROM overlap_text)"
    _table(con, "overlap_pair", f"SELECT * FROM core.similar_texts WHERE text_a {inside} AND text_b {inside}")
    _table(
        con, "overlap",
        "SELECT text_a AS own_text, text_b AS other_text, jaccard, a_in_b AS own_in_other, b_in_a AS other_in_own "
        "FROM overlap_pair UNION ALL SELECT text_b, text_a, jaccard, b_in_a, a_in_b FROM overlap_pair "
        "UNION ALL SELECT text_hash, text_hash, 1.0, 1.0, 1.0 FROM overlap_text",
    )  # fmt: skip


def duplicates(con: duckdb.DuckDBPyConnection) -> None:
    """`doc`: pages whose texts are copies of copies of the touched ones; `duplicate_scope`: they and the changed."""
    _table(con, "reach", "SELECT text_hash FROM touched_text")
    _close(
        con, "reach", "text_hash",
        f"SELECT DISTINCT p.other_text AS text_hash FROM {PAIRS} AS p JOIN frontier AS f ON f.text_hash = p.own_text "
        f"WHERE p.strength >= {NEAR}",
    )  # fmt: skip
    _documents(
        con, "doc",
        "SELECT document_id FROM core.linked_documents WHERE text_hash IN (SELECT text_hash FROM reach) "
        "UNION ALL SELECT document_id FROM changed",
    )  # fmt: skip
    _table(con, "duplicate_scope", "SELECT document_id FROM doc UNION SELECT document_id FROM changed")


def claims(con: duckdb.DuckDBPyConnection) -> None:
    """`claim_scope`: the changed pages and those whose texts overlap theirs; `doc`: they and what overlaps them."""

    def and_near(texts: str) -> str:
        return (
            f"SELECT text_hash FROM {texts} UNION SELECT p.other_text FROM {PAIRS} AS p "
            f"JOIN {texts} AS t ON t.text_hash = p.own_text WHERE p.strength >= {NEAR}"
        )

    _table(con, "near_text", and_near("touched_text"))
    _table(
        con, "claim_scope",
        "SELECT document_id FROM changed UNION SELECT document_id FROM core.linked_documents "
        "WHERE text_hash IN (SELECT text_hash FROM near_text)",
    )  # fmt: skip
    _table(con, "further_text", and_near("near_text"))
    _documents(
        con, "doc",
        "SELECT document_id FROM core.linked_documents WHERE text_hash IN (SELECT text_hash FROM further_text) "
        "UNION ALL SELECT document_id FROM changed",
    )  # fmt: skip
    _overlaps(con, "SELECT text_hash FROM doc WHERE has_meeting")


def _claim(con: duckdb.DuckDBPyConnection, documents: str) -> None:
    """The table `claim`: these pages with what they claim of their meeting, and the overlaps among them."""
    joined = (
        "SELECT d.* EXCLUDE (place, place_is_stated, held_on, held_until), "
        "c.place, c.place_is_stated, c.held_on, c.held_until "
        "FROM (SELECT * FROM core.linked_documents WHERE {these}) AS d "
        "JOIN (SELECT * FROM core.meeting_claims WHERE {these}) AS c USING (document_id)"
    )
    _table(con, "claim", joined.format(these="true") + " LIMIT 0")
    for these in _named(con, f"SELECT document_id FROM {documents}"):
        con.execute("INSERT INTO claim " + joined.format(these=f"document_id {these}"))
    _overlaps(con, "SELECT text_hash FROM claim")


def anchors(con: duckdb.DuckDBPyConnection) -> None:
    """`claim`: pages with place and day that chains of meeting days of one place connect with a changed claim."""
    _table(
        con, "anchor_day",
        "SELECT document_id, place, held_on, least(held_until, held_on + 14) AS last_day FROM core.meeting_claims "
        "WHERE place IS NOT NULL AND held_on IS NOT NULL",
    )  # fmt: skip
    _table(
        con, "anchor_scope",
        "SELECT document_id, place, held_on, last_day FROM anchor_day "
        "WHERE document_id IN (SELECT document_id FROM claim_changed) "
        # where it was before: a row of its own, so that those whom it connected are found
        "UNION ALL SELECT '-' || document_id, place, held_on, least(held_until, held_on + 14) FROM old_claim "
        "WHERE document_id IN (SELECT document_id FROM claim_changed) AND place IS NOT NULL AND held_on IS NOT NULL",
    )  # fmt: skip
    _close(
        con, "anchor_scope", "document_id",
        "SELECT DISTINCT a.* FROM anchor_day AS a JOIN (SELECT DISTINCT place, held_on, last_day FROM frontier) AS f "
        "ON a.place = f.place AND a.held_on <= f.last_day AND a.last_day >= f.held_on",
    )  # fmt: skip
    _claim(con, "anchor_scope")


def _meets(loose: str, other: str, *, by_people: str | None = None) -> str:
    """Pages of `loose` that may be judged together with pages of `other`: the pairs of 61 and 63, and some more."""
    return f"""
    SELECT l.document_id, k.document_id AS other_id FROM {loose} AS l JOIN {other} AS k USING (text_hash)
    UNION ALL
    SELECT l.document_id, k.document_id FROM {loose} AS l
    JOIN loose_pair AS p ON p.own_text = l.text_hash JOIN {other} AS k ON k.text_hash = p.other_text
    UNION ALL
    SELECT l.document_id, k.document_id FROM {loose} AS l JOIN {other} AS k ON k.place = l.place
    WHERE l.held_on IS NULL AND (
        l.published_on IS NULL OR l.published_on BETWEEN k.held_on AND k.held_on + 30
        OR (k.held_on IS NULL AND (k.published_on IS NULL OR abs(k.published_on - l.published_on) <= 7))
    )
    UNION ALL
    SELECT l.document_id, k.document_id FROM {loose} AS l JOIN {other} AS k ON k.held_on = l.held_on
    WHERE l.place IS NULL
    UNION ALL
    SELECT document_id, other_id FROM (
        SELECT l.document_id, k.document_id AS other_id
        FROM (SELECT document_id, published_on, unnest(people) AS person FROM {loose}) AS l
        JOIN (SELECT document_id, published_on, unnest(people) AS person FROM {by_people or other}) AS k
            ON k.person = l.person AND abs(k.published_on - l.published_on) <= 14
        GROUP BY ALL HAVING count(*) >= 3
    )
    """


_FACTS = "document_id, place, held_on, published_on, text_hash, people, cluster"


def incomplete(con: duckdb.DuckDBPyConnection) -> None:
    """`loose_scope`: pages without place or day whose meeting may change; `claim`: they and all that they may join.

    Pages of the table `cluster` are those placed just now; of the others that may be joined their cluster is added.
    """
    _table(con, "loose", f"SELECT {_FACTS} FROM core.meeting_claims WHERE place IS NULL OR held_on IS NULL")
    _table(
        con, "loose_pair", f"SELECT own_text, other_text FROM {PAIRS} WHERE own_text IN (SELECT text_hash FROM loose)"
    )
    # Pages with place and day that changed, or whose cluster did.
    _table(
        con, "moved",
        "SELECT document_id, place, held_on, published_on, text_hash, people, c.cluster AS was, p.cluster AS is_now "
        "FROM placed AS p "
        "JOIN core.meeting_claims AS c USING (document_id) "
        "WHERE p.cluster <> c.cluster OR p.document_id IN (SELECT document_id FROM claim_changed)",
    )  # fmt: skip
    _table(
        con, "left_cluster",
        "SELECT was AS cluster FROM moved UNION SELECT is_now FROM moved UNION SELECT cluster FROM old_claim "
        "WHERE document_id IN (SELECT document_id FROM claim_changed)",
    )  # fmt: skip
    _table(
        con, "loose_scope",
        "SELECT * FROM loose WHERE document_id IN (SELECT document_id FROM claim_changed) "
        "OR cluster IN (SELECT cluster FROM left_cluster) "
        f"OR document_id IN (SELECT document_id FROM ({_meets('loose', 'moved')}))",
    )  # fmt: skip
    _close(
        con, "loose_scope", "document_id",
        f"SELECT * FROM loose WHERE document_id IN (SELECT document_id FROM ({_meets('loose', 'frontier')})) "
        f"OR document_id IN (SELECT other_id FROM ({_meets('frontier', 'loose')})) "
        "OR (cluster <> '' AND cluster IN (SELECT cluster FROM frontier))",
    )  # fmt: skip
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW known_anchor AS SELECT {_FACTS} FROM core.meeting_claims "
        "WHERE place IS NOT NULL AND held_on IS NOT NULL"
    )
    # Only pages published near one of them share people with it in the sense of 61_proof.sql.
    con.execute(
        "CREATE OR REPLACE TEMP VIEW near_anchor AS SELECT * FROM known_anchor WHERE published_on IN ("
        "SELECT DISTINCT unnest(generate_series(published_on - 14, published_on + 14, INTERVAL 1 DAY))::DATE "
        "FROM (SELECT DISTINCT published_on FROM loose_scope WHERE published_on IS NOT NULL))"
    )
    _table(
        con, "joinable",
        "SELECT DISTINCT other_id AS document_id FROM "
        f"({_meets('loose_scope', 'known_anchor', by_people='near_anchor')})",
    )  # fmt: skip
    con.execute(
        "INSERT INTO cluster SELECT c.document_id, c.cluster, c.evidence FROM core.meeting_claims AS c "
        "WHERE c.document_id IN (SELECT document_id FROM joinable) "
        "AND c.document_id NOT IN (SELECT document_id FROM placed)"
    )
    _table(con, "together", "SELECT document_id FROM loose_scope UNION SELECT document_id FROM joinable")
    _claim(con, "together")


def decided(con: duckdb.DuckDBPyConnection) -> None:
    """`cluster`: all pages placed just now, with `claim`, for the decisions of people about them."""
    _table(con, "cluster", "SELECT * FROM placed")
    _claim(con, "placed")


def touched(con: duckdb.DuckDBPyConnection) -> None:
    """Write the clusters of the table `placed`; `claim` and `cluster`: all pages of the clusters that changed.

    `retired`: meetings of none but those pages, or of pages that are gone: their ids are to be given again.
    """
    _table(
        con, "replaced",
        "SELECT c.cluster AS was, c.* REPLACE (p.cluster AS cluster, p.evidence AS evidence) "
        "FROM core.meeting_claims AS c JOIN placed AS p USING (document_id) "
        "WHERE c.cluster <> p.cluster OR c.evidence <> p.evidence "
        "OR c.document_id IN (SELECT document_id FROM claim_changed)",
    )  # fmt: skip
    _table(
        con, "touched_cluster",
        "SELECT was AS cluster FROM replaced UNION SELECT cluster FROM replaced UNION SELECT cluster FROM old_claim "
        "WHERE document_id IN (SELECT document_id FROM claim_changed)",
    )  # fmt: skip
    con.execute("DELETE FROM core.meeting_claims WHERE document_id IN (SELECT document_id FROM replaced)")
    con.execute("INSERT INTO core.meeting_claims BY NAME SELECT * EXCLUDE (was) FROM replaced")
    _table(
        con, "cluster",
        "SELECT document_id, cluster, evidence FROM core.meeting_claims "
        "WHERE cluster IN (SELECT cluster FROM touched_cluster)",
    )  # fmt: skip
    _claim(con, "cluster")
    _table(
        con, "retired",
        "SELECT meeting_id FROM core.meetings WHERE meeting_id NOT IN (SELECT meeting_id FROM core.meeting_claims "
        "WHERE cluster NOT IN (SELECT cluster FROM touched_cluster))",
    )  # fmt: skip
