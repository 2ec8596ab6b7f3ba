"""A text that is written together with its facts: every row knows the span of the body that says it.

Marks in phrase data (never in the body):
`〔term〕` or `〔term|member、member〕` is a programme, `⟨subject|low-high/step|unit|comparator|deadline⟩` a quantity
whose number is drawn, `⟪kind|name⟫` a reference.
"""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

MARK = re.compile(r"〔(?P<term>[^|〕]+)(?:\|(?P<members>[^〕]*))?〕|⟨(?P<quantity>[^⟩]+)⟩|⟪(?P<reference>[^⟫]+)⟫")


@dataclass(frozen=True, slots=True)
class Span:
    """Character offsets into the body, end exclusive."""

    start: int
    end: int


@dataclass(slots=True)
class Fact:
    """One row of the truth: the list it belongs to, its fields, and the passage that says it."""

    table: str
    row: dict[str, Any]
    span: Span


@dataclass(slots=True)
class Draft:
    """The body under construction. `facts` are in the order of writing; `Draft.text` is the body so far."""

    rng: random.Random
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    facts: list[Fact] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)  # offsets at which paragraphs start
    directives: int = 0

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def _put(self, text: str) -> Span:
        start = self.length
        self.pieces.append(text)
        self.length += len(text)
        return Span(start, self.length)

    def write(self, text: str) -> Span:
        """Append text, resolving the marks it carries into facts."""
        start, last = self.length, 0
        for mark in MARK.finditer(text):
            self._put(text[last : mark.start()])
            last = mark.end()
            if mark["term"]:
                self._programme(mark["term"], mark["members"])
            elif mark["quantity"]:
                self._quantity(mark["quantity"])
            else:
                kind, name = mark["reference"].split("|")
                self.note("references", {"kind": kind, "name": name}, self._put(name))
        self._put(text[last:])
        return Span(start, self.length)

    def _programme(self, term: str, members: str | None) -> None:
        row = {"term": term, "members": members.split("、") if members else []}
        self.note("programmes", row, self._put(term))

    def _quantity(self, spec: str) -> None:
        subject, value_range, unit, comparator, *deadline = spec.split("|")
        low_text, _, rest = value_range.partition("-")
        value: float | int | None
        if low_text == "**":
            value, shown = None, "**"
        else:
            high_text, _, step_text = rest.partition("/")
            if not high_text:
                high_text = low_text
            step = float(step_text or 1)
            digits = len(step_text.partition(".")[2])
            count = round((float(high_text) - float(low_text)) / step)
            number = round(float(low_text) + step * self.rng.randint(0, count), digits)
            value = number if digits else int(number)
            shown = f"{number:.{digits}f}"
        between = "余" if comparator == "~" else ""
        span = self._put(f"{shown}{between}{unit}")
        if value is not None and isinstance(value, float) and value.is_integer():
            value = int(value)
        row = {"value": value, "unit": unit, "subject": subject, "comparator": comparator}
        self.note("quantities", row | {"deadline": deadline[0] if deadline else None}, span)

    def paragraph(self) -> None:
        """Start a new paragraph (the first call writes no line break)."""
        if self.length:
            self._put("\n")
        self.breaks.append(self.length)

    def note(self, table: str, row: dict[str, Any], span: Span) -> None:
        """Record a fact."""
        self.facts.append(Fact(table, row, span))

    def meet(self, key: str, value: Any, span: Span) -> None:
        """Record a field of the meeting that this passage tells."""
        self.note("meeting", {"key": key, "value": value}, span)

    def person(self, name: str, title: str | None, roles: Iterable[str], span: Span) -> None:
        """Record that a person is named with these roles; mentions of one name are joined when the record is made."""
        self.note("mentions", {"name": name, "title": title, "roles": list(roles)}, span)

    def act(self, act: str, actor: str | None, obj: str | None, span: Span) -> None:
        """Record an act of the agenda."""
        self.note("agenda", {"act": act, "actor": actor, "object": obj}, span)

    def point(
        self,
        write: Callable[[], None] | str,
        *,
        speaker: str | None,
        verb: str | None,
        ordinal: str | None = None,
        shown: str | None = None,
        parent: str | None = None,
    ) -> str:
        """Write one directive (its ordinal first, `shown` where it is written with a comma); returns its id."""
        if ordinal:
            self._put(shown or ordinal)
        self.directives += 1
        name = f"d{self.directives}"
        start = self.length
        fact = Fact("directives", {}, Span(start, start))
        self.facts.append(fact)
        if callable(write):
            write()
        else:
            self.write(write)
        fact.span = Span(start, self.length)
        fact.row = {"id": name, "parent": parent, "speaker": speaker, "verb": verb, "ordinal": ordinal}
        return name


def cut(text: str, facts: list[Fact], start: int, end: int) -> tuple[str, list[Fact]]:
    """Take `text[start:end]` out; facts that lie in it go, those behind it move."""
    gone = end - start
    kept = []
    for fact in facts:
        span = fact.span
        if span.end <= start:
            kept.append(fact)
        elif span.start >= end:
            kept.append(Fact(fact.table, fact.row, Span(span.start - gone, span.end - gone)))
    return text[:start] + text[end:], kept
