"""Every labelled page of cases.tsv: kind of page, and the meeting field by field."""

import json
from pathlib import Path

import pytest

from transforms.kind import classify
from transforms.meeting import PageFacts, read_meeting

COLUMNS = (
    "what", "doc_type", "title", "body", "published", "site", "code", "name", "kind", "level", "date", "end_date",
    "time_of_day", "code6", "venue", "mode",
)  # fmt: skip


def cases() -> list[dict[str, str]]:
    rows = []
    for line in Path(__file__).with_name("cases.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            values = line.split("\t")
            rows.append(dict(zip(COLUMNS, values + [""] * (len(COLUMNS) - len(values)), strict=True)))
    return rows


def facts_of(row: dict[str, str]) -> PageFacts:
    return PageFacts(
        title=row["title"] or None,
        body=row["body"].replace("¶", "\n"),
        published=row["published"] or None,
        site_name=row["site"] or None,
        division_code=row["code"] or None,
    )


@pytest.mark.parametrize("row", cases(), ids=lambda row: f"{row['what']}-{row['title'][:12]}")
def test_case(row: dict[str, str]) -> None:
    facts = facts_of(row)
    page = classify(facts)
    assert page.doc_type == row["doc_type"], page.reasons
    expects_meeting = row["name"] != "-"
    assert page.is_education_meeting is (row["doc_type"] == "meeting_report" and expects_meeting), page.reasons
    meeting = read_meeting(facts, page.doc_type, page.chosen)
    if not expects_meeting:
        assert meeting is None
        return
    assert meeting is not None
    got: dict[str, object] = {**meeting, "code6": meeting["jurisdiction"]["code6"]}
    wanted = {key: row[key] or None for key in COLUMNS[7:]}
    assert {key: got[key] for key in wanted} == wanted


def test_the_reader_finds_the_meeting_without_the_classifier() -> None:
    facts = facts_of(cases()[0])
    assert read_meeting(facts, "meeting_report") == read_meeting(facts, "meeting_report", classify(facts).chosen)


def test_no_page_without_a_meeting_has_one() -> None:
    for row in cases():
        assert read_meeting(facts_of(row), "model_text") is None
        assert read_meeting(facts_of(row), "notice") is None


GOLD = Path(__file__).parents[4] / "shared" / "gold" / "gold.jsonl"


@pytest.mark.shared
@pytest.mark.skipif(not GOLD.exists(), reason="needs ../shared")
def test_the_model_pages_read_as_their_gold_records_say() -> None:
    for line in GOLD.read_text("utf-8").splitlines():
        gold = json.loads(line)
        publisher = gold["publisher"]
        facts = PageFacts(
            title=gold["title"],
            body=gold["body"],
            published=gold["published_at"],
            site_name=publisher["site_name"],
            host_unit=publisher["host_unit"],
            unit=publisher["unit"],
            column=tuple(publisher["column"]),
            source_label=gold["source_label"],
            division_code=publisher["division_code"],
        )
        page = classify(facts)
        assert (page.doc_type, page.is_education_meeting) == (gold["doc_type"], gold["is_education_meeting"])
        assert read_meeting(facts, page.doc_type, page.chosen) == gold["meeting"]
