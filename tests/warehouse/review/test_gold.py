"""What verdicts make of a page's record."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.pages import BODY, record
from tests.warehouse.review.facts import loaded
from warehouse import open_writer
from warehouse.review.fields import LISTS, MEETING, BadValueError
from warehouse.review.gold import Review, Verdict, gold_line, verdicts_told
from warehouse.review.tally import tally


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("page")
    with open_writer(folder / "w.duckdb") as con:
        return next(iter(loaded(con, folder).values()))


def all_right(page: dict[str, Any]) -> list[Verdict]:
    """Every fact of the page, single or of a list, is right."""
    keys = ["title", "published_at", "source_label", "doc_type", "is_education_meeting", "body", "meeting"]
    keys += [f"meeting.{name}" for name in MEETING]
    verdicts = [Verdict(key, "right", key) for key in keys]
    for field, (listed, _) in LISTS.items():
        verdicts += [Verdict(field, "right", fact["key"]) for fact in page[listed]]
    return verdicts


def test_a_page_that_is_right_throughout_gives_the_record_that_was_loaded(page: dict[str, Any]) -> None:
    line = gold_line(page, Review(all_right(page), frozenset(LISTS)), "a")
    loaded_record: dict[str, Any] = dict(record())
    judged = ("url", "title", "published_at", "doc_type", "is_education_meeting", "source_label", "body", "meeting",
              *(listed for listed, _ in LISTS.values()))  # fmt: skip
    assert line == {"id": "a"} | {key: loaded_record[key] for key in judged}


def test_what_was_not_judged_is_not_gold(page: dict[str, Any]) -> None:
    people = [Verdict("participant", "right", fact["key"]) for fact in page["participants"]]
    assert gold_line(page, Review(people[:1], frozenset({"participant"})), "a").keys() == {"id", "url"}, "one is open"
    assert gold_line(page, Review(people), "a").keys() == {"id", "url"}, "nobody said that none is missing"
    assert gold_line(page, Review(people, frozenset({"participant", "quantity"})), "a").keys() == {
        "id", "url", "participants",
    }  # fmt: skip
    line = gold_line(page, Review([Verdict("meeting.venue", "right", "meeting.venue")]), "a")
    assert line["meeting"] == {"venue": None}


def test_wrong_facts_go_corrected_ones_change_and_missing_ones_come_in_their_place(page: dict[str, Any]) -> None:
    start = BODY.index("各乡镇负责人")
    verdicts = [
        Verdict("participant", "wrong", "p1"),
        Verdict("participant", "wrong", "p2", {"name": "李明华", "title": "县委书记", "roles": ["speaker"]}),
        Verdict("group", "right", "g1"),
        Verdict("group", "missing", None, {"text": "各乡镇负责人"}, start, start + 6),
        Verdict("title", "wrong", "title", {"value": " 另一标题 "}),
        Verdict("source_label", "wrong", "source_label"),
        Verdict("meeting.kind", "wrong", "meeting.kind"),
        Verdict("is_education_meeting", "wrong", "is_education_meeting"),
    ]
    line = gold_line(page, Review(verdicts, frozenset({"participant", "group"})), "a")
    assert line["participants"] == [
        {"name": "李明华", "title": "县委书记", "organisation": None, "roles": ["speaker"],
         "start": BODY.index("县委副书记李明华"), "end": BODY.index("县委副书记李明华") + 8},
    ]  # fmt: skip
    assert [group["text"] for group in line["attending_groups"]] == ["各乡镇负责人", "县直学校校长"]
    assert all(BODY[g["start"] : g["end"]] == g["text"] for g in line["attending_groups"])
    assert line["title"] == "另一标题" and line["source_label"] is None and line["is_education_meeting"] is False
    assert "meeting" not in line, "that the kind is wrong does not tell what it is"


def test_a_corrected_directive_has_its_evidence_where_its_words_stand(page: dict[str, Any]) -> None:
    verdicts = [
        Verdict("directive", "wrong", "d1", {"text": "要提高认识", "ordinal": "一是", "speaker": "李明华"}),
        Verdict("directive", "wrong", "d2", {"text": "此话不在文中"}),
    ]  # fmt: skip
    found = gold_line(page, Review(verdicts, frozenset({"directive"})), "a")["directives"]
    assert [(d["text"], d["start"] and BODY[d["start"] : d["end"]]) for d in found] == [
        ("要提高认识", "要提高认识"), ("此话不在文中", None),
    ]  # fmt: skip


def test_a_point_whose_parent_was_removed_belongs_to_the_parents_parent(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    three: dict[str, Any] = dict(record())
    texts = ("要提高认识", "把教育摆在优先发展的位置", "优先发展")
    three["directives"] = [
        {"id": f"d{n}", "parent": f"d{n - 1}" if n > 1 else None, "speaker": None, "verb": None, "ordinal": None,
         "text": text, "start": BODY.index(text), "end": BODY.index(text) + len(text)}
        for n, text in enumerate(texts, 1)
    ]  # fmt: skip
    page = next(iter(loaded(con, tmp_path, three).values()))
    verdicts = [
        Verdict("directive", answer, key) for key, answer in (("d1", "right"), ("d2", "wrong"), ("d3", "right"))
    ]
    found = gold_line(page, Review(verdicts, frozenset({"directive"})), "a")["directives"]
    assert [(d["id"], d["parent"]) for d in found] == [("d1", None), ("d3", "d1")]


def test_a_meeting_that_is_none_and_one_that_was_not_recognised(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    none: Any = record("http://x/2", meeting=None, body=BODY.replace("青山", "白水"))
    pages = loaded(con, tmp_path, record("http://x/1"), none)
    line = gold_line(pages["http://x/1"], Review([Verdict("meeting", "wrong", "meeting")]), "a")
    assert line["meeting"] is None
    told = {"name": "白水县教育工作会议", "date": "2024-04-19", "county": "白水县"}
    line = gold_line(
        pages["http://x/2"], Review([Verdict("meeting", "wrong", "meeting", told | {"kind": "other"})]), "b"
    )
    assert line["meeting"] == {
        "name": "白水县教育工作会议", "date": "2024-04-19", "kind": "other", "jurisdiction": {"county": "白水县"},
    }  # fmt: skip
    assert gold_line(pages["http://x/2"], Review([Verdict("meeting", "right", "meeting")]), "b")["meeting"] is None
    assert "meeting" not in gold_line(pages["http://x/2"], Review([Verdict("meeting", "wrong", "meeting")]), "b")


@pytest.mark.parametrize(
    ("verdict", "why"),
    [
        (Verdict("participant", "right", "p9"), "no participant p9"),
        (Verdict("group", "right", "p1"), "no group p1"),
        (Verdict("participant", "wrong", "p1", {"name": " "}), "name is empty"),
        (Verdict("participant", "wrong", "p1", {"name": "王", "roles": ["king"]}), "'king' is none of"),
        (Verdict("participant", "wrong", "p1", {"name": "王", "age": 3}), "no such attribute: age"),
        (Verdict("quantity", "wrong", "q1", {"value": "many", "comparator": "="}), "a number, not 'many'"),
        (Verdict("quantity", "wrong", "q1", {"value": 1, "comparator": "=", "deadline": "2025-02-30"}), "no such day"),
        (Verdict("published_at", "wrong", "published_at", {"value": "yesterday"}), "a date such as"),
        (Verdict("doc_type", "wrong", "doc_type", {"value": "poem"}), "'poem' is none of"),
        (Verdict("group", "missing", None, {"text": "某"}, 5, 10_000), "is no passage"),
        (Verdict("group", "missing", None, {"text": "某"}, 5, None), "is no passage"),
        (Verdict("title", "missing", None, {"value": "x"}), "belongs to a list"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(page: dict[str, Any], verdict: Verdict, why: str) -> None:
    with pytest.raises(BadValueError, match=why):
        gold_line(page, Review([verdict], frozenset(LISTS)), "a")


def test_two_verdicts_on_one_fact_are_refused(page: dict[str, Any]) -> None:
    twice = [Verdict("participant", "right", "p1"), Verdict("participant", "wrong", "p1")]
    with pytest.raises(BadValueError, match="two verdicts on p1"):
        gold_line(page, Review(twice), "a")


def test_the_tally_counts_what_was_said_and_not_what_is_rightly_absent(page: dict[str, Any]) -> None:
    verdicts = [
        Verdict("participant", "right", "p1"),
        Verdict("participant", "wrong", "p2", {"name": "李明华", "roles": []}),
        Verdict("participant", "missing", None, {"name": "某甲", "roles": []}),
        Verdict("meeting.venue", "right", "meeting.venue"),
        Verdict("meeting.mode", "wrong", "meeting.mode", {"value": "video"}),
    ]
    told = verdicts_told(page, Review(verdicts))
    assert told[1]["was"] == {"name": "李明华", "title": "县委副书记", "organisation": None,
                              "roles": ["attendee", "speaker"]}  # fmt: skip
    assert {row["field"]: (row["right"], row["wrong"], row["missing"], row["precision"]) for row in tally(told)} == {
        "participant": (1, 1, 1, 0.5), "meeting.venue": (0, 0, 0, None), "meeting.mode": (0, 0, 1, None),
    }  # fmt: skip
