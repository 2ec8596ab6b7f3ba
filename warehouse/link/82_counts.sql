-- Meetings that gained or lost a copy and nothing else.

UPDATE core.meetings AS m
SET document_count = c.documents
FROM (
    SELECT meeting_id, count(DISTINCT document_id)::INTEGER AS documents
    FROM core.meeting_documents
    WHERE meeting_id IN (SELECT meeting_id FROM counted)
    GROUP BY meeting_id
) AS c
WHERE c.meeting_id = m.meeting_id AND m.document_count <> c.documents;
