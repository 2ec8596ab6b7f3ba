"""One review: the pages that were drawn, their facts, and what becomes of the verdicts on them. Knows no HTTP."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from flows.review.results import Results
from warehouse.review.fields import LISTS, MEETING, PAGE, vocabulary
from warehouse.review.gold import Review, Verdict, gold_line, verdicts_told
from warehouse.review.sample import Drawn
from warehouse.review.tally import tally

LONGEST = 20_000
"""Characters of one value, and verdicts on one page: more is no honest review."""


class PostedVerdict(BaseModel):
    """One verdict as the page sends it; see warehouse.review.gold.Verdict."""

    model_config = ConfigDict(extra="forbid", strict=True)

    field: str
    verdict: Literal["right", "wrong", "missing"]
    key: str | None = None
    values: dict[str, str | int | float | bool | list[str] | None] | None = None
    start: int | None = None
    end: int | None = None


class Posted(BaseModel):
    """The verdicts on one page as the page sends them."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version_id: str
    verdicts: list[PostedVerdict] = Field(min_length=1, max_length=LONGEST)
    complete: list[str] = []
    note: str | None = Field(default=None, max_length=LONGEST)


class AlreadyReviewedError(Exception):
    """Somebody has reviewed this version before."""


@dataclass(slots=True)
class Session:
    """The pages of one review in order, with their facts as JSON texts by version, and where the verdicts go.

    `page_id` names a page in its gold line; `fetched` gives its paragraphs as they were before restoration; `now` tells
    the time of a verdict.
    """

    drawn: Sequence[Drawn]
    pages: Mapping[str, str]
    results: Results
    reviewer: str
    page_id: Callable[[Mapping[str, Any]], str]
    fetched: Callable[[Mapping[str, Any]], list[tuple[int, str]]]
    now: Callable[[], datetime]
    facts: dict[str, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.facts = {version: json.loads(text) for version, text in self.pages.items()}

    def overview(self) -> dict[str, Any]:
        """What the page needs to begin: the pages with their state, the fields that can be judged, the tally."""
        reviewed = self.results.reviewed
        return {
            "reviewer": self.reviewer,
            "file": str(self.results.path),
            "pages": [
                {
                    "version_id": each.version_id,
                    "title": self.facts[each.version_id]["title"],
                    "doubts": list(each.doubts),
                    "reviewed": each.version_id in reviewed,
                }
                for each in self.drawn
            ],
            "lists": {name: _schema(attributes) for name, (_, attributes) in LISTS.items()},
            "page": _schema(PAGE),
            "meeting": _schema(MEETING),
            "tally": self.tally(),
        }

    def tally(self) -> list[Any]:
        """Right, wrong and missing by field over all that the file holds."""
        return list(tally(v for line in self.results.lines for v in line["_review"]["verdicts"]))

    def record(self, posted: Posted) -> None:
        """Keep the verdicts on one page.

        Raises KeyError for a page that is not of this review, AlreadyReviewedError, BadValueError for a verdict that
        does not fit the page, OSError where the file cannot be written.
        """
        page = self.facts[posted.version_id]
        review = Review([Verdict(**each.model_dump()) for each in posted.verdicts], frozenset(posted.complete))
        line = gold_line(page, review, self.page_id(page))
        line["_review"] = {
            "version_id": posted.version_id,
            "document_id": page["document_id"],
            "url": page["url"],
            "reviewer": self.reviewer,
            "at": self.now().isoformat(timespec="seconds"),
            "extractor_version": page["extractor_version"],
            "complete": sorted(review.complete),
            "verdicts": verdicts_told(page, review),
            "note": posted.note,
        }
        if not self.results.append(line):
            raise AlreadyReviewedError(posted.version_id)


def _schema(attributes: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"name": name, "kind": kind, "words": vocabulary(kind)} for name, kind in attributes.items()]
