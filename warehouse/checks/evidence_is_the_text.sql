-- severity: warning
-- Paragraphs, directives and groups whose text is not what stands at their place in the body.
-- Cutting a million pieces out of bodies takes a while: above 20,000 pages one in sixteen is looked at.
WITH page AS (
    SELECT version_id, body
    FROM core.documents
    WHERE version_id < '1' OR (SELECT count(*) FROM core.documents) <= 20_000
), said AS (
    SELECT 'core.paragraphs' AS table_name, version_id, seq, text, span_start, span_end FROM core.paragraphs
    UNION ALL
    SELECT 'core.directives', version_id, seq, text, span_start, span_end FROM core.directives
    UNION ALL
    SELECT 'core.attending_groups', version_id, seq, text, span_start, span_end FROM core.attending_groups
)
SELECT s.table_name, s.version_id, s.seq, s.text, p.body[s.span_start + 1 : s.span_end] AS found
FROM said AS s
JOIN page AS p USING (version_id)
WHERE s.span_start IS NOT NULL AND s.text <> p.body[s.span_start + 1 : s.span_end]
