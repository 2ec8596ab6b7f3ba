-- severity: warning
-- Decisions that name a page which is not there, or a page for a meeting that reports none: they have no effect yet.
SELECT d.entry, d.about, d.named, d.decided_by
FROM core.decisions AS d
LEFT JOIN (
    SELECT document_id AS named, document_id FROM core.current_documents
    UNION SELECT canonical_url, document_id FROM core.current_documents
    UNION SELECT url, document_id FROM raw.fetches
) AS page USING (named)
GROUP BY ALL
HAVING count(page.document_id) = 0
    OR (
        d.about = 'meeting'
        AND count(*) FILTER (page.document_id IN (SELECT document_id FROM core.meeting_documents)) = 0
    )
ORDER BY ALL
