-- severity: blocking
-- Pages that report a meeting and have none, or have it by an old version: linking did not run after the last load.
SELECT d.document_id, d.version_id, m.meeting_id
FROM core.current_documents AS d
JOIN core.meeting_reports AS r USING (version_id)
LEFT JOIN core.meeting_documents AS m ON m.document_id = d.document_id AND m.version_id = d.version_id
WHERE m.meeting_id IS NULL
UNION ALL
SELECT m.document_id, m.version_id, m.meeting_id
FROM core.meeting_documents AS m
LEFT JOIN core.current_documents AS d USING (document_id, version_id)
WHERE d.version_id IS NULL
