"""What was read of a text, remembered for the next time it is asked for, and forgotten before it takes much memory.

The readers of one page ask for the same sentences, and the pages of a site have the same lines. Hostile pages have
sentences of a megabyte, each another one, and an `lru_cache` counts its texts whatever their length: a thousand of
those would stay. So all that is remembered of pages is forgotten whenever many bytes of them have been read.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

ROOM = 16_000_000
"""Bytes of pages between two times of forgetting: more than a thousand real pages, which soon are warm again."""

_forget: list[Callable[[], None]] = []
_read = 0


def remembered(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember the last `size` answers of a pure function of a page's texts."""

    def of(function: Callable[P, R]) -> Callable[P, R]:
        again = lru_cache(maxsize=size)(function)
        _forget.append(again.cache_clear)
        return cast(Callable[P, R], again)

    return of


def make_room(size: int) -> None:
    """A page of `size` bytes is about to be read."""
    global _read
    _read += size
    if _read > ROOM:
        _read = 0
        for forget in _forget:
            forget()
