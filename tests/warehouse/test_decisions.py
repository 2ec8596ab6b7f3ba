"""What a person decided about pages is what the links say, and the decision shows."""

from pathlib import Path

import duckdb
import pytest

from tests.warehouse.contents_of import contents
from tests.warehouse.test_link_meetings import BAISHUI, GOV, SOURCES, clusters, ids, load, other_county, told
from warehouse import audit, link, load_sources
from warehouse.decisions import DecisionError, load_decisions, read_decisions

ENTRY = 'why = "看过原文"\nby = "李某"\non = 2024-05-06\n'


def decide(con: duckdb.DuckDBPyConnection, tmp_path: Path, *entries: str) -> None:
    file = tmp_path / "decisions.toml"
    file.write_text("\n".join(f"{entry}\n{ENTRY}" for entry in entries), encoding="utf-8")
    load_decisions(con, read_decisions(file))
    link(con)


def three(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Two pages of one county's meeting, and one of another county's."""
    load_sources(con, SOURCES)
    theirs = told("c", other_county(GOV), names=("孙长河",), source="baishui", **BAISHUI)
    load(con, tmp_path / "staging", [told("a"), told("b", GOV.split("\n")[0], published="2024-04-21"), theirs])
    link(con)


def test_pages_that_a_person_says_report_one_meeting_do(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    three(con, tmp_path)
    before, alone = ids(con), contents(con)
    decide(con, tmp_path, '[[meeting]]\nsame = ["a", "c"]')
    assert clusters(con) == {frozenset("abc")}
    after = ids(con)
    assert after["a"] in (before["a"], before["c"])
    given_up = ({before["a"], before["c"]} - {after["a"]}).pop()
    assert con.execute("SELECT alias_id, meeting_id FROM core.meeting_aliases").fetchall() == [(given_up, after["a"])]
    assert set(con.execute("SELECT url FROM core.meeting_documents WHERE joined_by = 'person'").fetchall()) <= {
        ("a",), ("c",),
    }  # fmt: skip
    said = con.execute("SELECT value FROM core.meeting_conflicts WHERE attribute = 'jurisdiction_code' ORDER BY 1")
    assert said.fetchall() == [("990123",), ("990123",), ("990124",)]
    # The decision withdrawn, all is as it was.
    decide(con, tmp_path)
    assert {name: rows for name, rows in contents(con).items() if name != "core.meeting_aliases"} == {
        name: rows for name, rows in alone.items() if name != "core.meeting_aliases"
    }


def test_pages_that_a_person_says_report_two_meetings_do(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    three(con, tmp_path)
    before = ids(con)
    assert clusters(con) == {frozenset("ab"), frozenset("c")}
    decide(con, tmp_path, '[[meeting]]\napart = ["a", "b"]')
    assert clusters(con) == {frozenset("a"), frozenset("b"), frozenset("c")}
    after = ids(con)
    assert (after["a"], after["c"]) == (before["a"], before["c"])
    # A late copy goes with the page it is most alike, and the decision still holds.
    load(con, tmp_path / "late", [told("d", GOV, published="2024-05-02", source="yzdaily")], month="2024-05")
    link(con)
    assert clusters(con) == {frozenset("ad"), frozenset("b"), frozenset("c")}
    assert {url: ids(con)[url] for url in "abc"} == after


def test_forbidding_wins_over_a_chain_of_texts_and_over_the_other_name_of_a_page(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    three(con, tmp_path)
    (document,) = con.execute("SELECT document_id FROM core.current_documents WHERE url = 'c'").fetchone() or ("",)
    decide(con, tmp_path, '[[meeting]]\nsame = ["a", "c"]', f'[[meeting]]\napart = ["a", "{document}"]')
    found = clusters(con)
    assert not any({"a", "c"} <= one for one in found)
    (result,) = (r for r in audit(con) if r.name == "decisions_are_in_force")
    assert [row["entry"] for row in result.sample] == ["1"]


def copies(con: duckdb.DuckDBPyConnection) -> list[tuple[str, ...]]:
    return con.execute(
        "SELECT a.url, b.url, relation::VARCHAR, direction_basis FROM core.duplicates AS u "
        "JOIN core.current_documents AS a USING (document_id) "
        "JOIN core.current_documents AS b ON b.document_id = u.canonical_document_id ORDER BY 1"
    ).fetchall()


def test_copies_are_what_a_person_says(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_sources(con, SOURCES)
    pages = [told("a"), told("b", GOV, published="2024-04-21"), told("c", GOV, published="2024-04-22")]
    pages.append(told("d", "另一篇文章，" + GOV.split("\n")[1][::-1], published="2024-04-23"))
    load(con, tmp_path / "staging", pages)
    link(con)
    assert [row[:2] for row in copies(con)] == [("b", "a"), ("c", "a")]
    decide(con, tmp_path, '[[page]]\napart = ["a", "c"]', '[[page]]\nsame = ["d", "a"]')
    assert copies(con) == [("b", "a", "exact", "published"), ("d", "a", "person", "person")]
    assert [r for r in audit(con) if r.failed] == []


def test_a_decision_about_a_page_that_is_not_there_is_told(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    three(con, tmp_path)
    decide(con, tmp_path, '[[meeting]]\nsame = ["a", "http://nowhere.example/1.html"]')
    (result,) = (r for r in audit(con) if r.name == "decisions_name_known_pages")
    assert [row["named"] for row in result.sample] == ["http://nowhere.example/1.html"]
    assert clusters(con) == {frozenset("ab"), frozenset("c")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[meeting]\n", "Expected"),
        (f'[[meetings]]\nsame = ["a", "b"]\n{ENTRY}', "meetings is neither [[meeting]] nor [[page]]"),
        (f'[[meeting]]\nsame = ["a"]\n{ENTRY}', "[[meeting]] 1: same must name at least two different pages"),
        (f'[[page]]\nsame = ["a", "b"]\napart = ["a", "b"]\n{ENTRY}', "[[page]] 1: give either same or apart"),
        ('[[meeting]]\nsame = ["a", "b"]\nby = "李某"\non = 2024-05-06', "why is missing"),
        (f'[[meeting]]\nsame = ["a", "b"]\nwho = "x"\n{ENTRY}', "who means nothing here"),
        ('[[meeting]]\nsame = ["a", "b"]\nwhy = "x"\nby = "李某"\non = "2024"', "on must be a day"),
        (
            f'[[meeting]]\nsame = ["a", "b"]\n{ENTRY}[[meeting]]\nsame = ["b", "c"]\n{ENTRY}'
            f'[[meeting]]\napart = ["c", "a"]\n{ENTRY}',
            "c and a are decided apart, and decided the same meeting",
        ),
    ],
)
def test_a_mistake_in_the_file_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "decisions.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DecisionError) as error:
        read_decisions(file)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
