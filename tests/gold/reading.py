"""Reading the gold pages and keeping their floors."""

import math
import tomllib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from tests.gold.compare import HERE, Json, Score, compare, gold_pages
from transforms.extract import read_page
from transforms.page import FetchedPage

FLOORS = HERE / "floors.toml"
LOWER = "python scripts/gold_table.py --lower-floors"
HEADER = f"""\
# F1 that every field must reach on the gold pages of this folder. A floor only rises (`python scripts/gold_table.py
# --raise-floors`); who must lower one says so with
#     {LOWER}
# and the commit that carries the lower floor says why.
"""


def fetched(gold: Json, path: Path) -> FetchedPage:
    """The page of a gold record as the transform is given it; bare text has no address but what it prints."""
    markup = path.suffix in (".html", ".htm")
    when = gold.get("_fetched_at")
    return FetchedPage(
        id=str(gold["id"]),
        content=path.read_bytes(),
        media="html" if markup else "text",
        url=gold.get("url") if markup else None,
        fetched_at=datetime.fromisoformat(when) if when else None,
    )


def scores(pages: Iterable[tuple[Json, Path]] | None = None) -> dict[str, Score]:
    """The table of the gold pages, read with today's rules."""
    found = gold_pages() if pages is None else pages
    return compare((gold, dict(read_page(fetched(gold, path)).record or {}) or None) for gold, path in found)


def floors() -> dict[str, float]:
    """The floors by field."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}


def write_floors(table: dict[str, Score], *, lower: bool) -> list[str]:
    """Pin the floors to what is reached: raise them, and lower them only where asked to. Returns what changed."""
    pinned, changed = floors(), []
    for name, score in table.items():
        if score.f1 is None:
            continue
        reached = math.floor(score.f1 * 1000) / 1000
        before = pinned.get(name)
        if before is None or reached > before or (lower and reached < before):
            pinned[name] = reached
            changed.append(f"{name}: {before} -> {reached}")
    lines = [f'"{name}" = {value}' for name, value in sorted(pinned.items())]
    FLOORS.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return changed
