"""The truth fits the text, whichever way it was told."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, get_args

import pytest

from crawlers.newsroom import Newsroom
from crawlers.newsroom.damage import annotations, damage, mirror
from crawlers.newsroom.other import DOC_TYPES
from crawlers.newsroom.sites import sites
from crawlers.newsroom.truth import terms
from transforms import record as contract

BASES = {site.key: f"http://127.0.0.1:{8801 + number}" for number, site in enumerate(sites())}


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    return [row for seed in (1, 2) for row in Newsroom(seed=seed, size=400).truth(BASES)]


def rows(records: list[dict[str, Any]], name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for record in records:
        for row in record[name]:
            yield record, row


def test_records_have_the_fields_of_the_contract(truth: list[dict[str, Any]]) -> None:
    fields = set(contract.Record.__annotations__)
    for record in truth:
        assert {key for key in record if not key.startswith("_")} == fields
        assert {key for key in record if key.startswith("_")} == {"_meeting_id", "_duplicate_of", "_kind"}
        assert record["doc_type"] in get_args(contract.DocType)
        if record["meeting"]:
            assert set(record["meeting"]) == set(contract.Meeting.__annotations__)
            assert record["meeting"]["kind"] in get_args(contract.MeetingKind)


def test_every_offset_shows_what_its_row_says(truth: list[dict[str, Any]]) -> None:
    seen: dict[str, int] = defaultdict(int)
    for name, key in (
        ("participants", "name"), ("attending_groups", "text"), ("directives", "text"), ("programmes", "term"),
        ("references", "name"),
    ):  # fmt: skip
        for record, row in rows(truth, name):
            said = record["body"][row["start"] : row["end"]]
            assert said == row[key] or (name == "participants" and row[key] in said), (name, row, said)
            seen[name] += 1
    for record, row in rows(truth, "agenda"):
        said = record["body"][row["start"] : row["end"]]
        assert said and "\n" not in said
        for actor in (row["actor"] or "").split("、"):
            assert actor in said or actor == "会议", (row, said)
        assert row["object"] is None or row["object"].replace("对教育工作的批示", "") in said.replace("《", "").replace(
            "》", ""
        ), (row, said)
        seen["agenda"] += 1
    for record, row in rows(truth, "quantities"):
        said = record["body"][row["start"] : row["end"]]
        assert said.endswith(row["unit"])
        number = re.match(r"[\d.]+|\*\*", said)
        assert number and (row["value"] is None if number[0] == "**" else float(number[0]) == row["value"])
        seen["quantities"] += 1
    assert min(seen.values()) > 50, seen


def test_participants_have_their_titles_as_written(truth: list[dict[str, Any]]) -> None:
    for record, row in rows(truth, "participants"):
        assert row["title"] is None or row["title"] in record["body"]
        assert set(row["roles"]) <= set(get_args(contract.ParticipantRole))
        assert row["name"] in record["body"]


def test_directives_form_a_tree_in_text_order(truth: list[dict[str, Any]]) -> None:
    for record in truth:
        known: set[str] = set()
        last = -1
        for row in record["directives"]:
            assert row["parent"] is None or row["parent"] in known
            known.add(row["id"])
            assert row["start"] > last
            last = row["start"]
            if row["ordinal"]:
                before = record["body"][max(0, row["start"] - 5) : row["start"]]
                assert row["ordinal"] in before


def test_no_fact_is_left_untold(truth: list[dict[str, Any]]) -> None:
    """Numbers, quoted names, books' marks and known programmes that no row accounts for."""
    for record in truth:
        body = record["body"]
        told = [False] * len(body)
        for name in ("quantities", "references", "programmes"):
            for row in record[name]:
                told[row["start"] : row["end"]] = [True] * (row["end"] - row["start"])
        facts = {body[row["start"] : row["end"]] for row in record["quantities"]}
        names = [record["meeting"]["name"]] if record["meeting"] else []
        clean = body
        for name in names:
            clean = clean.replace(name, "　" * len(name))
        clean = re.sub(
            r"(\d+年)?\d+月\d+日(至(\d+月)?\d+日)?|\d+年(\d+月)?|第\d+个教师节", lambda m: "　" * len(m[0]), clean
        )
        for number in re.finditer(r"\d+", clean):
            said = any(body.startswith(fact, number.start()) for fact in facts)  # said before: one row for both
            assert told[number.start()] or said, (record["url"], body[: number.end() + 10][-30:])
        titles = {row["object"] for row in record["agenda"]} | {row["name"] for row in record["references"]}
        for title in re.finditer(r"《([^》]+)》", body):
            assert title[1] in titles, title[0]
        for quote in re.finditer(r"“([^”]+)”", body):
            assert any(r["term"] == quote[1] for r in record["programmes"]), quote[0]
        found = {row["term"] for row in record["programmes"]}
        for term in terms():
            if term in body and term not in found:
                assert any(term in longer and longer in body for longer in found), (term, record["url"])


def test_pages_about_one_meeting_agree_and_twins_stay_apart(truth: list[dict[str, Any]]) -> None:
    meetings = defaultdict(list)
    for record in truth[:400]:
        if record["_meeting_id"]:
            meetings[record["_meeting_id"]].append(record)
    assert sum(len(group) > 1 for group in meetings.values()) > 20
    for group in meetings.values():
        assert len({(r["meeting"]["kind"], r["meeting"]["jurisdiction"]["code6"]) for r in group}) == 1
        assert len({r["meeting"]["date"] for r in group} - {None}) <= 1
    reworded = [r for r in truth[:400] if r["_kind"] == "reworded"]
    apart = 0
    for record in reworded:
        others = [r for r in meetings[record["_meeting_id"]] if r["_kind"] == "original"]
        assert others
        apart += SequenceMatcher(None, record["body"], others[0]["body"], autojunk=False).ratio() < 0.9
    assert apart >= len(reworded) * 0.9
    media = [r for r in truth[:400] if r["meeting"] and r["meeting"]["level"] == "county" and r["_kind"] == "original"]
    twins = [
        (a, b)
        for number, a in enumerate(media)
        for b in media[number + 1 :]
        if a["meeting"]["jurisdiction"] != b["meeting"]["jurisdiction"]
        and a["published_at"][:8] == b["published_at"][:8]
        and SequenceMatcher(None, a["body"], b["body"], autojunk=False).ratio() > 0.7
    ]
    assert twins
    assert all(a["_meeting_id"] != b["_meeting_id"] for a, b in twins)


def test_duplicates_point_to_what_they_copy(truth: list[dict[str, Any]]) -> None:
    half = truth[:400]
    by_url = {record["url"]: record for record in half}
    kinds: dict[str, int] = defaultdict(int)
    for record in half:
        kinds[record["_kind"]] += 1
        if record["_duplicate_of"]:
            origin = by_url[record["_duplicate_of"]]
            assert origin["_meeting_id"] == record["_meeting_id"]
            assert record["published_at"][:10] >= origin["published_at"][:10]
            assert record["source_label"] == origin["publisher"]["site_name"]
            if record["_kind"] == "repost":
                assert record["body"] == origin["body"]
            elif record["_kind"] == "truncated":
                assert origin["body"].startswith(record["body"])
    assert set(kinds) == {"original", "reworded", "repost", "truncated", "edited", "speech"}


def test_two_notices_of_a_large_newsroom_do_not_say_the_same() -> None:
    """Who could tell whether the second is a copy?"""
    newsroom = Newsroom(size=8_000)
    pages = [page for page in newsroom.plan.pages.values() if page.story.kind in DOC_TYPES]
    bodies = {newsroom.article(page).body for page in pages}
    assert len(pages) > 2_000
    assert len(bodies) > 0.999 * len(pages)


@pytest.mark.parametrize("size", [15, 600])
def test_every_column_has_something(size: int) -> None:
    newsroom = Newsroom(seed=size, size=size)
    assert sum(len(pages) for pages in newsroom.plan.lists.values()) == size
    if size > 100:
        filled = {(site.key, number) for site in sites() for number in range(len(site.columns))}
        assert set(newsroom.plan.lists) == filled


def test_same_seed_same_newsroom(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Newsroom(seed=5, size=60).write_truth(tmp_path / name, BASES)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    first = [json.loads(line) for line in (tmp_path / "a").read_text(encoding="utf-8").splitlines()]
    other = list(Newsroom(seed=6, size=60).truth(BASES))
    assert len(first) == len(other) == 60
    assert {r["body"] for r in first}.isdisjoint({r["body"] for r in other if len(r["body"]) > 300})


def test_article_is_made_without_making_the_others() -> None:
    """A page of a large newsroom is made from its plan alone, the same as in full."""
    large = Newsroom(seed=3, size=500)
    page = large.plan.lists["portal", 0][-1]
    again = Newsroom(seed=3, size=500)
    list(again.truth(BASES))
    assert again.record(page, BASES) == large.record(page, BASES)


@pytest.mark.parametrize(
    ("text", "listed", "shown"),
    [
        ("燃气、建筑施工等重点", "細", "燃?xì)狻⒔ㄖ┕さ戎攸c"),
        ("地拥有动力0.55", "負", "地?fù)碛袆恿?.55"),
        ("变为产", "優產", "變?yōu)楫a(chǎn)"),
        ("日报", "報請", "日?qǐng)?bào)"),
        ("域专项整治和监督", "驅監", "域?qū)ｍ椪魏捅O(jiān)督"),
        ("当地居民的冲突", "數當", "當(dāng)?shù)鼐用竦臎_突"),
    ],
)
def test_damage_is_what_mirrors_do(text: str, listed: str, shown: str) -> None:
    readings = dict(annotations())
    assert damage(text, [(char, readings[char]) for char in listed]).text == shown


def test_mirror_loses_nothing_for_good() -> None:
    page = '<p class="a">燃气、建筑施工等重点，教育发展</p>'
    result = mirror(page, len(annotations()))
    assert result.lossless
    assert result.text.count("<") == 2
