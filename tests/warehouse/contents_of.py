"""What a warehouse holds, for comparison: every table but the books and the search index, as sorted rows."""

from typing import Any

import duckdb

BOOKS = ("ops.migrations", "ops.views", "ops.partitions", "ops.check_results", "ops.publications",
         "ops.publication_counts", "core.search_documents", "core.search_postings",
         "core.search_segments")  # fmt: skip


def contents(con: duckdb.DuckDBPyConnection) -> dict[str, list[Any]]:
    names = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY 1").fetchall()
    return {
        name: sorted(con.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
        for (name,) in names
        if name not in BOOKS and not name.startswith(("main.", "temp."))
    }
