"""One transaction around several statements: all of them, or none."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what the block did, or take it back whatever ended the block: an error of DuckDB's or our own, or a wish
    to stop. A commit that fails has taken itself back.
    """
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # after a fatal error nothing is to be taken back: what ended the block is told
            con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")
