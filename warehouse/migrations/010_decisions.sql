-- What people decided about which pages belong together, and that the links say where a person decided.

CREATE TABLE core.decisions (
    entry INTEGER NOT NULL,
    about VARCHAR NOT NULL CHECK (about IN ('meeting', 'page')),
    verdict VARCHAR NOT NULL CHECK (verdict IN ('same', 'apart')),
    named VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    decided_on DATE NOT NULL
);
COMMENT ON TABLE core.decisions IS 'what people decided about pages: one row per page that a decision names';
COMMENT ON COLUMN core.decisions.entry IS 'number of the decision in its file, from 1';
COMMENT ON COLUMN core.decisions.about IS 'meeting: whether the pages report one meeting; page: whether they are copies of one another';
COMMENT ON COLUMN core.decisions.verdict IS 'same or apart';
COMMENT ON COLUMN core.decisions.named IS 'the page, as its URL or its document id';
COMMENT ON COLUMN core.decisions.why IS 'the reason given';
COMMENT ON COLUMN core.decisions.decided_by IS 'who decided';
COMMENT ON COLUMN core.decisions.decided_on IS 'when';

CREATE TYPE core.copy_relation AS ENUM ('exact', 'near', 'truncated', 'script_twin', 'person');
CREATE TYPE core.join_proof AS ENUM ('founder', 'body', 'name', 'people', 'place_and_day', 'person');

CREATE TEMP TABLE duplicates_before AS SELECT * FROM core.duplicates;
DROP TABLE core.duplicates;
CREATE TABLE core.duplicates (
    document_id VARCHAR PRIMARY KEY,
    canonical_document_id VARCHAR NOT NULL,
    repeats_document_id VARCHAR NOT NULL,
    relation core.copy_relation NOT NULL,
    jaccard DOUBLE NOT NULL,
    containment DOUBLE NOT NULL,
    direction_basis VARCHAR NOT NULL
);
COMMENT ON TABLE core.duplicates IS 'pages that repeat another page; the page they repeat is not listed';
COMMENT ON COLUMN core.duplicates.document_id IS 'the page that repeats';
COMMENT ON COLUMN core.duplicates.canonical_document_id IS 'the page that stands for all of its group';
COMMENT ON COLUMN core.duplicates.repeats_document_id IS 'the page it is most directly taken from';
COMMENT ON COLUMN core.duplicates.relation IS 'exact, near, a shortened copy, the same in the other script, or a copy because a person says so';
COMMENT ON COLUMN core.duplicates.jaccard IS 'shared shingles with repeats_document_id as part of all, 0 to 1';
COMMENT ON COLUMN core.duplicates.containment IS 'part of this page that stands in repeats_document_id, 0 to 1';
COMMENT ON COLUMN core.duplicates.direction_basis IS 'why this is the copy: source_label, published, source_kind, length, id; person: a decision made it one';
INSERT INTO core.duplicates
SELECT document_id, canonical_document_id, repeats_document_id, relation::VARCHAR, jaccard, containment, direction_basis
FROM duplicates_before;
DROP TABLE duplicates_before;

CREATE TEMP TABLE meeting_documents_before AS SELECT * FROM core.meeting_documents;
DROP TABLE core.meeting_documents;
CREATE TABLE core.meeting_documents (
    url VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    version_id VARCHAR NOT NULL,
    meeting_id VARCHAR NOT NULL,
    joined_by core.join_proof NOT NULL
);
COMMENT ON TABLE core.meeting_documents IS 'which page reports which meeting: one row per URL';
COMMENT ON COLUMN core.meeting_documents.url IS 'URL as fetched';
COMMENT ON COLUMN core.meeting_documents.document_id IS 'the page';
COMMENT ON COLUMN core.meeting_documents.version_id IS 'its current version';
COMMENT ON COLUMN core.meeting_documents.meeting_id IS 'the meeting (core.meetings)';
COMMENT ON COLUMN core.meeting_documents.joined_by IS 'what proves that the page belongs to the meeting; person: a decision (core.decisions) says so';
INSERT INTO core.meeting_documents
SELECT url, document_id, version_id, meeting_id, joined_by::VARCHAR FROM meeting_documents_before;
DROP TABLE meeting_documents_before;
