-- Two keys here, for the index that finds a page's row among a million.
-- What linking remembers, so that a new day costs what it brings: each page as it was linked, and what followed from it.

CREATE TABLE core.linked_partitions (
    partition_id VARCHAR NOT NULL,
    digest VARCHAR NOT NULL
);
COMMENT ON TABLE core.linked_partitions IS 'partitions as they were when they were linked: only those that differ are looked at again';
COMMENT ON COLUMN core.linked_partitions.partition_id IS 'the partition (ops.partitions); empty for the rules of linking themselves';
COMMENT ON COLUMN core.linked_partitions.digest IS 'digest of its rows (ops.partitions), or of the rules';

CREATE TABLE core.linked_documents (
    document_id VARCHAR PRIMARY KEY,
    version_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    source_name VARCHAR,
    source_kind VARCHAR,
    canonical_url VARCHAR NOT NULL,
    published_on DATE,
    published_at TIMESTAMPTZ,
    doc_type VARCHAR NOT NULL,
    script VARCHAR NOT NULL,
    text_hash VARCHAR,
    text_chars INTEGER NOT NULL,
    source_label VARCHAR,
    own_names VARCHAR[],
    source_rank INTEGER NOT NULL,
    copied_by_label BOOLEAN NOT NULL,
    has_meeting BOOLEAN NOT NULL,
    name VARCHAR,
    kind VARCHAR,
    level VARCHAR,
    held_on DATE,
    held_until DATE,
    date_basis VARCHAR,
    time_of_day VARCHAR,
    venue VARCHAR,
    mode VARCHAR,
    jurisdiction_code VARCHAR,
    province VARCHAR,
    city VARCHAR,
    county VARCHAR,
    place VARCHAR,
    stem VARCHAR,
    place_is_stated BOOLEAN NOT NULL,
    occasion VARCHAR,
    year_in_name INTEGER,
    title VARCHAR,
    people VARCHAR[]
);
COMMENT ON TABLE core.linked_documents IS 'every current page as linking last saw it';
COMMENT ON COLUMN core.linked_documents.document_id IS 'the page';
COMMENT ON COLUMN core.linked_documents.version_id IS 'its version (core.documents)';
COMMENT ON COLUMN core.linked_documents.partition_id IS 'the partition that had loaded it';
COMMENT ON COLUMN core.linked_documents.source_id IS 'the source (core.sources)';
COMMENT ON COLUMN core.linked_documents.source_name IS 'name of the source';
COMMENT ON COLUMN core.linked_documents.source_kind IS 'kind of the source';
COMMENT ON COLUMN core.linked_documents.canonical_url IS 'the URL that names the page';
COMMENT ON COLUMN core.linked_documents.published_on IS 'day of publication';
COMMENT ON COLUMN core.linked_documents.published_at IS 'time of publication';
COMMENT ON COLUMN core.linked_documents.doc_type IS 'kind of page';
COMMENT ON COLUMN core.linked_documents.script IS 'script of the page as fetched';
COMMENT ON COLUMN core.linked_documents.text_hash IS 'hash of its text (core.documents)';
COMMENT ON COLUMN core.linked_documents.text_chars IS 'length of its text';
COMMENT ON COLUMN core.linked_documents.source_label IS 'the source that the page itself names';
COMMENT ON COLUMN core.linked_documents.own_names IS 'names of its site and publisher';
COMMENT ON COLUMN core.linked_documents.source_rank IS 'how near to the meeting: 1 government, 2 bureau, 3 media, 4 school, 5 library, 6 unknown';
COMMENT ON COLUMN core.linked_documents.copied_by_label IS 'the page says that it is a copy: source_label is none of own_names';
COMMENT ON COLUMN core.linked_documents.has_meeting IS 'a meeting could be read from it';
COMMENT ON COLUMN core.linked_documents.name IS 'name of the meeting';
COMMENT ON COLUMN core.linked_documents.kind IS 'kind of the meeting';
COMMENT ON COLUMN core.linked_documents.level IS 'level of the meeting';
COMMENT ON COLUMN core.linked_documents.held_on IS 'first day, as the page has it';
COMMENT ON COLUMN core.linked_documents.held_until IS 'last day, the first where there is one';
COMMENT ON COLUMN core.linked_documents.date_basis IS 'whether the year is stated';
COMMENT ON COLUMN core.linked_documents.time_of_day IS 'as written';
COMMENT ON COLUMN core.linked_documents.venue IS 'main venue';
COMMENT ON COLUMN core.linked_documents.mode IS 'in person, video, hybrid';
COMMENT ON COLUMN core.linked_documents.jurisdiction_code IS 'GB/T 2260 code of the place';
COMMENT ON COLUMN core.linked_documents.province IS 'province';
COMMENT ON COLUMN core.linked_documents.city IS 'city';
COMMENT ON COLUMN core.linked_documents.county IS 'county';
COMMENT ON COLUMN core.linked_documents.place IS 'the place as one word: its code, else its names';
COMMENT ON COLUMN core.linked_documents.stem IS 'name of the place without its kind';
COMMENT ON COLUMN core.linked_documents.place_is_stated IS 'the text itself names the place';
COMMENT ON COLUMN core.linked_documents.occasion IS 'name of the meeting without place and year';
COMMENT ON COLUMN core.linked_documents.year_in_name IS 'year in the name of the meeting';
COMMENT ON COLUMN core.linked_documents.title IS 'headline';
COMMENT ON COLUMN core.linked_documents.people IS 'named persons, each once';

CREATE TABLE core.meeting_claims (
    document_id VARCHAR PRIMARY KEY,
    place VARCHAR,
    place_is_stated BOOLEAN NOT NULL,
    held_on DATE,
    held_until DATE,
    published_on DATE,
    text_hash VARCHAR,
    people VARCHAR[],
    cluster VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    meeting_id VARCHAR NOT NULL
);
COMMENT ON TABLE core.meeting_claims IS 'what each page claims of its meeting, set right by its copies, and where that put it';
COMMENT ON COLUMN core.meeting_claims.document_id IS 'the page';
COMMENT ON COLUMN core.meeting_claims.place IS 'the place, its own or that of a copy which states it';
COMMENT ON COLUMN core.meeting_claims.place_is_stated IS 'the text, or that of the copy, names the place';
COMMENT ON COLUMN core.meeting_claims.held_on IS 'first day, its own or that of a copy which states it';
COMMENT ON COLUMN core.meeting_claims.held_until IS 'last day';
COMMENT ON COLUMN core.meeting_claims.published_on IS 'day of publication';
COMMENT ON COLUMN core.meeting_claims.text_hash IS 'hash of its text (core.documents)';
COMMENT ON COLUMN core.meeting_claims.people IS 'named persons, each once';
COMMENT ON COLUMN core.meeting_claims.cluster IS 'pages of one meeting have one cluster, named after one of them';
COMMENT ON COLUMN core.meeting_claims.evidence IS 'what proves that it belongs there';
COMMENT ON COLUMN core.meeting_claims.meeting_id IS 'the meeting (core.meetings)';
