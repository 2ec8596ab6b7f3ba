-- severity: blocking
-- Tables with less than two thirds of the rows of the last publication (of at least a hundred).
-- Where the loss is meant, publish(..., accept_loss=True) says so.
WITH last AS (
    SELECT table_name, row_count FROM ops.publication_counts WHERE version = (SELECT max(version) FROM ops.publications)
), now AS (
    SELECT 'core.documents' AS table_name, count(*) AS row_count FROM core.documents
    UNION ALL
    SELECT 'core.meetings' AS table_name, count(*) AS row_count FROM core.meetings
    UNION ALL
    SELECT 'core.meeting_documents' AS table_name, count(*) AS row_count FROM core.meeting_documents
    UNION ALL
    SELECT 'core.participants' AS table_name, count(*) AS row_count FROM core.participants
    UNION ALL
    SELECT 'core.directives' AS table_name, count(*) AS row_count FROM core.directives
    UNION ALL
    SELECT 'raw.fetches' AS table_name, count(*) AS row_count FROM raw.fetches
)
SELECT table_name, last.row_count AS published, now.row_count AS now
FROM last JOIN now USING (table_name)
WHERE last.row_count >= 100 AND now.row_count < last.row_count * 2 / 3
