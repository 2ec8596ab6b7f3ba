"""Sides that are measured against each other: in turns, in one process, by CPU time.

Neighbours on the machine slow both sides of a round alike, so ratios are taken within a round and their median counts.
"""

import time
from collections.abc import Callable, Mapping
from statistics import median

Spent = dict[str, list[float]]
"""CPU seconds of each side, one a round."""


def taken(work: Callable[[], object]) -> float:
    """CPU seconds of a piece of work in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def in_turns(sides: Mapping[str, Callable[[], object]], rounds: int, *, first: int = 0) -> Spent:
    """Each side once a round; every other round in reverse, so that what grows warm or busy favours neither.

    `first` is the number of the first round.
    """
    spent: Spent = {name: [] for name in sides}
    for number in range(first, first + rounds):
        for name in sorted(sides, key=list(sides).index, reverse=number % 2 == 1):
            spent[name].append(taken(sides[name]))
    return spent


def rate(spent: Spent, side: str, count: float) -> float:
    """How many a CPU second the side does: the median over the rounds."""
    return count / median(spent[side])


def ratio(spent: Spent, ours: str, theirs: str) -> float:
    """How many times faster ours is: the median of the rounds' ratios."""
    return median(their / our for our, their in zip(spent[ours], spent[theirs], strict=True))
