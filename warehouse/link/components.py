"""Connected components in SQL."""

import duckdb


def components(con: duckdb.DuckDBPyConnection, nodes: str, edges: str, out: str) -> None:
    """Write the temporary table `out` (node, component): each node with the least node it is connected to.

    `nodes` selects one column, `edges` two. Every round halves the distances (least neighbour, then the component of
    the component), so even long chains of copies end after a few rounds.
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE {out} AS SELECT node, node AS component FROM ({nodes}) AS n (node)")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {out}_edge AS WITH e (a, b) AS ({edges}) "
        "SELECT a, b FROM e UNION SELECT b, a FROM e"
    )
    while True:
        con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE {out}_next AS
            WITH least_neighbour AS (
                SELECT e.a AS node, min(o.component) AS component
                FROM {out}_edge AS e JOIN {out} AS o ON o.node = e.b GROUP BY e.a
            ), stepped AS (
                SELECT o.node, least(o.component, coalesce(l.component, o.component)) AS component
                FROM {out} AS o LEFT JOIN least_neighbour AS l USING (node)
            )
            SELECT s.node, least(s.component, t.component) AS component
            FROM stepped AS s JOIN stepped AS t ON t.node = s.component
            """
        )
        changed = con.execute(
            f"SELECT 1 FROM {out} AS o JOIN {out}_next AS n USING (node) WHERE o.component <> n.component LIMIT 1"
        ).fetchone()
        con.execute(f"CREATE OR REPLACE TEMP TABLE {out} AS SELECT * FROM {out}_next")
        if changed is None:
            return
