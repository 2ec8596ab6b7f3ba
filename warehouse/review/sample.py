"""Which pages to look at: a draw that favours the doubtful."""

from dataclasses import dataclass
from importlib.resources import files

import duckdb

from warehouse.show import show


@dataclass(frozen=True, slots=True)
class Drawn:
    """A version of a page to review, and what makes it doubtful (`uncertain`, `conflict`, `damaged`, `no_day` …)."""

    version_id: str
    doubts: tuple[str, ...] = ()


def draw(
    con: duckdb.DuckDBPyConnection, number: int, *, seed: int = 0, source: str | None = None, kind: str | None = None
) -> list[Drawn]:
    """At most `number` current pages that report a meeting, drawn with weights; `kind` is a kind of meeting or of page.

    The same seed over the same warehouse draws the same pages, so that an interrupted review goes on with its sample.
    """
    asked = {"number": number, "seed": str(seed), "source": source, "kind": kind}
    found = con.execute(files("warehouse.review").joinpath("sample.sql").read_text("utf-8"), asked).fetchall()
    return [Drawn(version, tuple(doubts)) for version, doubts in found]


def pages_of(con: duckdb.DuckDBPyConnection, what: str) -> list[Drawn]:
    """Every page of a meeting, or the one page, that is called so; raises NotFound (see `warehouse.show`)."""
    found = show(con, what)
    pages = found["meeting"]["documents"] if "meeting" in found else [found["document"]]
    return [Drawn(page["version_id"]) for page in pages]
