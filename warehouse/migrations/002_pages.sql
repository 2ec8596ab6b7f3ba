-- Fetches and documents. Only tables with one row a page or fewer carry a PRIMARY KEY: its index is kept in memory and
-- would cost more than the data on the long child tables, whose keys checks/*.sql verify instead. There are no foreign
-- keys for the same reason and because DuckDB refuses to delete and insert a referenced row in one transaction.

CREATE TABLE raw.fetches (
    fetch_id VARCHAR PRIMARY KEY,
    partition_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    run_id VARCHAR,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    version_id VARCHAR,
    fetched_at TIMESTAMPTZ NOT NULL,
    http_status INTEGER,
    content_hash VARCHAR NOT NULL,
    warc_file VARCHAR,
    warc_offset BIGINT,
    outcome core.outcome NOT NULL,
    reason VARCHAR,
    extractor_version VARCHAR,
    CHECK (outcome <> 'ok' OR version_id IS NOT NULL)
);
COMMENT ON TABLE raw.fetches IS 'one row per fetch of a page: what came back, where its bytes lie, what became of it';
COMMENT ON COLUMN raw.fetches.fetch_id IS 'hash of partition, URL, time, WARC file and offset';
COMMENT ON COLUMN raw.fetches.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN raw.fetches.source_id IS 'the source that was crawled (core.sources)';
COMMENT ON COLUMN raw.fetches.run_id IS 'the run that staged the page (ops.runs)';
COMMENT ON COLUMN raw.fetches.url IS 'URL as fetched';
COMMENT ON COLUMN raw.fetches.canonical_url IS 'the URL that names the page, whichever way it was reached';
COMMENT ON COLUMN raw.fetches.document_id IS 'hash of canonical_url';
COMMENT ON COLUMN raw.fetches.version_id IS 'the content version that this fetch confirmed; null where the page gave no record';
COMMENT ON COLUMN raw.fetches.fetched_at IS 'when the response arrived';
COMMENT ON COLUMN raw.fetches.http_status IS 'HTTP status; null where the bytes did not come over HTTP';
COMMENT ON COLUMN raw.fetches.content_hash IS 'SHA-256 of the response body, hex';
COMMENT ON COLUMN raw.fetches.warc_file IS 'archive file that holds the response, relative to the archive';
COMMENT ON COLUMN raw.fetches.warc_offset IS 'byte offset of the response record in warc_file';
COMMENT ON COLUMN raw.fetches.outcome IS 'what the transform made of the page';
COMMENT ON COLUMN raw.fetches.reason IS 'code and detail for every outcome but ok';
COMMENT ON COLUMN raw.fetches.extractor_version IS 'version of the transform that read the page';

CREATE TABLE core.documents (
    version_id VARCHAR PRIMARY KEY,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    fetch_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    first_fetched_at TIMESTAMPTZ NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    content_hash VARCHAR NOT NULL,
    title VARCHAR,
    published_on DATE,
    published_at TIMESTAMPTZ,
    published_evidence core.date_evidence,
    doc_type core.doc_type NOT NULL,
    is_education_meeting BOOLEAN NOT NULL,
    script core.script NOT NULL,
    body VARCHAR NOT NULL,
    body_chars INTEGER NOT NULL,
    text_chars INTEGER NOT NULL,
    text_hash VARCHAR,
    source_label VARCHAR,
    views BIGINT,
    visibility VARCHAR,
    comment_participants INTEGER,
    comment_count INTEGER,
    extractor_version VARCHAR NOT NULL
);
COMMENT ON TABLE core.documents IS 'one row per page (canonical URL) and content version; core.current_documents has the newest version of each';
COMMENT ON COLUMN core.documents.version_id IS 'hash of document_id and the content hash under which this text was first fetched';
COMMENT ON COLUMN core.documents.document_id IS 'hash of canonical_url: stable for ever';
COMMENT ON COLUMN core.documents.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.documents.source_id IS 'the source that was crawled (core.sources)';
COMMENT ON COLUMN core.documents.fetch_id IS 'newest fetch of this version: through it the archived bytes (raw.fetches)';
COMMENT ON COLUMN core.documents.url IS 'URL as fetched';
COMMENT ON COLUMN core.documents.canonical_url IS 'the URL that names the page';
COMMENT ON COLUMN core.documents.first_fetched_at IS 'when this version was first seen in its partition';
COMMENT ON COLUMN core.documents.fetched_at IS 'when this version was last seen in its partition';
COMMENT ON COLUMN core.documents.content_hash IS 'SHA-256 of the newest response body with this text';
COMMENT ON COLUMN core.documents.title IS 'headline without site name';
COMMENT ON COLUMN core.documents.published_on IS 'day of publication (Asia/Shanghai)';
COMMENT ON COLUMN core.documents.published_at IS 'time of publication, where the page gives one';
COMMENT ON COLUMN core.documents.published_evidence IS 'where the publication date was found';
COMMENT ON COLUMN core.documents.doc_type IS 'kind of page';
COMMENT ON COLUMN core.documents.is_education_meeting IS 'the page reports a meeting held on education work';
COMMENT ON COLUMN core.documents.script IS 'script of the page as fetched; all text here is Simplified';
COMMENT ON COLUMN core.documents.body IS 'the article alone, restored, one paragraph per line';
COMMENT ON COLUMN core.documents.body_chars IS 'length of body in characters';
COMMENT ON COLUMN core.documents.text_chars IS 'letters, digits and ideographs in body: what is compared between pages';
COMMENT ON COLUMN core.documents.text_hash IS 'hash of the letters, digits and ideographs of body; null for an empty body';
COMMENT ON COLUMN core.documents.source_label IS 'the source that the page itself names (来源)';
COMMENT ON COLUMN core.documents.views IS 'view counter';
COMMENT ON COLUMN core.documents.visibility IS 'disclosure label (公开 and the like)';
COMMENT ON COLUMN core.documents.comment_participants IS 'people in the comment box';
COMMENT ON COLUMN core.documents.comment_count IS 'comments in the comment box';
COMMENT ON COLUMN core.documents.extractor_version IS 'version of the transform that read the page';

CREATE TABLE core.paragraphs (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    text VARCHAR NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    CHECK ((span_start IS NULL) = (span_end IS NULL)),
    CHECK (span_start >= 0 AND span_end >= span_start)
);
COMMENT ON TABLE core.paragraphs IS 'the lines of a body';
COMMENT ON COLUMN core.paragraphs.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.paragraphs.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.paragraphs.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.paragraphs.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.paragraphs.text IS 'the paragraph';
COMMENT ON COLUMN core.paragraphs.span_start IS 'first character of the evidence in core.documents.body, from 0; null where the fact stands outside the body';
COMMENT ON COLUMN core.paragraphs.span_end IS 'character after the evidence: body[span_start:span_end] as Python slices';

CREATE TABLE core.publishers (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    site_name VARCHAR,
    host_unit VARCHAR,
    unit VARCHAR,
    columns VARCHAR[] NOT NULL,
    site_id_code VARCHAR,
    icp VARCHAR,
    police_record VARCHAR,
    address VARCHAR,
    phones VARCHAR[] NOT NULL,
    emails VARCHAR[] NOT NULL,
    division_code VARCHAR
);
COMMENT ON TABLE core.publishers IS 'who publishes the page, from meta labels, info line and footer; one row per version';
COMMENT ON COLUMN core.publishers.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.publishers.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.publishers.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.publishers.site_name IS 'name of the site';
COMMENT ON COLUMN core.publishers.host_unit IS 'organisation that runs the site (主办单位)';
COMMENT ON COLUMN core.publishers.unit IS 'organisation that published the page (发布单位)';
COMMENT ON COLUMN core.publishers.columns IS 'path of columns, outermost first';
COMMENT ON COLUMN core.publishers.site_id_code IS 'government site id code (网站标识码)';
COMMENT ON COLUMN core.publishers.icp IS 'ICP licence';
COMMENT ON COLUMN core.publishers.police_record IS 'public security record (公网安备)';
COMMENT ON COLUMN core.publishers.address IS 'postal address';
COMMENT ON COLUMN core.publishers.phones IS 'telephone numbers';
COMMENT ON COLUMN core.publishers.emails IS 'e-mail addresses';
COMMENT ON COLUMN core.publishers.division_code IS 'GB/T 2260 code of the publisher, from site id code or registry';

CREATE TABLE core.credits (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    role core.credit_role NOT NULL,
    name VARCHAR NOT NULL
);
COMMENT ON TABLE core.credits IS 'who made the page: one row per person and part played';
COMMENT ON COLUMN core.credits.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.credits.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.credits.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.credits.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.credits.role IS 'part played';
COMMENT ON COLUMN core.credits.name IS 'person or office';

CREATE TABLE core.related_links (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    list VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    url VARCHAR
);
COMMENT ON TABLE core.related_links IS 'hot lists and related links of the page';
COMMENT ON COLUMN core.related_links.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.related_links.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.related_links.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.related_links.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.related_links.list IS 'heading of the list';
COMMENT ON COLUMN core.related_links.rank IS 'place in its list, from 1';
COMMENT ON COLUMN core.related_links.title IS 'text of the link';
COMMENT ON COLUMN core.related_links.url IS 'target, where the page links it';

CREATE TABLE core.restorations (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    pinyin_removed INTEGER NOT NULL,
    bytes_repaired INTEGER NOT NULL,
    chars_converted INTEGER NOT NULL,
    uncertain INTEGER NOT NULL
);
COMMENT ON TABLE core.restorations IS 'what was changed between the text as fetched and the text here, over the whole page; one row per version';
COMMENT ON COLUMN core.restorations.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.restorations.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.restorations.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.restorations.pinyin_removed IS 'pinyin annotations removed';
COMMENT ON COLUMN core.restorations.bytes_repaired IS 'damaged places repaired';
COMMENT ON COLUMN core.restorations.chars_converted IS 'characters changed from Traditional to Simplified';
COMMENT ON COLUMN core.restorations.uncertain IS 'repaired places that leave several readings (core.uncertain_readings)';

CREATE TABLE core.uncertain_readings (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    candidates VARCHAR[] NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    CHECK ((span_start IS NULL) = (span_end IS NULL)),
    CHECK (span_start >= 0 AND span_end >= span_start)
);
COMMENT ON TABLE core.uncertain_readings IS 'repaired places where several characters are possible; the first candidate stands in the body';
COMMENT ON COLUMN core.uncertain_readings.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.uncertain_readings.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.uncertain_readings.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.uncertain_readings.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.uncertain_readings.candidates IS 'possible readings, likeliest first';
COMMENT ON COLUMN core.uncertain_readings.span_start IS 'first character of the evidence in core.documents.body, from 0; null where the fact stands outside the body';
COMMENT ON COLUMN core.uncertain_readings.span_end IS 'character after the evidence: body[span_start:span_end] as Python slices';
