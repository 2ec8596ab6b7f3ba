"""The ledger's tables, on SQLite and Postgres alike."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from crawlers.clock import SHANGHAI

VERSION = 1


class Moment(TypeDecorator[datetime]):
    """An aware moment: kept in UTC (SQLite has no zones), given back in Asia/Shanghai."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the ledger takes aware times only")
        return value.astimezone(UTC) if dialect.name != "sqlite" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(SHANGHAI)


metadata = MetaData()

ledger_version = Table("ledger_version", metadata, Column("version", Integer, primary_key=True))

seen_urls = Table(
    "seen_urls",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("canonical_url", Text, primary_key=True),
    Column(
        "partition", String(7), nullable=False, comment="month that the page belongs to, decided at its first fetch"
    ),
    Column("listed_at", String(10)),
    Column("listed_title", Text),
    Column("first_fetched_at", Moment, nullable=False),
    Column("last_fetched_at", Moment, nullable=False),
    Column("last_verdict", String(16), nullable=False),
    Column("failures", Integer, nullable=False, default=0, comment="failed fetches in a row"),
    Column("versions", Integer, nullable=False, default=0, comment="different contents seen"),
    Column("content_hash", String(64), comment="SHA-256 of the newest content"),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("recheck_at", Moment, comment="when the page is to be asked for again; null: never"),
)

fetches = Table(
    "fetches",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("url", Text, nullable=False),
    Column("canonical_url", Text, nullable=False),
    Column("source", String(64), nullable=False),
    Column("partition", String(7), nullable=False),
    Column("role", String(8), nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("status", Integer, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("content_hash", String(64)),
    Column("payload_digest", String(64)),
    Column("record_id", String(64), nullable=False),
    Column("warc_file", Text, nullable=False),
    Column("warc_offset", BigInteger, nullable=False),
    Column("is_repeat", Integer, nullable=False, default=0),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("listed_at", String(10)),
    Column("listed_title", Text),
    Column("list_url", Text),
    Column("run_id", Text),
    Column("family", String(32)),
    UniqueConstraint("warc_file", "warc_offset"),
    Index("fetches_by_partition", "source", "partition", "role"),
    Index("fetches_by_digest", "source", "payload_digest"),
    Index("fetches_by_url", "source", "canonical_url"),
)

partitions = Table(
    "partitions",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("window", String(64), primary_key=True, comment='a month "YYYY-MM" or days "YYYY-MM-DD/YYYY-MM-DD"'),
    Column("stage", String(16), primary_key=True),
    Column("status", String(8), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("run_id", Text),
    Column("owner", String(64), comment="token of the claim that holds the partition"),
    Column("lease_until", Moment),
    Column("code_version", Text),
    Column("counts", JSON),
    Column("error", Text),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    Index("partitions_by_status", "stage", "status"),
)

crawls = Table(
    "crawls",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("run_id", String(100), primary_key=True),
    Column("started_at", Moment, primary_key=True),
    Column("kind", String(8), nullable=False, comment="walk, resweep or recheck"),
    Column("finished_at", Moment, nullable=False),
    Column("since", String(10), nullable=False),
    Column("until", String(10), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", Text),
    Column("counts", JSON, nullable=False),
    Column("signs", JSON, nullable=False, comment="rows a page, shares, the newest row, what is unmet"),
    Index("crawls_by_end", "finished_at"),
)

imports = Table(
    "imports",
    metadata,
    Column("file_id", String(64), primary_key=True, comment="hash of the file's size and beginning"),
    Column("selection", String(64), primary_key=True, comment="hash of what was looked for in it"),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("read_to", BigInteger, nullable=False, comment="offset up to which all that was wanted is in the archive"),
    Column("done", Integer, nullable=False, default=0),
    Column("counts", JSON),
    Column("updated_at", Moment, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", String(100), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("status", String(12), nullable=False, comment="running, completed, failed or stopped"),
    Column("owner", String(64), comment="token of the process that works it"),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("summary", JSON),
    Column("error", Text),
    Index("runs_by_kind", "kind", "started_at"),
)

visits = Table(
    "visits",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("run_id", String(100), primary_key=True),
    Column("kind", String(32), nullable=False, comment="kind of the run"),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("good", Integer, nullable=False),
    Column("counts", JSON),
    Column("message", Text),
    Index("visits_by_source", "source", "kind", "finished_at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("key", String(160), primary_key=True, comment="what is wrong where, e.g. source/gd-meixian"),
    Column("message", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("times", Integer, nullable=False, comment="how often in a row it was found so"),
    Column("told_at", Moment, comment="when people were told; null: not yet"),
    Column("over_at", Moment, comment="when it was found mended and people are yet to be told; null: it lasts"),
    Column("telling_until", Moment, comment="until when one process has the telling to itself"),
)

clocks = Table(
    "clocks",
    metadata,
    Column("boot", String(36), primary_key=True, comment="the start of a machine, as its kernel calls it"),
    Column("began", Moment, nullable=False, comment="when its clock that nobody sets stood at nought"),
)

slots = Table(
    "slots",
    metadata,
    Column(
        "name", String(255), primary_key=True, comment="what only one may do at a time, e.g. host/www.example.gov.cn"
    ),
    Column("owner", String(64), nullable=False),
    Column("lease_until", Moment, nullable=False),
)
