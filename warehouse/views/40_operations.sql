-- Coverage, health of the sources, quarantine.

CREATE OR REPLACE VIEW mart.coverage AS
WITH counted AS (
    SELECT
        coalesce(t.jurisdiction_code, p.division_code, s.division_code) AS code, t.told_in,
        count(DISTINCT t.document_id) AS documents,
        count(DISTINCT t.meeting_id) AS meetings,
        count(DISTINCT t.meeting_id) FILTER (t.meeting_kind = 'annual_work_meeting') AS annual_work_meetings,
        count(DISTINCT t.source_id) AS sources
    FROM core.told_once AS t
    LEFT JOIN core.publishers AS p USING (version_id)
    LEFT JOIN core.sources AS s USING (source_id)
    GROUP BY ALL
), division AS (
    SELECT code, name, level, parent_code, valid_from, valid_to
    FROM core.divisions
    QUALIFY row_number() OVER (PARTITION BY code ORDER BY valid_to IS NULL DESC, valid_to DESC, valid_from DESC) = 1
), cell AS (
    SELECT d.code, y.told_in
    FROM division AS d
    CROSS JOIN (SELECT DISTINCT told_in FROM counted WHERE told_in IS NOT NULL) AS y
    WHERE coalesce(year(d.valid_from), 0) <= y.told_in AND coalesce(year(d.valid_to), 9999) >= y.told_in
    UNION
    SELECT code, told_in FROM counted WHERE code IS NOT NULL AND told_in IS NOT NULL
)
SELECT
    c.code AS division_code, d.name, d.level, d.parent_code, c.told_in,
    coalesce(n.documents, 0) AS documents,
    coalesce(n.meetings, 0) AS meetings,
    coalesce(n.annual_work_meetings, 0) AS annual_work_meetings,
    coalesce(n.sources, 0) AS sources,
    coalesce(n.meetings, 0) = 0 AS missing
FROM cell AS c
LEFT JOIN division AS d USING (code)
LEFT JOIN counted AS n ON n.code = c.code AND n.told_in = c.told_in;

COMMENT ON VIEW mart.coverage IS 'division by year: what is known of each, zeros included';
COMMENT ON COLUMN mart.coverage.division_code IS 'GB/T 2260 code';
COMMENT ON COLUMN mart.coverage.name IS 'name of the division';
COMMENT ON COLUMN mart.coverage.level IS 'province, city or county';
COMMENT ON COLUMN mart.coverage.told_in IS 'year';
COMMENT ON COLUMN mart.coverage.documents IS 'pages, copies left out';
COMMENT ON COLUMN mart.coverage.meetings IS 'meetings';
COMMENT ON COLUMN mart.coverage.annual_work_meetings IS 'annual education work meetings';
COMMENT ON COLUMN mart.coverage.sources IS 'sources that reported';
COMMENT ON COLUMN mart.coverage.missing IS 'no meeting of the division is known for the year';

CREATE OR REPLACE VIEW mart.source_health AS
WITH fetched AS (
    SELECT
        source_id,
        count(*) AS pages,
        count(*) FILTER (outcome = 'ok') AS ok,
        count(*) FILTER (outcome = 'not_target') AS not_target,
        count(*) FILTER (outcome = 'retry') AS retry,
        count(*) FILTER (outcome = 'quarantine') AS quarantined,
        max(fetched_at) AS last_fetched_at
    FROM raw.fetches
    GROUP BY source_id
), published AS (
    SELECT
        source_id, max(published_on) AS last_published_on,
        count(*) FILTER (is_education_meeting) AS education_meetings
    FROM core.current_documents
    GROUP BY source_id
), state AS (
    SELECT * FROM ops.source_health QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY day DESC) = 1
)
SELECT
    coalesce(s.source_id, f.source_id) AS source_id, s.name, s.kind, s.division_code, s.family, h.state,
    h.day AS state_on, h.detail, f.pages, f.ok, f.not_target, f.retry, f.quarantined,
    round(f.quarantined / f.pages, 4) AS quarantine_rate, f.last_fetched_at, p.last_published_on, p.education_meetings
FROM core.sources AS s
FULL JOIN fetched AS f USING (source_id)
LEFT JOIN state AS h ON h.source_id = coalesce(s.source_id, f.source_id)
LEFT JOIN published AS p ON p.source_id = coalesce(s.source_id, f.source_id);

COMMENT ON VIEW mart.source_health IS 'every source: last state, what came of its pages, how recent it is';
COMMENT ON COLUMN mart.source_health.source_id IS 'the source';
COMMENT ON COLUMN mart.source_health.name IS 'name of the site';
COMMENT ON COLUMN mart.source_health.kind IS 'kind of site';
COMMENT ON COLUMN mart.source_health.division_code IS 'GB/T 2260 code of its place';
COMMENT ON COLUMN mart.source_health.state_on IS 'day of the state';
COMMENT ON COLUMN mart.source_health.pages IS 'fetches';
COMMENT ON COLUMN mart.source_health.ok IS 'fetches with a record';
COMMENT ON COLUMN mart.source_health.not_target IS 'fetches that were no articles';
COMMENT ON COLUMN mart.source_health.retry IS 'challenge and error pages';
COMMENT ON COLUMN mart.source_health.quarantined IS 'fetches that could not be read';
COMMENT ON COLUMN mart.source_health.quarantine_rate IS 'part of the fetches that could not be read';
COMMENT ON COLUMN mart.source_health.last_fetched_at IS 'newest fetch';
COMMENT ON COLUMN mart.source_health.last_published_on IS 'newest publication among its pages';
COMMENT ON COLUMN mart.source_health.education_meetings IS 'pages that report an education meeting';

CREATE OR REPLACE VIEW mart.quarantine AS
SELECT
    q.*,
    EXISTS (
        SELECT 1 FROM raw.fetches AS f
        WHERE f.document_id = q.document_id AND f.outcome IN ('ok', 'not_target') AND f.fetched_at > q.fetched_at
    ) AS resolved
FROM ops.quarantine AS q;

COMMENT ON VIEW mart.quarantine IS 'pages that gave no record, with the reason and where their bytes lie';
COMMENT ON COLUMN mart.quarantine.resolved IS 'a later fetch of the page could be read';
COMMENT ON COLUMN mart.quarantine.outcome IS 'retry or quarantine';

CREATE OR REPLACE VIEW ops.rows_since_publication AS
WITH counted AS (
    SELECT 'core.documents' AS table_name, count(*) AS now FROM core.documents
    UNION ALL
    SELECT 'core.meetings', count(*) FROM core.meetings
    UNION ALL
    SELECT 'core.meeting_documents', count(*) FROM core.meeting_documents
    UNION ALL
    SELECT 'core.participants', count(*) FROM core.participants
    UNION ALL
    SELECT 'core.directives', count(*) FROM core.directives
    UNION ALL
    SELECT 'raw.fetches', count(*) FROM raw.fetches
)
SELECT table_name, p.row_count AS published, c.now
FROM ops.publication_counts AS p
JOIN counted AS c USING (table_name)
WHERE p.version = (SELECT max(version) FROM ops.publications);

COMMENT ON VIEW ops.rows_since_publication IS 'rows of the main tables, at the last publication and now';
COMMENT ON COLUMN ops.rows_since_publication.table_name IS 'the table';
COMMENT ON COLUMN ops.rows_since_publication.published IS 'rows that it had when it was last published';
COMMENT ON COLUMN ops.rows_since_publication.now IS 'rows that it has';
