-- severity: blocking
-- Pages that belong to two meetings.
SELECT document_id, count(DISTINCT meeting_id) AS meetings FROM core.meeting_documents GROUP BY document_id HAVING meetings > 1
