from html.parser import HTMLParser

import duckdb
import pytest

from warehouse.dictionary import DRAWN, FILES, describe, generate


@pytest.mark.parametrize("form", FILES)
def test_the_dictionary_is_in_step_with_the_schema(form: str) -> None:
    assert FILES[form].read_text("utf-8") == generate()[form], "run python -m warehouse.dictionary"


def test_every_table_is_described_and_every_page_table_drawn(schema_con: duckdb.DuckDBPyConnection) -> None:
    relations = {r.name: r for r in describe(schema_con)}
    tables = schema_con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
    assert {name for (name,) in tables} <= set(relations)
    assert all(c.comment for r in relations.values() for c in r.columns)
    drawn = {name for column in DRAWN for name in column}
    of_pages = {
        r.name for r in relations.values() if not r.view and "version_id" in r.leads_to and r.name[:4] == "core"
    }
    assert of_pages - drawn <= {"core.minhash", "core.search_documents", "core.linked_documents"}


def test_the_page_is_well_formed() -> None:
    class Balance(HTMLParser):
        open_tags: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "rect", "path"):
                self.open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in ("rect", "path"):
                assert self.open_tags.pop() == tag

    reader = Balance()
    reader.feed(FILES["html"].read_text("utf-8"))
    assert reader.open_tags == []
