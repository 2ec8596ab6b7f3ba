"""One meeting or one page with everything that is known of it, as plain data for a screen or for JSON."""

from typing import Any

import duckdb

from warehouse.query import rows, run

Facts = dict[str, Any]


class NotFound(Exception):
    """Neither a meeting nor a page has this id or URL."""


def show(con: duckdb.DuckDBPyConnection, what: str) -> Facts:
    """A meeting (its id, also an old one) or a page (id, version id or URL); raises NotFound.

    `{"meeting": …}` with its `documents`, each as below; or `{"document": …}`. An id may be shortened to its first
    eight characters or more, as long as only one thing begins with it.
    """
    meeting = _meeting_id(con, what)
    if meeting is not None:
        return {"meeting": meeting_facts(con, meeting)}
    versions = _version_ids(con, what)
    if not versions:
        raise NotFound(f"no meeting and no page is called {what}")
    return {"document": document_facts(con, versions[0])}


def meeting_facts(con: duckdb.DuckDBPyConnection, meeting_id: str) -> Facts:
    """The meeting, what its pages disagree on, the ids that led to it, and its pages, the best first."""
    facts = rows(run(con, "FROM mart.meetings WHERE meeting_id = ?", [meeting_id]))[0]
    conflicts = rows(
        run(
            con,
            "SELECT attribute, value, chosen, document_id FROM core.meeting_conflicts "
            "WHERE meeting_id = ? ORDER BY ALL",
            [meeting_id],
        )
    )
    aliases = run(con, "SELECT alias_id FROM core.meeting_aliases WHERE meeting_id = ? ORDER BY 1", [meeting_id])
    pages = rows(
        run(
            con,
            "SELECT version_id, min(joined_by::VARCHAR) AS joined_by FROM core.meeting_documents "
            "WHERE meeting_id = ? GROUP BY version_id, document_id ORDER BY document_id <> ?, document_id",
            [meeting_id, facts["best_document_id"]],
        )
    )
    documents = [document_facts(con, page["version_id"]) | {"joined_by": page["joined_by"]} for page in pages]
    known_as = aliases.column("alias_id").to_pylist()
    return facts | {"conflicts": conflicts, "aliases": known_as, "documents": documents}


def document_facts(con: duckdb.DuckDBPyConnection, version_id: str) -> Facts:
    """One version of a page: article, where its bytes lie, meeting, and every list with its evidence as text."""
    facts = rows(run(con, "FROM core.documents WHERE version_id = ?", [version_id]))[0]
    body: str = facts["body"]
    archived = rows(
        run(con, "SELECT warc_file, warc_offset, content_hash, http_status FROM raw.fetches WHERE fetch_id = ?",
            [facts["fetch_id"]])
    )  # fmt: skip
    other = run(
        con, "SELECT version_id, title, fetched_at FROM core.documents WHERE document_id = ? ORDER BY fetched_at",
        [facts["document_id"]],
    )  # fmt: skip
    copies = run(
        con,
        "SELECT document_id, canonical_document_id, relation, jaccard, containment, direction_basis "
        "FROM core.duplicates WHERE document_id = ? OR canonical_document_id = ? ORDER BY 1",
        [facts["document_id"]] * 2,
    )
    meeting = run(
        con, "SELECT DISTINCT meeting_id FROM core.meeting_documents WHERE document_id = ?", [facts["document_id"]]
    )

    def listed(table: str) -> list[Facts]:
        return _evidenced(con, table, version_id, body)

    programmes = listed("core.programme_mentions")
    members = rows(
        run(
            con,
            "SELECT mention_seq, member FROM core.programme_members WHERE version_id = ? ORDER BY mention_seq, seq",
            [version_id],
        )
    )
    for programme in programmes:
        programme["members"] = [m["member"] for m in members if m["mention_seq"] == programme["seq"]]
    return facts | {
        "archived": archived[0] if archived else None,
        "versions": rows(other),
        "copies": rows(copies),
        "meeting_ids": meeting.column("meeting_id").to_pylist(),
        "meeting_report": next(iter(_bare(con, "core.meeting_reports", version_id)), None),
        "publisher": next(iter(_bare(con, "core.publishers", version_id)), None),
        "restoration": next(iter(_bare(con, "core.restorations", version_id)), None),
        "uncertain_readings": listed("core.uncertain_readings"),
        "credits": _bare(con, "core.credits", version_id),
        "participants": listed("core.participants"),
        "attending_groups": listed("core.attending_groups"),
        "agenda_items": listed("core.agenda_items"),
        "directives": directive_tree(listed("core.directives")),
        "programmes": programmes,
        "quantities": listed("core.quantities"),
        "references_made": listed("core.references_made"),
        "related_links": _bare(con, "core.related_links", version_id),
    }


def directive_tree(directives: list[Facts]) -> list[Facts]:
    """Directives as a tree: each with its `children`, in the order of the text."""
    by_id = {d["directive_id"]: d | {"children": []} for d in directives}
    roots: list[Facts] = []
    for directive in by_id.values():
        home = by_id.get(directive["parent_id"])
        (home["children"] if home else roots).append(directive)
    return roots


def _bare(con: duckdb.DuckDBPyConnection, table: str, version_id: str) -> list[Facts]:
    """Rows of one page without the columns that say which page."""
    found = rows(run(con, f"FROM {table} WHERE version_id = ? ORDER BY ALL", [version_id]))
    owner = ("version_id", "document_id", "partition_id")
    return sorted(
        ({key: value for key, value in row.items() if key not in owner} for row in found),
        key=lambda row: row.get("seq", 0),
    )


def _evidenced(con: duckdb.DuckDBPyConnection, table: str, version_id: str, body: str) -> list[Facts]:
    """Rows of one page with the words of the body that say them."""
    return [
        row | {"evidence": None if row["span_start"] is None else body[row["span_start"] : row["span_end"]]}
        for row in _bare(con, table, version_id)
    ]


def _meeting_id(con: duckdb.DuckDBPyConnection, what: str) -> str | None:
    return _only(
        con,
        "SELECT meeting_id FROM core.meetings WHERE @ UNION SELECT meeting_id FROM core.meeting_aliases WHERE @",
        what, ("meeting_id", "alias_id"),
    )  # fmt: skip


def _version_ids(con: duckdb.DuckDBPyConnection, what: str) -> list[str]:
    """Versions of the page, newest first; a version id gives that version alone."""
    version = _only(con, "SELECT version_id FROM core.documents WHERE @", what, ("version_id",))
    if version is not None:
        return [version]
    document = _only(con, "SELECT DISTINCT document_id FROM core.documents WHERE @", what, ("document_id",))
    found = con.execute(
        "SELECT version_id FROM core.current_documents WHERE document_id = ? OR url = ? OR canonical_url = ? "
        "UNION SELECT d.version_id FROM raw.fetches AS f JOIN core.current_documents AS d USING (document_id) "
        "WHERE f.url = ? ORDER BY 1",
        [document or what, what, what, what],
    ).fetchall()
    return [row[0] for row in found]


def _only(con: duckdb.DuckDBPyConnection, sql: str, what: str, columns: tuple[str, ...]) -> str | None:
    """The one id that is, or begins with, what was given."""
    if len(what) < 8 or not what.isalnum():
        return None
    for column in columns:
        sql = sql.replace("@", f"starts_with({column}, ?)", 1)
    found = con.execute(sql, [what] * len(columns)).fetchall()
    return str(found[0][0]) if len(found) == 1 else None
