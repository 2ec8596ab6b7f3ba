"""Bare text pages, every shape that has been seen, and the seeds themselves where they are at hand."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from transforms.extract import read_page
from transforms.page import FetchedPage
from transforms.record import Record

PAGES = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))["page"]
SHARED = Path(__file__).resolve().parents[4] / "shared"


def record_of(text: str | bytes) -> Record:
    outcome = read_page(FetchedPage(id="x", content=text, media="text"))
    assert outcome.status == "ok" and outcome.record is not None
    return outcome.record


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p["name"])
def test_shapes_of_bare_text(page: dict[str, Any]) -> None:
    record = record_of(page["text"])
    publisher, box = record["publisher"], record["comments"]
    found = {
        "title": record["title"],
        "published_at": record["published_at"],
        "source_label": record["source_label"],
        "views": record["views"],
        "visibility": record["visibility"],
        "url": record["url"],
        "unit": publisher["unit"],
        "host_unit": publisher["host_unit"],
        "column": publisher["column"] or None,
        "credits": [f"{c['role']} {c['name']}" for c in record["credits"]] or None,
        "related": [f"{r['list']} {r['rank']} {r['title']}" for r in record["related"]] or None,
        "comments": [box["participants"], box["count"]] if box else None,
    }
    assert found == {field: page.get(field) for field in found}
    assert record["body"] == page["body"].strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p["name"])
def test_line_ends_and_widths_do_not_matter(page: dict[str, Any]) -> None:
    plain = record_of(page["text"])
    wide = record_of(
        page["text"].replace("\n", "\r\n").replace(":", "：").replace("https：", "https:").encode("gb18030")
    )
    for field in ("title", "published_at", "source_label", "credits", "body"):
        assert wide[field] == plain[field]  # type: ignore[literal-required]


ARTICLE_FIELDS = (
    "title", "published_at", "published_evidence", "language_script", "body", "publisher", "source_label", "views",
    "visibility", "related", "comments", "restoration",
)  # fmt: skip


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_seed(number: str) -> None:
    seed = next((SHARED / "seeds").glob(f"{number}_*.txt"))
    gold = json.loads((SHARED / "gold" / f"{number}.json").read_text(encoding="utf-8"))
    record = record_of(seed.read_bytes())
    for field in ARTICLE_FIELDS:
        assert record[field] == gold[field], field  # type: ignore[literal-required]
    assert sorted(map(str, record["credits"])) == sorted(map(str, gold["credits"]))
