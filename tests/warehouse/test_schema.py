from pathlib import Path
from typing import get_args

import duckdb
import pytest

from transforms import record
from warehouse import SchemaError, open_writer
from warehouse import schema as schema_module
from warehouse.tables import STAGED

VOCABULARIES = {
    "doc_type": "DocType", "script": "Script", "date_evidence": "DateEvidence", "credit_role": "CreditRole",
    "meeting_kind": "MeetingKind", "meeting_level": "MeetingLevel", "meeting_mode": "MeetingMode",
    "date_basis": "DateBasis", "participant_role": "ParticipantRole", "agenda_act": "AgendaAct",
    "comparator": "Comparator", "reference_kind": "ReferenceKind",
}  # fmt: skip


@pytest.mark.parametrize("name", VOCABULARIES)
def test_enums_are_the_vocabularies_of_the_record(schema_con: duckdb.DuckDBPyConnection, name: str) -> None:
    words = schema_con.execute(f"SELECT enum_range(NULL::core.{name})").fetchone()
    assert words is not None
    assert tuple(words[0]) == get_args(getattr(record, VOCABULARIES[name]))


@pytest.mark.parametrize("table", STAGED)
def test_staged_columns_are_the_table_s(schema_con: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = [row[0] for row in schema_con.execute(f"DESCRIBE {table}").fetchall()]
    assert STAGED[table].names == columns


def test_every_table_view_and_column_has_a_comment(schema_con: duckdb.DuckDBPyConnection) -> None:
    bare = schema_con.execute(
        """
        SELECT schema_name, table_name, NULL FROM duckdb_tables() WHERE comment IS NULL AND NOT internal
        UNION ALL SELECT schema_name, view_name, NULL FROM duckdb_views() WHERE comment IS NULL AND NOT internal
        UNION ALL SELECT schema_name, table_name, column_name
        FROM duckdb_columns() WHERE comment IS NULL AND NOT internal
        """
    ).fetchall()
    assert bare == []


def test_an_old_file_is_migrated_and_a_copy_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.duckdb"
    every = schema_module.migrations()
    added = schema_module.Migration(999, "999_more.sql", "CREATE TABLE core.more (a INTEGER)")
    with open_writer(path) as con:
        con.execute("INSERT INTO core.sources (source_id, name) VALUES ('a', '甲')")
    monkeypatch.setattr(schema_module, "migrations", lambda: [*every, added])
    with open_writer(path) as con:
        assert con.execute("SELECT count(*) FROM core.more").fetchone() == (0,)
        assert con.execute("SELECT name FROM core.sources").fetchall() == [("甲",)]
    with duckdb.connect(str(tmp_path / "w.duckdb.before-999"), read_only=True) as old:
        assert old.execute("SELECT name FROM core.sources").fetchall() == [("甲",)]
        assert old.execute("SELECT max(number) < 999 FROM ops.migrations").fetchone() == (True,)
    monkeypatch.setattr(schema_module, "migrations", lambda: every)
    with pytest.raises(SchemaError, match="newer than this edumeet"), open_writer(path):
        pass


def test_a_failing_migration_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.duckdb"
    with open_writer(path):
        pass
    every = schema_module.migrations()
    bad = schema_module.Migration(999, "999_bad.sql", "CREATE TABLE core.half (a INTEGER); SELECT * FROM nowhere")
    monkeypatch.setattr(schema_module, "migrations", lambda: [*every, bad])
    with pytest.raises(duckdb.CatalogException), open_writer(path):
        pass
    monkeypatch.setattr(schema_module, "migrations", lambda: every)
    with open_writer(path) as con:
        assert con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'half'").fetchall() == []
