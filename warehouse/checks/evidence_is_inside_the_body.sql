-- severity: blocking
-- Evidence that reaches beyond its body.
WITH spans AS (
    SELECT 'core.paragraphs' AS table_name, version_id, seq, span_end FROM core.paragraphs
    UNION ALL
    SELECT 'core.uncertain_readings' AS table_name, version_id, seq, span_end FROM core.uncertain_readings
    UNION ALL
    SELECT 'core.participants' AS table_name, version_id, seq, span_end FROM core.participants
    UNION ALL
    SELECT 'core.attending_groups' AS table_name, version_id, seq, span_end FROM core.attending_groups
    UNION ALL
    SELECT 'core.agenda_items' AS table_name, version_id, seq, span_end FROM core.agenda_items
    UNION ALL
    SELECT 'core.directives' AS table_name, version_id, seq, span_end FROM core.directives
    UNION ALL
    SELECT 'core.programme_mentions' AS table_name, version_id, seq, span_end FROM core.programme_mentions
    UNION ALL
    SELECT 'core.quantities' AS table_name, version_id, seq, span_end FROM core.quantities
    UNION ALL
    SELECT 'core.references_made' AS table_name, version_id, seq, span_end FROM core.references_made
)
SELECT s.*, d.body_chars
FROM spans AS s
JOIN core.documents AS d USING (version_id)
WHERE s.span_end > d.body_chars
