"""Comparing what was read from pages with what careful people wrote down of them.

Every field is seen as a bag of facts: a single value is a bag of one, a list a bag of rows, each row folded to what it
says (width, blanks and marks do not count). Precision, recall and F1 come from the bags over all pages. A gold record
may hold only some fields; what it leaves out is not compared. Two fields are compared by likeness: the body by its
four-character runs, the meeting's name by its two-character runs (nine tenths alike is the same name).
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Facts = Counter[tuple[str, ...]]
Json = dict[str, Any]
HERE = Path(__file__).resolve().parent
PAGE_ENDS = (".html", ".htm", ".txt")


def said(value: Any) -> str:
    """What a value says, without width, blanks and marks."""
    wide = unicodedata.normalize("NFKC", "" if value is None else str(value))
    return "".join(c for c in wide if not (c.isspace() or unicodedata.category(c)[0] in "PSZ") or c in "+%")


def runs(text: Any, length: int) -> Counter[str]:
    """The character runs of one length of what a text says."""
    plain = said(text)
    return Counter(plain[i : i + length] for i in range(max(1, len(plain) - length + 1)))


def likeness(a: Any, b: Any, length: int) -> float:
    """Share of runs that two texts have in common (Dice)."""
    left, right = runs(a, length), runs(b, length)
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def one(value: Any) -> Facts:
    """A single value as a bag: empty where it is unknown."""
    return Counter() if value is None or value == "" else Counter([(said(value),)])


def rows(items: Iterable[Any] | None, *parts: Callable[[Any], Any]) -> Facts:
    """List rows as a bag of what their parts say."""
    return Counter(tuple(said(part(item)) for part in parts) for item in items or [])


def _day(value: Any) -> str | None:
    return str(value)[:10] if value else None


def _number(value: Any) -> str:
    try:
        return f"{float(value):g}"
    except (TypeError, ValueError):
        return "unknown"


def _get(record: Json, path: str) -> tuple[bool, Any]:
    """Whether the record mentions a dotted path, and its value; below an unknown object all is unknown."""
    here: Any = record
    for step in path.split("."):
        if here is None:
            return True, None
        if not isinstance(here, dict) or step not in here:
            return False, None
        here = here[step]
    return True, here


def _points(items: list[Json] | None, *, numbered: bool) -> list[Json]:
    return [d for d in items or [] if d.get("ordinal") or not numbered]


def _point(d: Json) -> str:
    return said(d.get("ordinal")) + "|" + said(d["text"])[:8]


def _branches(items: list[Json] | None) -> Facts:
    by_id = {d["id"]: d for d in items or []}
    found = [(d, by_id[d["parent"]]) for d in items or [] if d.get("parent") in by_id]
    return Counter((_point(child), _point(parent)) for child, parent in found)


Reader = Callable[[Any], Facts]
BAGS: dict[str, tuple[str, Reader]] = {
    "title": ("title", one),
    "published day": ("published_at", lambda v: one(_day(v))),
    "published evidence": ("published_evidence", one),
    "doc_type": ("doc_type", one),
    "is_education_meeting": ("is_education_meeting", one),
    "language_script": ("language_script", one),
    "source_label": ("source_label", one),
    "views": ("views", one),
    "visibility": ("visibility", one),
    "publisher.host_unit": ("publisher.host_unit", one),
    "publisher.unit": ("publisher.unit", one),
    "publisher.site_id_code": ("publisher.site_id_code", one),
    "publisher.icp": ("publisher.icp", one),
    "publisher.address": ("publisher.address", one),
    "publisher.division_code": ("publisher.division_code", one),
    "publisher.column": ("publisher.column", lambda v: rows(v, str)),
    "publisher.phones": ("publisher.phones", lambda v: rows(v, str)),
    "publisher.emails": ("publisher.emails", lambda v: rows(v, str)),
    "credits": ("credits", lambda v: rows(v, lambda c: c["role"], lambda c: c["name"])),
    "credits (names)": ("credits", lambda v: Counter({(said(c["name"]),): 1 for c in v or []})),
    "meeting": ("meeting", lambda v: one("held" if v else None)),
    "meeting.kind": ("meeting.kind", one),
    "meeting.level": ("meeting.level", one),
    "meeting.date": ("meeting.date", lambda v: one(_day(v))),
    "meeting.end_date": ("meeting.end_date", lambda v: one(_day(v))),
    "meeting.date_basis": ("meeting.date_basis", one),
    "meeting.time_of_day": ("meeting.time_of_day", one),
    "meeting.venue": ("meeting.venue", one),
    "meeting.mode": ("meeting.mode", one),
    "jurisdiction.code6": ("meeting.jurisdiction.code6", one),
    "jurisdiction.province": ("meeting.jurisdiction.province", one),
    "jurisdiction.city": ("meeting.jurisdiction.city", one),
    "jurisdiction.county": ("meeting.jurisdiction.county", one),
    "participants": ("participants", lambda v: Counter({(said(p["name"]),): 1 for p in v or []})),
    "participants (title)": (
        "participants",
        lambda v: Counter({(said(p["name"]), said(p["title"])): 1 for p in v or [] if p.get("title")}),
    ),
    "participants (role)": (
        "participants",
        lambda v: Counter({(said(p["name"]), r): 1 for p in v or [] for r in p.get("roles") or []}),
    ),
    "attending_groups": ("attending_groups", lambda v: rows(v, lambda g: g["text"])),
    "agenda (act)": ("agenda", lambda v: rows(v, lambda a: a["act"])),
    "directives (numbered)": ("directives", lambda v: Counter((_point(d),) for d in _points(v, numbered=True))),
    "directives": ("directives", lambda v: rows(v, lambda d: said(d["text"])[:8])),
    "directives (parent)": ("directives", _branches),
    "directives (speaker)": (
        "directives",
        lambda v: Counter((_point(d), said(d["speaker"])) for d in _points(v, numbered=True) if d.get("speaker")),
    ),
    "programmes": ("programmes", lambda v: Counter({(said(p["term"]),): 1 for p in v or []})),
    "programmes (member)": (
        "programmes",
        lambda v: Counter({(said(p["term"]), said(m)): 1 for p in v or [] for m in p.get("members") or []}),
    ),
    "quantities": ("quantities", lambda v: rows(v, lambda q: _number(q["value"]), lambda q: q.get("unit"))),
    "references": ("references", lambda v: Counter({(said(r["name"]),): 1 for r in v or []})),
    "related": ("related", lambda v: rows(v, lambda r: r["list"], lambda r: r["rank"], lambda r: r["title"])),
}
"""Field of the table -> where it stands in the record, and how it becomes a bag."""


@dataclass
class Score:
    """One field over all pages. `wrong` lists (page, what) of what was missed (-) and what was too much (+)."""

    right: float = 0.0
    missed: float = 0.0
    extra: float = 0.0
    wrong: list[tuple[str, str]] = field(default_factory=list)

    @property
    def gold(self) -> float:
        """How many facts the gold records hold."""
        return self.right + self.missed

    @property
    def precision(self) -> float | None:
        """Share of what was read that is right."""
        return self.right / (self.right + self.extra) if self.right + self.extra else None

    @property
    def recall(self) -> float | None:
        """Share of what is there that was read."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean; None where neither side says anything."""
        if not self.gold and not self.extra:
            return None
        return 2 * self.right / (2 * self.right + self.missed + self.extra)

    def add(self, page: str, gold: Facts, got: Facts) -> None:
        """Count one page."""
        self.right += (gold & got).total()
        self.missed += (gold - got).total()
        self.extra += (got - gold).total()
        self.wrong += [(page, "-" + " / ".join(k)) for k in gold - got] + [
            (page, "+" + " / ".join(k)) for k in got - gold
        ]


def compare(pairs: Iterable[tuple[Json, Json | None]]) -> dict[str, Score]:
    """Scores by field of (gold record, record read or None)."""
    table: dict[str, Score] = {}

    def score(name: str) -> Score:
        return table.setdefault(name, Score())

    for gold, record in pairs:
        page, got = str(gold["id"]), record or {}
        score("page read").add(page, one("read"), one("read" if record else None))
        for name, (path, bag) in BAGS.items():
            mentioned, value = _get(gold, path)
            if mentioned:
                score(name).add(page, bag(value), bag(_get(got, path)[1]))
        if gold.get("body"):
            like = likeness(gold["body"], got.get("body"), 4)
            body = score("body (4-grams)")
            body.right += like
            body.missed += 1 - like
            body.extra += 1 - like
            body.wrong += [(page, f"{like:.3f}")] if like < 0.995 else []
            score("body (exact)").add(
                page, one("same"), one("same" if said(gold["body"]) == said(got.get("body")) else None)
            )
        if (gold.get("meeting") or {}).get("name"):
            want, name = gold["meeting"]["name"], (got.get("meeting") or {}).get("name")
            same = name is not None and likeness(want, name, 2) >= 0.9
            score("meeting.name").add(page, one(want), one(want if same else name))
    return table


def gold_pages(folder: Path = HERE) -> Iterator[tuple[Json, Path]]:
    """The gold records with the pages they describe.

    A record stands in a `.json` beside the page of the same stem, or as a line of a `.jsonl` whose `id` is the page's
    file name; pages stand anywhere below the folder.
    """
    pages = {p.name: p for end in PAGE_ENDS for p in sorted(folder.rglob(f"*{end}"))}
    stems = {p.stem: p for p in pages.values()}
    records: list[Json] = []
    for path in sorted(folder.rglob("*.jsonl")):
        records += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for path in sorted(folder.rglob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(record, dict) and path.stem in stems:
            records.append({"id": stems[path.stem].name, **record})
    for record in records:
        name = str(record.get("id"))
        page = pages.get(name) or stems.get(re.sub(r"\.\w+$", "", name)) or stems.get(name)
        if page is not None:
            yield {**record, "id": page.name}, page
