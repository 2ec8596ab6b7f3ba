"""The warehouse: what the pages say, in DuckDB, published whole.

    with open_writer(path) as con:                      # lock, open, migrate; raises WarehouseBusy
        load_sources(con, rows); load_divisions(con, rows)
        home = write_partition(staging, source, month, pages)   # StagedPage -> Arrow; needs no connection
        load_partition(con, home)                       # one transaction; loading twice changes nothing
        link(con)                                       # duplicates and meetings, incremental
        publish(con, published)                         # audit, then one rename; raises AuditFailed
    with open_published(published) as con:              # read-only
        run(con, "SELECT url, meeting_id FROM core.meeting_documents")

`open_store(Store(…))` opens that file, or the same tables in a DuckLake that several machines write (store.py).

Also: `audit(con)`, `rollback(published)`, `record_run(con, rows)`, `load_source_health(con, rows)`,
`unload_partition(con, partition_id)`, `staged_partitions(staging)`. For people: `query.run`, `search.search`,
`show.show`, `diff.diff`, `quarantine.quarantined`, `export.export`. dictionary.md tells the tables.
"""

from warehouse.audit import AuditFailed, CheckResult, audit
from warehouse.lake import LakeError, open_lake
from warehouse.link import LinkResult, link
from warehouse.load import LoadResult, load_partition, load_partitions, unload_partition
from warehouse.publish import (
    Publication,
    PublishedDamagedError,
    PublishError,
    current_version,
    drop_versions,
    publish,
    published_versions,
    rollback,
    verify_version,
)
from warehouse.query import open_published, run
from warehouse.registers import load_divisions, load_source_health, load_sources, record_run
from warehouse.rows import StagedPage
from warehouse.schema import SchemaError, WarehouseDamagedError
from warehouse.staging import StagingError, read_partition, staged_partitions, write_partition
from warehouse.writer import WarehouseBusy, open_writer

__all__ = [
    "AuditFailed",
    "CheckResult",
    "LakeError",
    "LinkResult",
    "LoadResult",
    "Publication",
    "PublishError",
    "PublishedDamagedError",
    "SchemaError",
    "StagedPage",
    "StagingError",
    "WarehouseBusy",
    "WarehouseDamagedError",
    "audit",
    "current_version",
    "drop_versions",
    "link",
    "load_divisions",
    "load_partition",
    "load_partitions",
    "load_source_health",
    "load_sources",
    "open_lake",
    "open_published",
    "open_writer",
    "publish",
    "published_versions",
    "read_partition",
    "record_run",
    "rollback",
    "run",
    "staged_partitions",
    "unload_partition",
    "verify_version",
    "write_partition",
]
