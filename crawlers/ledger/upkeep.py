"""Keeping the ledger small and its statistics true."""

from sqlalchemy import text

from crawlers.ledger.store import Ledger
from crawlers.ledger.tables import metadata


def tidy(ledger: Ledger) -> None:
    """Give space back and renew what the query planner knows. Others may go on reading and writing meanwhile."""
    with ledger.unbound() as connection:
        if ledger.dialect == "sqlite":
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("ANALYZE")
            # Both went to the log. Readers keep parts of it in use; what cannot be moved now is moved the next time.
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in metadata.sorted_tables:
                connection.execute(text(f"VACUUM (ANALYZE) {table.name}"))
