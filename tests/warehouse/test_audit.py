"""Every check finds the offence it is there for, and none in a sound warehouse."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.pages import page, record
from tests.warehouse.test_link_meetings import BUREAU, SOURCES, load, told
from warehouse import audit as run_audit
from warehouse import link, load_divisions, load_partition, load_sources, open_writer, publish, write_partition
from warehouse.audit import _read, _run, checks

MANY = "SELECT range::VARCHAR AS n FROM range(60)"
FETCH = "fetch_id, partition_id, source_id, url, canonical_url, document_id, fetched_at, content_hash, outcome"

BREAK = {
    "keys_are_unique": "INSERT INTO core.credits SELECT * FROM core.credits",
    "rows_have_their_document": "UPDATE core.quantities SET version_id = 'gone'",
    "documents_have_their_bytes": "DELETE FROM raw.fetches",
    "partitions_are_whole": "DELETE FROM raw.fetches",
    "evidence_is_inside_the_body": "UPDATE core.agenda_items SET span_end = 99999",
    "evidence_is_the_text": "UPDATE core.directives SET text = '别的'",
    "body_lengths": "UPDATE core.documents SET body_chars = 1",
    "directives_form_trees": "UPDATE core.directives SET parent_id = 'd9'",
    "copies_point_to_originals": "UPDATE core.duplicates SET canonical_document_id = document_id",
    "search_index_is_whole": "DELETE FROM core.search_documents",
    "links_are_current": "DELETE FROM core.meeting_documents",
    "meetings_have_pages": "DELETE FROM core.meetings",
    "a_page_reports_one_meeting": "INSERT INTO core.meeting_documents SELECT * REPLACE ('other' AS meeting_id) "
    "FROM core.meeting_documents",
    "a_meeting_is_of_one_place": "INSERT INTO core.meeting_conflicts VALUES ('m', 'held_on', '2024-01-01', true, 'd')",
    "dates_are_plausible": "UPDATE core.documents SET published_on = '2031-01-01'",
    "dates_are_mostly_plausible": "INSERT INTO core.documents SELECT d.* REPLACE (n AS version_id, n AS document_id, "
    f"DATE '2031-01-01' AS published_on) FROM core.documents AS d, ({MANY}) WHERE url = 'a'",
    "place_agrees_with_site": "UPDATE core.publishers SET site_id_code = '4404030001'",
    "places_are_divisions": "UPDATE core.meeting_reports SET jurisdiction_code = '123456'",
    "sources_are_registered": "DELETE FROM core.sources",
    "quarantine_rate": f"INSERT INTO raw.fetches ({FETCH}) SELECT n, 'p', 's', n, n, n, now(), n, 'quarantine' "
    f"FROM ({MANY})",
    "quarantine_rate_of_a_source": f"INSERT INTO raw.fetches ({FETCH}) SELECT n, 'p', 's', n, n, n, now(), n, "
    f"'quarantine' FROM ({MANY})",
    "rows_were_not_lost": "UPDATE ops.publication_counts SET row_count = 1000",
    "rows_shrank": "UPDATE ops.publication_counts SET row_count = row_count + 1",
    "texts_are_not_empty": "UPDATE core.documents SET title = ''",
    "names_are_plausible": "UPDATE core.participants SET name = '县长3'",
    "decisions_name_known_pages": "INSERT INTO core.decisions VALUES "
    "(1, 'page', 'same', 'http://nowhere/', 'why', 'who', '2024-01-01')",
    "decisions_are_in_force": "INSERT INTO core.decisions SELECT 1, 'meeting', 'apart', document_id, 'why', 'who', "
    "DATE '2024-01-01' FROM core.meeting_documents",
    "health_of_sources": "INSERT INTO ops.source_health (source_id, day, state) VALUES ('a', '2024-01-01', 'blocked')",
}
# Sound for the sake of the checks, unknown to the division table of these tests.
EXPECTED_WARNINGS: set[str] = set()


@pytest.fixture(scope="module")
def sound(empty_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A linked, published warehouse of four pages: two of one meeting, a copy, and one with every list."""
    path = tmp_path_factory.mktemp("sound") / "w.duckdb"
    shutil.copyfile(empty_warehouse, path)
    with open_writer(path) as con:
        load_sources(con, SOURCES)
        load_divisions(con, [{"code": "990123", "name": "青山县", "level": "county"}])
        load(con, path.parent / "s", [told("a"), told("b", BUREAU, source="qsedu"), told("c", source="yzdaily")])
        full = record("full", title="另一次", body=record()["body"].replace("教育工作", "教学工作"))
        load_partition(con, write_partition(path.parent / "s", "qingshan", "2024-05", [page(full)]))
        link(con)
        publish(con, path.parent / "published.duckdb")
        yield con


def test_a_sound_warehouse_offends_no_check(sound: duckdb.DuckDBPyConnection) -> None:
    assert {r.name: r.sample for r in run_audit(sound) if r.offences} == {}


def test_every_check_has_its_offence() -> None:
    assert {check.name for check in checks()} == set(BREAK)


@pytest.mark.parametrize("name", BREAK)
def test_a_check_finds_its_offence(sound: duckdb.DuckDBPyConnection, name: str) -> None:
    check = next(c for c in checks() if c.name == name)
    sound.execute("BEGIN")
    try:
        sound.execute(BREAK[name])
        result = _run(sound, check)
    finally:
        sound.execute("ROLLBACK")
    assert result.offences > 0
    assert result.sample


def test_a_check_says_what_it_is() -> None:
    with pytest.raises(ValueError, match="does not begin with its severity"):
        _read("nameless", "SELECT 1")
