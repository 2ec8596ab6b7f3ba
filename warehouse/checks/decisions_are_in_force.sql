-- severity: warning
-- Decisions on meetings that the links do not follow: two of them contradict each other (apart wins).
WITH page AS (
    SELECT document_id AS named, document_id FROM core.current_documents
    UNION SELECT canonical_url, document_id FROM core.current_documents
    UNION SELECT url, document_id FROM raw.fetches
), decided AS (
    SELECT d.entry, d.verdict, page.document_id, m.meeting_id
    FROM core.decisions AS d
    JOIN page USING (named)
    JOIN core.meeting_documents AS m ON m.document_id = page.document_id
    WHERE d.about = 'meeting'
)
SELECT entry, verdict, count(DISTINCT document_id) AS pages, count(DISTINCT meeting_id) AS meetings
FROM decided
GROUP BY ALL
HAVING count(DISTINCT meeting_id) <> CASE verdict WHEN 'same' THEN 1 ELSE count(DISTINCT document_id) END
ORDER BY ALL
