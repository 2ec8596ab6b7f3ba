"""What people decided about which pages belong together: a TOML file that linking obeys.

    [[meeting]]                       # do these pages report one meeting?
    same = ["https://www.example.gov.cn/a/1.html", "https://news.example.com/2.html"]
    why = "the media page gives the wrong day"
    by = "李某"
    on = 2024-05-06

    [[meeting]]                       # these never do
    apart = ["https://www.example.gov.cn/a/1.html", "0c23002848b22a89"]
    why = "morning and afternoon: two meetings with the same people"
    by = "李某"
    on = 2024-05-06

    [[page]]                          # the same two verdicts on whether pages are copies of one another
    apart = ["https://www.example.gov.cn/b/1.html", "https://www.example.gov.cn/b/2.html"]
    why = "last year's notice, given again"
    by = "王某"
    on = 2024-05-07

A page is named by its URL or its document id. `same` and `apart` hold for every two of the pages named. A decision
about pages that are not there (yet) waits for them. What is decided apart stays apart whatever the texts say.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import duckdb

from warehouse.transaction import transaction

ABOUT = ("meeting", "page")
VERDICTS = ("same", "apart")


class DecisionError(Exception):
    """A file of decisions that cannot be read, or that contradicts itself; the message is one line."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry: whether the named pages (URLs or document ids) belong together, why, by whom, since when."""

    about: Literal["meeting", "page"]
    verdict: Literal["same", "apart"]
    pages: tuple[str, ...]
    why: str
    by: str
    on: date


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file, in its order; none where there is no such file. Raises DecisionError."""
    try:
        said = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DecisionError(f"{path}: {error}") from None
    unknown = sorted(said.keys() - set(ABOUT))
    if unknown:
        raise DecisionError(f"{path}: {unknown[0]} is neither [[meeting]] nor [[page]]")
    decisions = []
    for about in ABOUT:
        entries = said.get(about, [])
        if not isinstance(entries, list):
            raise DecisionError(f"{path}: write [[{about}]], with two brackets")
        for number, entry in enumerate(entries, 1):
            try:
                decisions.append(_read(about, entry))
            except ValueError as error:
                raise DecisionError(f"{path}: [[{about}]] {number}: {error}") from None
    _refuse_contradictions(path, decisions)
    return decisions


def _read(about: Any, entry: dict[str, Any]) -> Decision:
    verdicts = [verdict for verdict in VERDICTS if verdict in entry]
    if len(verdicts) != 1:
        raise ValueError("give either same or apart, a list of pages")
    unknown = sorted(entry.keys() - {*VERDICTS, "why", "by", "on"})
    if unknown:
        raise ValueError(f"{unknown[0]} means nothing here; an entry has same or apart, why, by, on")
    pages = entry[verdicts[0]]
    if not isinstance(pages, list) or not all(isinstance(page, str) and page for page in pages):
        raise ValueError(f"{verdicts[0]} must be a list of URLs or document ids")
    if len(set(pages)) != len(pages) or len(pages) < 2:
        raise ValueError(f"{verdicts[0]} must name at least two different pages")
    for key in ("why", "by"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise ValueError(f"{key} is missing: say {'the reason' if key == 'why' else 'who decided'}")
    on = entry.get("on")
    if not isinstance(on, date) or isinstance(on, datetime):
        raise ValueError("on must be a day: on = 2024-05-06")
    verdict: Any = verdicts[0]
    return Decision(about, verdict, tuple(pages), entry["why"].strip(), entry["by"].strip(), on)


def _refuse_contradictions(path: Path, decisions: Sequence[Decision]) -> None:
    """A page that is one with another, through however many entries, cannot be apart from it."""
    for about in ABOUT:
        own = [decision for decision in decisions if decision.about == about]
        one = groups(decision.pages for decision in own if decision.verdict == "same")
        for decision in own:
            for a, b in combinations(decision.pages, 2) if decision.verdict == "apart" else ():
                if one.get(a, a) == one.get(b, b):
                    raise DecisionError(f"{path}: {a} and {b} are decided apart, and decided the same {about}")


def groups(sets: Iterable[Iterable[str]]) -> dict[str, str]:
    """Every member of overlapping sets with the least member of all that it is connected to."""
    found: dict[str, set[str]] = {}
    for each in sets:
        members = set(each)
        union = members.union(*(found.get(member, set()) for member in members))
        for member in union:
            found[member] = union
    return {member: min(union) for member, union in found.items()}


def load_decisions(con: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> bool:
    """Make core.decisions hold these, for the next link to obey; returns whether it held others before."""
    rows = [
        (number, each.about, each.verdict, page, each.why, each.by, each.on)
        for number, each in enumerate(decisions, 1)
        for page in each.pages
    ]
    if con.execute("FROM core.decisions ORDER BY ALL").fetchall() == sorted(rows):
        return False
    with transaction(con):
        con.execute("DELETE FROM core.decisions")
        if rows:
            con.executemany("INSERT INTO core.decisions VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return True
