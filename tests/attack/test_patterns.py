"""No regular expression of ours can be made to run away by the text of a page.

Each pattern is searched for in strings of what it is itself made of, repeated: the worst that a page can hold for it.
The time may grow with the length of the string, not with its square.
"""

import json
import random
import re
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import duckdb
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from re import _constants as codes  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]

ROOT = Path(__file__).resolve().parents[2]
SHORT, LONG = 2_000, 8_000
QUICK = 0.02
"""Seconds of processor time in which any linear pattern gets through the long string. Well above the ten milliseconds
in which some machines' clocks of processor time move."""
GROWTH = 8.0
"""Four times the length may take up to so many times as long; a square takes sixteen."""
PUT_TOGETHER = {
    "crawlers/captures/selection.py": "an address pattern of the registry, seen when that is read",
    "crawlers/families/feeds.py": "an address pattern of the registry",
    "crawlers/families/generic.py": "the escaped shape of addresses, or an address pattern of the registry",
    "crawlers/families/hanweb.py": "a number behind the name of a script's variable",
    "crawlers/propose.py": "the words of its table of names, with nothing repeated",
    "transforms/gazetteer/zones.py": "six characters at most before a pattern that is seen itself",
    "transforms/quantities/reader.py": "escaped names",
    "warehouse/lake.py": "an escaped name, in our own schema",
    "warehouse/link/template.py": "an escaped number, or the words of template.toml",
    "warehouse/search.py": "escaped words of a question",
}
"""Files with patterns that no sample leads to, and why these cannot run away."""
SAMPLES = {codes.CATEGORY_SPACE: " ", codes.CATEGORY_DIGIT: "1", codes.CATEGORY_WORD: "a"}


def literals(parsed: object) -> Iterator[str]:
    """Characters that a parsed pattern is made of."""
    for code, value in parsed:  # type: ignore[attr-defined]
        if code is codes.LITERAL:
            yield chr(value)
        elif code is codes.IN:
            for kind, inner in value[:4]:
                if kind is codes.LITERAL:
                    yield chr(inner)
                elif kind is codes.RANGE:
                    yield chr(inner[0] + 1)
                elif kind is codes.CATEGORY:
                    yield SAMPLES.get(inner, "a")
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            yield from literals(value[2])
        elif code is codes.SUBPATTERN:
            yield from literals(value[3])
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from literals(branch)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from literals(value[1])
        elif code in (codes.ANY, codes.NOT_LITERAL):
            yield "甲"


def pumps(pattern: re.Pattern[str]) -> list[str]:
    """Short strings to be repeated: single characters of the pattern, and a few of them together."""
    made_of = list(dict.fromkeys(literals(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))))
    rng = random.Random(pattern.pattern.encode("utf-8", "surrogatepass"))  # a class may hold half a pair
    chosen = rng.sample(made_of, min(18, len(made_of)))
    mixed = ["".join(rng.sample(made_of, min(len(made_of), rng.randint(2, 4)))) for _ in range(14) if made_of]
    return list(dict.fromkeys([*chosen, *mixed, " ", "甲", "1", "a", "\n"]))


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Processor time of a search, at most a second and a half."""
    began = time.thread_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 1.5)
    try:
        pattern.search(text)
    except TimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.thread_time() - began


def _stop(number: int, frame: FrameType | None) -> None:
    raise TimeoutError


def runs_away(pattern: re.Pattern[str]) -> str | None:
    """With what a pattern can be made slow, or None."""
    for pump in pumps(pattern):
        if seconds(pattern, pump * (LONG // len(pump))) < QUICK:
            continue
        long = min(seconds(pattern, pump * (LONG // len(pump))) for _ in range(3))
        if long < QUICK:
            continue
        short = min(seconds(pattern, pump * (SHORT // len(pump))) for _ in range(3))
        if long > GROWTH * short or long > 1:
            return f"{pump!r} × {LONG // len(pump)} takes {long:.2f} s"
    return None


@pytest.mark.timeout(600)
def test_no_pattern_runs_away() -> None:
    watched = subprocess.run(
        [sys.executable, "-m", "tests.attack.patterns"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = [json.loads(line) for line in watched.stdout.splitlines()]
    entries = [entry for entry in told if entry[0]]
    assert len(entries) > 900
    for room in ("transforms", "crawlers", "warehouse", "flows"):
        assert any(where.startswith(f"{room}/") for _, _, where in entries), room
    unseen = {where.split(":")[0] for pattern, _, where in told if not pattern}
    assert unseen <= PUT_TOGETHER.keys(), "patterns that are neither written out nor seen at work"
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        slow = [
            f"{where}: {found} ({pattern[:80]})"
            for pattern, flags, where in entries
            if (found := runs_away(re.compile(pattern, flags)))
        ]
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert not slow, "\n".join(slow)


def test_the_test_finds_a_pattern_that_runs_away() -> None:
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        assert runs_away(re.compile(r"\d+号"))
        assert runs_away(re.compile(r"(?:各|各位)+同志$"))
        assert runs_away(re.compile(r"(?<!\d)\d+号")) is None
    finally:
        signal.signal(signal.SIGVTALRM, before)


def test_patterns_of_the_warehouse_run_on_an_engine_that_never_backtracks() -> None:
    """Those in SQL are matched by DuckDB: that it takes the worst of patterns in its stride is what they rest on."""
    files = [*(ROOT / "warehouse").rglob("*.sql"), *(ROOT / "warehouse").rglob("*.py")]
    inner = [
        found[1]
        for file in files
        for found in re.finditer(r"regexp_\w+\([^']{0,200}?'((?:[^']|'')*)'", file.read_text("utf-8"))
    ]
    assert len(inner) >= 10
    with duckdb.connect() as con:
        for pattern in [r"^(a+)+$", r"(.*a){20}$", *(each.replace("\\\\", "\\") for each in inner)]:
            for pump in ("a", "20年", "http://a.gov.cn:8", "关于召开"):
                text = pump * (100_000 // len(pump))
                began = time.thread_time()
                con.execute("SELECT regexp_matches(?, ?)", [f"{text}!", pattern]).fetchall()
                assert time.thread_time() - began < 1, pattern
