"""No field falls below its floor on pages that independent writers made and read."""

import pytest

from tests.gold.compare import Score, compare, gold_pages
from tests.gold.reading import LOWER, floors, scores

PAGES = list(gold_pages())


@pytest.fixture(scope="module")
def table() -> dict[str, Score]:
    return scores(PAGES)


@pytest.mark.parametrize("name", sorted(floors()))
def test_field_holds_its_floor(table: dict[str, Score], name: str) -> None:
    score = table.get(name)
    reached = score.f1 if score else None
    assert reached is not None, f"{name} has a floor and no gold page any more; to drop it: {LOWER}"
    wrong = "\n".join(f"    {page}: {what}" for page, what in (score.wrong if score else [])[:20])
    assert reached >= floors()[name], (
        f"{name}: F1 {reached:.3f} is below its floor {floors()[name]:.3f}. "
        f"To lower the floor on purpose: {LOWER}\n{wrong}"
    )


def test_every_field_that_is_compared_has_a_floor(table: dict[str, Score]) -> None:
    assert {name for name, score in table.items() if score.f1 is not None} <= set(floors())


def test_comparing_counts_what_is_right_missed_and_too_much() -> None:
    gold = {
        "id": "a",
        "title": "云溪县召开会议",
        "credits": [{"role": "editor", "name": "何芳"}, {"role": "photo", "name": "杜小雨"}],
        "meeting": {"name": "云溪县2024年教育工作会议"},
        "body": "会议强调，要抓好落实。",
    }
    got = {
        "id": "a",
        "title": "云溪县 召开会议！",
        "credits": [{"role": "editor", "name": "何 芳"}, {"role": "reporter", "name": "杜小雨"}],
        "meeting": {"name": "云溪县2024年教育工作会议上"},
        "body": "会议强调,要抓好落实。",
    }
    table = compare([(gold, got)])
    assert table["title"].f1 == 1.0
    assert (table["credits"].right, table["credits"].missed, table["credits"].extra) == (1, 1, 1)
    assert table["credits (names)"].f1 == 1.0
    assert table["meeting.name"].f1 == 1.0
    assert table["body (exact)"].f1 == 1.0
    assert "views" not in table, "what the gold record leaves out is not compared"
    assert compare([(gold, None)])["title"].recall == 0.0
