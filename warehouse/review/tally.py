"""What reviews say of the extraction so far: right, wrong and missing by field, and the precision."""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from warehouse.review.fields import LISTS


class FieldTally(TypedDict):
    """Counts of one field. `precision`: right of all that were judged; None where none was."""

    field: str
    right: int
    wrong: int
    missing: int
    precision: float | None


def tally(verdicts: Iterable[Mapping[str, Any]]) -> list[FieldTally]:
    """One entry a field that has verdicts, lists first, each verdict with `field` and `verdict`."""
    counts: dict[str, dict[str, int]] = {}
    for verdict in verdicts:
        counted = counts.setdefault(verdict["field"], {"right": 0, "wrong": 0, "missing": 0})
        if verdict["verdict"] in counted:  # `empty`: the page rightly lacks it
            counted[verdict["verdict"]] += 1
    order = list(LISTS)
    names = sorted(counts, key=lambda name: (order.index(name) if name in order else len(order), name))
    return [_entry(name, counts[name]) for name in names]


def _entry(name: str, counted: Mapping[str, int]) -> FieldTally:
    judged = counted["right"] + counted["wrong"]
    return FieldTally(
        field=name,
        right=counted["right"],
        wrong=counted["wrong"],
        missing=counted["missing"],
        precision=round(counted["right"] / judged, 3) if judged else None,
    )
