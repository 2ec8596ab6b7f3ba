-- How pages repeat each other, and which of them report the same meeting. All of it is computed from the current documents.

CREATE TYPE core.duplicate_relation AS ENUM ('exact', 'near', 'truncated', 'script_twin');
CREATE TYPE core.join_evidence AS ENUM ('founder', 'body', 'name', 'people', 'place_and_day');

CREATE TABLE core.compared_texts (
    text_hash VARCHAR PRIMARY KEY
);
COMMENT ON TABLE core.compared_texts IS 'texts that have been compared with all others';
COMMENT ON COLUMN core.compared_texts.text_hash IS 'the text (core.documents.text_hash)';

CREATE TABLE core.similar_texts (
    text_a VARCHAR NOT NULL,
    text_b VARCHAR NOT NULL,
    jaccard DOUBLE NOT NULL,
    a_in_b DOUBLE NOT NULL,
    b_in_a DOUBLE NOT NULL
);
COMMENT ON TABLE core.similar_texts IS 'texts that overlap, measured in full; each pair once, the smaller hash first';
COMMENT ON COLUMN core.similar_texts.text_a IS 'hash of one text (core.documents.text_hash)';
COMMENT ON COLUMN core.similar_texts.text_b IS 'hash of the other';
COMMENT ON COLUMN core.similar_texts.jaccard IS 'shared 5-character shingles as part of all shingles of both, 0 to 1';
COMMENT ON COLUMN core.similar_texts.a_in_b IS 'part of the shingles of a that stand in b';
COMMENT ON COLUMN core.similar_texts.b_in_a IS 'part of the shingles of b that stand in a';

CREATE TABLE core.duplicates (
    document_id VARCHAR PRIMARY KEY,
    canonical_document_id VARCHAR NOT NULL,
    repeats_document_id VARCHAR NOT NULL,
    relation core.duplicate_relation NOT NULL,
    jaccard DOUBLE NOT NULL,
    containment DOUBLE NOT NULL,
    direction_basis VARCHAR NOT NULL
);
COMMENT ON TABLE core.duplicates IS 'pages that repeat another page; the page they repeat is not listed';
COMMENT ON COLUMN core.duplicates.document_id IS 'the page that repeats';
COMMENT ON COLUMN core.duplicates.canonical_document_id IS 'the page that stands for all of its group';
COMMENT ON COLUMN core.duplicates.repeats_document_id IS 'the page it is most directly taken from';
COMMENT ON COLUMN core.duplicates.relation IS 'exact, near, a shortened copy, or the same in the other script';
COMMENT ON COLUMN core.duplicates.jaccard IS 'shared shingles with repeats_document_id as part of all, 0 to 1';
COMMENT ON COLUMN core.duplicates.containment IS 'part of this page that stands in repeats_document_id, 0 to 1';
COMMENT ON COLUMN core.duplicates.direction_basis IS 'why this is the copy: source_label, published, source_kind, length, id';

CREATE TABLE core.meetings (
    meeting_id VARCHAR PRIMARY KEY,
    minted_from VARCHAR NOT NULL,
    founding_document_id VARCHAR NOT NULL,
    best_document_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind core.meeting_kind NOT NULL,
    level core.meeting_level,
    held_on DATE,
    held_until DATE,
    date_basis core.date_basis,
    time_of_day VARCHAR,
    venue VARCHAR,
    mode core.meeting_mode,
    jurisdiction_code VARCHAR,
    province VARCHAR,
    city VARCHAR,
    county VARCHAR,
    document_count INTEGER NOT NULL,
    source_count INTEGER NOT NULL
);
COMMENT ON TABLE core.meetings IS 'one row per actual meeting, each attribute by the best evidence among its pages';
COMMENT ON COLUMN core.meetings.meeting_id IS 'minted once from jurisdiction, kind and day; never changes';
COMMENT ON COLUMN core.meetings.minted_from IS 'what it was minted from';
COMMENT ON COLUMN core.meetings.founding_document_id IS 'the page that founded it';
COMMENT ON COLUMN core.meetings.best_document_id IS 'the page with the best evidence';
COMMENT ON COLUMN core.meetings.name IS 'name of the meeting';
COMMENT ON COLUMN core.meetings.kind IS 'kind of meeting';
COMMENT ON COLUMN core.meetings.level IS 'level of government, or school';
COMMENT ON COLUMN core.meetings.held_on IS 'first day';
COMMENT ON COLUMN core.meetings.held_until IS 'last day, where it lasted longer than one';
COMMENT ON COLUMN core.meetings.date_basis IS 'whether the year is stated or taken from the publication';
COMMENT ON COLUMN core.meetings.time_of_day IS '上午, 下午, 晚 as written';
COMMENT ON COLUMN core.meetings.venue IS 'main venue';
COMMENT ON COLUMN core.meetings.mode IS 'in person, video, hybrid';
COMMENT ON COLUMN core.meetings.jurisdiction_code IS 'GB/T 2260 code of the place whose meeting it is';
COMMENT ON COLUMN core.meetings.province IS 'official name of the province';
COMMENT ON COLUMN core.meetings.city IS 'official name of the city';
COMMENT ON COLUMN core.meetings.county IS 'official name of the county, district or banner';
COMMENT ON COLUMN core.meetings.document_count IS 'pages that report it';
COMMENT ON COLUMN core.meetings.source_count IS 'sources that report it';

CREATE TABLE core.meeting_documents (
    url VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    version_id VARCHAR NOT NULL,
    meeting_id VARCHAR NOT NULL,
    joined_by core.join_evidence NOT NULL
);
COMMENT ON TABLE core.meeting_documents IS 'which page reports which meeting: one row per URL';
COMMENT ON COLUMN core.meeting_documents.url IS 'URL as fetched';
COMMENT ON COLUMN core.meeting_documents.document_id IS 'the page';
COMMENT ON COLUMN core.meeting_documents.version_id IS 'its current version';
COMMENT ON COLUMN core.meeting_documents.meeting_id IS 'the meeting (core.meetings)';
COMMENT ON COLUMN core.meeting_documents.joined_by IS 'what proves that the page belongs to the meeting';

CREATE TABLE core.meeting_aliases (
    alias_id VARCHAR PRIMARY KEY,
    meeting_id VARCHAR NOT NULL
);
COMMENT ON TABLE core.meeting_aliases IS 'ids of meetings that turned out to be one with another';
COMMENT ON COLUMN core.meeting_aliases.alias_id IS 'the id that is no longer used';
COMMENT ON COLUMN core.meeting_aliases.meeting_id IS 'the meeting that it is now';

CREATE TABLE core.meeting_conflicts (
    meeting_id VARCHAR NOT NULL,
    attribute VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    chosen BOOLEAN NOT NULL,
    document_id VARCHAR NOT NULL
);
COMMENT ON TABLE core.meeting_conflicts IS 'attributes on which the pages of a meeting disagree: every value with its page';
COMMENT ON COLUMN core.meeting_conflicts.meeting_id IS 'the meeting';
COMMENT ON COLUMN core.meeting_conflicts.attribute IS 'column of core.meetings';
COMMENT ON COLUMN core.meeting_conflicts.value IS 'the value as text';
COMMENT ON COLUMN core.meeting_conflicts.chosen IS 'the value that core.meetings carries';
COMMENT ON COLUMN core.meeting_conflicts.document_id IS 'the page that says so';
