-- The schemas, and the closed vocabularies of the record (transforms/record.py holds the same words; a test compares).

CREATE SCHEMA raw;   -- what was fetched, as it was fetched
CREATE SCHEMA core;  -- what the pages say, one table for each thing, and how pages and meetings belong together
CREATE SCHEMA ops;   -- how the warehouse came to be: partitions, runs, quarantine, checks, publications
CREATE SCHEMA mart;  -- views for analysts

CREATE TYPE core.outcome AS ENUM ('ok', 'not_target', 'retry', 'quarantine');
CREATE TYPE core.doc_type AS ENUM ('meeting_report', 'speech', 'model_text', 'notice', 'policy', 'other_news', 'not_article');
CREATE TYPE core.script AS ENUM ('Hans', 'Hant', 'mixed');
CREATE TYPE core.date_evidence AS ENUM ('meta', 'label', 'dateline', 'url', 'list');
CREATE TYPE core.credit_role AS ENUM ('author', 'reporter', 'trainee_reporter', 'correspondent', 'text', 'photo', 'video', 'editor', 'duty_director', 'reviewer', 'proofreader');
CREATE TYPE core.meeting_kind AS ENUM ('annual_work_meeting', 'semiannual_work_meeting', 'leading_group_meeting', 'conference', 'commendation', 'promotion_meeting', 'symposium', 'opening_term', 'other');
CREATE TYPE core.meeting_level AS ENUM ('national', 'province', 'city', 'county', 'town', 'school');
CREATE TYPE core.meeting_mode AS ENUM ('in_person', 'video', 'hybrid');
CREATE TYPE core.date_basis AS ENUM ('stated', 'year_from_publication');
CREATE TYPE core.participant_role AS ENUM ('chair', 'speaker', 'attendee', 'reporter', 'reader', 'awarder', 'signatory');
CREATE TYPE core.agenda_act AS ENUM ('convey', 'report', 'speech', 'read_decision', 'award', 'sign', 'exchange', 'unveil', 'comment', 'deploy', 'tour', 'watch', 'other');
CREATE TYPE core.comparator AS ENUM ('=', '>=', '<=', '~', 'rank');
CREATE TYPE core.reference_kind AS ENUM ('meeting', 'document', 'policy');
