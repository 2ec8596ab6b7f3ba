"""Python's collector of cycles, kept from looking at what an import makes."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting_collector() -> Iterator[None]:
    """Let the collector rest in the block, and never look at what was made in it afterwards.

    Imports make a million objects that stay. Counting through them again and again costs a sixth of the time of an
    import as large as Prefect's, and a forked process would copy the memory that it touches.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
