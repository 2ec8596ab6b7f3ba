"""The published file beside the truth of the newsroom: every page, the fields it is known by, every meeting."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from crawlers.newsroom import Served
from tests.flows.test_run import FACTS, readings


@dataclass(slots=True)
class Compared:
    """What differs. `different` has by field the addresses of the pages on which it does; `meetings` are addresses of
    pages that are put together with pages of another meeting, or apart from those of their own.
    """

    expected: int = 0
    missing: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    different: dict[str, list[str]] = field(default_factory=dict)
    meetings: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Every page of the truth is there once, and no other."""
        return self.expected > 0 and not (self.missing or self.foreign or self.doubled)

    def share(self, name: str) -> float:
        """The part of the pages on which a field is as it should be."""
        return 1 - len(self.different.get(name, ())) / max(1, self.expected)


def compare(published: Path, served: Served, vanished: Collection[tuple[str, str]]) -> Compared:
    """Compare; what had vanished before anybody could fetch it is not expected."""
    gone = {served.bases[site] + target for site, target in vanished}
    with duckdb.connect(str(published), read_only=True) as con:
        pages = _asked(
            con, "SELECT canonical_url, title, published_on::VARCHAR, body, version_id FROM core.current_documents"
        )
        found = {row[0]: row[1:] for row in pages}
        doubts: dict[str, list[tuple[int, int, list[str]]]] = {}
        for version, start, end, candidates in _asked(
            con, "SELECT version_id, span_start, span_end, candidates FROM core.uncertain_readings ORDER BY ALL"
        ):
            doubts.setdefault(version, []).append((start, end, candidates))
        facts = {name: _facts(con, table, said) for name, (table, said, _) in FACTS.items()}
        told = dict(_asked(con, "SELECT url, meeting_id FROM core.meeting_documents"))
    result = Compared(doubled=[url for url, times in Counter(row[0] for row in pages).items() if times > 1])
    expected: dict[str, str | None] = {}
    for record in served.newsroom.truth(served.bases):
        url = record["url"]
        if url in gone:
            continue
        expected[url] = record["_meeting_id"]
        if url not in found:
            result.missing.append(url)
            continue
        title, day, body, version = found[url]
        says = {
            "title": title == record["title"],
            "day": day == (record["published_at"] and record["published_at"][:10]),
            "body": re.fullmatch(readings(body, doubts.get(version, [])), record["body"]) is not None,
        }
        for name, (_, _, row) in FACTS.items():
            says[name] = Counter(map(row, record[name])) == Counter(facts[name].get(url, ()))
        for name, good in says.items():
            if not good:
                result.different.setdefault(name, []).append(url)
    result.expected = len(expected)
    result.foreign = sorted(found.keys() - expected.keys())
    result.meetings = _misplaced(expected, told)
    return result


def _asked(con: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Any, ...]]:
    return con.execute(statement).fetchall()


def _facts(con: duckdb.DuckDBPyConnection, table: str, said: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    statement = f"SELECT canonical_url, {said} FROM {table} AS x JOIN core.current_documents USING (version_id)"
    for url, value in _asked(con, statement):
        found.setdefault(url, []).append(value)
    return found


def _misplaced(expected: dict[str, str | None], told: dict[str, str]) -> list[str]:
    """Pages whose meeting is not that of most pages of their true meeting, or that have one and should not."""
    by_truth: dict[str, Counter[str | None]] = {}
    by_told: dict[str, Counter[str | None]] = {}
    for url, true in expected.items():
        if true:
            by_truth.setdefault(true, Counter())[told.get(url)] += 1
        if url in told:
            by_told.setdefault(told[url], Counter())[true] += 1
    wrong = []
    for url, true in expected.items():
        said = told.get(url)
        mine = by_truth[true].most_common(1)[0][0] if true else None
        whose = by_told[said].most_common(1)[0][0] if said else None
        if said != mine or whose != true:
            wrong.append(url)
    return wrong
