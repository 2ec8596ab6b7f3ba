"""A wish to stop that reaches DuckDB in the midst of a query."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def stop_heard() -> Iterator[None]:
    """Let a signal that stops a query stop the program.

    DuckDB lets the signal's handler run, drops what it raised (KeyboardInterrupt, Prefect's TerminationSignal), and
    raises an error of its own; without this a stopped run would look like one that failed.
    """
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except RuntimeError as error:
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from error
