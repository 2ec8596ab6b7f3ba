-- What a page says of its meeting: one table for each list of the record.

CREATE TABLE core.meeting_reports (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind core.meeting_kind NOT NULL,
    level core.meeting_level,
    held_on DATE,
    held_until DATE,
    date_basis core.date_basis,
    time_of_day VARCHAR,
    venue VARCHAR,
    sub_venues VARCHAR[] NOT NULL,
    mode core.meeting_mode,
    jurisdiction_code VARCHAR,
    province VARCHAR,
    city VARCHAR,
    county VARCHAR
);
COMMENT ON TABLE core.meeting_reports IS 'what one page says of the meeting it reports; at most one row per version (core.meetings has the linked meeting)';
COMMENT ON COLUMN core.meeting_reports.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.meeting_reports.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.meeting_reports.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.meeting_reports.name IS 'fullest name in the text';
COMMENT ON COLUMN core.meeting_reports.kind IS 'kind of meeting';
COMMENT ON COLUMN core.meeting_reports.level IS 'level of government, or school';
COMMENT ON COLUMN core.meeting_reports.held_on IS 'first day';
COMMENT ON COLUMN core.meeting_reports.held_until IS 'last day, where the meeting lasted longer than one';
COMMENT ON COLUMN core.meeting_reports.date_basis IS 'whether the year is stated or taken from the publication';
COMMENT ON COLUMN core.meeting_reports.time_of_day IS '上午, 下午, 晚 as written';
COMMENT ON COLUMN core.meeting_reports.venue IS 'main venue';
COMMENT ON COLUMN core.meeting_reports.sub_venues IS 'further venues';
COMMENT ON COLUMN core.meeting_reports.mode IS 'in person, video, hybrid, where the text says so';
COMMENT ON COLUMN core.meeting_reports.jurisdiction_code IS 'GB/T 2260 code of the place whose meeting it is';
COMMENT ON COLUMN core.meeting_reports.province IS 'official name of the province';
COMMENT ON COLUMN core.meeting_reports.city IS 'official name of the city';
COMMENT ON COLUMN core.meeting_reports.county IS 'official name of the county, district or banner';

CREATE TABLE core.participants (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    name VARCHAR NOT NULL,
    title VARCHAR,
    organisation VARCHAR,
    roles core.participant_role[] NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    CHECK ((span_start IS NULL) = (span_end IS NULL)),
    CHECK (span_start >= 0 AND span_end >= span_start)
);
COMMENT ON TABLE core.participants IS 'named persons of the event';
COMMENT ON COLUMN core.participants.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.participants.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.participants.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.participants.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.participants.name IS 'person';
COMMENT ON COLUMN core.participants.title IS 'full title as written, chained titles in one string';
COMMENT ON COLUMN core.participants.organisation IS 'organisation, where the title does not hold it';
COMMENT ON COLUMN core.participants.roles IS 'what the person did at the meeting';
COMMENT ON COLUMN core.participants.span_start IS 'first character of the evidence in core.documents.body, from 0; null where the fact stands outside the body';
COMMENT ON COLUMN core.participants.span_end IS 'character after the evidence: body[span_start:span_end] as Python slices';

CREATE TABLE core.attending_groups (
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
COMMENT ON TABLE core.attending_groups IS 'unnamed groups and units that attended';
COMMENT ON COLUMN core.attending_groups.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.attending_groups.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.attending_groups.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.attending_groups.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.attending_groups.text IS 'the group as written';
COMMENT ON COLUMN core.attending_groups.span_start IS 'first character of the evidence in core.documents.body, from 0; null where the fact stands outside the body';
COMMENT ON COLUMN core.attending_groups.span_end IS 'character after the evidence: body[span_start:span_end] as Python slices';

CREATE TABLE core.agenda_items (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    act core.agenda_act NOT NULL,
    actor VARCHAR,
    object VARCHAR,
    span_start INTEGER,
    span_end INTEGER,
    CHECK ((span_start IS NULL) = (span_end IS NULL)),
    CHECK (span_start >= 0 AND span_end >= span_start)
);
COMMENT ON TABLE core.agenda_items IS 'acts of the meeting that the page tells';
COMMENT ON COLUMN core.agenda_items.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.agenda_items.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.agenda_items.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.agenda_items.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.agenda_items.act IS 'kind of act';
COMMENT ON COLUMN core.agenda_items.actor IS 'who acted';
COMMENT ON COLUMN core.agenda_items.object IS 'what was read, signed, reported …';
COMMENT ON COLUMN core.agenda_items.span_start IS 'first character of the evidence in core.documents.body, from 0; null where the fact stands outside the body';
COMMENT ON COLUMN core.agenda_items.span_end IS 'character after the evidence: body[span_start:span_end] as Python slices';

CREATE TABLE core.directives (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    directive_id VARCHAR NOT NULL,
    parent_id VARCHAR,
    depth INTEGER NOT NULL,
    speaker VARCHAR,
    verb VARCHAR,
    ordinal VARCHAR,
    text VARCHAR NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    CHECK ((span_start IS NULL) = (span_end IS NULL)),
    CHECK (span_start >= 0 AND span_end >= span_start)
);
COMMENT ON TABLE core.directives IS 'what was stressed, demanded, proposed: a tree';
COMMENT ON COLUMN core.directives.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.directives.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.directives.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.directives.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.directives.directive_id IS 'id of the point within its version';
COMMENT ON COLUMN core.directives.parent_id IS 'directive_id of the point it belongs to, in the same version';
COMMENT ON COLUMN core.directives.depth IS '1 for a top-level point';
COMMENT ON COLUMN core.directives.speaker IS 'person, 会议, or the presenter of the report';
COMMENT ON COLUMN core.directives.verb IS '强调, 指出, 要求 …';
COMMENT ON COLUMN core.directives.ordinal IS '一是, （二）, 三要 as written';
COMMENT ON COLUMN core.directives.text IS 'the point without its ordinal';
COMMENT ON COLUMN core.directives.span_start IS 'first character of the evidence in core.documents.body, from 0; null where the fact stands outside the body';
COMMENT ON COLUMN core.directives.span_end IS 'character after the evidence: body[span_start:span_end] as Python slices';

CREATE TABLE core.programme_mentions (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    programme_id VARCHAR NOT NULL,
    term VARCHAR NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    CHECK ((span_start IS NULL) = (span_end IS NULL)),
    CHECK (span_start >= 0 AND span_end >= span_start)
);
COMMENT ON TABLE core.programme_mentions IS 'named policies, programmes, slogans on a page';
COMMENT ON COLUMN core.programme_mentions.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.programme_mentions.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.programme_mentions.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.programme_mentions.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.programme_mentions.programme_id IS 'hash of term (core.programmes)';
COMMENT ON COLUMN core.programme_mentions.term IS 'the name';
COMMENT ON COLUMN core.programme_mentions.span_start IS 'first character of the evidence in core.documents.body, from 0; null where the fact stands outside the body';
COMMENT ON COLUMN core.programme_mentions.span_end IS 'character after the evidence: body[span_start:span_end] as Python slices';

CREATE TABLE core.programme_members (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    mention_seq INTEGER NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    programme_id VARCHAR NOT NULL,
    member VARCHAR NOT NULL
);
COMMENT ON TABLE core.programme_members IS 'what a page counts to a programme';
COMMENT ON COLUMN core.programme_members.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.programme_members.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.programme_members.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.programme_members.mention_seq IS 'seq of the mention (core.programme_mentions)';
COMMENT ON COLUMN core.programme_members.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.programme_members.programme_id IS 'hash of the term of the mention';
COMMENT ON COLUMN core.programme_members.member IS 'the member';

CREATE TABLE core.quantities (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    value DOUBLE,
    unit VARCHAR,
    subject VARCHAR,
    comparator core.comparator NOT NULL,
    deadline VARCHAR,
    deadline_on DATE,
    span_start INTEGER,
    span_end INTEGER,
    CHECK ((span_start IS NULL) = (span_end IS NULL)),
    CHECK (span_start >= 0 AND span_end >= span_start)
);
COMMENT ON TABLE core.quantities IS 'numbers said about education';
COMMENT ON COLUMN core.quantities.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.quantities.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.quantities.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.quantities.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.quantities.value IS 'the number; null where the page masks it';
COMMENT ON COLUMN core.quantities.unit IS 'unit as written, with 万 or 亿';
COMMENT ON COLUMN core.quantities.subject IS 'what is counted';
COMMENT ON COLUMN core.quantities.comparator IS 'exact, at least, at most, about, or a rank';
COMMENT ON COLUMN core.quantities.deadline IS 'by when, a date or year and month as ISO 8601';
COMMENT ON COLUMN core.quantities.deadline_on IS 'last day of deadline';
COMMENT ON COLUMN core.quantities.span_start IS 'first character of the evidence in core.documents.body, from 0; null where the fact stands outside the body';
COMMENT ON COLUMN core.quantities.span_end IS 'character after the evidence: body[span_start:span_end] as Python slices';

CREATE TABLE core.references_made (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    kind core.reference_kind NOT NULL,
    name VARCHAR NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    CHECK ((span_start IS NULL) = (span_end IS NULL)),
    CHECK (span_start >= 0 AND span_end >= span_start)
);
COMMENT ON TABLE core.references_made IS 'meetings, documents and policies that the text refers to';
COMMENT ON COLUMN core.references_made.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.references_made.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.references_made.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.references_made.seq IS 'place in the list of its kind on the page, from 1';
COMMENT ON COLUMN core.references_made.kind IS 'kind of thing';
COMMENT ON COLUMN core.references_made.name IS 'its name';
COMMENT ON COLUMN core.references_made.span_start IS 'first character of the evidence in core.documents.body, from 0; null where the fact stands outside the body';
COMMENT ON COLUMN core.references_made.span_end IS 'character after the evidence: body[span_start:span_end] as Python slices';

CREATE TABLE core.minhash_bands (
    version_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    partition_id VARCHAR NOT NULL,
    band UTINYINT NOT NULL,
    value UBIGINT NOT NULL
);
COMMENT ON TABLE core.minhash_bands IS 'MinHash bands of a body: pages that share a band are compared in full (see warehouse/fingerprint.py)';
COMMENT ON COLUMN core.minhash_bands.version_id IS 'the content version that says so (core.documents)';
COMMENT ON COLUMN core.minhash_bands.document_id IS 'the page, whatever its version';
COMMENT ON COLUMN core.minhash_bands.partition_id IS 'the partition that loaded the row (ops.partitions)';
COMMENT ON COLUMN core.minhash_bands.band IS 'number of the band';
COMMENT ON COLUMN core.minhash_bands.value IS 'hash of the band';
