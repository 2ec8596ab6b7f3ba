-- Which page reports which meeting, once core.meetings tells who founded it.

CREATE OR REPLACE TEMP TABLE new_meeting_documents AS
SELECT DISTINCT f.url, w.document_id, w.version_id, w.meeting_id, w.joined_by
FROM (
    SELECT
        c.document_id, d.version_id, c.meeting_id,
        CASE WHEN c.document_id = m.founding_document_id THEN 'founder' ELSE c.evidence END AS joined_by
    FROM core.meeting_claims AS c
    JOIN core.linked_documents AS d USING (document_id)
    JOIN core.meetings AS m USING (meeting_id)
    WHERE c.document_id IN (SELECT document_id FROM told_scope)
    UNION ALL
    SELECT document_id, version_id, meeting_id, 'body' FROM copy_without
) AS w
JOIN raw.fetches AS f USING (document_id)
ORDER BY ALL;

CREATE OR REPLACE TEMP TABLE counted AS
SELECT meeting_id FROM new_meeting_documents
UNION
SELECT meeting_id FROM core.meeting_documents WHERE document_id IN (SELECT document_id FROM told_scope);
