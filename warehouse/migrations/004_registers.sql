-- What the flows hand in (sources, divisions, runs, source health) and the warehouse's own books.

CREATE TABLE core.sources (
    source_id VARCHAR PRIMARY KEY,
    name VARCHAR,
    kind VARCHAR,
    division_code VARCHAR,
    family VARCHAR,
    url VARCHAR
);
COMMENT ON TABLE core.sources IS 'the sites that are watched';
COMMENT ON COLUMN core.sources.source_id IS 'id in the source registry';
COMMENT ON COLUMN core.sources.name IS 'name of the site';
COMMENT ON COLUMN core.sources.kind IS 'gov, bureau, media, school, library …';
COMMENT ON COLUMN core.sources.division_code IS 'GB/T 2260 code of the place';
COMMENT ON COLUMN core.sources.family IS 'CMS family';
COMMENT ON COLUMN core.sources.url IS 'home or list page';

CREATE TABLE core.divisions (
    code VARCHAR NOT NULL CHECK (length(code) = 6),
    name VARCHAR NOT NULL,
    short_names VARCHAR[] NOT NULL,
    parent_code VARCHAR,
    level VARCHAR,
    valid_from DATE,
    valid_to DATE
);
COMMENT ON TABLE core.divisions IS 'administrative divisions (GB/T 2260) with their history: one row per code, name and time';
COMMENT ON COLUMN core.divisions.code IS 'six-digit code';
COMMENT ON COLUMN core.divisions.name IS 'official full name';
COMMENT ON COLUMN core.divisions.short_names IS 'names in use beside the official one';
COMMENT ON COLUMN core.divisions.parent_code IS 'code of the division above';
COMMENT ON COLUMN core.divisions.level IS 'province, city or county';
COMMENT ON COLUMN core.divisions.valid_from IS 'first day of this row; null where it is not known';
COMMENT ON COLUMN core.divisions.valid_to IS 'first day on which it no longer holds; null while it does';

CREATE TABLE ops.migrations (
    number INTEGER PRIMARY KEY,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.migrations IS 'migrations of this file';
COMMENT ON COLUMN ops.migrations.number IS 'number of the migration';
COMMENT ON COLUMN ops.migrations.name IS 'file name';
COMMENT ON COLUMN ops.migrations.sha256 IS 'digest of the file as it was applied';
COMMENT ON COLUMN ops.migrations.applied_at IS 'when';

CREATE TABLE ops.partitions (
    partition_id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    staged_path VARCHAR NOT NULL,
    pages INTEGER NOT NULL,
    ok INTEGER NOT NULL,
    not_target INTEGER NOT NULL,
    retry INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.partitions IS 'partitions (source and month) that are loaded';
COMMENT ON COLUMN ops.partitions.partition_id IS 'source and month';
COMMENT ON COLUMN ops.partitions.source_id IS 'the source';
COMMENT ON COLUMN ops.partitions.month IS 'year and month';
COMMENT ON COLUMN ops.partitions.digest IS 'SHA-256 over the staged rows';
COMMENT ON COLUMN ops.partitions.staged_path IS 'where the partition was staged';
COMMENT ON COLUMN ops.partitions.pages IS 'fetches in the partition';
COMMENT ON COLUMN ops.partitions.ok IS 'pages with a record';
COMMENT ON COLUMN ops.partitions.not_target IS 'pages that are no articles';
COMMENT ON COLUMN ops.partitions.retry IS 'challenge and error pages';
COMMENT ON COLUMN ops.partitions.quarantined IS 'pages that could not be read';
COMMENT ON COLUMN ops.partitions.loaded_at IS 'when these rows were loaded';

CREATE TABLE ops.runs (
    run_id VARCHAR PRIMARY KEY,
    kind VARCHAR,
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    status VARCHAR,
    code_version VARCHAR,
    detail VARCHAR
);
COMMENT ON TABLE ops.runs IS 'runs of the flows';
COMMENT ON COLUMN ops.runs.run_id IS 'id of the run';
COMMENT ON COLUMN ops.runs.kind IS 'daily, backfill, replay …';
COMMENT ON COLUMN ops.runs.started_at IS 'start';
COMMENT ON COLUMN ops.runs.finished_at IS 'end; null while it runs';
COMMENT ON COLUMN ops.runs.status IS 'running, completed, failed';
COMMENT ON COLUMN ops.runs.code_version IS 'version of edumeet';
COMMENT ON COLUMN ops.runs.detail IS 'one line for people';

CREATE TABLE ops.quarantine (
    fetch_id VARCHAR PRIMARY KEY,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    run_id VARCHAR,
    url VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    outcome core.outcome NOT NULL,
    reason_code VARCHAR NOT NULL,
    reason_detail VARCHAR,
    content_hash VARCHAR NOT NULL,
    warc_file VARCHAR,
    warc_offset BIGINT,
    extractor_version VARCHAR,
    CHECK (outcome IN ('retry', 'quarantine'))
);
COMMENT ON TABLE ops.quarantine IS 'pages without a record: could not be read, or are worth another fetch';
COMMENT ON COLUMN ops.quarantine.fetch_id IS 'the fetch (raw.fetches)';
COMMENT ON COLUMN ops.quarantine.document_id IS 'the page';
COMMENT ON COLUMN ops.quarantine.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN ops.quarantine.source_id IS 'the source';
COMMENT ON COLUMN ops.quarantine.run_id IS 'the run';
COMMENT ON COLUMN ops.quarantine.url IS 'URL as fetched';
COMMENT ON COLUMN ops.quarantine.fetched_at IS 'when';
COMMENT ON COLUMN ops.quarantine.outcome IS 'retry or quarantine';
COMMENT ON COLUMN ops.quarantine.reason_code IS 'short code of the reason';
COMMENT ON COLUMN ops.quarantine.reason_detail IS 'what more is known';
COMMENT ON COLUMN ops.quarantine.content_hash IS 'SHA-256 of the bytes';
COMMENT ON COLUMN ops.quarantine.warc_file IS 'where the bytes lie';
COMMENT ON COLUMN ops.quarantine.warc_offset IS 'and at which offset';
COMMENT ON COLUMN ops.quarantine.extractor_version IS 'version of the transform that gave up';

CREATE TABLE ops.source_health (
    source_id VARCHAR NOT NULL,
    day DATE NOT NULL,
    state VARCHAR NOT NULL,
    pages INTEGER,
    articles INTEGER,
    detail VARCHAR,
    run_id VARCHAR,
    PRIMARY KEY (source_id, day)
);
COMMENT ON TABLE ops.source_health IS 'state of a source on a day, as the crawl saw it';
COMMENT ON COLUMN ops.source_health.source_id IS 'the source';
COMMENT ON COLUMN ops.source_health.day IS 'the day (Asia/Shanghai)';
COMMENT ON COLUMN ops.source_health.state IS 'ok, unreachable, blocked, empty, broken';
COMMENT ON COLUMN ops.source_health.pages IS 'pages fetched';
COMMENT ON COLUMN ops.source_health.articles IS 'articles found';
COMMENT ON COLUMN ops.source_health.detail IS 'what more is known';
COMMENT ON COLUMN ops.source_health.run_id IS 'the run';

CREATE TABLE ops.check_results (
    check_name VARCHAR PRIMARY KEY,
    severity VARCHAR NOT NULL CHECK (severity IN ('blocking', 'warning')),
    description VARCHAR NOT NULL,
    offences BIGINT NOT NULL,
    sample VARCHAR,
    checked_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.check_results IS 'results of the last audit, one row per check';
COMMENT ON COLUMN ops.check_results.check_name IS 'file name of the check';
COMMENT ON COLUMN ops.check_results.severity IS 'whether offences stop the publication';
COMMENT ON COLUMN ops.check_results.description IS 'what the check asks';
COMMENT ON COLUMN ops.check_results.offences IS 'rows that offend';
COMMENT ON COLUMN ops.check_results.sample IS 'the first of them, as JSON';
COMMENT ON COLUMN ops.check_results.checked_at IS 'when';

CREATE TABLE ops.publications (
    version INTEGER PRIMARY KEY,
    published_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.publications IS 'published versions of the warehouse';
COMMENT ON COLUMN ops.publications.version IS 'number of the version';
COMMENT ON COLUMN ops.publications.published_at IS 'when the copy was begun';

CREATE TABLE ops.publication_counts (
    version INTEGER NOT NULL,
    table_name VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (version, table_name)
);
COMMENT ON TABLE ops.publication_counts IS 'rows of each table at each publication: what the next one is compared with';
COMMENT ON COLUMN ops.publication_counts.version IS 'number of the version (ops.publications)';
COMMENT ON COLUMN ops.publication_counts.table_name IS 'schema and table';
COMMENT ON COLUMN ops.publication_counts.row_count IS 'rows';

CREATE TABLE ops.views (
    sha256 VARCHAR NOT NULL
);
COMMENT ON TABLE ops.views IS 'which text of the views this file carries';
COMMENT ON COLUMN ops.views.sha256 IS 'digest over warehouse/views/*.sql';
